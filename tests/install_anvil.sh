#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/install_anvil.sh: prints the path of an anvil of the version below, a node that the tests
# compare Lanescope with, and installs it into the user's cache where it is missing. Talks on stderr,
# and only if it cannot.
set -u -o pipefail
root=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd) || exit 1
source "$root/app/build.sh" || exit 1

version=1.7.1
attempts=3
cache="${XDG_CACHE_HOME:-$HOME/.cache}/lanescope"
installed="$cache/anvil-$version"

# The package named for the machine's kind holds the binary; the plain one picks it.
binary_below() {
    find "$1/node_modules/@foundry-rs" -path '*/anvil-*/bin/anvil' -type f -perm -u+x -print -quit \
        2>/dev/null
}

install() {
    local log attempt
    command -v npm >/dev/null || with_lock packages ensure_packages npm || return 1
    if ! command -v npm >/dev/null; then
        say "anvil $version comes from npm, which is not installed"
        return 1
    fi
    fresh=$(mktemp -d "$cache/anvil-installing-XXXXXX") || return 1
    trap 'rm -rf -- "$fresh"' EXIT  # of the subshell below
    log="$fresh/npm.log"
    for ((attempt = 1; attempt <= attempts; ++attempt)); do
        npm install --prefix "$fresh/anvil" --no-save --no-audit --no-fund --ignore-scripts \
            --cache "$fresh/npm" "@foundry-rs/anvil@$version" >"$log" 2>&1 </dev/null &&
            "$(binary_below "$fresh/anvil")" --version >>"$log" 2>&1 </dev/null && break
    done
    if ((attempt > attempts)); then
        cat "$log" >&2
        say "could not install anvil $version with npm; its messages are above"
        return 1
    fi
    # Atomic: a folder of this name is whole. One that lacks its binary was damaged from outside.
    rm -rf -- "$installed"
    mv -T -- "$fresh/anvil" "$installed"
}

mkdir -p "$cache" || exit 1
(
    flock 9 || exit 1
    [[ -n $(binary_below "$installed") ]] || install
) 9>"$cache/anvil.lock" || exit 1
binary_below "$installed"
