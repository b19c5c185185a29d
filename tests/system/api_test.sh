#!/usr/bin/env bash
# The API of a running daemon beside a real leak, in a network namespace of its own: every answer is
# what the schema says and counts what `ss` does, bad questions are told what is wrong with them, and
# remote addresses are for clients on the host alone.
set -euo pipefail

[[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"
# shellcheck disable=SC2016  # for the inner shell
[[ ${1:-} == --inside ]] || exec unshare --net bash -c 'ip link set lo up && exec "$0" --inside' "$0"

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly port=8080 leaked=12 kept=5
readonly url=http://127.0.0.1:10106 elsewhere=http://192.0.2.1:10106
readonly python=/usr/bin/python3 # Debian's, which has python3-jsonschema
readonly public=(states groups leaks listeners sysctl status history overview)
readonly private=(sockets peers ports)

Api() { curl -s -m 20 "$url/api/v1/$1"; }
# Ask RESOURCE?QUERY JQ_FILTER
Ask() { Api "$1" | jq -r "$2"; }
Validate() { Api "$1" | "$python" "$root/tests/system/validate_api.py" "$work/schema.json" "$2"; }
CheckAnswer() { Check "$1 is as the schema says" Validate "$1" "${1%%\?*}"; }
CheckAsk() { CheckEqual "$1" "$2" "$(Ask "$3" "$4")"; }
# CheckRefused WHAT STATUS PATH TEXT: an error as the schema says, which says TEXT.
CheckRefused() {
  CheckEqual "$1" "$2" "$(StatusOf "$url/api/v1/$3")"
  Check "  as the schema says" Validate "$3" error
  CheckEqual "  and says why" "$4" "$(Ask "$3" '.error.message')"
}

ip address add 192.0.2.1/32 dev lo
Start leaky "$python" "$root/tests/system/leaky_server.py" "$port" "$leaked" "$kept"
leaky=$pid
WaitUntil 50 grep -q leaking "$work/leaky.log" || Fail 'the leaky server did not begin'
printf 'poll: {interval: 200ms}\n' >"$work/sockwatchd.yaml"
Start sockwatchd "$build/bin/sockwatchd" --web.listen-address=0.0.0.0:10106 \
  --config.file="$work/sockwatchd.yaml"
daemon=$pid
WaitUntil 100 Answers "$url/-/ready" || Fail 'sockwatchd did not get ready'
Attributed() {
  local confirmed='[.data[] | select(.known == "confirmed")] | length'
  [[ $(Ask 'sockets?process=leaky_server.py' "$confirmed") -ge $((leaked + 2 * kept + 1)) ]]
}
WaitUntil 100 Attributed || Fail 'the leak has no owner'

Api schema.json >"$work/schema.json"
Check 'the schema that is served is the one in the tree' \
  cmp "$work/schema.json" "$root/lib/api/v1.schema.json"
for resource in "${public[@]}" "${private[@]}"; do CheckAnswer "$resource"; done
for query in 'states?state=close_wait&role=server' 'states?netns=host&netns=x' \
  'groups?sort=growth&limit=1&port=8080' 'groups?remote=127.0.0.0/8&older_than=1s' \
  'leaks?unit=&process=leaky_server.py' 'sockets?remote=127.0.0.1&port=8080&limit=3' \
  'sockets?netns=nowhere' 'listeners?process=leaky_server.py' 'peers?by=process&state=close_wait' \
  'ports?process=leaky_server.py&older_than=100ms' 'sysctl?limit=2' 'history?role=server'; do
  CheckAnswer "$query"
done

SsCount() { ss -Htan "$@" | wc -l; }
CheckAsk 'states: CLOSE_WAIT as ss counts it' "$(SsCount state close-wait)" \
  states '.data.total.close_wait'
CheckAsk 'states of a program: its established ends' "$kept" \
  'states?process=leaky_server.py&role=server' '.data.total.established'
CheckAsk 'groups: the leak stands at its port' "$leaked" \
  'groups?process=leaky_server.py&role=server' '.data[0].states.close_wait'
CheckAsk 'leaks: young ones are no leak yet' none leaks '.data[0].verdict'
CheckAsk 'leaks: its descriptors are known' "$leaked" leaks '.data[0].fds.close_wait'
Check 'leaks: one sentence says it' grep -q \
  "^leaky_server.py on port $port holds $leaked connections that the other side has closed" \
  <(Ask leaks '.data[0].summary')
CheckAsk 'sockets: those in CLOSE_WAIT' "$(SsCount state close-wait)" 'sockets?state=close_wait' .total
CheckAsk 'sockets: their holder' "$leaky" 'sockets?state=close_wait&limit=1' '.data[0].pid'
CheckAsk 'sockets: all have an age' 0 'sockets?state=close_wait' \
  '[.data[] | select(.age_seconds == null)] | length'
CheckAsk 'sockets: the whole port by address' "$(SsCount dst 127.0.0.0/8 sport = :$port)" \
  "sockets?remote=127.0.0.0/8&role=server&port=$port&state=established&state=close_wait" .total
CheckAsk 'listeners: address, queue limit and connections' "127.0.0.1 $((leaked + kept))" \
  "listeners?port=$port" '.data[0] | "\(.address) \(.connections)"'
CheckAsk 'peers: the clients by address' "$((leaked + kept))" \
  "peers?role=server&port=$port" '.data[0].sockets'
CheckAsk 'ports: held towards the server' "$((leaked + kept))" \
  "ports?role=client&port=$port" '.data[0] | .held + .time_wait'
CheckAsk 'a limit cuts and says so' '2 true 12' 'sockets?state=close_wait&limit=2' \
  '"\(.data | length) \(.truncated) \(.total)"'
CheckAsk 'filters are shown as they were given' '{"state":["close_wait"],"older_than":"100ms"}' \
  'sockets?state=close_wait&older_than=100ms' '.filters | tojson'
HasHistory() { [[ $(Ask history '.data.total.close_wait[-1]') == "$leaked" ]]; }
Check 'history: there is a point before anybody asked twice' WaitUntil 30 HasHistory

CheckRefused 'a bad block is status 400' 400 'sockets?remote=10.0.0.0/33' \
  "'10.0.0.0/33' is no address and no block of addresses"
CheckRefused 'so is an unknown parameter' 400 'groups?pid=1' "'pid' is not known"
CheckRefused 'and a limit out of range' 400 'groups?limit=10001' "'10001' is out of range"
CheckRefused 'an unknown resource is status 404' 404 nothing 'there is no such resource'
Check 'answers are not to be stored' grep -qi '^cache-control: no-store' \
  <(curl -s -D - -o "$work/body" "$url/api/v1/states")

for resource in "${private[@]}"; do
  CheckEqual "$resource: not for a client from elsewhere" 403 "$(StatusOf "$elsewhere/api/v1/$resource")"
done
CheckEqual 'nor behind a proxy' 403 \
  "$(StatusOf -H 'X-Forwarded-For: 192.0.2.9' "$url/api/v1/sockets")"
CheckEqual 'nor under another name' 403 "$(StatusOf -H 'Host: evil.example' "$url/api/v1/sockets")"
CheckEqual 'nor by filtering the groups by address' 403 \
  "$(StatusOf "$elsewhere/api/v1/leaks?remote=127.0.0.1")"
for resource in "${public[@]}"; do
  CheckEqual "$resource: for everybody" 200 "$(StatusOf "$elsewhere/api/v1/$resource")"
done
CheckEqual 'where remotes are withheld' null \
  "$(curl -s "$elsewhere/api/v1/leaks" | jq '.data[0].remotes')"

printf 'poll: {interval: 200ms}\nweb: {api: true}\n' >"$work/sockwatchd.yaml"
kill -HUP "$daemon"
Open() { [[ $(StatusOf "$elsewhere/api/v1/sockets") == 200 ]]; }
Check 'web.api: true shows single sockets to everybody' WaitUntil 50 Open
printf 'web: {api: false}\n' >"$work/sockwatchd.yaml"
kill -HUP "$daemon"
Closed() { [[ $(StatusOf "$url/api/v1/states") == 404 ]]; }
Check 'web.api: false turns the API off' WaitUntil 50 Closed
StopWith TERM "$daemon" 20
CheckEqual 'SIGTERM ends it with 0 within 2 s' 0 "$stopped"
