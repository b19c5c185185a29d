#!/usr/bin/env bash
# The unit and the user as systemd's own tools see them; neither needs systemd to be running.
set -euo pipefail

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly unit=$work/sockwatchd.service
readonly namespaces_exposure_limit=25
readonly exposure_limit=20 # tenths of the exposure score; today's is 19

# The unit as installed, but for a program that is surely there.
sed "s|@SOCKWATCH_BINDIR@/sockwatchd|/bin/true|; s|@SOCKWATCH_SYSCONFDIR@|/etc|" \
  "$root/systemd/sockwatchd.service.in" >"$unit"
Check 'no placeholder is left' bash -c "! grep '@[A-Z_]*@' '$unit'"

# verify exits with 0 on unknown keys and bad values: what it says is what counts.
CheckEqual 'systemd-analyze verify says nothing' '' "$(systemd-analyze verify "$unit" 2>&1)"
Check "the exposure is at most $exposure_limit tenths" \
  systemd-analyze --no-pager security --offline=true --threshold="$exposure_limit" "$unit"

# The drop-in widens the unit; systemd reads it from the folder beside it.
mkdir "$unit.d"
cp "$root/systemd/sockwatchd-namespaces.conf" "$unit.d/namespaces.conf"
CheckEqual 'systemd-analyze verify says nothing with the namespaces drop-in' '' \
  "$(systemd-analyze verify "$unit" 2>&1)"
Check 'its key words are in force' grep -q 'CAP_SYS_ADMIN' \
  <(systemd-analyze --no-pager security --offline=true "$unit" | grep '✗.*CAP_SYS_ADMIN')
Check "the exposure with it is at most $namespaces_exposure_limit tenths" \
  systemd-analyze --no-pager security --offline=true --threshold="$namespaces_exposure_limit" "$unit"
rm -r "$unit.d"

Check 'the user is made' grep -q "Creating user 'sockwatch'" \
  <(systemd-sysusers --dry-run --root="$work" "$root/systemd/sockwatchd.sysusers" 2>&1)


# A wrong key must be seen by the check above, or it proves nothing.
sed 's/^ProtectHome=/ProtectHomes=/' "$unit" >"$work/wrong.service"
Check 'a misspelled key is found' grep -q ProtectHomes \
  <(systemd-analyze verify "$work/wrong.service" 2>&1)

Check 'everything is installed where the unit looks for it' env DESTDIR="$work/installed" \
  cmake --install "$build"
mkdir -p "$work/installed"
installed=$(find "$work/installed" -name sockwatchd.service)
Check 'the unit among it' test -n "$installed"
program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$installed")
config=$(sed -n 's/^ExecStart=.*--config.file=\([^ ]*\).*/\1/p' "$installed")
Check 'its program' test -x "$work/installed$program"
Check 'its configuration' test -r "$work/installed$config"
Check 'the drop-in for namespaces' test -r \
  "$(find "$work/installed" -path '*/examples/sockwatchd-namespaces.conf')"
Check 'and its user' test -r "$(find "$work/installed" -path '*/sysusers.d/sockwatchd.conf')"
