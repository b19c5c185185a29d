#!/usr/bin/env bash
# A running daemon and its configuration: what a good and a bad file do on SIGHUP, what the exit
# codes say, and what the service manager is told.
set -euo pipefail

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

config=$work/sockwatchd.yaml
address=127.0.0.1:$(FreePort)
url=http://$address

# Says REGULAR_EXPRESSION: the metrics page has such a line.
Says() { grep -qE "$1" <(curl -s "$url/metrics"); }
CheckSays() {
  WaitUntil 50 Says "$2" || Fail "$1: no line like $2"
  echo "ok: $1"
}

CheckExit() {
  local status=0
  "${@:3}" >"$work/exit.log" 2>&1 || status=$?
  CheckEqual "$1" "$2" "$status"
}

# Told LINE: the service manager has had it.
Told() { grep -qa "$1" "$work/notify"; }

program=$build/bin/sockwatchd
printf 'poll: {interval: 100ms, intervall: 1s}\nretention: soon\n' >"$work/bad.yaml"
CheckExit 'a wrong option is status 2' 2 "$program" --no-such-option
CheckExit 'a bad configuration is status 2' 2 "$program" --config.file="$work/bad.yaml"
CheckExit 'also to --check-config' 2 "$program" --check-config --config.file="$work/bad.yaml"
CheckEqual 'which names both mistakes by line and key' 2 \
  "$(grep -cE 'bad.yaml:(1: poll.intervall|2: retention)' "$work/exit.log")"
CheckExit 'a good configuration passes --check-config' 0 \
  "$program" --check-config --config.file="$root/config/sockwatchd.yaml"
CheckExit '--version is status 0' 0 "$program" --version
CheckExit '--help is status 0' 0 "$program" --help

printf 'poll: {interval: 200ms}\n' >"$config"
Start notified socat -u "UNIX-RECV:$work/notify.socket" "CREATE:$work/notify"
WaitUntil 50 test -S "$work/notify.socket" || Fail 'socat did not listen'
Start sockwatchd env NOTIFY_SOCKET="$work/notify.socket" \
  "$program" --config.file="$config" --web.listen-address="$address"
daemon=$pid
WaitUntil 100 Answers "$url/-/ready" || Fail 'sockwatchd did not get ready'
WaitUntil 50 Told READY=1 || Fail 'the service manager was not told READY=1'
echo 'ok: the service manager is told when it is ready'
CheckSays 'the interval of the file is in force' '^sockwatch_sample_interval_seconds 0.2$'
CheckExit 'a second daemon on the port is status 1' 1 "$program" --web.listen-address="$address"

cp "$work/bad.yaml" "$config"
kill -HUP "$daemon"
CheckSays 'a bad file is told by a metric' '^sockwatch_config_last_reload_successful 0$'
CheckSays 'and counted' '^sockwatch_errors_total\{source="config",reason="reload_failed"\} 1$'
CheckSays 'and changes nothing' '^sockwatch_sample_interval_seconds 0.2$'
Check 'and is in the log' grep -q 'retention' "$work/sockwatchd.log"

printf 'poll: {interval: 300ms}\nlimits: {groups: 7}\n' >"$config"
kill -HUP "$daemon"
CheckSays 'a good file is taken over' '^sockwatch_sample_interval_seconds 0.3$'
CheckSays 'limits too' '^sockwatch_groups_limit 7$'
CheckSays 'and told' '^sockwatch_config_last_reload_successful 1$'
WaitUntil 50 Told RELOADING=1 || Fail 'the service manager was not told RELOADING=1'

StopWith INT "$daemon" 20
CheckEqual 'SIGINT ends it with 0 within 2 s' 0 "$stopped"
Check 'and the service manager is told' WaitUntil 50 Told STOPPING=1
