// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Gives tokens to all whom a Merkle tree lists. Parallel-friendly: the tree's sum is the supply, so
/// that no pot is needed; each claim has a slot of its own, which holds the tokens until their owner
/// moves them.
contract OwnSlotAirdrop {
    struct Claim {
        address owner;
        uint96 amount;
    }
    bytes32 public root;
    uint256 public totalSupply;
    mapping(uint256 => Claim) public claims;

    event Claimed(uint256 indexed index, address indexed account, address to, uint256 amount);

    constructor(bytes32 root_, uint256 supply) {
        root = root_;
        totalSupply = supply;
    }

    function claim(uint256 index, uint256 amount, address to, bytes32[] calldata proof) external {
        bytes32 node = keccak256(abi.encode(index, msg.sender, amount));
        for (uint256 i = 0; i < proof.length; ++i) {
            node = node < proof[i]
                ? keccak256(abi.encode(node, proof[i]))
                : keccak256(abi.encode(proof[i], node));
        }
        require(node == root, "not listed");
        require(claims[index].owner == address(0), "claimed");
        claims[index] = Claim(to, uint96(amount));
        emit Claimed(index, msg.sender, to, amount);
    }

    /// Hands the tokens of a claim over, whole.
    function move(uint256 index, address to) external {
        require(claims[index].owner == msg.sender, "not yours");
        claims[index].owner = to;
    }
}
