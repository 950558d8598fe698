// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// What the pair asks of its tokens (EIP-20).
interface IErc20 {
    function balanceOf(address owner) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// A market of two tokens: the product of its reserves never falls, and 0.3 % of what comes in stays.
/// Liquidity is whatever was transferred to it before sync(); nobody can take it out.
contract AmmPair {
    address public token0;
    address public token1;
    // One slot: every swap writes it.
    uint112 public reserve0;
    uint112 public reserve1;
    uint32 public lastSync;
    uint256 private entered;

    event Swap(
        address indexed sender,
        address indexed tokenIn,
        uint256 amountIn,
        uint256 amountOut,
        address indexed to
    );
    event Sync(uint112 reserve0, uint112 reserve1);

    constructor(address token0_, address token1_) {
        require(token0_ != token1_, "one token");
        token0 = token0_;
        token1 = token1_;
        entered = 1;
    }

    /// A token that calls back finds the door closed. 1 and 2, so that the slot is never emptied.
    modifier once() {
        require(entered == 1, "entered");
        entered = 2;
        _;
        entered = 1;
    }

    /// Takes `amountIn` of `tokenIn` from the caller, who has approved it, and pays `to` what it is
    /// worth in the other token, at least `minOut`.
    function swapExactIn(address tokenIn, uint256 amountIn, uint256 minOut, address to)
        external
        once
        returns (uint256 amountOut)
    {
        bool zeroIn = tokenIn == token0;
        require(zeroIn || tokenIn == token1, "not a token of this pair");
        (IErc20 given, IErc20 taken) = zeroIn
            ? (IErc20(token0), IErc20(token1))
            : (IErc20(token1), IErc20(token0));
        (uint256 reserveIn, uint256 reserveOut) = zeroIn
            ? (uint256(reserve0), uint256(reserve1))
            : (uint256(reserve1), uint256(reserve0));

        require(given.transferFrom(msg.sender, address(this), amountIn), "not paid");
        uint256 balanceIn = given.balanceOf(address(this));
        // What came in, and not what was asked for: a token may keep a fee.
        uint256 afterFee = (balanceIn - reserveIn) * 997;
        amountOut = (afterFee * reserveOut) / (reserveIn * 1000 + afterFee);
        require(amountOut > 0 && amountOut >= minOut, "worth too little");
        require(taken.transfer(to, amountOut), "not handed over");
        uint256 balanceOut = taken.balanceOf(address(this));
        require(
            (reserveIn * 1000 + afterFee) * balanceOut >= reserveIn * reserveOut * 1000,
            "product fell"
        );

        emit Swap(msg.sender, tokenIn, balanceIn - reserveIn, amountOut, to);
        update(zeroIn ? balanceIn : balanceOut, zeroIn ? balanceOut : balanceIn);
    }

    /// Takes what the pair owns as its reserves.
    function sync() external once {
        update(
            IErc20(token0).balanceOf(address(this)),
            IErc20(token1).balanceOf(address(this))
        );
    }

    function update(uint256 balance0, uint256 balance1) private {
        require(balance0 <= type(uint112).max && balance1 <= type(uint112).max, "too much");
        reserve0 = uint112(balance0);
        reserve1 = uint112(balance1);
        lastSync = uint32(block.timestamp);
        emit Sync(uint112(balance0), uint112(balance1));
    }
}
