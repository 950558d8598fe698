// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Prices that reporters bring and traders use. Parallel-friendly: a report has a slot of its own and
/// counts from the next epoch on; trades use the price that was settled before the block, and only read
/// it.
contract EpochOracle {
    mapping(uint256 => uint256) public settled; // by feed
    mapping(uint256 => mapping(address => uint256)) public reports; // by feed and reporter
    mapping(address => int256) public positions;
    mapping(address => int256) public cash;

    event Reported(uint256 indexed feed, address indexed reporter, uint256 price);
    event Traded(uint256 indexed feed, address indexed trader, uint256 amount, uint256 price);

    function report(uint256 feed, uint256 price) external {
        reports[feed][msg.sender] = price;
        emit Reported(feed, msg.sender, price);
    }

    /// At the start of an epoch: the mean of what these reporters said.
    function settle(uint256 feed, address[] calldata reporters) external {
        uint256 sum;
        for (uint256 i = 0; i < reporters.length; ++i) {
            sum += reports[feed][reporters[i]];
        }
        settled[feed] = sum / reporters.length;
    }

    function trade(uint256 feed, uint256 amount) external {
        uint256 price = settled[feed];
        require(price != 0, "no price");
        positions[msg.sender] += int256(amount);
        cash[msg.sender] -= int256(amount * price);
        emit Traded(feed, msg.sender, amount, price);
    }
}
