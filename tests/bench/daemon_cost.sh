#!/usr/bin/env bash
# What sockwatchd itself costs with the sockets of the namespace it is run in: a row of a Markdown
# table. run_bench.sh calls it inside its namespace; it needs the port below to be free there.
#
#   daemon_cost.sh --header
#   daemon_cost.sh SOCKWATCHD SOCKETS [SECONDS_TO_WAIT_FOR_OWNERS]
#
# The interval is 1 s, for the sake of the time this takes; attribution has its default budget of
# CPU, so with very many sockets the last owners are known only minutes later.
set -euo pipefail

if [[ ${1:-} == --header ]]; then
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' sockets 'RSS MiB' 'peak MiB' \
    'all owners known' 'CPU ms until then' 'CPU ms/tick' 'first scrape ms' 'scrape ms' bytes series
  printf '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n'
  exit
fi

readonly program=$1 sockets=$2 patience=${3:-20}
readonly address=127.0.0.1:1998 # below the load's ports
work=$(mktemp -d)
readonly work

daemon=
# shellcheck disable=SC2329 # called by the trap
Cleanup() {
  [[ -z $daemon ]] || kill "$daemon" 2>/dev/null || true
  rm -rf "$work"
}
trap Cleanup EXIT

# Value NAME: of a series of the last scrape.
Value() { awk -v name="$1" '$1 == name { print $2 }' "$work/page"; }

# The page into $work/page, its time in ms to stdout.
Scrape() {
  curl -sf -o "$work/page" -w '%{time_total}' "http://$address/metrics" |
    awk '{ printf "%.2f", $1 * 1000 }'
}

Ticks() { Value 'sockwatch_dumps_total{netns="host",result="complete"}'; }

# Milliseconds of CPU the daemon has used, to 10 ms.
CpuMs() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/$daemon/stat"; }
MiB() { awk -v key="$1:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$daemon/status"; }

# Within SECONDS, asking five times a second: WaitFor SECONDS COMMAND...
WaitFor() {
  local left=$(($1 * 5))
  shift
  until "$@"; do
    ((left-- > 0)) && kill -0 "$daemon" || return 1
    sleep 0.2
  done
}

IsReady() { curl -sf -o /dev/null "http://$address/-/ready"; }

OwnersAreKnown() {
  Scrape >/dev/null
  [[ $(Value sockwatch_attribution_pending) == 0 && $(Value sockwatch_attribution_provisional) == 0 ]]
}

# The middle of nine scrapes; each snapshot is rendered once, so all but one find it rendered.
MedianScrape() {
  for _ in {1..9}; do
    Scrape
    echo
  done | sort -n | sed -n 5p
}

printf 'poll: {interval: 1s}\n' >"$work/config.yaml"
"$program" --web.listen-address="$address" --config.file="$work/config.yaml" 2>"$work/log" &
daemon=$!
started=$EPOCHREALTIME
WaitFor 30 IsReady || { cat "$work/log" >&2; exit 1; }
first=$(Scrape)
if WaitFor "$patience" OwnersAreKnown; then
  owners=$(awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }')
else
  owners="$(Value sockwatch_attribution_pending) unknown after $patience s"
fi
spent=$(CpuMs)

# The steady state, for as long as eight ticks should take.
Scrape >/dev/null
ticks_before=$(Ticks)
cpu_before=$(CpuMs)
sleep 8 # what is measured, not a wait for something
cpu_after=$(CpuMs)
Scrape >/dev/null
per_tick=$(awk -v cpu=$((cpu_after - cpu_before)) -v ticks=$(($(Ticks) - ticks_before)) \
  'BEGIN { printf "%.0f", ticks ? cpu / ticks : 0 }')

printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$sockets" "$(MiB VmRSS)" \
  "$(MiB VmHWM)" "$owners" "$spent" "$per_tick" "$first" "$(MedianScrape)" \
  "$(wc -c <"$work/page")" "$(grep -vc '^#' "$work/page")"
