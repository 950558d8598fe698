// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Gives tokens to all whom a Merkle tree lists. Naive: they come out of one pot, claims are counted,
/// and one bit each, 256 in a slot, says who was there.
contract PotAirdrop {
    bytes32 public root;
    uint256 public pot;
    uint256 public claims;
    mapping(uint256 => uint256) private claimed;
    mapping(address => uint256) public balanceOf;

    event Claimed(uint256 indexed index, address indexed account, address to, uint256 amount);

    constructor(bytes32 root_, uint256 pot_) {
        root = root_;
        pot = pot_;
    }

    function claim(uint256 index, uint256 amount, address to, bytes32[] calldata proof) external {
        bytes32 node = keccak256(abi.encode(index, msg.sender, amount));
        for (uint256 i = 0; i < proof.length; ++i) {
            node = node < proof[i]
                ? keccak256(abi.encode(node, proof[i]))
                : keccak256(abi.encode(proof[i], node));
        }
        require(node == root, "not listed");
        uint256 bit = 1 << (index % 256);
        require(claimed[index / 256] & bit == 0, "claimed");
        claimed[index / 256] |= bit;
        pot -= amount;
        claims += 1;
        balanceOf[to] += amount;
        emit Claimed(index, msg.sender, to, amount);
    }
}
