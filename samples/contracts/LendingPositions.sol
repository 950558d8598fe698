// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Lends assets against collateral of the same users, in books of its own. Parallel-friendly: interest
/// follows from time alone, so that a position is all that its owner's actions write; totals are kept
/// in 64 parts, and each part lends what was supplied to it.
contract LendingPositions {
    uint256 private constant PARTS = 64;
    struct Part {
        uint128 supplied;
        uint128 borrowed;
    }
    struct Position {
        uint128 supplied;
        uint128 debt; // divided by the index
    }
    uint256 public openedAt;
    mapping(uint256 => Part[PARTS]) private parts;
    mapping(uint256 => mapping(address => uint256)) public cash;
    mapping(uint256 => mapping(address => Position)) public positions;

    event Supplied(uint256 indexed asset, address indexed user, uint256 amount);
    event Borrowed(uint256 indexed asset, address indexed user, uint256 amount);
    event Repaid(uint256 indexed asset, address indexed user, uint256 amount);

    constructor() {
        openedAt = block.timestamp;
    }

    /// For the set-up: cash out of nothing.
    function fund(uint256 asset, address user, uint256 amount) external {
        cash[asset][user] += amount;
    }

    function supply(uint256 asset, uint256 amount) external {
        cash[asset][msg.sender] -= amount;
        positions[asset][msg.sender].supplied += uint128(amount);
        partOf(asset).supplied += uint128(amount);
        emit Supplied(asset, msg.sender, amount);
    }

    /// Up to three quarters of what the caller has supplied.
    function borrow(uint256 asset, uint256 amount) external {
        Position storage position = positions[asset][msg.sender];
        Part storage part = partOf(asset);
        uint256 debt = position.debt + (amount * 1e18) / index();
        require((debt * index()) / 1e18 <= (uint256(position.supplied) * 3) / 4, "too little collateral");
        require(part.borrowed + amount <= part.supplied, "nothing left to lend");
        position.debt = uint128(debt);
        cash[asset][msg.sender] += amount;
        part.borrowed += uint128(amount);
        emit Borrowed(asset, msg.sender, amount);
    }

    function repay(uint256 asset, uint256 amount) external {
        cash[asset][msg.sender] -= amount;
        positions[asset][msg.sender].debt -= uint128((amount * 1e18) / index());
        partOf(asset).borrowed -= uint128(amount);
        emit Repaid(asset, msg.sender, amount);
    }

    /// Of interest: 5 % a year, 1e18 at first.
    function index() public view returns (uint256) {
        return 1e18 + (block.timestamp - openedAt) * (5e16 / uint256(365 days));
    }

    function partOf(uint256 asset) private view returns (Part storage) {
        return parts[asset][uint160(msg.sender) % PARTS];
    }
}
