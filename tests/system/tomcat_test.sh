#!/usr/bin/env bash
# How CLOSE_WAIT comes about: a real Tomcat closes connections that were idle for too long, and a
# client on Apache HttpClient, which forgot that it has them, never does. In a network namespace of
# its own the client is named, with as many sockets as it lost; one that does it right is not.
set -euo pipefail

[[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"
# shellcheck disable=SC2016  # for the inner shell
[[ ${1:-} == --inside ]] || exec unshare --net bash -c 'ip link set lo up && exec "$0" --inside' "$0"

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly port=8080 requests=25 interval_ms=200
readonly url=http://127.0.0.1:10106 page=http://127.0.0.1:$port/health
readonly leaky_group="process=\"LeakyClient\",role=\"client\",port=\"$port\""
readonly fixed_group="process=\"FixedClient\",role=\"client\",port=\"$port\""
readonly shop_group="process=\"shop\",role=\"server\",port=\"$port\""
jre=/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)
readonly jre quick=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m)
readonly jars=/usr/share/java
readonly classes=$work/classes:$jars/httpclient.jar:$jars/httpcore.jar:$jars/commons-logging.jar

# In a folder by whose name sockwatchd knows it.
StartTomcat() {
  mkdir -p "$work"/shop/{conf,temp}
  cat >"$work/shop/conf/server.xml" <<EOF
<Server port="-1">
  <Service name="Catalina">
    <Connector address="127.0.0.1" port="$port" keepAliveTimeout="1000" maxKeepAliveRequests="-1"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Valve className="org.apache.catalina.valves.HealthCheckValve"/>
      <Host name="localhost"/>
    </Engine>
  </Service>
</Server>
EOF
  Start tomcat env JRE_HOME="$jre" CATALINA_BASE="$work/shop" CATALINA_OPTS="${quick[*]}" \
    /usr/share/tomcat10/bin/catalina.sh run
  tomcat=$pid
}

# The runtime without a JDK has the compiler, but no command for it.
Compile() {
  "$jre/bin/java" "${quick[@]}" -m jdk.compiler/com.sun.tools.javac.Main -d "$work/classes" \
    -cp "$classes" "$root/tests/system/LeakyClient.java" >"$work/compiler.log" 2>&1 ||
    Fail 'the client does not compile'
}

# StartClient MAIN_CLASS LINE: and waits until it has said the line.
StartClient() {
  Start "$1" "$jre/bin/java" "${quick[@]}" -cp "$classes" "$1" "$page" "$requests"
  WaitUntil 150 grep -qx "$2" "$work/$1.log" || Fail "$1 did not say '$2'"
}

# BySs PID FILTER...: how many sockets ss shows that the process holds; "": whoever holds them.
BySs() { ss -tanpH "${@:2}" | grep -c "${1:+pid=$1,}" || true; }

# Sum FAMILY LABELS: over the units, if it is there at all; the labels are the family's last.
Sum() {
  curl -s "$url/metrics" | grep "^sockwatch_$1{.*$2}" |
    awk -v OFMT=%.3f '{ sum += $NF } END { print NR ? sum : "nothing" }'
}

# Agree WANTED GROUP STATE PID SS_FILTER...: ss and sockwatchd, both on that.
Agree() { [[ $(BySs "${@:4}") == "$1" && $(Sum group_sockets "$2,state=\"$3\"") == "$1" ]]; }

# CheckState WHAT WANTED GROUP STATE PID SS_FILTER...
CheckState() {
  WaitUntil 100 Agree "${@:2}" || Fail "$1: wanted $2, ss says $(BySs "${@:5}"), sockwatchd $(
    Sum group_sockets "$3,state=\"$4\"")"
  echo "ok: $1 ($2)"
}

Is() { [[ $(Sum "$1" "$2") == "$("${@:3}")" ]]; }

# CheckIs WHAT FAMILY LABELS COMMAND...: until sockwatchd says what the command prints then.
CheckIs() {
  WaitUntil 100 Is "${@:2}" || Fail "$1: wanted $("${@:4}"), sockwatchd says $(Sum "$2" "$3")"
  echo "ok: $1 ($("${@:4}"))"
}

