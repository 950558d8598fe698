// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// A game on a map. Parallel-friendly: each player has the map to itself; turns are counted by blocks,
/// and the best score is claimed now and then, not kept at each turn.
contract PlayerWorld {
    struct Player {
        uint64 tile;
        uint64 wood;
        uint64 score;
        uint64 turns;
    }
    mapping(address => Player) public players;
    mapping(address => mapping(uint256 => uint256)) public taken; // by player and tile
    uint256 public bestScore;

    event Moved(address indexed player, uint256 tile);
    event Gathered(address indexed player, uint256 tile, uint256 wood);

    function move(uint256 tile) external {
        Player storage player = players[msg.sender];
        player.tile = uint64(tile);
        reward(player, 1);
        emit Moved(msg.sender, tile);
    }

    /// The more a player took from a tile, the less is found; never less than one.
    function gather(uint256 tile) external {
        Player storage player = players[msg.sender];
        uint256 before = taken[msg.sender][tile];
        uint256 wood = 1 + uint256(keccak256(abi.encode(tile, before))) % (1 + 1000 / (1 + before));
        taken[msg.sender][tile] = before + 1;
        player.wood += uint64(wood);
        reward(player, wood);
        emit Gathered(msg.sender, tile, wood);
    }

    /// For who believes to be the best.
    function claimBest() external {
        uint256 score = players[msg.sender].score;
        require(score > bestScore, "somebody is better");
        bestScore = score;
    }

    function reward(Player storage player, uint256 points) private {
        player.score += uint64(points);
        player.turns += 1;
    }
}
