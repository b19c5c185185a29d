#!/usr/bin/env bash
# Every check of the tree, as .ci/run and people run them. Needs nothing but Debian 12 and root (or
# sudo). Stops at the first failure; done again with nothing changed, it only runs the tests.
set -euo pipefail

# shellcheck source=../daemon/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/../daemon/toolchain.sh"
cd "$root"

readonly quick_steps=(packages release unit)
readonly all_steps=(packages shell format includes rules release unit live tidy asan tsan fuzz system)
# Folders of lib and daemon where more than one thread runs.
readonly threaded_folders=(
  tests/{base,ring,selfstats,poller,attribution,aggregate,export,api,web,daemon})
readonly logs=$root/build/test-logs
steps=("${all_steps[@]}")
fuzz_seconds=15
passed=0
as=() # a command to run CTest by

Usage() {
  cat <<EOF
usage: tests/run.sh [--quick | --only STEP] [--long] [--help]

Installs the packages that are missing (daemon/packages.txt), builds and tests everything.

  --quick       these steps only: ${quick_steps[*]}
  --only STEP   one step; what it stands on must have been run before
  --long        fuzz each target for an hour instead of $fuzz_seconds seconds
Steps: ${all_steps[*]}
EOF
}

Fail() {
  echo "error: $*" >&2
  exit 2
}

ParseOptions() {
  while (($#)); do
    case $1 in
      --quick) steps=("${quick_steps[@]}") ;;
      --only)
        [[ " ${all_steps[*]} " == *" ${2:-} "* ]] || Fail "--only wants one of: ${all_steps[*]}"
        steps=("$2")
        shift
        ;;
      --long) fuzz_seconds=3600 ;;
      -h | --help) Usage; exit 0 ;;
      *) Usage >&2; Fail "unknown option: $1" ;;
    esac
    shift
  done
}

# Build PRESET TARGET...
Build() {
  Configure "$1"
  ninja -C "$(BuildDirOf "$1")" "${@:2}"
}

# Ctest FOLDER OPTION...: in that folder of a build tree; one without a test is a failure.
Ctest() {
  "${as[@]}" ctest --test-dir "$1" --output-on-failure --no-tests=error "${@:2}"
}

StepPackages() { InstallPackages build test; }
StepShell() { tests/check_shell.sh; }
StepFormat() { tests/check_format.sh; }
StepIncludes() { tests/check_includes_test.sh && tests/check_includes.sh; }

# Alerting rules: well-formed, their tests pass, each test can fail, and on histories of single
# sockets they find every leak in time and nothing else.
StepRules() {
  promtool check rules --lint=all --lint-fatal dashboards/rules.yml
  promtool test rules dashboards/tests/*.yml
  tests/rules/mutate.sh
  tests/rules/firings_test.sh
  Build release write_histories
  tests/rules/backtest.sh
}

StepRelease() { Build release all; }
StepUnit() { Ctest build -L '^unit$' -j 2; }
StepTidy() { tests/check_tidy.sh build; }

# The live tests make network namespaces of their own and open sockets only in there. Scenarios
# mostly wait, and leave tables of what they compared.
StepLive() {
  as=(AsRoot)
  Ctest build -L '^live$' -LE '^scenario$'
  Ctest build -L '^scenario$' -j 8
  cat build/scenarios/*
}

StepAsan() {
  Build asan all
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  Ctest build-asan -L '^unit$' -j 2
}

StepTsan() {
  local folder
  Build tsan "${threaded_folders[@]/%//all}"
  # Its shadow memory does not go with strong address randomisation.
  if setarch -R true 2>/dev/null; then as=(setarch -R); fi
  export TSAN_OPTIONS=second_deadlock_stack=1
  for folder in "${threaded_folders[@]}"; do
    Ctest "build-tsan/$folder" -L '^unit$' -j 2
  done
}

# Fuzz TARGET: from the seeds and what earlier runs found; prints its last line, or where it broke.
Fuzz() {
  local name log corpus
  name=$(basename "$1" _fuzz)
  log=build-fuzz/$name.log
  corpus=(build-fuzz/corpus/"$name" tests/fuzz/corpus/"$name")
  mkdir -p "${corpus[0]}" build-fuzz/crashes
  [[ -d ${corpus[1]} ]] || unset 'corpus[1]'
  if ! "$1" -max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=1024 \
    -artifact_prefix="build-fuzz/crashes/$name-" "${corpus[@]}" >"$log" 2>&1; then
    tail -n 60 "$log"
    return 1
  fi
  echo "$name: $(tail -n 1 "$log")"
}

StepFuzz() {
  Build fuzz tests/fuzz/all
  export -f Fuzz
  export fuzz_seconds
  # shellcheck disable=SC2016  # for the inner shell
  printf '%s\0' build-fuzz/bin/*_fuzz | xargs -0 -n 1 -P 2 bash -c 'Fuzz "$0"'
}

StepSystem() {
  local script
  for script in tests/system/*_test.sh; do
    echo "-- $script"
    "$script"
  done
}

# TestsIn LOG: how many tests CTest says it ran there; a step without CTest counts as one.
TestsIn() {
  awk '/tests? failed out of/ { n += $NF } END { print n ? n : 1 }' "$1"
}

# RunStep NAME: its output goes to the screen and to build/test-logs/NAME.
RunStep() {
  local log=$logs/$1 started=$SECONDS status
  echo "== $1"
  set +e # so that the step stops at its first error and we do not
  (set -e; "Step${1^}") 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  set -e
  if ((status)); then
    printf '== %s FAILED after %d s; stopped. Its output is in %s\n' \
      "$1" "$((SECONDS - started))" "${log#"$root"/}"
    echo "$passed passed, 1 failed"
    exit 1
  fi
  passed=$((passed + $(TestsIn "$log")))
  printf '== %s passed (%d s)\n\n' "$1" "$((SECONDS - started))"
}

ParseOptions "$@"
mkdir -p "$logs"
for step in "${steps[@]}"; do RunStep "$step"; done
echo "all in $((SECONDS / 60)) min $((SECONDS % 60)) s"
echo "$passed passed, 0 failed"
