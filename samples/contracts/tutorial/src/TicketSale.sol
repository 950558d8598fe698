// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Sells tickets to a concert, each with a picture of its own. As one writes it first: tickets are
/// numbered in the order of sale.
contract TicketSale {
    uint256 public constant PRICE = 0.01 ether;

    address public seller;
    uint256 public sold;
    mapping(uint256 => address) public holderOf;
    mapping(uint256 => bytes32) public pictureOf;

    event Sold(uint256 indexed ticket, address indexed buyer);

    constructor() {
        seller = msg.sender;
    }

    function buy() external payable returns (uint256 ticket) {
        require(msg.value == PRICE, "a ticket costs 0.01 ether");
        ticket = ++sold;
        holderOf[ticket] = msg.sender;
        pictureOf[ticket] = draw(ticket);
        emit Sold(ticket, msg.sender);
    }

    /// A walk of so many steps, in the bits of a word.
    function draw(uint256 ticket) private pure returns (bytes32 picture) {
        uint256 step = ticket;
        for (uint256 i = 0; i < 256; ++i) {
            step = uint256(keccak256(abi.encode(step)));
            picture ^= bytes32(1 << (step % 256));
        }
    }
}
