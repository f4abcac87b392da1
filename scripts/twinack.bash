# SPDX-License-Identifier: Apache-2.0
# bash completion of twinack. Options are what `twinack COMMAND --help` lists.

_twinack_options() { # COMMAND
  "${COMP_WORDS[0]}" "$1" --help 2>/dev/null | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--.*'
}

_twinack() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]} words=
  COMPREPLY=()
  if [ "$before" = = ] && [ "$COMP_CWORD" -ge 2 ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [ "$word" = = ]; then word=; before=${COMP_WORDS[COMP_CWORD - 1]}; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "run crash sweep ctl --help --version" -- "$word")
    return
  fi
  case $before in
    --mode | -m) words="early sync through local" ;;
    --topology) words="peer third battery own" ;;
    --pace) words="auto trace closed" ;;
    --preset) words="latency depth loss" ;;
    --clocks) words="equal apart" ;;
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
