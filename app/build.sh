# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by app/run, tests/run and .ci/run (bash). Everything here talks on stderr and is silent
# when there is nothing to do. The caller sets `root`, the top of the source tree.

say() { printf 'lanescope: %s\n' "$*" >&2; }

# ensure_packages GROUP…: installs what app/packages lists under these groups and is not there.
ensure_packages() {
    command -v dpkg-query >/dev/null || return 0  # no Debian: CMake names what it misses
    local wanted installed missing=() package sudo=()
    wanted=$(awk -v groups=" $* " 'index(groups, " " $1 " ") { print $2 }' "$root/app/packages")
    # shellcheck disable=SC2086  # one word a package
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null)
    for package in $wanted; do
        grep -qxF "installed $package" <<<"$installed" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            say "these packages are missing, and this user is neither root nor has sudo;" \
                "as root: apt-get install --no-install-recommends ${missing[*]}"
            return 1
        fi
        sudo=(sudo)
    fi
    local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y
        -o DPkg::Lock::Timeout=600)
    say "installing ${missing[*]}"
    "${apt[@]}" update >&2 </dev/null ||
        say "apt-get update failed; trying with the package lists as they are"
    if ! "${apt[@]}" install --no-install-recommends "${missing[@]}" >&2 </dev/null; then
        say "could not install ${missing[*]}"
        return 1
    fi
}

# with_lock NAME COMMAND…: one process at a time, so that two shells do not share a build's tree.
with_lock() {
    local lock="$root/build/$1.lock"
    shift
    mkdir -p "$root/build" || return 1
    (
        if ! flock -n 9; then
            say "waiting for another build of this tree"
            flock 9 || exit 1
        fi
        "$@" 9>&-
    ) 9>"$lock"
}

# What ccache, where there is one, asks for with precompiled headers.
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime

# build_preset PRESET TARGET…: configures when needed, then builds. With CI set, warnings are errors.
build_preset() { with_lock "$1" build_preset_locked "$@"; }

build_preset_locked() {
    local preset=$1 tree="$root/build/$1" options=()
    shift
    [[ -z ${CI:-} || ${CI:-} == false ]] || options+=(-DLANESCOPE_WERROR=ON)

    local cache="$tree/CMakeCache.txt" configure=()
    if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        say "build/$preset was made for another source tree; starting afresh"
        configure=(--fresh)
    elif [[ -f $tree/build.ninja && ! $root/CMakePresets.json -nt $tree/build.ninja ]] &&
        { ((!${#options[@]})) || grep -qx 'LANESCOPE_WERROR:BOOL=ON' "$cache"; }; then
        configure=(none)
    fi
    if [[ ${configure[0]:-} != none ]]; then
        say "configuring preset $preset"
        local log="$tree.configure.log"
        if ! (cd "$root" && cmake --preset "$preset" "${configure[@]}" "${options[@]}") \
            >"$log" 2>&1 </dev/null; then
            cat "$log" >&2
            say "configuring preset $preset failed"
            return 1
        fi
        touch "$tree/build.ninja"
    fi

    cmake --build "$tree" --target "$@" 2>&1 </dev/null |
        sed -u -e '/^ninja: no work to do\.$/d' -e '/^ninja: Entering directory/d' \
            -e '/Re-checking globbed directories/d' >&2
    if ((PIPESTATUS[0] != 0)); then
        say "building preset $preset failed; the compiler's messages are above"
        return 1
    fi
}
