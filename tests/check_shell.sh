#!/usr/bin/env bash
# Every shell script of the tree through shellcheck.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
mapfile -d '' files < <(
  find .ci/run daemon config systemd tests dashboards \( -name '*.sh' -o -path .ci/run \) -type f \
    -not -path '*/node_modules/*' -print0 | sort -z)
shellcheck --external-sources --source-path=SCRIPTDIR "${files[@]}"
echo "${#files[@]} scripts are clean"
