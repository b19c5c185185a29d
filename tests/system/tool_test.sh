#!/usr/bin/env bash
# sockwatch, the tool, beside netstat, ss and lsof on the same sockets, in a network namespace of its
# own: each row of the README's table, without a daemon, with one, and as a user without privileges;
# and top in a terminal. Root only.
#
#   sudo tests/system/tool_test.sh
set -euo pipefail

# shellcheck disable=SC2016  # for the inner shell
[[ ${1:-} == --inside ]] || exec unshare --net --mount bash -c '
  ip link set lo up && ip route add 192.0.2.0/24 dev lo && mount -t sysfs none /sys &&
  exec "$0" --inside' "$0"

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
shift
readonly here=$root/tests/system tool=$build/bin/sockwatch
source=kernel # whom the tool asks
who=()        # a command to run the tool by

# Sockwatch ARGUMENT...: remarks go to a file of their own.
Sockwatch() { "${who[@]}" "$tool" "$@" --source "$source" 2>"$work/remarks"; }

# Column NUMBER: of CSV, without its titles, quotes and carriage returns.
Column() { tail -n +2 | tr -d '\r"' | cut -d, -f "$1"; }

# Lines of "name count", sorted, without zeros.
Tidy() { awk '$2 > 0 { print $1, $2 }' | sort; }

# Counted: of names, one a line, "name count".
Counted() { tr '[:upper:]' '[:lower:]' | sort | uniq -c | awk '{ print $2, $1 }' | Tidy; }

# What Sockwatch states tells, in the same form.
OurStates() { Sockwatch states --csv | Column 1,4 | tr ',' ' ' | Tidy; }

# AddressesOf: of "address:port" lines, "address count".
AddressesOf() { sed 's/:[^:]*$//' | Counted; }

# PeersOf OPTION...: the same of Sockwatch peers.
PeersOf() {
  Sockwatch peers --limit 1000 --csv "$@" | Column 1,2 | awk -F, '{ n[$2] += $1 }
    END { for (a in n) print a, n[a] }' | Tidy
}

Count() { Sockwatch "$@" --count; }

# The rows that hold for the whole namespace, in which nothing else is. What ss -s calls "estab" is
# tcpCurrEstab: ESTABLISHED and CLOSE_WAIT (RFC 1213).
RowsOfAll() {
  CheckEqual "netstat -n | awk '/^tcp/ {++S[\$NF]} ...'" \
    "$(netstat -n 2>/dev/null | awk '/^tcp/ { ++S[tolower($NF)] } END { for (a in S) print a, S[a] }' | Tidy)" \
    "$(OurStates | grep -v '^listen ')"
  CheckEqual "netstat -an | awk '/tcp/ {print \$6}' | sort | uniq -c" \
    "$(netstat -an | awk '/^tcp/ { print $6 }' | Counted)" "$(OurStates)"
  CheckEqual "netstat -at" "$(netstat -ant | grep -c '^tcp')" "$(Count list)"
  CheckEqual "netstat -lt" "$(netstat -lnt | grep -c '^tcp')" "$(Count listen)"
  CheckEqual "ss -s" "$(ss -s | sed -n 's/^TCP:.*estab \([0-9]*\),.*timewait \([0-9]*\)).*/\1 \2/p')" \
    "$(OurStates | awk '$1 == "time_wait" { t = $2 } /^(established|close_wait) / { e += $2 } END { print e, t }')"
}

# Those that a process, a port, or another kind of socket tells apart.
RowsOfSome() {
  CheckEqual 'netstat -na | grep ESTAB | grep 8080 | wc -l' \
    "$(netstat -na | grep ESTAB | grep -c ':8080 ')" \
    "$(Sockwatch states --state established --port 8080 --json | jq .data.total.established)"
  CheckEqual 'netstat -nat | grep IP:22 | ... | sort -nr | head -20' \
    "$(netstat -nat | grep '127.0.0.1:22 ' | grep -v LISTEN | awk '{ print $5 }' | AddressesOf)" \
    "$(PeersOf --port 22)"
  CheckEqual "netstat -n | grep TIME_WAIT | awk '{print \$5}' | sort | uniq -c" \
    "$(netstat -n | grep TIME_WAIT | grep :8080 | awk '{ print $5 }' | AddressesOf)" \
    "$(PeersOf --state time_wait --port 8080)"
  CheckEqual 'netstat -an | grep SYN' "$(netstat -an | grep -c SYN)" \
    "$(Count list --state syn_sent --state syn_recv)"
  CheckEqual 'ss -tanp state close-wait' "$(ss -tanpH state close-wait | wc -l)" \
    "$(Count list --state close-wait)"
}

# Owners, which not everybody may see.
RowsOfOwners() {
  CheckEqual "netstat -ntlp | grep 8080 | awk '{print \$7}'" \
    "$(netstat -ntlp 2>/dev/null | grep :8080 | awk '{ print $7 }' | cut -d/ -f1)" \
    "$(Sockwatch listen --port 8080 --json | jq -r '.data[].pid')"
  CheckEqual 'netstat -p' "$(netstat -antp 2>/dev/null | grep -c " $sockets/")" \
    "$(Sockwatch list --json | jq "[.data[] | select(.pid == $sockets and .inode > 0)] | length")"
  CheckEqual 'netstat -ap | grep ssh' "$(netstat -antp 2>/dev/null | grep " $sockets/" | grep -c CLOSE_WAIT)" \
    "$(Count list --process make_sockets.py --state close_wait)"
  CheckEqual 'lsof -i:8080' "$(lsof -nP -i:8080 | tail -n +2 | wc -l)" \
    "$(Sockwatch list --port 8080 --json | jq '[.data[] | select(.inode > 0)] | length')"
}

