#!/usr/bin/env bash
# A real nginx under real clients, in a network namespace of its own: its name, port, role and
# states are those that `ss -tanp` shows, and the clients are told apart from it.
set -euo pipefail

[[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"
# shellcheck disable=SC2016  # for the inner shell
[[ ${1:-} == --inside ]] || exec unshare --net bash -c 'ip link set lo up && exec "$0" --inside' "$0"

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly port=8080 clients=7
url=http://127.0.0.1:10106

WriteConfigs() {
  mkdir -p "$work/www"
  echo hello >"$work/www/index.html"
  cat >"$work/nginx.conf" <<EOF
daemon off;
user root;
worker_processes 2;
pid $work/nginx.pid;
error_log $work/nginx-error.log;
events {}
http {
  access_log off;
  keepalive_timeout 600s;
  server { listen 127.0.0.1:$port; listen [::1]:$port; root $work/www; }
}
EOF
  printf 'poll: {interval: 200ms}\nnamespaces: {enabled: false}\n' >"$work/sockwatchd.yaml"
}

# Clients that keep their connection open, after a first request; `sleep` is who holds it then. All
# of the answer is read: what closes with bytes unread sends a reset and no FIN.
StartClients() {
  local i
  for ((i = 0; i < clients; i++)); do
    # shellcheck disable=SC2016  # for the inner shell
    Start "client$i" bash -c '
      exec 5<>"/dev/tcp/127.0.0.1/$0"
      printf "GET / HTTP/1.1\r\nHost: x\r\n\r\n" >&5
      until [[ $line == hello ]]; do read -r line <&5; done
      exec sleep 600' "$port"
  done
}

# BySs FILTER...: how many sockets ss shows that nginx holds.
BySs() { ss -tanpH "$@" | grep -c nginx || true; }

# BySockwatch PROCESS ROLE PORT STATE: the sum over units.
BySockwatch() {
  curl -s "$url/metrics" |
    grep "^sockwatch_group_sockets{.*process=\"$1\",role=\"$2\",port=\"$3\",state=\"$4\"}" |
    awk '{ sum += $NF } END { print sum + 0 }'
}

Agrees() { [[ $(BySockwatch "${@:2}") == "$1" ]]; }

# CheckAgrees WHAT WANTED PROCESS ROLE PORT STATE
CheckAgrees() {
  WaitUntil 100 Agrees "${@:2}" || Fail "$1: ss says $2, sockwatchd $(BySockwatch "${@:3}")"
  echo "ok: $1 ($2)"
}

WriteConfigs
Start nginx nginx -p "$work" -c "$work/nginx.conf"
nginx=$pid
WaitUntil 100 Answers "http://127.0.0.1:$port/" || Fail 'nginx does not answer'
Start sockwatchd "$build/bin/sockwatchd" --config.file="$work/sockwatchd.yaml"
WaitUntil 100 Answers "$url/-/ready" || Fail 'sockwatchd did not get ready'
StartClients
HaveConnected() { [[ $(BySs state established) == "$clients" ]]; }
WaitUntil 100 HaveConnected || Fail 'the clients did not connect'

CheckAgrees 'nginx listens on its port' "$(BySs state listening "sport = :$port")" \
  nginx server $port listen
CheckAgrees 'its connections are its' "$(BySs state established "sport = :$port")" \
  nginx server $port established
CheckAgrees "the clients' ends are the clients'" "$clients" sleep client $port established

# Stopped, it answers no FIN: what its clients close stays in CLOSE_WAIT.
for worker in $(pgrep -P "$nginx"); do kill -STOP "$worker"; done
pkill -KILL -P $$ -x sleep
CheckAgrees 'and what nobody closes is in CLOSE_WAIT' "$clients" nginx server $port close_wait
for worker in $(pgrep -P "$nginx"); do kill -CONT "$worker"; done
CheckAgrees 'until it does' 0 nginx server $port close_wait
StopWith TERM "$nginx" 50
