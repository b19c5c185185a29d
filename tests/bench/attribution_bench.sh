#!/usr/bin/env bash
# What finding owners costs once they are known, and how well short connections are named: sockets
# replaced at every tick, and a server and a client of 2,000 short connections a second. Runs in a
# network namespace of its own, with the programs of a built tree. Root only; about a minute.
#
#   sudo tests/bench/attribution_bench.sh [BUILD_DIR]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${1:-$root/build}
readonly root build address=127.0.0.1:1998 pairs=50000 ticks=8
# shellcheck disable=SC2016  # for the inner shell
[[ ${2:-} == --inside ]] ||
  exec unshare --net bash -c 'ip link set lo up && exec "$0" "$1" --inside' "$0" "$build"

work=$(mktemp -d)
started=()
CleanUp() {
  ((${#started[@]} == 0)) || kill "${started[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap CleanUp EXIT

Page() { curl -s "http://$address/metrics"; }

# StartDaemon CPU_BUDGET; sets `daemon`.
StartDaemon() {
  printf 'poll: {interval: 1s}\nattribution: {cpu_budget: %s}\n' "$1" >"$work/config.yaml"
  "$build/bin/sockwatchd" --config.file="$work/config.yaml" --web.listen-address="$address" \
    2>"$work/log" &
  daemon=$!
  started+=("$daemon")
}

StopDaemon() {
  kill "$daemon"
  wait "$daemon" || true
}

# CPU of the daemon's threads called NAME, or of all; in milliseconds.
CpuMs() {
  local name=${1:-} stat
  for stat in /proc/"$daemon"/task/*/stat; do
    [[ -z $name || $(<"${stat%stat}comm") == "$name" ]] && cat "$stat"
  done | awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); ms += ($12 + $13) * 1000 / hz }
    END { printf "%d", ms }'
}

# Sum of the group series whose labels match the pattern.
Sockets() {
  Page | grep -E "^sockwatch_group_sockets\{.*$1" | awk '{ sum += $NF } END { print sum + 0 }'
}

Pending() { Page | awk '$1 == "sockwatch_attribution_pending" { print $2 }'; }

Churn() {
  local before tick load
  coproc LOAD { exec "$build/bench/socket_load" --pairs $pairs --churn 1; }
  load=$LOAD_PID
  read -r <&"${LOAD[0]}"
  StartDaemon 100%
  sleep 3 # two ticks, at least
  until [[ $(Pending) == 0 ]]; do sleep 0.5; done
  sleep 2 # what was provisional is confirmed
  before=$(CpuMs)
  sleep $ticks
  local steady=$((($(CpuMs) - before) / ticks))
  before=$(CpuMs)
  for ((tick = 0; tick < ticks; tick++)); do
    echo churn >&"${LOAD[1]}"
    sleep 1
  done
  local churned=$((($(CpuMs) - before) / ticks))
  echo "| $((2 * pairs)) sockets, 1 % replaced at every tick | CPU $churned ms a tick," \
    "$steady ms without, $(((churned - steady) * 100 / steady)) % more |"
  StopDaemon
  eval "exec ${LOAD[1]}>&-"
  wait "$load" || true
}

ShortServer() {
  StartDaemon 1%
  "$build/bench/socket_load" --short-server --server-closes --port 9000 <&"$idle" >/dev/null &
  started+=($!)
  sleep 3
  "$build/bench/socket_load" --short-client 2000 --port 9000 --life-ms 5 <&"$idle" >/dev/null &
  local client=$! before
  started+=("$client")
  sleep 5
  before=$(CpuMs resolver)
  sleep 10
  echo "| server of 2,000 short connections/s | resolver thread" \
    "$((($(CpuMs resolver) - before) / 10)) ms a second;" \
    "$(Sockets 'process="socket_load",role="server",port="9000",state="time_wait"') of" \
    "$(Sockets 'role="server",port="9000",state="time_wait"') TIME_WAIT named |"
  kill "${started[@]}"
  wait "${started[@]}" 2>/dev/null || true
  started=()
}

ShortClient() {
  "$build/bench/socket_load" --short-server --port 9001 <&"$idle" >/dev/null &
  started+=($!)
  "$build/bench/socket_load" --short-client 2000 --port 9001 --life-ms "$1" <&"$idle" >/dev/null &
  started+=($!)
  StartDaemon 1%
  local tick
  for tick in 3 6 10; do
    until [[ $(Page | awk '/^sockwatch_dumps_total\{netns="host",result="complete"/ { print $2 }') -ge \
      $tick ]]; do sleep 0.1; done
    sleep 0.5 # for the answers
    echo "| client of 2,000 connections/s of $1 ms, after $tick ticks |" \
      "$(Sockets 'process="socket_load",role="client",port="9001",state="time_wait"') of" \
      "$(Sockets 'role="client",port="9001",state="time_wait"') TIME_WAIT named |"
  done
  kill "${started[@]}"
  wait "${started[@]}" 2>/dev/null || true
  started=()
}

exec {idle}<> <(:) # a standard input that neither ends nor says anything
echo '| what | result |'
echo '|---|---|'
Churn
ShortServer
ShortClient 5
ShortClient 20
