#!/usr/bin/env bash
# The capabilities of the unit are enough, and missing ones turn features off and nothing else. As
# root; the daemon itself runs as nobody.
set -euo pipefail

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
[[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"

url='' daemon=''

# StartAsNobody NAME CAPABILITIES: as setpriv wants them, e.g. +sys_ptrace,+kill; `-all` for none.
StartAsNobody() {
  local address
  address=127.0.0.1:$(FreePort)
  Start "$1" setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs \
    --bounding-set="-all,$2" --inh-caps="-all,$2" --ambient-caps="-all,$2" \
    "$work/sockwatchd" --config.file="$work/sockwatchd.yaml" --web.listen-address="$address"
  daemon=$pid
  url=http://$address
  WaitUntil 150 Answers "$url/-/ready" || Fail "$1 did not get ready in 15 s"
}

# Says REGULAR_EXPRESSION: the metrics page has such a line.
Says() {
  grep -qE "$1" <(curl -s "$url/metrics")
}

CheckSays() {
  WaitUntil 100 Says "$2" || Fail "$1: no line like $2"
  echo "ok: $1"
}

StopDaemon() {
  StopWith TERM "$daemon" 30
  CheckEqual 'it stops with 0' 0 "$stopped"
}

# Root's connection to the daemon: its owner is found by looking into a process of another user.
ConnectAsRoot() {
  # shellcheck disable=SC2016  # for the inner shell
  Start connection bash -c 'exec 5<>"/dev/tcp/127.0.0.1/$0"; exec sleep 60' "${url##*:}"
}

# CapabilitiesOfUnit: as setpriv wants them.
CapabilitiesOfUnit() {
  sed -n 's/^AmbientCapabilities=//p' "$root/systemd/sockwatchd.service.in" |
    sed 's/CAP_/+/g; s/ /,/g' | tr '[:upper:]' '[:lower:]'
}

chmod 755 "$work"
install -m 755 "$build/bin/sockwatchd" "$work/sockwatchd"
printf 'poll: {interval: 1s}\n' >"$work/sockwatchd.yaml"
chmod 644 "$work/sockwatchd.yaml"

StartAsNobody with-capabilities "$(CapabilitiesOfUnit)"
ConnectAsRoot
CheckSays 'the capabilities of the unit turn owners on' \
  '^sockwatch_feature\{feature="process_owners"\} 1'
CheckSays "and root's sockets have theirs" \
  '^sockwatch_group_sockets\{.*process="sleep".*state="established".*\} [1-9]'
StopDaemon

StartAsNobody without-capabilities -all
ConnectAsRoot
CheckSays 'without them the feature says so' '^sockwatch_feature\{feature="process_owners"\} 0'
CheckSays 'and the sockets are counted as unattributed' \
  '^sockwatch_unattributed_sockets\{reason="permission"\} [1-9]'
StopDaemon
