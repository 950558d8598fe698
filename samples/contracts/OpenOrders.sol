// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Sell orders and who takes them, in books of its own. Parallel-friendly: an order has a name and a
/// slot of its own; takers find the order that they want outside of the chain, and what a maker earned
/// waits at the order.
contract OpenOrders {
    struct Order {
        address maker;
        uint96 amount; // left
        uint128 price;
        uint128 earned;
    }
    mapping(bytes32 => Order) public orders;
    mapping(address => int256) public goods;
    mapping(address => int256) public cash;

    event Placed(uint256 indexed market, address indexed maker, uint256 price, uint256 amount);
    event Taken(uint256 indexed market, address indexed taker, address indexed maker, uint256 price, uint256 amount);

    function place(uint256 market, uint256 salt, uint256 price, uint256 amount) external {
        require(price != 0 && amount != 0, "nothing");
        bytes32 name = keccak256(abi.encode(market, msg.sender, salt));
        require(orders[name].maker == address(0), "known");
        orders[name] = Order(msg.sender, uint96(amount), uint128(price), 0);
        goods[msg.sender] -= int256(amount);
        emit Placed(market, msg.sender, price, amount);
    }

    /// Takes so much from that order, which must have it.
    function take(uint256 market, bytes32 order, uint256 amount) external {
        Order storage it = orders[order];
        require(it.amount >= amount && amount != 0, "not there");
        it.amount -= uint96(amount);
        it.earned += uint128(amount * it.price);
        goods[msg.sender] += int256(amount);
        cash[msg.sender] -= int256(amount * it.price);
        emit Taken(market, msg.sender, it.maker, it.price, amount);
    }

    /// The maker fetches what an order earned.
    function collect(bytes32 order) external {
        Order storage it = orders[order];
        require(it.maker == msg.sender, "not yours");
        cash[msg.sender] += int256(uint256(it.earned));
        it.earned = 0;
    }
}
