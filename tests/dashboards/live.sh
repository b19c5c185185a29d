#!/usr/bin/env bash
# Every query of every board has an answer from a real Prometheus, which scrapes a real sockwatchd,
# which watches real programs (dashboard_scene) in a network namespace of its own; a leak is found,
# its alert fires, and the links of both lead to boards that show it.
#
# sockwatchd runs on a fast clock: its verdict takes minutes.
# shellcheck disable=SC2016  # single quotes: for the inner shell, awk and jq
set -euo pipefail

[[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"
[[ ${1:-} == --inside ]] || exec unshare --net bash -c '
  ip link set lo up && ip addr add 10.20.0.1/16 dev lo && exec "$0" --inside' "$0"

# shellcheck source=../system/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../system/support.sh"

readonly boards=("$root"/dashboards/{fleet,process,health}.json)
readonly url=http://127.0.0.1:10106 prometheus=http://127.0.0.1:9090
readonly in_units=(orders shop postgres catalog) # the others are in none
cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
scene=
trap 'status=$?; EndUnits; (exit "$status"); CleanUp' EXIT

UnitOf() { echo "$cgroups/sockwatch-scene-$1.service"; }

# PutIntoUnits: false where cgroups cannot be made, as in some containers.
PutIntoUnits() {
  local name process
  [[ -n $cgroups ]] || return 1
  for name in "${in_units[@]}"; do
    mkdir -p "$(UnitOf "$name")" 2>/dev/null || return 1
    process=$(pgrep -P "$scene" -x "$name")
    echo "$process" >"$(UnitOf "$name")/cgroup.procs" || return 1
  done
}

# EndUnits: the scene has to end before.
EndUnits() {
  local name
  [[ -z $scene ]] || { kill -KILL "$scene" && wait "$scene"; } 2>/dev/null || true
  for name in "${in_units[@]}"; do
    [[ ! -d $(UnitOf "$name") ]] || WaitUntil 50 rmdir "$(UnitOf "$name")" || true
  done
}

StartScene() {
  Start scene "$build/tests/dashboard_scene" 400
  scene=$pid
  WaitUntil 100 grep -q ready "$work/scene.log" || Fail 'the programs did not get ready'
  has_units=yes
  PutIntoUnits || has_units=no
  [[ $has_units == yes ]] || echo 'no cgroups can be made here: the programs are in no unit'
}

StartDaemon() {
  Start sockwatchd env FAST_CLOCK=30 LD_PRELOAD="$build/tests/fast_clock.so" \
    "$build/bin/sockwatchd" --config.file="$(ConfigOfOwnNamespace)"
  WaitUntil 100 Answers "$url/-/ready" || Fail 'sockwatchd did not get ready'
}

StartPrometheus() {
  cat >"$work/prometheus.yml" <<CONFIG
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: ['$root/dashboards/rules.yml']
scrape_configs:
  - job_name: sockwatch
    static_configs: [{targets: ['${url#http://}'], labels: {instance: host-1}}]
CONFIG
  Start prometheus prometheus --config.file="$work/prometheus.yml" \
    --storage.tsdb.path="$work/data" --web.listen-address="${prometheus#http://}"
  WaitUntil 300 Answers "$prometheus/-/ready" || Fail 'Prometheus did not get ready in 30 s'
}

# Ask PATH CURL_ARGUMENT...: the API's answer.
Ask() { curl -s -m 10 --get "${@:2}" "$prometheus/api/v1/$1"; }

Query() { Ask query --data-urlencode "query=$1"; }

# Answered QUERY: of queries.jq; with a number in it, and with the labels that its legend names.
Answered() {
  local selector
  selector=$(jq -r '.selector // empty' <<<"$1")
  if [[ -n $selector ]]; then
    Ask "label/$(jq -r .label <<<"$1")/values" --data-urlencode "match[]=$selector" |
      jq -e '.data | length > 0'
    return
  fi
  Query "$(jq -r .expr <<<"$1")" | jq -e --argjson query "$1" '
    .data.result | any(.value[1] != "NaN") and all(.metric | has($query.labels[]))'
}

# CheckQueries BOARD...: waits until each is answered, as data comes in.
CheckQueries() {
  local query count=0 until=$((SECONDS + 100))
  while read -r query; do
    if [[ $has_units == no && $(jq -r .where <<<"$query") == *': $unit' ]]; then continue; fi
    until Answered "$query" >/dev/null; do
      ((SECONDS < until)) || Fail 'no answer, or without a label that its legend names:' \
        "$(jq -r '"\(.where): \(.expr // .selector)"' <<<"$query")"
      sleep 0.5
    done
    count=$((count + 1))
  done < <(jq -c --arg interval 4s -f "$root/tests/dashboards/queries.jq" "$@")
  echo "ok: $count queries are answered"
}

# ExprOf BOARD PANEL [REF_ID]: as the board has it.
ExprOf() {
  jq -r --arg title "$2" --arg id "${3:-A}" \
    '.panels[] | select(.title == $title) | .targets[]? | select(.refId == $id) | .expr' "$1"
}

# WithVariables EXPR JSON: with the variables set so; "All" is everything.
WithVariables() {
  jq -nr --arg expr "$1" --argjson set "$2" '$set | to_entries | reduce .[] as $v ($expr;
    gsub("\\$\($v.key)\\b"; $v.value | if . == "All" then ".*" else gsub("\\."; "\\\\.") end))'
}

# CheckRowLinks: a row's link leads to a board with the same number.
CheckRowLinks() {
  local row wanted expr got
  expr=$(WithVariables "$(ExprOf "${boards[0]}" 'Programs with sockets in CLOSE_WAIT' C)" \
    '{"job": "All", "instance": "All", "unit": "All", "process": "All"}')
  while read -r row; do
    wanted=$(jq -r .value <<<"$row")
    expr=$(WithVariables "$(ExprOf "${boards[1]}" CLOSE_WAIT)" "$(jq -c .variables <<<"$row")")
    got=$(Query "$expr" | jq -r '.data.result[0].value[1] // 0')
    # More may have come since.
    ((got >= wanted && got <= wanted + 50)) ||
      Fail "the link of $(jq -c .variables <<<"$row") shows $got, the row $wanted"
    echo "ok: a row leads to its program: $(jq -r '.variables | "\(.unit) \(.process)"' <<<"$row")"
  done < <(Query "$expr" | jq -c '.data.result[] | {value: .value[1], variables: (.metric |
    {job: "All", instance, unit: .unit_link, process})}')
}

# CheckAlertLinks: dashboard_url of every rule names a board, and variables that it has.
CheckAlertLinks() {
  local broken
  broken=$(Ask rules | jq -r --slurpfile boards <(cat "${boards[@]}") '
    .data.groups[].rules[] | select(.type == "alerting") | .annotations.dashboard_url // "none"
    | . as $url | (capture("/d/(?<uid>[^?]*)\\?").uid // "none") as $uid
    | [$boards[] | select(.uid == $uid) | .templating.list[].name] as $variables
    | select($variables == [] or [scan("var-(\\w+)=")[0]] - $variables != []) | $url')
  CheckEqual 'the alerts link to boards, with variables that these have' '' "$broken"
}

StartScene
StartDaemon
StartPrometheus
CheckQueries "${boards[@]}"
CheckRowLinks
CheckAlertLinks
