# shellcheck shell=bash
# What daemon/run.sh and tests/run.sh share: packages and the configure step. To be sourced; sets
# `root`, the top of the source tree.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CCACHE_BASEDIR=$root # an object compiled in one clone serves another

# AsRoot COMMAND...: runs it as root, by sudo where we are somebody else.
AsRoot() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "error: this needs root, and there is no sudo: $*" >&2
    return 1
  fi
}

# PackagesOf GROUP: the packages of that group in daemon/packages.txt, one a line.
PackagesOf() {
  awk -v wanted="[$1]" '
    { sub(/#.*/, "") }
    /^\[/ { inside = ($1 == wanted); next }
    inside && NF { print $1 }' "$root/daemon/packages.txt"
}

# Provided: the names of all installed packages and what they stand in for, one a line.
Provided() {
  # shellcheck disable=SC2016  # dpkg-query's own variables
  dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' |
    sed -n 's/^installed //p' | tr ',' '\n' | awk 'NF { print $1 }'
}

# MissingPackages GROUP...: those of the groups that dpkg does not have, one a line.
MissingPackages() {
  local group
  for group in "$@"; do PackagesOf "$group"; done |
    awk 'NR == FNR { provided[$1]; next } !($1 in provided)' <(Provided) -
}

# InstallPackages GROUP...: installs what is missing, and asks the network for nothing otherwise.
InstallPackages() {
  local missing
  mapfile -t missing < <(MissingPackages "$@")
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    echo "error: no apt-get here; install these by hand: ${missing[*]}" >&2
    return 1
  fi
  echo "installing ${#missing[@]} Debian packages: ${missing[*]}"
  AsRoot apt-get -q update && AptInstall "${missing[@]}"
}

# EnabledServices: what systemd would start, one a line; nothing where it does not run.
EnabledServices() {
  [[ ! -d /run/systemd/system ]] ||
    systemctl list-unit-files --type=service --state=enabled --plain --no-legend |
      awk '{ print $1 }' | sort
}

# AptInstall PACKAGE...: without questions, and without starting the services that come along
# (Debian's prometheus and prometheus-alertmanager would listen on all addresses): a policy-rc.d for
# that time only, and, where systemd runs, not at the next start either.
AptInstall() {
  local policy=/usr/sbin/policy-rc.d ours=no status=0 before added
  before=$(EnabledServices)
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | AsRoot install -m 755 /dev/stdin "$policy" || return 1
    ours=yes
    # shellcheck disable=SC2064  # as it is now
    trap "AsRoot rm -f $policy" EXIT
  fi
  AsRoot env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y --no-install-recommends install "$@" || status=$?
  if [[ $ours == yes ]]; then
    AsRoot rm -f "$policy"
    trap - EXIT
  fi
  mapfile -t added < <(comm -13 <(echo "$before") <(EnabledServices))
  ((${#added[@]} == 0)) || AsRoot systemctl --quiet disable "${added[@]}" || status=$?
  return "$status"
}

# BuildDirOf PRESET: where CMakePresets.json puts it.
BuildDirOf() {
  [[ $1 == release ]] && echo "$root/build" || echo "$root/build-$1"
}

# Configure PRESET: nothing to do when that was done since the presets changed; ninja itself
# configures again when a CMakeLists.txt changed.
Configure() {
  local made
  made=$(BuildDirOf "$1")/build.ninja
  [[ -e $made && ! $root/CMakePresets.json -nt $made ]] && return 0
  if command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache
  fi
  (cd "$root" && cmake --preset "$1")
}
