#!/usr/bin/env bash
# firings.jq applies `for` and `keep_firing_for` as Prometheus itself does: promtool evaluates a rule
# on a series that comes and goes in all the ways that matter, and must fire when firings.jq says so.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here step=15
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# 1: the expression has a value. A run of 4 is one step short of `for`; gaps of up to 3 steps are
# bridged, one of 4 is not.
readonly present=(0 1 1 1 1 0 1 1 1 1 1 1 0 0 1 1 0 0 0 1 1 1 1 1 1 0 0 0 0 1 1 1 1 1 0 1 0 0 0 0 0)

# WriteTest: the rule, and a test that it fires just when firings.jq says so.
WriteTest() {
  local i
  cat >"$work/rules.yml" <<YAML
groups:
  - name: a
    rules: [{alert: A, expr: x == 1, for: 60s, keep_firing_for: 45s}]
YAML
  cat >"$work/test.yml" <<YAML
rule_files: [rules.yml]
evaluation_interval: ${step}s
tests:
  - interval: ${step}s
    input_series: [{series: 'x{instance="a"}', values: '${present[*]}'}]
    promql_expr_test:
YAML
  for ((i = 0; i < ${#present[@]}; i++)); do
    echo "      - expr: count(ALERTS{alertstate=\"firing\"})"
    echo "        eval_time: $((i * step))s"
    ! Fires $((i * step)) || echo '        exp_samples: [{value: 1}]'
  done >>"$work/test.yml"
}

# Fires TIME: by firings.jq.
Fires() {
  awk -v t="$1" '$2 <= t && t < $3 { found = 1 } END { exit !found }' "$work/firings"
}

printf '%s\n' "${present[@]}" | jq -s '{data: {result: [{metric: {instance: "a"},
  values: [to_entries[] | select(.value == 1) | [.key * '$step', "1"]]}]}}' |
  jq -r --argjson for 60 --argjson keep_firing_for 45 --argjson step $step \
    -f "$here/firings.jq" >"$work/firings"
WriteTest
if ! promtool test rules "$work/test.yml" >"$work/log" 2>&1; then
  cat "$work/firings" "$work/log"
  exit 1
fi
echo "firings.jq fires as Prometheus does, $(grep -c . "$work/firings") times"
