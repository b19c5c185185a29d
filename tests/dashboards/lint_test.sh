#!/usr/bin/env bash
# lint.jq finds nothing in the boards, and something in each board that was spoilt in one place.
# shellcheck disable=SC2016  # single quotes: for jq
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly boards=("$root"/dashboards/{fleet,process,health}.json)
spoilt=0

Lint() { jq -rs -f "$root/tests/dashboards/lint.jq" "$@"; }

# Spoil WHAT JQ: with the fleet board so edited, WHAT is found.
Spoil() {
  local found
  found=$(Lint <(jq "$2" "${boards[0]}") "${boards[@]:1}")
  if [[ $found != *"$1"* ]]; then
    printf 'spoilt by %s, wanted: %s\nfound: %s\n' "$2" "$1" "${found:-nothing}" >&2
    exit 1
  fi
  spoilt=$((spoilt + 1))
}

# Where they are on the fleet board.
readonly stat='(.panels[] | select(.title == "Leaks"))'
readonly graph='(.panels[] | select(.title == "CLOSE_WAIT: fullest programs"))'
readonly table='(.panels[] | select(.title == "Programs with sockets in CLOSE_WAIT"))'
readonly url="($table.fieldConfig.overrides[0].properties[] | select(.id == \"links\") | .value[0].url)"
readonly expr="$stat.targets[0].expr" graph_expr="$graph.targets[0].expr"

found=$(Lint "${boards[@]}")
[[ -z $found ]] || { echo "$found" >&2; exit 1; }

Spoil 'id is not null' '.id = 7'
Spoil 'editable' '.editable = true'
Spoil 'schemaVersion' '.schemaVersion = 41'
Spoil 'crosshair' '.graphTooltip = 0'
Spoil 'board: no description' '.description = ""'
Spoil 'not tagged' '.tags = []'
Spoil 'export' '.__inputs = []'
Spoil 'no links' '.links[0].includeVars = false'
Spoil 'no links' '.links[0].keepTime = false'
Spoil 'not annotated' '.annotations.list[0].expr |= sub("firing"; "pending")'
Spoil 'no data source variable' '.templating.list[0].label = "Source"'
Spoil 'not the first' '.templating.list |= [.[0], .[2], .[1], .[3], .[4]]'
Spoil '$job: its label' '.templating.list[1].label = "Job"'
Spoil '$job: wrong allValue' '.templating.list[1].allValue = ".*"'
Spoil '$unit: wrong allValue' '.templating.list[3].allValue = ".+"'
Spoil '$job: not for several' '.templating.list[1].multi = false'
Spoil '$job: not refreshed' '.templating.list[1].refresh = 1'
Spoil '$instance: fixed data source' '.templating.list[2].datasource.uid = "x"'
Spoil '$process: not chained' '.templating.list[4].query |= sub(",unit=~\"\\$unit\""; "")'
Spoil 'two panels of one id' "$stat.id = 2"
Spoil 'lies over' "$stat.gridPos.w = 5"
Spoil 'off the board' "$graph.gridPos.x = 13 | $graph.gridPos.y = 1000"
Spoil 'type gauge' "$stat.type = \"gauge\""
Spoil 'no title' "$stat.title = \"\""
Spoil 'Leaks: no description' "del($stat.description)"
Spoil 'no unit' "del($stat.fieldConfig.defaults.unit)"
Spoil 'Leaks: fixed data source' "$stat.datasource.uid = \"x\""
Spoil 'query A: fixed data source' "$stat.targets[0].datasource.uid = \"x\""
Spoil 'no query' "$stat.targets = []"
Spoil 'two queries of one name' "$table.targets[1].refId = \"A\""
Spoil 'both instant and range' "$stat.targets[0].instant = true"
Spoil 'not limited' "$expr |= sub(\"instance=~\"; \"instance=\")"
Spoil 'no matchers' "$expr += \" + sockwatch_groups\""
Spoil 'no variable procss' "$expr |= sub(\"process=~..process\"; \"process=~\\\"\$procss\")"
Spoil 'hides what is missing' "$expr += \" or vector(0)\""
Spoil 'a rate over a fixed time' "$graph_expr |= sub(\"sum\"; \"rate(x[5m]) + sum\")"
Spoil 'without rate or increase' \
  "$expr |= sub(\"sockwatch_close_wait_leak\"; \"sockwatch_ticks_skipped_total\")"
Spoil 'no query has zone' "$table.transformations[1].options.renameByName.zone = \"Zone\""
Spoil 'a link to no board' "$url |= sub(\"sockwatch-process\"; \"sockwatch-proces\")"
Spoil 'with host, which' "$url |= sub(\"var-instance\"; \"var-host\")"
Spoil 'Host, which is no column' "$url |= sub(\"fields..Instance\"; \"fields[\\\"Host\")"
echo "$spoilt spoilt boards were found"
