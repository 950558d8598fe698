// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// A token for shops. Naive: what a shop receives is one number, and each payment leaves a fee in one
/// treasury and counts itself, so that any two payments write the same slots.
contract ShopToken {
    mapping(address => uint256) private balances;
    uint256 public treasury;
    uint256 public payments;

    event Paid(address indexed from, address indexed shop, uint256 value, uint256 fee);

    /// For the set-up: tokens out of nothing.
    function fund(address owner, uint256 value) external {
        balances[owner] += value;
    }

    /// Pays a shop; one in a thousand goes to the treasury.
    function pay(address shop, uint256 value) external {
        uint256 fee = value / 1000;
        balances[msg.sender] -= value;
        balances[shop] += value - fee;
        treasury += fee;
        payments += 1;
        emit Paid(msg.sender, shop, value, fee);
    }

    /// Nothing is set aside here: what was paid can be spent at once.
    function collect() external {}

    function balanceOf(address owner) external view returns (uint256) {
        return balances[owner];
    }
}
