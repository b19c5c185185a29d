#!/usr/bin/env bash
# Whoever is told of an alert finds it in dashboards/runbook.md: every alert of the rules has a
# section there, by a heading that is its name. (That the alerts link there, alerting_test.sh sees.)
set -euo pipefail

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly rules=$root/dashboards/rules.yml runbook=$root/dashboards/runbook.md

# AlertsIn FILE: the names in a file of rules, one a line; one alert may have several rules.
AlertsIn() { sed -n 's/^ *- alert: *//p' "$1" | sort -u; }

# SectionsIn FILE: the headings of the second level, one a line.
SectionsIn() { sed -n 's/^## *//p' "$1" | sort; }

# LostLinksIn FILE: those within it that lead nowhere.
LostLinksIn() {
  local place
  grep -o '(#[a-z]*)' "$1" | tr -d '()#' | sort -u | while read -r place; do
    grep -qix "##* *$place" "$1" || echo "$place"
  done
}

Check 'there are alerts' test -n "$(AlertsIn "$rules")"
CheckEqual 'every alert has a section, and every section an alert' \
  "$(AlertsIn "$rules")" "$(SectionsIn "$runbook")"
CheckEqual 'no link in the runbook leads nowhere' '' "$(LostLinksIn "$runbook")"
