# SPDX-License-Identifier: Apache-2.0
# bash completion of twinack: commands and options are those of its own help.

_twinack_options() { # COMMAND
  "${COMP_WORDS[0]}" "$1" --help 2>/dev/null | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--.*'
}

_twinack_commands() {
  "${COMP_WORDS[0]}" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p'
}

_twinack() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]} words=
  COMPREPLY=()
  if [ "$before" = = ] && [ "$COMP_CWORD" -ge 2 ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [ "$word" = = ]; then word=; before=${COMP_WORDS[COMP_CWORD - 1]}; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_twinack_commands) --help --version" -- "$word")
    return
  fi
  case $before in
    --mode | -m) words="early sync through local" ;;
    --topology) words="peer third battery own" ;;
    --pace) words="auto trace closed" ;;
    --clocks) words="equal apart" ;;
    --preset) words="latency depth loss" ;;
  esac
  if [ -z "$words" ] && [[ $word == -* ]]; then
    words=$(_twinack_options "$command")
  elif [ -z "$words" ] && [ "$command" = ctl ] && [ "$COMP_CWORD" -eq 3 ]; then
    words="status fault restore move run"
  fi
  if [ -n "$words" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -o bashdefault -F _twinack twinack
