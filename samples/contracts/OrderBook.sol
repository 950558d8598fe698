// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Sell orders and who takes them, in books of its own. Naive: the market keeps a queue for each price
/// and the best price, and whoever takes is given the first order there.
contract OrderBook {
    struct Order {
        address maker;
        uint96 amount; // left
    }
    struct Queue {
        uint64 head;
        uint64 tail;
    }
    mapping(uint256 => uint256) public bestPrice; // by market; 0: no orders
    mapping(uint256 => uint256) public worstPrice;
    mapping(uint256 => mapping(uint256 => Queue)) public queues; // market → price
    mapping(uint256 => mapping(uint256 => mapping(uint256 => Order))) public orders; // … → place
    mapping(address => int256) public goods;
    mapping(address => int256) public cash;

    event Placed(uint256 indexed market, address indexed maker, uint256 price, uint256 amount);
    event Taken(uint256 indexed market, address indexed taker, address indexed maker, uint256 price, uint256 amount);

    /// `salt` is for markets where an order has a name.
    function place(uint256 market, uint256 salt, uint256 price, uint256 amount) external {
        require(price != 0 && amount != 0, "nothing");
        Queue storage queue = queues[market][price];
        orders[market][price][queue.tail] = Order(msg.sender, uint96(amount));
        queue.tail += 1;
        if (bestPrice[market] == 0 || price < bestPrice[market]) {
            bestPrice[market] = price;
        }
        if (price > worstPrice[market]) {
            worstPrice[market] = price;
        }
        emit Placed(market, msg.sender, price, amount);
        salt;
    }

    /// Takes so much at the best price, from the first order there, which must have it.
    function take(uint256 market, bytes32 order, uint256 amount) external {
        uint256 price = bestPrice[market];
        Queue storage queue = queues[market][price];
        Order storage first = orders[market][price][queue.head];
        require(first.amount >= amount && amount != 0, "not there");
        first.amount -= uint96(amount);
        settle(market, first.maker, price, amount);
        if (first.amount == 0) {
            queue.head += 1;
            if (queue.head == queue.tail) {
                bestPrice[market] = nextPrice(market, price);
            }
        }
        order;
    }

    function settle(uint256 market, address maker, uint256 price, uint256 amount) private {
        goods[maker] -= int256(amount);
        cash[maker] += int256(amount * price);
        goods[msg.sender] += int256(amount);
        cash[msg.sender] -= int256(amount * price);
        emit Taken(market, msg.sender, maker, price, amount);
    }

    function nextPrice(uint256 market, uint256 price) private view returns (uint256) {
        uint256 worst = worstPrice[market];
        for (++price; price <= worst; ++price) {
            if (queues[market][price].head != queues[market][price].tail) {
                return price;
            }
        }
        return 0;
    }
}
