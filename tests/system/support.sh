# shellcheck shell=bash
# What the system tests share: a temporary folder, programs that are surely stopped, free ports,
# bounded waiting, checks. To be sourced; sets `root`, `build`, `work` (the folder), and on exit
# ends what Start started.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck disable=SC2034  # for those who source this
build=${SOCKWATCH_BUILD:-$root/build}
work=$(mktemp -d)
started=()
trap CleanUp EXIT

CleanUp() {
  local status=$? pid
  for pid in "${started[@]}"; do
    pkill -KILL -P "$pid" || true # its children: they would stay
    { kill -KILL "$pid" && wait "$pid"; } 2>/dev/null || true
  done
  ((status == 0)) || ShowLogs
  rm -rf "$work"
  exit "$status"
}

# ConfigOfOwnNamespace: the shipped configuration, without other network namespaces, whatever else
# runs on this machine; prints where it is.
ConfigOfOwnNamespace() {
  sed 's/^  enabled: auto$/  enabled: false/' "$root/config/sockwatchd.yaml" >"$work/sockwatchd.yaml"
  echo "$work/sockwatchd.yaml"
}

ShowLogs() {
  local log
  for log in "$work"/*.log; do
    [[ -s $log ]] || continue
    echo "-- the end of ${log##*/}:"
    tail -n 30 "$log"
  done >&2
}

Fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# Check WHAT COMMAND...: says what holds, or fails with what the command printed.
Check() {
  local said
  said=$("${@:2}" 2>&1) || Fail "$1: $said"
  echo "ok: $1"
}

# CheckEqual WHAT WANTED GOT
CheckEqual() {
  [[ $2 == "$3" ]] || Fail "$1: wanted '$2', got '$3'"
  echo "ok: $1"
}

# Start NAME COMMAND...: in the background, with its output in $work/NAME.log; sets `pid`.
Start() {
  "${@:2}" >"$work/$1.log" 2>&1 </dev/null &
  pid=$!
  started+=("$pid")
}

# WaitUntil TRIES COMMAND...: tries every 100 ms; false if it never held.
WaitUntil() {
  local tries=$1
  while ((tries-- > 0)); do
    if "${@:2}" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  return 1
}

# StopWith SIGNAL PID TRIES: ends a program started here; sets `stopped` to its exit status.
StopWith() {
  kill "-$1" "$2"
  WaitUntil "$3" Gone "$2" || Fail "process $2 is still there $(($3 / 10)) s after SIG$1"
  stopped=0
  # shellcheck disable=SC2034  # for those who source this
  wait "$2" || stopped=$?
}

# Gone PID: ended, if only as a zombie that nobody waited for yet.
Gone() {
  local state
  state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)
  [[ -z $state || $state == Z ]]
}

# FreePort: a port below the ephemeral range that nobody on this host listens on now.
FreePort() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    [[ -n $(ss -Htln "sport = :$port") ]] || break
  done
  echo "$port"
}

# StatusOf CURL_ARGUMENT...: the HTTP status.
StatusOf() {
  curl -s -o /dev/null -m 10 -w '%{http_code}' "$@"
}

# Answers URL: 200?
Answers() {
  [[ $(StatusOf "$1") == 200 ]]
}
