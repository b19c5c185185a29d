#!/usr/bin/env bash
# From a leaking program to the pager and back, by a real sockwatchd, Prometheus and Alertmanager
# with the files that are shipped. In a network namespace of its own, a program leaks connections
# beside one that closes them late; somebody is told about the first alone, in words that say what
# to do, and told again when it is fixed.
#
# A minute passes in two seconds. sockwatchd, with its shipped configuration, runs on a fast clock.
# Prometheus and Alertmanager do not ask libc for the time: in their shipped files the durations are
# divided by the same factor, and nothing else; a number of seconds in an expression stays, too.
# shellcheck disable=SC2016  # single quotes: for jq, perl and the inner shell
set -euo pipefail

[[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"
[[ ${1:-} == --inside ]] || exec unshare --net bash -c 'ip link set lo up && exec "$0" --inside' "$0"

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly speed=30 port=8080 max_fds=256 leaker=billing neighbour=checkout
readonly prometheus=http://127.0.0.1:9090 alertmanager=http://127.0.0.1:9093
readonly told=$work/told # what the pager was told, one line a message

# Quicken FILE: a copy below $work, at the same place, with durations divided by the speed: those of
# the keys that are one, and in PromQL ranges and offsets. One in quotes, as age="5m", is a name.
Quicken() {
  mkdir -p "$work/$(dirname "$1")"
  perl -pe '
    BEGIN { %ms = (ms => 1, s => 1e3, m => 6e4, h => 36e5, d => 864e5, w => 6048e5, y => 31536e6) }
    sub quick { my $sum = 0; $sum += $1 * $ms{$2} while $_[0] =~ /(\d+)(ms|[smhdwy])/g;
                int($sum / '"$speed"') . "ms" }
    s/(\[|(?<=[smhdwy]):|\boffset\s+|\b(?:for|keep_firing_for|interval|\w+_interval|group_wait):\s+)
      ((?:\d+(?:ms|[smhdwy]))+)/$1 . quick($2)/gex' "$root/$1" >"$work/$1"
}

# The server of both programs, and the pager: nginx writes down what it was sent.
WriteNginxConfig() {
  cat >"$work/nginx.conf" <<CONFIG
daemon off;
user root;
pid $work/nginx.pid;
error_log $work/nginx-error.log;
events {}
http {
  access_log off;
  client_body_buffer_size 1m;
  log_format message escape=none '\$uri \$request_body';
  server { listen 127.0.0.1:$port; location / { return 200 hello; } }
  server {
    listen 127.0.0.1:9095;
    location / { access_log $told message; proxy_pass http://127.0.0.1:$port; }
  }
}
CONFIG
}

StartServers() {
  Start nginx nginx -p "$work" -c "$work/nginx.conf"
  Start sockwatchd env FAST_CLOCK=$speed LD_PRELOAD="$build/tests/fast_clock.so" \
    "$build/bin/sockwatchd" --config.file="$(ConfigOfOwnNamespace)"
  Start alertmanager prometheus-alertmanager --config.file="$work/config/alertmanager.yml" \
    --storage.path="$work/alertmanager" --cluster.listen-address= \
    --web.listen-address="${alertmanager#http://}"
  Start prometheus prometheus --config.file="$work/config/prometheus.yml" \
    --storage.tsdb.path="$work/prometheus" --web.listen-address="${prometheus#http://}"
  WaitUntil 100 Answers http://127.0.0.1:10106/-/healthy || Fail 'sockwatchd does not answer'
  WaitUntil 300 Answers "$alertmanager/-/ready" || Fail 'Alertmanager did not get ready in 30 s'
  WaitUntil 300 Answers "$prometheus/-/ready" || Fail 'Prometheus did not get ready in 30 s'
}

# StartClient NAME leak|close: as a program of that name.
StartClient() {
  ln -sf "$root/tests/system/http_client.sh" "$work/$1"
  Start "$1" prlimit --nofile=$max_fds "$work/$1" $port "$2"
  WaitUntil 50 grep -q asked "$work/$1.log" || Fail "$1 gets no answer"
}

# Alerts RECEIVER STATUS NAME: those that the receiver was told of, one a line.
Alerts() {
  touch "$told"
  sed -n "s|^/$1 ||p" "$told" | jq -c --arg status "$2" --arg name "$3" \
    '.alerts[] | select(.status == $status and .labels.alertname == $name)'
}

WasTold() { [[ -n $(Alerts "$@") ]]; }

# WaitFor RECEIVER STATUS NAME SECONDS: sets `alert`, the first such.
WaitFor() {
  local since=$SECONDS
  WaitUntil $(($4 * 10)) WasTold "$1" "$2" "$3" || Fail "no $1 within $4 s that $3 is $2: $(Firing)"
  alert=$(Alerts "$1" "$2" "$3" | sed -n 1p)
  echo "ok: a $1 says that $3 is $2 (after $((SECONDS - since)) s)"
}

# Firing: what Prometheus knows of alerts, to explain a failure.
Firing() {
  curl -s -m 10 "$prometheus/api/v1/alerts" | jq -c '.data.alerts[] | [.labels, .state, .value]'
}

# CheckAlert WHAT JQ_CONDITION: of $alert.
CheckAlert() {
  jq -e --arg port $port --arg leaker $leaker "$2" <<<"$alert" >/dev/null || Fail "$1: $alert"
  echo "ok: $1"
}

# Query EXPRESSION: its value, empty if there is none.
Query() {
  curl -s -m 10 --get --data-urlencode "query=$1" "$prometheus/api/v1/query" |
    jq -r '.data.result[0].value[1] // empty'
}

# ProgramsTold: those that the alerts were about that anybody was told of, in one line.
ProgramsTold() { sed 's|^/[a-z]* ||' "$told" | jq -r '.alerts[].labels.process' | sort -u | xargs; }

# LinklessAlerts: the rules that do not link to the section of their alert in the runbook.
LinklessAlerts() {
  curl -s -m 10 "$prometheus/api/v1/rules?type=alert" | jq -r '.data.groups[].rules[] |
    ("/runbook.md#" + (.name | ascii_downcase)) as $place |
    select(.annotations.runbook_url // "" | endswith($place) | not) | .name'
}

# CheckLeakAlert: $alert says who, where, how many, since when, towards whom.
CheckLeakAlert() {
  local held
  held=$(ss -tanpH state close-wait | grep -c "\"$leaker\"")
  CheckAlert 'its labels are the program, its role and its port' \
    '.labels | .process == $leaker and .role == "client" and .port == $port and .netns == "host"'
  CheckAlert 'its text names the program and the port' \
    '.annotations.description | contains($leaker) and test("\\b" + $port + "\\b")'
  CheckAlert 'and the remote' '.annotations.description | contains("127.0.0.1:" + $port)'
  CheckAlert "and how many, not more than the $held that ss shows" \
    ".annotations.description | [scan(\"\\\\b[0-9]+\\\\b\") | tonumber] |
      any(. > 10 and . <= $held)"
  CheckAlert 'and for how long' \
    '.annotations.description | test("\\b([0-9]+h )?[0-9]+m( [0-9]+s)?\\b")'
}

for file in config/{prometheus,alertmanager,sockwatch-targets}.yml dashboards/rules.yml; do
  Quicken "$file"
done
WriteNginxConfig
StartServers
CheckEqual 'every alert links to its section in the runbook' '' "$(LinklessAlerts)"
StartClient $neighbour close
StartClient $leaker leak

WaitFor ticket firing SockwatchCloseWaitLeak 100
CheckLeakAlert
WaitFor page firing SockwatchFdExhaustion 100
CheckAlert 'its label and its text name the program' \
  '.labels.process == $leaker and (.annotations.description | contains($leaker))'

StopWith TERM "$pid" 50
StartClient $leaker close
WaitFor page resolved SockwatchFdExhaustion 100
WaitFor ticket resolved SockwatchCloseWaitLeak 100

CheckEqual 'nobody was told about anything but that program' $leaker "$(ProgramsTold)"
Check 'although its neighbour had connections in CLOSE_WAIT too' test 0 -lt \
  "$(Query "max_over_time(sockwatch_group_sockets{process='$neighbour',state='close_wait'}[1h])")"
CheckEqual 'and nothing came near an alert about that' '' \
  "$(Query "count_over_time(ALERTS{process='$neighbour'}[1h])")"
