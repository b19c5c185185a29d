#!/usr/bin/env bash
# The configurations of Prometheus and Alertmanager in config/ are good to their own tools, and an
# alert reaches whom its severity is for.
set -euo pipefail

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly alertmanager=$root/config/alertmanager.yml

# Takes FILE: promtool has nothing against this prometheus.yml; a missing file is a warning to it.
Takes() {
  local said
  if ! said=$(promtool check config "$1" 2>&1) || [[ $said == *WARNING* ]]; then
    echo "$said"
    return 1
  fi
}

Refuses() { ! Takes "$1"; }

# ReceiverOf LABEL=VALUE...: of an alert with these labels.
ReceiverOf() {
  amtool config routes test --config.file="$alertmanager" "$@" 2>/dev/null
}

Check 'promtool takes prometheus.yml, its rules and its targets' \
  Takes "$root/config/prometheus.yml"
Check 'amtool takes alertmanager.yml' amtool check-config "$alertmanager"

# Wrong ones must be found, or the checks above prove nothing.
cp -r "$root"/{config,dashboards} "$work"
sed -i 's/targets:/targetz:/' "$work/config/sockwatch-targets.yml"
Check 'a wrong file of targets is found' Refuses "$work/config/prometheus.yml"
rm "$work/config/sockwatch-targets.yml"
Check 'and a missing one' Refuses "$work/config/prometheus.yml"

CheckEqual 'a critical alert is a page' page "$(ReceiverOf severity=critical)"
CheckEqual 'a warning is a ticket' ticket "$(ReceiverOf severity=warning)"
CheckEqual 'info reaches nobody' nobody "$(ReceiverOf severity=info)"
CheckEqual 'nor does what has no severity' nobody "$(ReceiverOf alertname=SockwatchDown)"
CheckEqual 'the rules have no other severity' '' "$(
  grep -o 'severity: *[a-z]*' "$root/dashboards/rules.yml" | grep -vE ' (critical|warning|info)$')"
