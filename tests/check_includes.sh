#!/usr/bin/env bash
# The layers hold, each third-party library stays where it is wrapped, "/proc" is spelled only where
# the default root is defined, and no test is left unbuilt. Prints every breach, then fails.
# usage: tests/check_includes.sh [SOURCE_TREE]
set -euo pipefail
shopt -s nullglob

cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"
# Where the default root of /proc is defined.
readonly proc_places=(lib/attribution/proc_fs.h daemon/options.h daemon/tool/settings.h)
breaches=0

Breach() {
  echo "$*" >&2
  breaches=$((breaches + 1))
}

# The order that lib/CMakeLists.txt builds in, lower layers first, one a line.
Layers() {
  sed 's/#.*//' lib/CMakeLists.txt | awk '
    /set\(SOCKWATCH_LAYERS/ { inside = 1; sub(/.*SOCKWATCH_LAYERS/, "") }
    inside { last = sub(/\).*/, ""); for (i = 1; i <= NF; i++) print $i; if (last) exit }'
}

# Includes BEGINNING FOLDER...: the includes whose header begins so (a regular expression that
# starts with its < or "), as FILE:LINE:HEADER.
Includes() {
  grep -rnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*$1" "${@:2}" \
    --include='*.cc' --include='*.h' | sed -E 's/:[[:space:]]*#[^<"]*[<"]([^>"]*)[>"].*/:\1/'
}

# CheckFolder FOLDER ALLOWED...: what its files include in quotes begins with an allowed folder; the
# programs may name the files beside them alone.
CheckFolder() {
  local file line header
  while IFS=: read -r file line header; do
    [[ $1 != daemon || ! -e daemon/$header ]] || continue
    if [[ $header != */* ]]; then
      Breach "$file:$line: \"$header\" must name its folder"
    elif [[ " ${*:2} " != *" ${header%%/*} "* ]]; then
      Breach "$file:$line: may not include \"$header\" (only: ${*:2})"
    fi
  done < <(Includes '"' "$1")
}

# Ours are included in quotes: <base/clock.h> would pass CheckFolder unseen.
CheckAngles() {
  local hit
  while read -r hit; do
    [[ ! -e lib/${hit##*:} ]] || Breach "$hit: ours are included in quotes"
  done < <(Includes '<.*/' lib daemon)
}

CheckLayers() {
  local layer allowed=() folder
  mapfile -t layers < <(Layers)
  ((${#layers[@]})) || Breach "lib/CMakeLists.txt: no SOCKWATCH_LAYERS found"
  for folder in lib/*/; do
    folder=${folder#lib/} folder=${folder%/}
    [[ " ${layers[*]} " == *" $folder "* ]] || Breach "lib/$folder is not in SOCKWATCH_LAYERS"
  done
  for layer in "${layers[@]}"; do
    allowed+=("$layer")
    if [[ -d lib/$layer ]]; then
      CheckFolder "lib/$layer" "${allowed[@]}"
    else
      Breach "SOCKWATCH_LAYERS names lib/$layer, which is not there"
    fi
  done
  CheckFolder daemon "${allowed[@]}"
}

# CheckOnlyIn HEADER PLACE...: in lib and daemon, only files in (or equal to) a place include it.
CheckOnlyIn() {
  local hit place
  while read -r hit; do
    for place in "${@:2}"; do
      [[ ${hit%%:*} != "$place" && $hit != "$place"/* ]] || continue 2
    done
    Breach "$hit: only in ${*:2}"
  done < <(Includes "[<\"]$1" lib daemon)
}

CheckThirdParty() {
  CheckOnlyIn 'libmnl/' lib/netlink/mnl_transport.cc
  CheckOnlyIn 'yaml-cpp/' lib/config
  CheckOnlyIn 'microhttpd\.h' lib/web
  CheckOnlyIn 'CLI/' daemon/options.cc daemon/tool/settings.cc
  CheckOnlyIn 'prometheus/' lib/export
}

# A string that begins with /proc, outside of a comment. Everything else takes the root it is given.
CheckProc() {
  local hit place
  while read -r hit; do
    for place in "${proc_places[@]}"; do
      [[ ${hit%%:*} != "$place" ]] || continue 2
    done
    Breach "$hit (the root of /proc is given, not spelled)"
  done < <(grep -rnE '^([^/]|/[^/])*"/proc[/"]' lib daemon --include='*.cc' --include='*.h')
}

# CheckRegistered SUFFIX: every tests/*/*SUFFIX is named in a CMake file of its folder.
CheckRegistered() {
  local file
  while read -r file; do
    grep -qwF "${file##*/}" \
      <(sed 's/#.*//' "${file%/*}"/{CMakeLists.txt,*.cmake} 2>/dev/null) || Breach "$file is not built: no CMake file names it"
  done < <(find tests -name "*$1" -type f | sort)
}

# Every folder with tests is added by tests/CMakeLists.txt, or its list would never be read.
CheckTestFolders() {
  local folder
  while read -r folder; do
    grep -qw "$(basename "$folder")" <(sed 's/#.*//' tests/CMakeLists.txt) ||
      Breach "tests/CMakeLists.txt does not add $folder"
  done < <(find tests -name '*_test.cc' -type f -printf '%h\n' | sort -u)
}

CheckLayers
CheckAngles
CheckThirdParty
CheckProc
CheckRegistered _test.cc
CheckRegistered _fuzz.cc
CheckTestFolders
if ((breaches)); then
  echo "$breaches breaches of the include rules" >&2
  exit 1
fi
echo "layers, wrappers and test lists hold"
