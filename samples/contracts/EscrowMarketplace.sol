// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Items for sale, paid from credit that was deposited before. Parallel-friendly: price and fee stay in
/// an escrow of the sale until seller and house fetch them; turnover is in the events.
contract EscrowMarketplace {
    struct Item {
        address owner;
        uint96 price; // 0: not for sale
    }
    struct Escrow {
        address seller;
        uint96 amount;
    }
    address public house;
    mapping(uint256 => Item) public items;
    mapping(uint256 => Escrow) public escrows;
    mapping(address => uint256) public credit;

    event Listed(uint256 indexed item, address indexed seller, uint256 price);
    event Sold(uint256 indexed item, address indexed seller, address indexed buyer, uint256 price);

    constructor() {
        house = msg.sender;
    }

    /// For the set-up: credit out of nothing.
    function fund(address user, uint256 value) external {
        credit[user] += value;
    }

    /// Who lists an item first owns it. What its last sale brought has to be fetched before.
    function list(uint256 item, uint256 price) external {
        Item storage it = items[item];
        require(it.owner == address(0) || it.owner == msg.sender, "not yours");
        require(escrows[item].amount == 0, "fetch the last sale first");
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
        credit[msg.sender] -= price;
        escrows[item] = Escrow(seller, uint96(price));
        emit Sold(item, seller, msg.sender, price);
    }

    /// Pays out the escrows of sold items; whoever calls.
    function fetch(uint256[] calldata sold) external {
        for (uint256 i = 0; i < sold.length; ++i) {
            Escrow memory escrow = escrows[sold[i]];
            delete escrows[sold[i]];
            uint256 fee = escrow.amount / 40;
            credit[escrow.seller] += escrow.amount - fee;
            credit[house] += fee;
        }
    }
}
