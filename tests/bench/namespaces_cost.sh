#!/usr/bin/env bash
# What idle network namespaces cost beside a host with many sockets: two sockwatchd side by side,
# one that samples them and one that does not, and the CPU that each takes for a tick as a whole.
# Prints a row of a Markdown table and ends with 1 if the first takes more than LIMIT times the
# second.
#
#   sudo tests/bench/namespaces_cost.sh [NAMESPACES] [SOCKETS]
#
# Environment: BUILD (a build directory with bench/socket_load and bin/sockwatchd), TICKS, LIMIT.
# Everything lives in namespaces of its own: network, mounts, and pids, so that nothing is left.
# Half of the namespaces have a process and a listener, half only a name, as `ip netns add` makes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly namespaces=${1:-200} sockets=${2:-100000} ticks=${TICKS:-30} limit=${LIMIT:-1.2}
readonly build=${BUILD:-$here/../../build}
readonly buckets=262144 # of the socket table of the namespace that stands for the host's

if [[ -z ${SOCKWATCH_INSIDE:-} ]]; then
  [[ $EUID -eq 0 ]] || { echo "${0##*/}: needs root (namespaces)" >&2; exit 1; }
  # A namespace takes tcp_child_ehash_entries from its parent when it is made.
  # shellcheck disable=SC2016 # expanded by the inner shell
  SOCKWATCH_INSIDE=1 exec unshare --net bash -c '
    echo "$0" >/proc/sys/net/ipv4/tcp_child_ehash_entries
    exec unshare --net --mount --pid --fork --kill-child --mount-proc "$@"' \
    "$buckets" "${BASH_SOURCE[0]}" "$namespaces" "$sockets"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mount -t tmpfs tmpfs /run
ip link set lo up

# Milliseconds of CPU of process PID, by the scheduler's account.
CpuMs() {
  awk '{ ns += $1 } END { printf "%.1f", ns / 1e6 }' /proc/"$1"/task/*/schedstat
}

# Page PORT, and the value of a series in it.
Page() { curl -sf "http://127.0.0.1:$1/metrics"; }
Value() { awk -v name="$1" '$1 == name { print $2 }'; }
Ticks() { Page "$1" | Value 'sockwatch_dumps_total{netns="host",result="complete"}'; }

Daemon() { # PORT ENABLED
  printf 'poll: {interval: 1s}\nnamespaces: {enabled: %s}\n' "$2" >"$work/$2.yaml"
  exec "$build/bin/sockwatchd" --log.level=error --web.listen-address="127.0.0.1:$1" \
    --config.file="$work/$2.yaml"
}

MakeNamespaces() {
  local i
  for ((i = 0; i < namespaces; i += 2)); do
    ip netns add "name$i"
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare --net bash -c 'ip link set lo up; exec "$0" --short-server --port 1999' \
      "$build/bench/socket_load" >/dev/null < <(sleep infinity) &
  done
}

coproc LOAD { exec "$build/bench/socket_load" --pairs $((sockets / 2)) --sources 250; }
read -r said <&"${LOAD[0]}" && [[ $said == ready ]]
MakeNamespaces
Daemon 1997 auto &
with=$!
Daemon 1998 false &
without=$!

# Until owners are known and every namespace has shown twice that it is idle.
WaitUntilSettled() {
  local left=600
  until [[ $(Page "$1" | Value sockwatch_attribution_pending) == 0 && $(Ticks "$1") -gt 15 ]]; do
    ((left-- > 0)) || { echo 'the daemons do not settle' >&2; exit 1; }
    sleep 0.5
  done
}
WaitUntilSettled 1997
WaitUntilSettled 1998

# Cost PID PORT: what it has used and how often it has ticked.
Cost() { echo "$(CpuMs "$1") $(Ticks "$2")"; }
read -r with_cpu with_ticks < <(Cost "$with" 1997)
read -r without_cpu without_ticks < <(Cost "$without" 1998)
sleep "$ticks" # what is measured, not a wait for something
read -r with_cpu_after with_ticks_after < <(Cost "$with" 1997)
read -r without_cpu_after without_ticks_after < <(Cost "$without" 1998)
threads=$(for task in /proc/"$with"/task/*; do
  awk -v name="$(cat "$task/comm")" '{ printf "%s %.0f ms; ", name, $1 / 1e6 }' "$task/schedstat"
done)
sampled=$(Page 1997 | Value 'sockwatch_namespaces{result="sampled"}')
[[ ${VERBOSE:-} ]] && echo "$threads" >&2

awk -v with="$(awk "BEGIN { print ($with_cpu_after - $with_cpu) / ($with_ticks_after - $with_ticks) }")" \
  -v without="$(awk "BEGIN { print ($without_cpu_after - $without_cpu) / ($without_ticks_after - $without_ticks) }")" \
  -v sampled="$sampled" -v sockets="$sockets" -v limit="$limit" 'BEGIN {
    printf "| sockets | namespaces sampled | CPU ms/tick | host alone | ratio |\n"
    printf "|---:|---:|---:|---:|---:|\n"
    printf "| %d | %d | %.1f | %.1f | %.2f |\n", sockets, sampled, with, without, with / without
    exit with / without > limit
  }'
