// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Tracks goods from hand to hand. Naive: one chain of hashes proves the order of all entries, and each
/// place knows its stock.
contract SupplyLedger {
    struct Item {
        address holder;
        uint64 place;
        uint32 steps;
    }
    mapping(bytes32 => Item) public items;
    mapping(uint256 => uint256) public stock; // by place
    bytes32 public head;
    uint256 public entries;

    event Entry(bytes32 indexed item, address indexed holder, uint256 indexed place, bytes32 head);

    function register(bytes32 item, uint256 place) external {
        require(items[item].holder == address(0), "known");
        write(item, place);
    }

    /// Takes an item over, at a place.
    function scan(bytes32 item, uint256 place) external {
        require(items[item].holder != address(0), "unknown");
        stock[items[item].place] -= 1;
        write(item, place);
    }

    function write(bytes32 item, uint256 place) private {
        Item storage it = items[item];
        it.holder = msg.sender;
        it.place = uint64(place);
        it.steps += 1;
        stock[place] += 1;
        entries += 1;
        head = keccak256(abi.encode(head, item, msg.sender, place));
        emit Entry(item, msg.sender, place, head);
    }
}
