#!/bin/bash
# http_client.sh PORT leak|close: asks an HTTP server on this host again and again, four times a
# second, and reads the answer to its end. `leak` then forgets the connection, `close` closes it
# after a moment. It starts no other program, which would hold the connections too; sockwatchd knows
# it by the name of its file.
set -uo pipefail

exec {nothing}<> <(:) # to read from in vain: a pause

while :; do
  if { exec {connection}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; then
    printf 'GET / HTTP/1.0\r\n\r\n' >&"$connection"
    while read -r -u "$connection" _; do :; done
    echo asked
  fi
  read -rt 0.25 -u "$nothing"
  [[ $2 == leak ]] || exec {connection}>&-
done
