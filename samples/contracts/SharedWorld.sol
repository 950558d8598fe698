// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// A game on a map. Naive: one world for all: what a tile holds, who came last, how many turns were
/// taken, and the best score so far, all written by whoever plays.
contract SharedWorld {
    struct Tile {
        uint64 taken;
        uint32 visits;
        address last;
    }
    struct Player {
        uint64 tile;
        uint64 wood;
        uint64 score;
    }
    mapping(uint256 => Tile) public tiles;
    mapping(address => Player) public players;
    uint256 public turns;
    uint256 public bestScore;

    event Moved(address indexed player, uint256 tile);
    event Gathered(address indexed player, uint256 tile, uint256 wood);

    function move(uint256 tile) external {
        Player storage player = players[msg.sender];
        player.tile = uint64(tile);
        Tile storage here = tiles[tile];
        here.visits += 1;
        here.last = msg.sender;
        reward(player, 1);
        emit Moved(msg.sender, tile);
    }

    /// The more was taken from a tile, the less is found; never less than one.
    function gather(uint256 tile) external {
        Player storage player = players[msg.sender];
        Tile storage here = tiles[tile];
        uint256 wood = 1 + uint256(keccak256(abi.encode(tile, here.taken))) % (1 + 1000 / (1 + here.taken));
        here.taken += 1;
        here.last = msg.sender;
        player.wood += uint64(wood);
        reward(player, wood);
        emit Gathered(msg.sender, tile, wood);
    }

    function reward(Player storage player, uint256 points) private {
        turns += 1;
        player.score += uint64(points);
        if (player.score > bestScore) {
            bestScore = player.score;
        }
    }
}
