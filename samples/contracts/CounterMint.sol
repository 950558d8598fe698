// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Collections of tokens of which each is one of a kind. Naive: a collection numbers its tokens, so
/// that every mint reads the number that the mint before it wrote.
contract CounterMint {
    mapping(uint256 => uint256) public minted; // by collection
    mapping(uint256 => mapping(uint256 => address)) public ownerOf; // by collection and token
    mapping(uint256 => mapping(address => uint256)) public balanceOf;

    event Transfer(uint256 indexed collection, address indexed from, address indexed to, uint256 token);

    function mint(uint256 collection) external returns (uint256 token) {
        token = minted[collection] + 1;
        minted[collection] = token;
        ownerOf[collection][token] = msg.sender;
        balanceOf[collection][msg.sender] += 1;
        emit Transfer(collection, address(0), msg.sender, token);
    }

    function give(uint256 collection, address to, uint256 token) external {
        require(ownerOf[collection][token] == msg.sender, "not yours");
        ownerOf[collection][token] = to;
        balanceOf[collection][msg.sender] -= 1;
        balanceOf[collection][to] += 1;
        emit Transfer(collection, msg.sender, to, token);
    }
}
