#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every C and C++ file is laid out as .clang-format says (`make format` does it), and each source
# file opens with its licence.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
mapfile -t files < <(git ls-files '*.c' '*.h' '*.cpp')
for f in "${files[@]}"; do
  clang-format --dry-run -Werror "$f" >/dev/null 2>&1 || { echo "$f: needs make format"; bad=1; }
done
mapfile -t files < <(git ls-files '*.c' '*.h' '*.cpp' '*.sv' '*.svh' 'scripts/*' 'tb/*.sh' Makefile)
for f in "${files[@]}"; do
  head -n 3 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || { echo "$f: no licence line"; bad=1; }
done
mapfile -t files < <(git ls-files '*.sv' '*.svh' 'scripts/*' 'tb/*.sh' 'tb/*.mk' '*.md' Makefile)
# Columns, not bytes: what goes on a UTF-8 character is not counted. Rows of tables may be longer.
long=$(LC_ALL=C awk '{ text = $0; gsub(/[\200-\277]/, "", text) }
  length(text) > 100 && !/\|/ { print FILENAME ":" FNR ": over 100 columns" }' "${files[@]}")
[ -z "$long" ] || { echo "$long"; bad=1; }
exit $bad
