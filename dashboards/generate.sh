#!/usr/bin/env bash
# Makes the boards, NAME.json, from jsonnet/NAME.jsonnet (Debian package jsonnet).
# usage: dashboards/generate.sh [FOLDER]   where to; default: beside this script
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
to=${1:-$here}
for source in "$here"/jsonnet/*.jsonnet; do
  name=$(basename "$source" .jsonnet)
  jsonnet --output-file "$to/$name.json" "$source"
done
