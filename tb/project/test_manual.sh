#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The manual and the shell's completion have every command of `twinack --help`, and every option and
# word that a command's own help lists, and no option that is not there; mandoc has nothing to say.
set -u
cd "$(dirname "$0")/../.." || exit 1
twinack=$(realpath "${TWINACK_BIN:-build/bin/twinack}")
bad=0
miss() {
  echo "$1"
  bad=1
}
said=$(mandoc -T lint -W warning docs/twinack.1 2>&1) || miss "mandoc: $said"
# shellcheck source=/dev/null
. scripts/twinack.bash

# The lines of the manual about a command; options as the shell writes them.
manual() { # COMMAND
  awk -v name="$1" '/^\.S[sh] / { on = $0 == ".Ss twinack " name } on' docs/twinack.1 |
    grep -oE '(Fl|,) -[a-z-]+' | grep -oE -- '-[a-z-]+' | sed 's/^/-/' | sort -u
}
offered() { # WORDS...: what the shell offers for the last of them
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  _twinack
  printf '%s\n' "${COMPREPLY[@]}"
}
help() { # COMMAND: options of its help, without those that all have
  "$twinack" "$1" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--.*' |
    grep -vxE -- '--(help|usage|version)' | sort -u
}

commands=$("$twinack" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 3 ] || miss "twinack --help lists '$commands', expected commands"
for command in $commands; do
  grep -q "^\.Ss twinack $command\$" docs/twinack.1 || miss "manual: no section on $command"
  grep -qx "$command" <<<"$(offered "$twinack" "")" || miss "completion: no $command"
  options=$(help "$command")
  [ -n "$options" ] || miss "$command --help lists no option"
  different=$(diff <(manual "$command") <(printf '%s\n' "$options") | grep '^[<>]') &&
    miss "manual of $command (<) and its help (>): $different"
  for option in $options; do
    grep -qx -- "$option" <<<"$(offered "$twinack" "$command" --)" ||
      miss "completion of $command: no $option"
  done
done
for word in $("$twinack" ctl --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  grep -q "^\.It Cm $word\b" docs/twinack.1 || miss "manual of ctl: no $word"
  grep -qx "$word" <<<"$(offered "$twinack" ctl socket "")" || miss "completion of ctl: no $word"
done
[ "$(offered "$twinack" run --mode "th")" = through ] || miss "completion: --mode th is not through"
exit $bad