# UDP, UNIX and counters, of which the daemon serves no rows: its own sockets are not in them.
RowsOfOthers() {
  CheckEqual 'netstat -au' "$(netstat -anu | grep -c '^udp')" "$("$tool" udp --count)"
  CheckEqual 'netstat -lu' "$(netstat -lnu | grep -c '^udp')" "$("$tool" udp --listening --count)"
  CheckEqual 'netstat -ax' "$(netstat -anx | grep -c '^unix')" "$("$tool" unix --count)"
  CheckEqual 'netstat -lx' "$(netstat -lnx | grep -c '^unix')" "$("$tool" unix --listening --count)"
  CheckEqual 'netstat -st' "$(netstat -st | awk '/active connection openings/ { print $1 }')" \
    "$("$tool" stats --tcp --json | jq '.data[] | select(.name == "ActiveOpens") | .value')"
  CheckEqual 'netstat -su' "$(netstat -su | awk '/packets to unknown port/ { print $1; exit }')" \
    "$("$tool" stats --udp --all --json |
      jq '.data[] | select(.protocol == "Udp" and .name == "NoPorts") | .value')"
  timeout 3 "$tool" states --watch 0.5 --source kernel >"$work/watched" || true
  Check 'netstat -c' test "$(grep -c '^STATE' "$work/watched")" -ge 2
}

# What the tool says where it may not see: how many rows, and which privilege would help.
AsNobody() {
  source=kernel
  who=(setpriv --reuid nobody --regid nogroup --clear-groups)
  RowsOfAll
  RowsOfSome
  Sockwatch list --json | jq -e 'all(.data[]; .pid == null)' >/dev/null || Fail "nobody sees owners"
  Sockwatch list >/dev/null
  Check 'nobody is told what would show owners' grep -q CAP_SYS_PTRACE "$work/remarks"
  who=()
}

# The daemon has the privileges that its clients lack.
AsNobodyOfDaemon() {
  who=(setpriv --reuid nobody --regid nogroup --clear-groups)
  RowsOfSome
  Check 'nobody learns owners from the daemon' OwnersKnown
  who=()
}

StartDaemon() {
  ConfigOfOwnNamespace >/dev/null
  Start daemon "$build/bin/sockwatchd" --config.file="$work/sockwatchd.yaml"
  WaitUntil 100 Answers http://127.0.0.1:10106/-/ready || Fail "the daemon is not ready"
  source=daemon
  WaitUntil 100 OwnersKnown || Fail "the daemon does not find the owners"
}

# Of every socket that somebody holds, confirmed in a second dump.
OwnersKnown() {
  Sockwatch list --process make_sockets.py --json |
    jq -e '[.data[] | select(.inode > 0)] | length > 0 and all(.[]; .pid != null)'
}

Explained() {
  Sockwatch explain 8080 >"$work/explained"
  Check 'explain names the group' grep -q 'make_sockets.py.*server on port 8080' "$work/explained"
  local code=0
  Sockwatch check --port 8080 --warning 5 --critical 6 >"$work/checked" || code=$?
  CheckEqual 'check warns' '1 SOCKWATCH WARNING - 5 CLOSE_WAIT sockets | close_wait=5;5;6;0' \
    "$code $(<"$work/checked")"
  CheckEqual 'leaks have causes' 5 \
    "$(Sockwatch leaks --port 8080 --json | jq '.data[0].causes.unread')"
}

FallsBack() {
  "$tool" states --url http://127.0.0.1:1 >/dev/null 2>"$work/remarks"
  CheckEqual 'without a daemon one line says so' 1 "$(wc -l <"$work/remarks")"
  ! "$tool" states --source daemon --url http://127.0.0.1:1 2>/dev/null || Fail "no daemon, no error"
  ! "$tool" states --url http://192.0.2.1:1 2>/dev/null || Fail "this host's states for another's"
  ! "$tool" top </dev/null 2>/dev/null || Fail "top without a terminal is an error"
}

mkfifo "$work/hold"
exec {hold}<>"$work/hold" # a standard input that does not end
/usr/bin/python3 "$here/make_sockets.py" "$work" <&"$hold" >"$work/sockets.log" 2>&1 &
sockets=$!
started+=("$sockets")
WaitUntil 100 grep -q ready "$work/sockets.log" || Fail "no sockets"

echo "-- without a daemon"
RowsOfAll
RowsOfSome
RowsOfOwners
RowsOfOthers
Explained
FallsBack
echo "-- without privileges"
AsNobody
echo "-- top"
python3 "$here/top_in_pty.py" "$tool" top --source kernel
echo "-- with a daemon"
StartDaemon
RowsOfSome
RowsOfOwners
Explained
AsNobodyOfDaemon
python3 "$here/top_in_pty.py" "$tool" top --source daemon --interval 0.5
