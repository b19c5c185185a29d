#!/bin/sh
# check_metrics.sh FILE: `promtool check metrics` has nothing to say about FILE, a page of metrics.
# Exits 77 where promtool is not installed (Debian package prometheus).
set -eu
file=${1:?usage: check_metrics.sh FILE}

command -v promtool >/dev/null || exit 77
if ! findings=$(promtool check metrics <"$file" 2>&1) || [ -n "$findings" ]; then
  printf '%s: %s\n' "$file" "$findings" >&2
  exit 1
fi
