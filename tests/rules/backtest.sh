#!/usr/bin/env bash
# Every alerting rule of dashboards/rules.yml on the histories of write_histories: a real Prometheus
# that holds them evaluates each expression every 15 s, `for` and `keep_firing_for` are applied to
# the result, and every case must raise the alerts it wants, in time, and no other.
#
#   tests/rules/backtest.sh [SEED]
#
# Prints a table: after how many minutes each part of SockwatchCloseWaitLeak fired, and what it is
# compared with (compared.yml); "2x": how often where it must not; "-": never. The cases are scraped
# every 15 s and every 60 s; the table shows the first.
set -euo pipefail

# shellcheck source=../system/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../system/support.sh"

readonly here=$root/tests/rules
readonly zero=1700006400 step=15                                # kZero in write_histories.cc,
readonly begin=$((zero + 4 * 3600)) end=$((zero + 12 * 3600)) # kBegin and kLength in cases.h
prometheus=http://127.0.0.1:$(FreePort)
readonly prometheus

# StartPrometheus: on the blocks in $work/data. It evaluates nothing by itself, but knows the rules.
StartPrometheus() {
  cat >"$work/prometheus.yml" <<YAML
global: {evaluation_interval: 1d}
rule_files: ['$root/dashboards/rules.yml', '$here/compared.yml']
YAML
  Start prometheus prometheus --config.file="$work/prometheus.yml" --log.level=error \
    --storage.tsdb.path="$work/data" --storage.tsdb.retention.time=100y \
    --web.listen-address="${prometheus#http://}" --query.max-samples=500000000
  server=$pid
  WaitUntil 600 Answers "$prometheus/-/ready" || Fail "Prometheus did not get ready in 60 s"
}

# A second pass serves the recording rules that use others.
BackfillRecords() {
  local pass
  for pass in 1 2; do
    promtool tsdb create-blocks-from rules --start=$zero --end=$end --eval-interval=${step}s \
      --url="$prometheus" --output-dir="$work/data" "$root/dashboards/rules.yml" \
      >"$work/backfill$pass.log" 2>&1
    StopWith TERM "$server" 300
    StartPrometheus
  done
}

# Rules: one alerting rule a line, as the server read it: name, window or reason, for,
# keep_firing_for, expression.
Rules() {
  curl -sSf "$prometheus/api/v1/rules?type=alert" | jq -r '
    .data.groups[].rules[] |
    [.name, .labels.window // .labels.reason // "", .duration, .keepFiringFor // 0, .query] |
    join("\u001f")'
}

# Firings FOR KEEP EXPRESSION: see firings.jq.
Firings() {
  curl -sSf --data-urlencode "query=$3" -d start=$zero -d end=$end -d step=$step \
    "$prometheus/api/v1/query_range" >"$work/result.json"
  jq -r --argjson for "$1" --argjson keep_firing_for "$2" --argjson step $step \
    -f "$here/firings.jq" "$work/result.json"
}

# Replay: $work/firings.tsv: name, window or reason, instance, from, to. The growth rules are
# replayed once more as if there were no verdict, under the name "alone".
Replay() {
  local name part for keep expression
  while IFS=$'\037' read -r name part for keep expression; do
    Firings "$for" "$keep" "$expression" | sed "s/^/$name\t$part\t/"
    [[ $part == fast || $part == slow ]] || continue
    Firings "$for" "$keep" "${expression//sockwatch_close_wait_leak ==/no_such_metric ==}" |
      sed "s/^/alone\t$part\t/"
  done <"$work/rules" >"$work/firings.tsv"
}

# Judge FIRINGS: the table.
Judge() { awk -v begin=$begin -f "$here/table.awk" "$work/wanted.tsv" "$1"; }

echo 'writing histories'
"$build/tests/write_histories" "$work" "${1:-0}"
promtool tsdb create-blocks-from openmetrics "$work/history.om" "$work/data" >"$work/blocks.log" 2>&1
echo "evaluating the recording rules on $(grep -c . "$work/history.om") samples"
StartPrometheus
BackfillRecords
Rules >"$work/rules"
echo "replaying $(grep -c . "$work/rules") alerting rules"
Replay
Judge "$work/firings.tsv"

# What is known to be bad must be found, or the table proves nothing.
sed 's/^delta\t/SockwatchCloseWaitLeak\tfast\t/' "$work/firings.tsv" >"$work/bad.tsv"
if Judge "$work/bad.tsv" >"$work/bad.table"; then Fail 'false alerts are not found'; fi
grep -v '^SockwatchCloseWaitLeak' "$work/firings.tsv" >"$work/bad.tsv"
if Judge "$work/bad.tsv" >"$work/bad.table"; then Fail 'missing alerts are not found'; fi