CheckClients() {
  CheckState 'what was leaked is in CLOSE_WAIT' "$leaked" \
    "$leaky_group" close_wait "$leaky" state close-wait "dport = :$port"
  CheckIs 'which each entered once' state_entries_total "$leaky_group,state=\"close_wait\"" \
    echo "$leaked"
  CheckState 'none is left open' 0 "$leaky_group" established "$leaky" state established
  CheckState 'who closes its responses has none there' 0 \
    "$fixed_group" close_wait "$fixed" state close-wait
  CheckState 'and one that is open' 1 "$fixed_group" established "$fixed" state established
}

CheckTomcat() {
  CheckState 'Tomcat listens' 1 "$shop_group" listen "$tomcat" state listening
  CheckState 'it shares that open one' 1 "$shop_group" established "$tomcat" state established
  CheckState 'has none in CLOSE_WAIT' 0 \
    "$shop_group" close_wait '' state close-wait "sport = :$port"
  CheckState 'and waits for the FINs of the others' "$leaked" \
    "$shop_group" fin_wait2 '' state fin-wait-2
  CheckEqual 'nobody is called java' '' "$(curl -s "$url/metrics" | grep 'process="java"' || true)"
}

# UnreadBySs: how many have Recv-Q, in which the kernel counts a FIN that nobody read.
UnreadBySs() { ss -tanH state close-wait | awk '$1 > 0 { ++n } END { print n + 0 }'; }

OpenFds() { find "/proc/$leaky/fd" -mindepth 1 -maxdepth 1 | wc -l; }

# OldestBySs: since when, in ms: its FIN was the last segment to acknowledge anything. Never later
# than it was, and earlier by what ss took to start; so the latest of a few.
OldestBySs() {
  local i now age
  for ((i = 0; i < 5; i++)); do
    now=$(date +%s%3N)
    age=$(ss -tinH state close-wait | grep -o 'lastack:[0-9]*' | sort -t: -k2n | tail -n 1)
    echo $((now - ${age#*:}))
  done | sort -n | tail -n 1
}

# OldestIsTrue: within a poll, and 100 ms for the measuring.
OldestIsTrue() {
  local said
  said=$(Sum close_wait_oldest_timestamp_seconds "$leaky_group")
  awk -v said="$said" -v truth="$(OldestBySs)" -v poll=$interval_ms \
    'BEGIN { late = said * 1000 - truth; exit late < -100 || late > poll + 100 }'
}

# CheckDetails: where they go, why they stay, since when, what they cost.
CheckDetails() {
  CheckIs 'all go to Tomcat' close_wait_remote "$leaky_group,remote=\"127.0.0.1:$port\"" \
    echo "$leaked"
  CheckEqual 'ss shows a FIN that was not read on each' "$leaked" "$(UnreadBySs)"
  CheckIs 'so they are unread' close_wait_cause "$leaky_group,cause=\"unread\"" UnreadBySs
  CheckIs 'not read and held' close_wait_cause "$leaky_group,cause=\"held\"" echo 0
  WaitUntil 50 OldestIsTrue || Fail "the oldest is of $(OldestBySs) ms, sockwatchd says $(
    Sum close_wait_oldest_timestamp_seconds "$leaky_group") s"
  echo 'ok: the oldest is as old as the kernel says'
  CheckIs "its client's files are counted" process_open_fds 'process="LeakyClient"' OpenFds
}

printf 'poll: {interval: %sms}\nclose_wait: {ages: [1s]}\nnamespaces: {enabled: false}\n' \
  "$interval_ms" >"$work/sockwatchd.yaml"
Start sockwatchd "$build/bin/sockwatchd" --config.file="$work/sockwatchd.yaml"
StartTomcat
Compile
WaitUntil 100 Answers "$url/-/ready" || Fail 'sockwatchd did not get ready'
WaitUntil 200 Answers "$page" || Fail 'Tomcat does not answer'

StartClient FixedClient "answered $requests"
fixed=$pid
StartClient LeakyClient "leaked $requests"
leaky=$pid
leaked=$(sed -n 's/^leaked //p' "$work/LeakyClient.log")
CheckClients
CheckTomcat
CheckDetails
StopWith TERM "$leaky" 100
CheckState 'with the client they end' 0 "$leaky_group" close_wait '' state close-wait
