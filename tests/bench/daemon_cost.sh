#!/usr/bin/env bash
# What sockwatchd itself costs with the sockets of the namespace it is run in: a row of a Markdown
# table. run_bench.sh calls it inside its namespace; it needs the port below to be free there.
#
#   daemon_cost.sh SOCKWATCHD SOCKETS [SECONDS_TO_WAIT_FOR_OWNERS]
set -euo pipefail

readonly program=$1 sockets=$2 patience=${3:-60}
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

# Scrape [CURL OPTION...]: the page into $work/page, its time in ms to stdout.
Scrape() {
  curl -sf -o "$work/page" -w '%{time_total}' "$@" "http://$address/metrics" |
    awk '{ printf "%.2f", $1 * 1000 }'
}

# Milliseconds of CPU the daemon has used, to 10 ms.
CpuMs() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/$daemon/stat"; }
MiB() { awk -v key="$1:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$daemon/status"; }

# Within SECONDS, asking five times a second: WaitFor SECONDS COMMAND...
WaitFor() {
  local left=$(($1 * 5))
  shift
  until "$@"; do
    ((left-- > 0)) || return 1
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

printf 'poll: {interval: 1s, cpu_budget: 50%%}\n' >"$work/config.yaml"
"$program" --web.listen-address="$address" --config.file="$work/config.yaml" 2>"$work/log" &
daemon=$!
started=$EPOCHREALTIME
WaitFor 30 IsReady || { cat "$work/log" >&2; exit 1; }
first=$(Scrape)
owners="still $(Value sockwatch_attribution_pending) unknown"
if WaitFor "$patience" OwnersAreKnown; then
  owners=$(awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }')
fi
spent=$(CpuMs)
idle_from=$spent
sleep 5 # measured: five ticks in the steady state
per_tick=$(awk -v a="$idle_from" -v b="$(CpuMs)" 'BEGIN { printf "%.0f", (b - a) / 5 }')
printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$sockets" "$(MiB VmRSS)" \
  "$(MiB VmHWM)" "$owners" "$spent" "$per_tick" "$first" "$(MedianScrape)" \
  "$(wc -c <"$work/page")" "$(grep -vc '^#' "$work/page")"
