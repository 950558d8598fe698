// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Items for sale, paid from credit that was deposited before. Naive: a sale pushes the price to the
/// seller, the fee to the house, and keeps the seller's and everybody's turnover.
contract Marketplace {
    struct Item {
        address owner;
        uint96 price; // 0: not for sale
    }
    mapping(uint256 => Item) public items;
    mapping(address => uint256) public credit;
    mapping(address => uint256) public turnover;
    uint256 public house;
    uint256 public sales;

    event Listed(uint256 indexed item, address indexed seller, uint256 price);
    event Sold(uint256 indexed item, address indexed seller, address indexed buyer, uint256 price);

    /// For the set-up: credit out of nothing.
    function fund(address user, uint256 value) external {
        credit[user] += value;
    }

    /// Who lists an item first owns it.
    function list(uint256 item, uint256 price) external {
        Item storage it = items[item];
        require(it.owner == address(0) || it.owner == msg.sender, "not yours");
        it.owner = msg.sender;
        it.price = uint96(price);
        emit Listed(item, msg.sender, price);
    }

    function buy(uint256 item) external {
        Item storage it = items[item];
        (address seller, uint256 price) = (it.owner, it.price);
        require(price != 0, "not for sale");
        it.owner = msg.sender;
        it.price = 0;
        uint256 fee = price / 40;
        credit[msg.sender] -= price;
        credit[seller] += price - fee;
        turnover[seller] += price;
        house += fee;
        sales += 1;
        emit Sold(item, seller, msg.sender, price);
    }
}
