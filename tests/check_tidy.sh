#!/usr/bin/env bash
# clang-tidy over the .cc files of lib and daemon; a warning fails. A file that was clean is not
# looked at again until it, a header, .clang-tidy or its compile flags change.
# usage: tests/check_tidy.sh [BUILD_DIR]   a configured one, default: build
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(cd "${1:-$root/build}" && pwd)
marks=$build/tidy
readonly jobs=2

# What every file's result depends on.
HashOfShared() {
  {
    clang-tidy-14 --version
    cat .clang-tidy lib/CMakeLists.txt CMakeLists.txt CMakePresets.json
    find lib daemon -name '*.h' -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum
}

# TidyOne FILE SHARED_HASH: run by xargs in a shell of its own.
TidyOne() {
  local file=$1 mark=$marks/${1//\//_} hash output
  hash=$(echo "$2" | cat - "$file" "$(dirname "$file")/CMakeLists.txt" | sha256sum)
  [[ -e $mark && $(<"$mark") == "$hash" ]] && return 0
  if ! output=$(clang-tidy-14 -p "$build" --quiet "$file" 2>&1); then
    grep -v ' warnings generated' <<<"$output" >&2
    return 1
  fi
  echo "$hash" >"$mark"
  echo "clean: $file"
}

cd "$root"
mkdir -p "$marks"
export -f TidyOne
export build marks
shared=$(HashOfShared)
mapfile -d '' files < <(find lib daemon -name '*.cc' -print0 | sort -z)
# shellcheck disable=SC2016  # for the inner shell
printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$jobs" bash -c 'TidyOne "$1" "$0"' "$shared"
echo "${#files[@]} files are tidy"
