#!/usr/bin/env bash
# The page of a running daemon beside a real leak, in a real browser: Debian's Chromium, without a
# head, driven by what tests/page/package-lock.json names. In a network namespace of its own; the
# daemon is on a fast clock, so that a leak of minutes is one within seconds.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here tests=$here/../page

# The packages come from outside of the namespace, and only where they are not those of the lock.
if [[ ${1:-} != --inside ]]; then
  cmp -s "$tests/package-lock.json" "$tests/node_modules/.installed" || {
    npm ci --prefix "$tests" --no-audit --no-fund
    cp "$tests/package-lock.json" "$tests/node_modules/.installed"
  }
  [[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"
  # shellcheck disable=SC2016  # for the inner shell
  exec unshare --net bash -c 'ip link set lo up && exec "$0" --inside' "$here/page_test.sh"
fi

# shellcheck source=support.sh
source "$here/support.sh"

readonly speed=30 port=8080 hostile='<img src=x onerror=alert(1)>'
readonly python=/usr/bin/python3 address=127.0.0.1:10106
export URL=http://$address/ ELSEWHERE=http://192.0.2.1:10106/ DAEMON VISITORS

# StartProgram NAME ARGUMENT...: tests/page/leak.py as a program of that name.
StartProgram() {
  ln -sf "$tests/leak.py" "$work/$1"
  Start "program-${#started[@]}" prlimit --nofile=1024 "$python" "$work/$1" "${@:2}"
}
Listens() { [[ -n $(ss -Htln "sport = :$1") ]]; }
Leaks() { [[ $(curl -s "${URL}api/v1/leaks?process=orders" | jq -r '.data[0].verdict') == leak ]]; }
RunTests() { timeout 150 node --test "$tests/$1_test.mjs" || Fail "the page: $1"; }

ip address add 192.0.2.1/32 dev lo
StartProgram orders serve $port
StartProgram "$hostile" serve 9000
BothListen() { Listens $port && Listens 9000; }
WaitUntil 50 BothListen || Fail 'nobody listens'
StartProgram shop visit $port 0.1 127.0.0.2 127.0.0.3 127.0.0.2 127.0.0.4
VISITORS=$pid
StartProgram guest visit 9000 1
VISITORS+=" $pid"
readonly own='namespaces: {enabled: false}'
echo "$own" >"$work/sockwatchd.yaml"
Start sockwatchd env FAST_CLOCK=$speed LD_PRELOAD="$build/tests/fast_clock.so" \
  "$build/bin/sockwatchd" --web.listen-address=0.0.0.0:10106 --config.file="$work/sockwatchd.yaml"
DAEMON=$pid
Check 'the leak is called one' WaitUntil 600 Leaks

for topic in loading numbers links staying access stale; do RunTests $topic; done

IsPlain() { curl -s "$URL" | grep -q '<dl>' && ! curl -s "$URL" | grep -q '<script'; }
Reconfigure() {
  printf '%s\n' "$own" "$1" >"$work/sockwatchd.yaml"
  kill -HUP "$DAEMON"
}
Reconfigure 'web: {page: false}'
Check 'web.page: false leaves the plain links' WaitUntil 50 IsPlain
ApiIsOff() { [[ $(StatusOf "${URL}api/v1/states") == 404 ]]; }
Reconfigure 'web: {api: false}'
Check 'web.api: false leaves the page' WaitUntil 50 ApiIsOff
RunTests off
