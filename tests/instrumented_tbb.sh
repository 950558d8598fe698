#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/instrumented_tbb.sh: prints the folder of a oneTBB that was built with ThreadSanitizer from
# Debian's source package, and builds it into the user's cache where it is missing. With Debian's own
# library ThreadSanitizer sees no hand-over between threads and reports races that are none. Talks on
# stderr, and only if it cannot.
set -u -o pipefail
root=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd) || exit 1
source "$root/app/build.sh" || exit 1

version=$(dpkg-query -W -f='${source:Upstream-Version}' libtbb-dev 2>/dev/null)
if [[ -z $version ]]; then
    say "libtbb-dev is not installed"
    exit 1
fi
cache="${XDG_CACHE_HOME:-$HOME/.cache}/lanescope"
installed="$cache/tbb-$version-tsan"

# The source package, from the mirrors that the machine has for binary packages; its own lists, so
# that the machine's settings stay as they are.
download() {
    mkdir -p lists/partial
    {
        grep -h '^deb ' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
            sed 's/^deb /deb-src /'
    } >one-line.list
    local stanza=1 file
    mkdir -p parts
    cp one-line.list parts/one-line.list
    for file in /etc/apt/sources.list.d/*.sources; do
        [[ -f $file ]] && sed 's/^Types: .*/Types: deb-src/' "$file" >"parts/$((stanza++)).sources"
    done
    local apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$PWD/parts"
        -o "Dir::State::lists=$PWD/lists" -o APT::Sandbox::User=root)
    "${apt[@]}" update && "${apt[@]}" source --download-only onetbb
}

install() {
    fresh=$(mktemp -d "$cache/tbb-building-XXXXXX") || return 1
    trap 'rm -rf -- "$fresh"' EXIT  # of the subshell below
    local log="$fresh/log"
    if ! (
        cd "$fresh" && download && mkdir source && tar -xf onetbb_*.orig.tar.* -C source \
            --strip-components=1 &&
            cmake -S source -B build -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
                -DTBB_SANITIZE=thread -DTBB_TEST=OFF -DTBBMALLOC_BUILD=OFF -DTBB_STRICT=OFF &&
            cmake --build build && mkdir lib &&
            find build -name 'libtbb.so*' -exec cp -P -t lib {} +
    ) >"$log" 2>&1 </dev/null; then
        tail -n 40 "$log" >&2
        say "could not build oneTBB $version with ThreadSanitizer; its messages are above"
        return 1
    fi
    rm -rf -- "$installed"
    mv -T -- "$fresh/lib" "$installed"
}

mkdir -p "$cache" || exit 1
(
    flock 9 || exit 1
    [[ -e $installed/libtbb.so.12 ]] || install
) 9>"$cache/tbb.lock" || exit 1
printf '%s\n' "$installed"
