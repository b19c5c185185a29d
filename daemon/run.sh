#!/usr/bin/env bash
# Builds sockwatchd and runs it in the foreground. Needs nothing but Debian 12.
set -euo pipefail

# shellcheck source=toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"

readonly default_address=127.0.0.1:10106 # HttpOptions::listen_addresses in lib/web/http_server.h
readonly program=$root/build/bin/sockwatchd

Usage() {
  cat <<EOF
usage: daemon/run.sh [--build-only] [--help] [flags of sockwatchd...]

Installs the packages that are missing (daemon/packages.txt, group build), builds
build/bin/sockwatchd, and runs it until Ctrl-C, with config/sockwatchd.yaml if no --config.file is
given. Fast when nothing
changed. As root it knows the owner of every socket, otherwise only of your own.

  --build-only   stop before the start
  --help         this text; for the flags of sockwatchd: build/bin/sockwatchd --help
EOF
}

# ListenAddress FLAG...: the first --web.listen-address among them, or the default.
ListenAddress() {
  while (($#)); do
    case $1 in
      --web.listen-address=*) echo "${1#*=}"; return ;;
      --web.listen-address) echo "${2:-$default_address}"; return ;;
    esac
    shift
  done
  echo "$default_address"
}

# UrlOf ADDRESS: of a listen address as a person on this host would write it.
UrlOf() {
  local host=${1%:*} port=${1##*:}
  case $host in
    '' | 0.0.0.0) host=127.0.0.1 ;;
    '[::]') host='[::1]' ;;
  esac
  echo "http://$host:$port"
}

Build() {
  InstallPackages build
  Configure release
  cmake --build "$root/build" --target sockwatchd
}

PrintWhatToTry() {
  local url
  url=$(UrlOf "$(ListenAddress "$@")")
  cat <<EOF

sockwatchd is starting on $url (stop it with Ctrl-C). To try in another terminal:
  curl -s $url/metrics                                # everything
  curl -s $url/metrics | grep '^sockwatch_sockets{'   # netstat -n | awk '/^tcp/ {++S[\$NF]} ...'
  curl -s $url/metrics | grep '^sockwatch_group_sockets{.*close_wait'   # who holds them
  curl -s $url/-/ready                                # 200 once the first poll is through

EOF
}

Main() {
  local build_only=no flags=() flag
  local config=(--config.file="$root/config/sockwatchd.yaml")
  for flag in "$@"; do
    [[ $flag != --config.file* ]] || config=()
    case $flag in
      --build-only) build_only=yes ;;
      -h | --help) Usage; exit 0 ;;
      *) flags+=("$flag") ;;
    esac
  done
  Build
  [[ $build_only == no ]] || exit 0
  PrintWhatToTry "${flags[@]}"
  exec "$program" "${config[@]}" "${flags[@]}"
}

Main "$@"
