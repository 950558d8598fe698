# SPDX-License-Identifier: GPL-3.0-or-later
# Reads ctest's JUnit summary, and for each program in it the JUnit file that Qt Test wrote beneath
# $RESULTS. Prints "N passed, N failed, N skipped"; exits with 1 if anything failed or, with CI set,
# was skipped. A program that failed without a failed function (it crashed, ran out of time, or a
# sanitizer spoke at its end) is one failure. initTestCase and cleanupTestCase count unless passed.

function attribute(line, name,    from) {
    from = index(line, " " name "=\"")
    if (from == 0) return ""
    line = substr(line, from + length(name) + 3)
    return substr(line, 1, index(line, "\"") - 1)
}

function close_case() {
    if (function_name == "") return
    if (has_failure) file_failed++
    else if (has_skip) file_skipped++
    else if (function_name != "initTestCase" && function_name != "cleanupTestCase") file_passed++
    function_name = ""
}

function count_file(path,    line, in_text) {
    file_passed = file_failed = file_skipped = in_text = 0
    function_name = ""
    while ((getline line < path) > 0) {
        if (in_text) {
            if (index(line, "]]>")) in_text = 0
            continue
        }
        if (line ~ /^ *<!\[CDATA\[/) {
            in_text = !index(line, "]]>")
        } else if (line ~ /^ *<testcase /) {
            close_case()
            function_name = attribute(line, "name")
            has_failure = has_skip = 0
        } else if (line ~ /^ *<(failure|error)[ >]/) {
            has_failure = 1
        } else if (line ~ /^ *<skipped[ \/>]/) {
            has_skip = 1
        }
    }
    close(path)
    close_case()
}

/^[ \t]*<testcase / {
    programs++
    name = attribute($0, "name")
    status = attribute($0, "status")
    count_file(ENVIRON["RESULTS"] "/" name ".xml")
    if (status != "run" && file_failed == 0) {
        file_failed = 1
        without_failed_function = without_failed_function " " name
    } else if (status == "run" && file_passed + file_failed + file_skipped == 0) {
        file_failed = 1
        without_results = without_results " " name
    }
    passed += file_passed
    failed += file_failed
    skipped += file_skipped
}

END {
    if (without_failed_function != "") {
        print "crashed, ran out of time or could not start:" without_failed_function
    }
    if (without_results != "") print "ran no test function:" without_results
    if (ENVIRON["CTEST_STATUS"] != 0 && failed == 0) failed = 1
    strict = ENVIRON["CI"] != "" && ENVIRON["CI"] != "false"
    if (strict && skipped > 0) print "skipped tests count as failure where CI is set"
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit failed > 0 || (strict && skipped > 0)
}
