#!/usr/bin/env bash
# Builds the release preset and measures a tick against a bare reader of the same dump, and the whole
# daemon (memory, attribution, scrape), with 20,000, 100,000 and 400,000 sockets in a network
# namespace of their own. Prints Markdown; takes about three minutes.
#
#   sudo tests/bench/run_bench.sh [SOCKETS...]
#
# Environment: BUILD (an existing build directory: nothing is built), ROUNDS, IPV6 and CLOSE_WAIT
# (percent of the connections), TIME_WAIT (so many of the sockets, the rest being more than a minute
# old by then). 400,000 sockets need about 2 GB of kernel memory. Root only. Everything on:
#
#   sudo CLOSE_WAIT=67 TIME_WAIT=40000 tests/bench/run_bench.sh 100000
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly here root
readonly rounds=${ROUNDS:-15}
readonly buckets=262144  # of the namespace's own socket table

build() {
  [[ -z ${BUILD:-} ]] || return 0
  (cd "$root" && cmake --preset release && cmake --build --preset release) >&2
}

# A namespace takes tcp_child_ehash_entries from its parent when it is made, so there are two: the
# outer one only to hold the value, and the host's is left alone.
in_private_netns() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --net bash -c '
    echo "$0" > /proc/sys/net/ipv4/tcp_child_ehash_entries
    exec unshare --net "$@"' "$buckets" "$@"
}

MakeTimeWait() {
  ((${TIME_WAIT:-0})) || return 0
  local said
  echo time-wait >&"${LOAD[1]}"
  read -r said <&"${LOAD[0]}" && [[ $said == "done" ]]
}

# Runs inside. Everything it starts ends with it: the load holds its sockets until its stdin closes.
measure() {
  local sockets=$1 bin=$2
  ip link set lo up
  coproc LOAD { exec "$bin/bench/socket_load" --pairs $(((sockets - ${TIME_WAIT:-0}) / 2)) \
    --ipv6 "${IPV6:-30}" --close-wait "${CLOSE_WAIT:-1}" \
    --time-wait "${TIME_WAIT:-0}" --sources 250; }
  local said
  read -r said <&"${LOAD[0]}" && [[ $said == ready ]]
  if ((${TIME_WAIT:-0})); then
    sleep 61 # remotes are named from a minute on; TIME_WAIT itself lasts no longer
    MakeTimeWait
  fi
  "$bin/bench/tick_bench" --rounds "$rounds" ${HEADER:+--header}
  if [[ -x $bin/bin/sockwatchd ]]; then
    MakeTimeWait
    "$here/daemon_cost.sh" "$bin/bin/sockwatchd" "$sockets" >>"$DAEMON_ROWS"
  fi
  eval "exec ${LOAD[1]}>&-"
  wait "$LOAD_PID"
}

about_this_machine() {
  printf '%s, %s cores, %s socket table buckets; medians of %s rounds, taken in turns\n\n' \
    "Linux $(uname -r)" "$(nproc)" "$buckets" "$rounds"
}

main() {
  [[ $EUID -eq 0 ]] || { echo "run_bench.sh: needs root (network namespaces)" >&2; exit 1; }
  build
  local bin=${BUILD:-$root/build} header=1 count
  [[ -x $bin/bench/tick_bench ]] || { echo "run_bench.sh: no $bin/bench/tick_bench" >&2; exit 1; }
  local counts=("$@")
  [[ $# -gt 0 ]] || counts=(20000 100000 400000)
  DAEMON_ROWS=$(mktemp)
  export DAEMON_ROWS
  trap 'rm -f "$DAEMON_ROWS"' EXIT
  printf '## A tick\n\n'
  about_this_machine
  for count in "${counts[@]}"; do
    HEADER=$header in_private_netns bash "$here/run_bench.sh" --measure "$count" "$bin"
    header=
  done
  printf '\n## The daemon\n\n'
  "$here/daemon_cost.sh" --header
  cat "$DAEMON_ROWS"
}

if [[ ${1:-} == --measure ]]; then
  measure "$2" "$3"
else
  main "$@"
fi
