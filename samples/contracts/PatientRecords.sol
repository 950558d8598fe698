// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/// Who may see which patient's record, and who did. Parallel-friendly: each pair of patient and doctor
/// has an audit log and notes of its own; readers put them together by time.
contract PatientRecords {
    struct Entry {
        uint48 time;
        bool wrote;
        bytes25 noteStart; // of the note's hash
    }
    mapping(address => mapping(address => uint256)) public grantedUntil; // patient → doctor → time
    mapping(address => mapping(address => Entry[])) public log; // patient → doctor → entries

    event Granted(address indexed patient, address indexed doctor, uint256 until);
    event Accessed(address indexed patient, address indexed doctor, bool wrote);

    function grant(address doctor, uint256 until) external {
        grantedUntil[msg.sender][doctor] = until;
        emit Granted(msg.sender, doctor, until);
    }

    function look(address patient) external {
        access(patient, false, 0);
    }

    function append(address patient, bytes32 note) external {
        access(patient, true, note);
    }

    function access(address patient, bool wrote, bytes32 note) private {
        require(grantedUntil[patient][msg.sender] > block.timestamp, "not granted");
        log[patient][msg.sender].push(Entry(uint48(block.timestamp), wrote, bytes25(note)));
        emit Accessed(patient, msg.sender, wrote);
    }
}
