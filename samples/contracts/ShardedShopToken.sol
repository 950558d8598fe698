// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// A token for shops. Parallel-friendly: what comes in is kept in 64 tills, chosen by the payer, the
/// treasury and the count likewise; a shop collects its tills when it needs the money.
contract ShardedShopToken {
    uint256 private constant TILLS = 64;
    struct Till {
        uint128 treasury;
        uint128 payments;
    }
    mapping(address => uint256) private balances;
    mapping(address => uint256[TILLS]) private incoming;
    Till[TILLS] private tills;

    event Paid(address indexed from, address indexed shop, uint256 value, uint256 fee);

    /// For the set-up: tokens out of nothing.
    function fund(address owner, uint256 value) external {
        balances[owner] += value;
    }

    /// Pays a shop; one in a thousand goes to the treasury.
    function pay(address shop, uint256 value) external {
        uint256 fee = value / 1000;
        uint256 till = uint160(msg.sender) % TILLS;
        balances[msg.sender] -= value;
        incoming[shop][till] += value - fee;
        tills[till].treasury += uint128(fee);
        tills[till].payments += 1;
        emit Paid(msg.sender, shop, value, fee);
    }

    /// Takes what lies in the caller's tills, so that it can be spent.
    function collect() external {
        uint256 sum;
        for (uint256 i = 0; i < TILLS; ++i) {
            uint256 part = incoming[msg.sender][i];
            if (part != 0) {
                sum += part;
                incoming[msg.sender][i] = 0;
            }
        }
        balances[msg.sender] += sum;
    }

    function balanceOf(address owner) external view returns (uint256 sum) {
        sum = balances[owner];
        for (uint256 i = 0; i < TILLS; ++i) {
            sum += incoming[owner][i];
        }
    }

    function treasury() external view returns (uint256 sum) {
        for (uint256 i = 0; i < TILLS; ++i) {
            sum += tills[i].treasury;
        }
    }

    function payments() external view returns (uint256 sum) {
        for (uint256 i = 0; i < TILLS; ++i) {
            sum += tills[i].payments;
        }
    }
}
