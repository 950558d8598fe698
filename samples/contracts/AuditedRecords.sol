// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Who may see which patient's record, and who did. Naive: one audit log for the whole hospital, in
/// which every access is the next entry.
contract AuditedRecords {
    struct Entry {
        address patient;
        uint48 time;
        bool wrote;
        address doctor;
    }
    mapping(address => mapping(address => uint256)) public grantedUntil; // patient → doctor → time
    mapping(address => mapping(uint256 => bytes32)) public notes; // patient → number → hash
    mapping(address => uint256) public noteCount;
    Entry[] public log;

    event Granted(address indexed patient, address indexed doctor, uint256 until);
    event Accessed(address indexed patient, address indexed doctor, bool wrote);

    function grant(address doctor, uint256 until) external {
        grantedUntil[msg.sender][doctor] = until;
        log.push(Entry(msg.sender, uint48(block.timestamp), true, doctor));
        emit Granted(msg.sender, doctor, until);
    }

    function look(address patient) external {
        access(patient, false);
    }

    function append(address patient, bytes32 note) external {
        access(patient, true);
        notes[patient][noteCount[patient]++] = note;
    }

    function access(address patient, bool wrote) private {
        require(grantedUntil[patient][msg.sender] > block.timestamp, "not granted");
        log.push(Entry(patient, uint48(block.timestamp), wrote, msg.sender));
        emit Accessed(patient, msg.sender, wrote);
    }
}
