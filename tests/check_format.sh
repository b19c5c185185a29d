#!/usr/bin/env bash
# Fails, and says where, if a C++ file is not as .clang-format wants it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
mapfile -d '' files < <(find lib daemon tests \( -name '*.cc' -o -name '*.h' \) -print0 | sort -z)
clang-format-14 --dry-run --Werror "${files[@]}"
echo "${#files[@]} files are formatted"
