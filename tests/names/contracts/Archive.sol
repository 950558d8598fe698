// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// What Archive inherits stands before its own variables.
abstract contract Owned {
    address public owner;
    bool public paused;
    uint64 public epoch;

    error NotOwner(address caller, address owner);

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        _;
    }
}

/// A variable of every shape that storage knows, each with a getter to compare names with.
contract Archive is Owned {
    enum Kind { none, book, map }
    struct Point {
        uint64 x;
        uint64 y;
        address who;
    }
    struct Item {
        uint128 price;
        uint96 stock;
        bool open;
        Kind kind;
        string title;
        uint256[] history;
        mapping(address => Point) seen;
    }

    uint256 public immutable born;
    address public immutable maker;

    uint112 public reserve0;
    uint112 public reserve1;
    uint32 public lastSync;
    mapping(address => uint256) public balances;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(bytes32 => Item) private items;
    mapping(string => uint256) public byName;
    mapping(int8 => bool) public flags;
    mapping(uint256 => uint256[]) public lists;
    uint256[] public list;
    uint32[] public small;
    uint16[20] public table;
    Point[3] public corners;
    Point[] public points;
    Point public origin;
    string public shortText;
    string public longText;
    bytes public blob;
    uint256[2][] public pairs;

    event Filled(address indexed by, uint256 amount, string note);

    constructor() {
        born = block.timestamp;
        maker = msg.sender;
        owner = msg.sender;
    }

    function fill(address friend, bytes32 id) external onlyOwner {
        paused = true;
        epoch = 7;
        reserve0 = 1000;
        reserve1 = 2000;
        lastSync = 3000;
        balances[msg.sender] = 11;
        balances[friend] = 12;
        allowance[msg.sender][friend] = 13;
        Item storage entry = items[id];
        entry.price = 14;
        entry.stock = 15;
        entry.open = true;
        entry.kind = Kind.map;
        entry.title = "atlas";
        entry.history.push(16);
        entry.history.push(17);
        entry.seen[friend] = Point(18, 19, msg.sender);
        byName["first entry"] = 20;
        // Not constant: the compiler hashes constant keys itself.
        uint256 five = friend == address(0) ? 6 : 5;
        flags[2 - int8(uint8(five))] = true;
        lists[five].push(21);
        lists[five].push(22);
        list.push(23);
        list.push(24);
        for (uint32 i = 0; i < 10; ++i) small.push(30 + i);
        table[0] = 40;
        table[17] = 41;
        corners[2] = Point(42, 43, friend);
        points.push(Point(44, 45, friend));
        points.push(Point(46, 47, msg.sender));
        origin = Point(48, 49, friend);
        shortText = "short";
        longText = "a text that is longer than the thirty-one bytes of one slot";
        blob = hex"0102";
        pairs.push([uint256(50), 51]);
        pairs.push([uint256(52), 53]);
        emit Filled(msg.sender, 54, "done");
    }

    function sync(uint112 first) external {
        reserve0 = first;
    }

    function item(bytes32 id)
        external
        view
        returns (uint128 price, uint96 stock, bool open, Kind kind, uint256 length)
    {
        Item storage one = items[id];
        return (one.price, one.stock, one.open, one.kind, one.history.length);
    }

    function seen(bytes32 id, address who) external view returns (uint64, uint64, address) {
        Point storage point = items[id].seen[who];
        return (point.x, point.y, point.who);
    }

    function history(bytes32 id, uint256 index) external view returns (uint256) {
        return items[id].history[index];
    }

    function age() external view returns (uint256) {
        return block.timestamp - born + uint160(maker);
    }

    function fail(uint256 index) external view returns (uint256) {
        return list[index];
    }
}
