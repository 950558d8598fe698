// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Collections of tokens of which each is one of a kind. Parallel-friendly: a minter numbers its own
/// tokens, and a token's name is the minter's address and that number; a limit for each wallet takes
/// the place of a limit for all.
contract OwnRangeMint {
    uint256 public constant EACH = 1_000_000;
    mapping(uint256 => mapping(address => uint256)) public mintedBy; // by collection and minter
    mapping(uint256 => mapping(uint256 => address)) public ownerOf; // by collection and token
    mapping(uint256 => mapping(address => uint256)) public balanceOf;

    event Transfer(uint256 indexed collection, address indexed from, address indexed to, uint256 token);

    function mint(uint256 collection) external returns (uint256 token) {
        uint256 number = mintedBy[collection][msg.sender] + 1;
        require(number <= EACH, "enough");
        mintedBy[collection][msg.sender] = number;
        token = (uint256(uint160(msg.sender)) << 96) | number;
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
