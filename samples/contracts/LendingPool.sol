// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Lends assets against collateral of the same users, in books of its own. Naive: every action brings
/// the market's totals up to date, and its interest follows from them.
contract LendingPool {
    struct Market {
        uint128 supplied;
        uint128 borrowed;
        uint128 index; // of interest, 1e18 at first
        uint64 accruedAt;
    }
    mapping(uint256 => Market) public markets;
    mapping(uint256 => mapping(address => uint256)) public cash;
    mapping(uint256 => mapping(address => uint256)) public supplyOf;
    mapping(uint256 => mapping(address => uint256)) public debtOf; // divided by the index

    event Supplied(uint256 indexed asset, address indexed user, uint256 amount);
    event Borrowed(uint256 indexed asset, address indexed user, uint256 amount);
    event Repaid(uint256 indexed asset, address indexed user, uint256 amount);

    /// For the set-up: cash out of nothing.
    function fund(uint256 asset, address user, uint256 amount) external {
        cash[asset][user] += amount;
    }

    function supply(uint256 asset, uint256 amount) external {
        Market storage market = accrue(asset);
        cash[asset][msg.sender] -= amount;
        supplyOf[asset][msg.sender] += amount;
        market.supplied += uint128(amount);
        emit Supplied(asset, msg.sender, amount);
    }

    /// Up to three quarters of what the caller has supplied.
    function borrow(uint256 asset, uint256 amount) external {
        Market storage market = accrue(asset);
        uint256 debt = debtOf[asset][msg.sender] + (amount * 1e18) / market.index;
        require((debt * market.index) / 1e18 <= (supplyOf[asset][msg.sender] * 3) / 4, "too little collateral");
        require(market.borrowed + amount <= market.supplied, "nothing left to lend");
        debtOf[asset][msg.sender] = debt;
        cash[asset][msg.sender] += amount;
        market.borrowed += uint128(amount);
        emit Borrowed(asset, msg.sender, amount);
    }

    function repay(uint256 asset, uint256 amount) external {
        Market storage market = accrue(asset);
        cash[asset][msg.sender] -= amount;
        debtOf[asset][msg.sender] -= (amount * 1e18) / market.index;
        market.borrowed -= uint128(amount);
        emit Repaid(asset, msg.sender, amount);
    }

    function accrue(uint256 asset) private returns (Market storage market) {
        market = markets[asset];
        if (market.index == 0) {
            market.index = 1e18;
        } else if (market.supplied != 0) {
            // At full use 10 % a year.
            uint256 elapsed = block.timestamp - market.accruedAt;
            uint256 used = (uint256(market.borrowed) * 1e18) / market.supplied;
            market.index += uint128((market.index * used * elapsed) / (365 days * 10 * 1e18));
        }
        market.accruedAt = uint64(block.timestamp);
    }
}
