// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Tracks goods from hand to hand. Parallel-friendly: each item has a chain of hashes of its own; what
/// is where follows from the events.
contract ItemLedger {
    struct Item {
        address holder;
        uint64 place;
        uint32 steps;
    }
    mapping(bytes32 => Item) public items;
    mapping(bytes32 => bytes32) public heads; // by item

    event Entry(bytes32 indexed item, address indexed holder, uint256 indexed place, bytes32 head);

    function register(bytes32 item, uint256 place) external {
        require(items[item].holder == address(0), "known");
        write(item, place);
    }

    /// Takes an item over, at a place.
    function scan(bytes32 item, uint256 place) external {
        require(items[item].holder != address(0), "unknown");
        write(item, place);
    }

    function write(bytes32 item, uint256 place) private {
        Item storage it = items[item];
        it.holder = msg.sender;
        it.place = uint64(place);
        it.steps += 1;
        bytes32 head = keccak256(abi.encode(heads[item], msg.sender, place));
        heads[item] = head;
        emit Entry(item, msg.sender, place, head);
    }
}
