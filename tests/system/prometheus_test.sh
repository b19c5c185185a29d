#!/usr/bin/env bash
# The real Prometheus scrapes the real sockwatchd, and promtool, gzip and curl find nothing to
# complain about in what it serves. Everything listens on 127.0.0.1 only.
set -euo pipefail

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

address=127.0.0.1:$(FreePort)
prometheus=http://127.0.0.1:$(FreePort)
readonly address prometheus url=http://$address

StartDaemon() {
  printf 'poll: {interval: 1s}\nnamespaces: {enabled: false}\n' >"$work/sockwatchd.yaml"
  Start sockwatchd "$build/bin/sockwatchd" --config.file="$work/sockwatchd.yaml" \
    --web.listen-address="$address"
  daemon=$pid
  WaitUntil 150 Answers "$url/-/ready" || Fail "sockwatchd did not get ready in 15 s"
}

StartPrometheus() {
  cat >"$work/prometheus.yml" <<EOF
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: sockwatch
    static_configs: [{targets: ['$address']}]
EOF
  Start prometheus prometheus --config.file="$work/prometheus.yml" \
    --storage.tsdb.path="$work/data" --web.listen-address="${prometheus#http://}"
  server=$pid
  WaitUntil 300 Answers "$prometheus/-/ready" || Fail "Prometheus did not get ready in 30 s"
}

# Query EXPRESSION: its value as Prometheus computes it, empty if there is none.
Query() {
  curl -s -m 10 --get --data-urlencode "query=$1" "$prometheus/api/v1/query" |
    jq -r '.data.result[0].value[1] // empty'
}

Holds() {
  [[ $(Query "$1") == 1 ]]
}

CheckPages() {
  CheckEqual '/metrics is there' 200 "$(StatusOf "$url/metrics")"
  CheckEqual '/-/healthy is there' 200 "$(StatusOf "$url/-/healthy")"
  CheckEqual '/-/ready is there' 200 "$(StatusOf "$url/-/ready")"
  CheckEqual 'an unknown path is 404' 404 "$(StatusOf "$url/metrics/x")"
  CheckEqual 'POST is 405' 405 "$(StatusOf -X POST "$url/metrics")"
  CheckEqual 'HEAD is 200' 200 "$(StatusOf -I "$url/metrics")"
  Check 'the landing page links to the metrics' grep -qi 'href="/\?metrics"' <(curl -s "$url/")
}

CheckMetrics() {
  curl -s -D "$work/headers" -o "$work/page" "$url/metrics"
  Check 'the type is that of the text format' \
    grep -qi '^content-type: text/plain; version=0.0.4' "$work/headers"
  CheckEqual 'promtool finds nothing' '' "$(promtool check metrics <"$work/page" 2>&1)"
  Check 'the page counts this very connection' \
    grep -q '^sockwatch_sockets{.*state="listen".*} [1-9]' "$work/page"
}

CheckGzip() {
  curl -s -H 'Accept-Encoding: gzip' -D "$work/headers" -o "$work/page.gz" "$url/metrics"
  Check 'gzip where it is accepted' grep -qi '^content-encoding: gzip' "$work/headers"
  Check 'which unpacks to the same families' cmp <(grep '^# TYPE' "$work/page") \
    <(gzip -dc "$work/page.gz" | grep '^# TYPE')
  curl -s -H 'Accept-Encoding: gzip;q=0' -D "$work/headers" -o /dev/null "$url/metrics"
  Check 'no gzip where it is refused' \
    bash -c "! grep -qi '^content-encoding' '$work/headers'"
}

CheckScrapes() {
  WaitUntil 300 Holds 'up{job="sockwatch"} == bool 1' || Fail "up is not 1: $(TargetError)"
  echo 'ok: Prometheus scrapes it'
  local expression
  for expression in 'count(sockwatch_sockets) > bool 0' \
    'sum(sockwatch_sockets{state="listen"}) > bool 0' \
    'count(sockwatch_build_info) == bool 1' \
    'scrape_samples_scraped{job="sockwatch"} <= bool 4000' \
    'sum(sockwatch_sockets) == bool sum(sockwatch_group_sockets)'; do
    WaitUntil 100 Holds "$expression" || Fail "never held: $expression"
    echo "ok: $expression"
  done
}

TargetError() {
  curl -s -m 10 "$prometheus/api/v1/targets" | jq -r '.data.activeTargets[].lastError'
}

StartDaemon
CheckPages
CheckMetrics
CheckGzip
StartPrometheus
CheckScrapes
StopWith TERM "$daemon" 30
CheckEqual 'SIGTERM ends sockwatchd with 0' 0 "$stopped"
StopWith TERM "$server" 300
CheckEqual 'and Prometheus too' 0 "$stopped"
