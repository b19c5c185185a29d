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
  started=()
}

# CPU of the daemon's threads called NAME, or of all; in milliseconds.
CpuMs() {
  local name=${1:-} stat
  for stat in /proc/"$daemon"/task/*/stat; do
    if [[ -z $name || $(<"${stat%stat}comm") == "$name" ]]; then cat "$stat"; fi
  done | awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); ms += ($12 + $13) * 1000 / hz }
    END { printf "%d", ms }'
}

# Named ROLE PORT: how many TIME_WAIT sockets have their program's name, of one page.
Named() {
  Page | awk -v role="role=\"$1\",port=\"$2\",state=\"time_wait\"" '
    !/^sockwatch_group_sockets{/ || !index($0, role) { next }
    { all += $NF }
    /process="socket_load"/ { named += $NF }
    !/process="(socket_load|unattributed)"/ { wrong += $NF }
    END { printf "%d of %d TIME_WAIT named, %d wrong", named, all, wrong }'
}

# StartServer PORT OPTION...
StartServer() {
  "$build/bench/socket_load" --short-server --port "$@" <&"$idle" >/dev/null &
  started+=($!)
  until [[ -n $(ss -Htln "sport = :$1") ]]; do sleep 0.1; done
}

# StartClient PORT LIFE_MS: 2,000 connections a second.
StartClient() {
  "$build/bench/socket_load" --short-client 2000 --port "$1" --life-ms "$2" <&"$idle" >/dev/null &
  started+=($!)
}

EndAll() {
  kill "${started[@]}" || true
  wait "${started[@]}" 2>/dev/null || true
  started=()
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
  local before
  StartDaemon 1%
  StartServer 9000 --server-closes
  sleep 3
  StartClient 9000 5
  sleep 5
  before=$(CpuMs resolver)
  sleep 10
  echo "| server of 2,000 short connections/s | resolver thread" \
    "$((($(CpuMs resolver) - before) / 10)) ms a second; $(Named server 9000) |"
  EndAll
}

Ticks() { Page | awk '/^sockwatch_dumps_total\{netns="host",result="complete"/ { print $2 }'; }

# ShortClient PORT LIFE_MS
ShortClient() {
  local tick
  StartServer "$1"
  StartClient "$@"
  StartDaemon 1%
  until [[ -n $(Ticks) ]]; do sleep 0.1; done
  for tick in 3 5 8; do
    until (($(Ticks) >= tick)); do sleep 0.1; done
    sleep 0.5 # for the answers
    echo "| client of 2,000 connections/s of $2 ms, after $tick ticks | $(Named client "$1") |"
  done
  EndAll
}

exec {idle}<> <(:) # a standard input that neither ends nor says anything
echo '| what | result |'
echo '|---|---|'
Churn
ShortServer
ShortClient 9001 5
ShortClient 9002 20
