#!/usr/bin/env bash
# That check_includes.sh finds each kind of breach, in a small tree made here.
set -euo pipefail

check=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_includes.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# Write FILE LINE...: a file of the tree.
Write() {
  mkdir -p "$(dirname "$tree/$1")"
  printf '%s\n' "${@:2}" >"$tree/$1"
}

GoodTree() {
  rm -rf "${tree:?}"/*
  Write lib/CMakeLists.txt 'set(SOCKWATCH_LAYERS  # lower first' '  base netlink' '  web)' 'x(y)'
  Write lib/base/clock.h '#include <chrono>'
  Write lib/netlink/mnl_transport.cc '#include <libmnl/libmnl.h>' '#include "base/clock.h"'
  Write lib/web/http.cc '#include <microhttpd.h>' '// the root is "/proc" by default'
  Write daemon/options.h 'std::string procfs = "/proc";'
  Write daemon/main.cc '#include "web/http.h"' '#include "options.h"'
  Write tests/CMakeLists.txt 'foreach(folder base)'
  Write tests/base/CMakeLists.txt 'sockwatch_test(clock_test SOURCES clock_test.cc)'
  Write tests/base/clock_test.cc ''
}

# Finds WORDS FILE LINE...: the good tree with that file fails, and the complaint has the words.
Finds() {
  local words=$1 said
  GoodTree
  Write "${@:2}"
  if said=$("$check" "$tree" 2>&1); then
    echo "not found: $words" >&2
    exit 1
  fi
  grep -qF -- "$words" <<<"$said" || { echo "said '$said', not '$words'" >&2; exit 1; }
}

GoodTree
"$check" "$tree" >/dev/null
Finds 'lib/base/clock.h:2: may not include "web/http.h"' lib/base/clock.h '' '#include "web/http.h"'
Finds 'lib/web/http.h:1: may not include "daemon/' lib/web/http.h '#include "daemon/options.h"'
Finds 'daemon/main.cc:1: "gone.h" must name its folder' daemon/main.cc '#include "gone.h"'
Finds '"clock.h" must name its folder' lib/base/clock.cc '#include "clock.h"'
Finds 'ours are included in quotes' lib/web/http.h '#include <base/clock.h>'
Finds 'lib/stray is not in SOCKWATCH_LAYERS' lib/stray/a.h ''
Finds 'lib/gone, which is not there' lib/CMakeLists.txt \
  'set(SOCKWATCH_LAYERS base netlink web gone)'
Finds 'only in lib/netlink/mnl_transport.cc' lib/netlink/dump.cc '#include <libmnl/libmnl.h>'
Finds 'only in lib/config' lib/web/a.cc '#include <yaml-cpp/yaml.h>'
Finds 'only in lib/web' daemon/main.cc '#include <microhttpd.h>'
Finds 'only in daemon/options.cc' daemon/main.cc '#include <CLI/CLI.hpp>'
Finds 'only in lib/export' lib/web/a.cc '#include <prometheus/registry.h>'
Finds 'the root of /proc is given' lib/web/a.cc 'Open("/proc/stat");'
Finds 'tests/base/new_test.cc is not built' tests/base/new_test.cc ''
Finds 'tests/fuzz/new_fuzz.cc is not built' tests/fuzz/new_fuzz.cc ''
Finds 'clock_test.cc is not built' tests/base/CMakeLists.txt '# SOURCES clock_test.cc'
Finds 'does not add tests/base' tests/CMakeLists.txt '# foreach(folder base)'
echo "17 kinds of breach are found"
