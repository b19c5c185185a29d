#!/usr/bin/env bash
# The boards as files: they are what jsonnet makes of their sources, well-formed, and ask for
# metrics that exist.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly boards=(dashboards/{fleet,process,health}.json)

# Those that Prometheus makes itself.
readonly built_in='ALERTS ALERTS_FOR_STATE scrape_duration_seconds up'

dashboards/generate.sh "$work"
for board in "${boards[@]}"; do
  diff -u "$board" "$work/${board##*/}" || {
    echo "$board is not what dashboards/generate.sh makes" >&2
    exit 1
  }
done
# jsonnetfmt --test does not say which file it means.
for source in dashboards/jsonnet/*; do
  jsonnetfmt "$source" | diff -u "$source" - || { echo "run: jsonnetfmt -i $source" >&2; exit 1; }
done

tests/dashboards/lint_test.sh

# Known metrics: each family of the page, with the series of histograms, and recording rules.
{
  sed -n 's/^\(\w*\)\({.*\)\? .*/\1/p; s/^# TYPE \(\w*\) .*/\1/p' tests/fixtures/golden/metrics.prom
  sed -n 's/^ *- record: //p' dashboards/rules.yml
  tr ' ' '\n' <<<"$built_in"
} | sort -u >"$work/known"
jq -r '.. | objects | .expr?, .query? | strings | scan("([a-zA-Z_][a-zA-Z0-9_:]*)\\{")[0]' \
  "${boards[@]}" | sort -u >"$work/used"
unknown=$(comm -13 "$work/known" "$work/used")
[[ -z $unknown ]] || { echo "metrics that nobody exports: $unknown" >&2; exit 1; }
echo "the boards are as generated, and ask for $(wc -l <"$work/used") metrics, all known"
