# Completion of bash for clearctl, clearance-server, gate-agent, face-eval, clearance-bench, clearance-demo and ./dev:
#   . completion/clearance.bash          (for good: copy it to /etc/bash_completion.d/)
# It asks the program's own --help, so that it knows every command and option of the program that is there, and no
# other.

# _clearance_words PROGRAM COMMANDS...: what may follow: sub-commands, then options.
_clearance_words() {
  "$@" --help 2>/dev/null | awk '
    /^[A-Z].*:$/ { section = $0; next }
    section ~ /^Subcommands:/ && /^  [a-z]/ { print $1 }
    /^ +-/ { split($1, names, ","); for (i in names) if (names[i] ~ /^-/) print names[i] }'
}

# _clearance_values OPTION PROGRAM COMMANDS...: what an option takes, where the help lists it: TEXT:{tuning,reporting}
_clearance_values() {
  local option=$1
  shift
  "$@" --help 2>/dev/null | awk -v option="$option" '
    /^ +-/ && $1 ~ "(^|,)" option "(,|$)" && match($2, /:\{[^}]*\}/) {
      values = substr($2, RSTART + 2, RLENGTH - 3); gsub(",", "\n", values); print values }'
}

# _clearance_positionals PROGRAM COMMANDS...: what may stand without an option, where the help lists it.
_clearance_positionals() {
  "$@" --help 2>/dev/null | awk '
    /^[A-Z].*:$/ { section = $0; next }
    section ~ /^Positionals:/ && /^  [a-z]/ && match($2, /:\{[^}]*\}/) {
      values = substr($2, RSTART + 2, RLENGTH - 3); gsub(",", "\n", values); print values }'
}

_clearance() {
  local program=${1/#\~\//$HOME/} word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands=() known given='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == -* ]] && break
    known=$(_clearance_words "$program" "${commands[@]}")
    if ! grep -qxF -- "${COMP_WORDS[i]}" <<<"$known"; then
      given=1
      grep -qxF -- "${COMP_WORDS[i]}" < <(_clearance_positionals "$program" "${commands[@]}") && break
      grep -qv '^-' <<<"$known" && return  # a command was due, and this is none
      break                                # a file's name is no command, and ends them
    fi
    commands+=("${COMP_WORDS[i]}")
  done
  # What follows an option and is not listed is mostly a file: readline's own answer.
  if [[ $previous == -* && $word != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_clearance_values "$previous" "$program" "${commands[@]}")" -- "$word")
    return
  fi
  known=$(_clearance_words "$program" "${commands[@]}")
  if [[ -n $given ]]; then
    known=$(grep '^-' <<<"$known")  # behind a section's or a file's name come options
  else
    known+=$'\n'$(_clearance_positionals "$program" "${commands[@]}")
  fi
  mapfile -t COMPREPLY < <(compgen -W "$known" -- "$word")
}

# ./dev: its commands, then the options that a command's own help lists, presets, targets of the fuzzers, and what the
# program takes that a command hands its words to.
_clearance_dev() {
  local dev=${1/#\~\//$HOME/} word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
  local help=("${COMP_WORDS[1]}") target program=${dev%/*}/build/release/bin/clearance-${COMP_WORDS[1]}
  [[ ${COMP_WORDS[*]:1:2} == 'test --fresh' ]] && help+=(--fresh)
  if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} =~ ^(bench|demo)$ && -x $program ]]; then
    COMP_WORDS=("$program" "${COMP_WORDS[@]:2}")
    COMP_CWORD=$((COMP_CWORD - 1))
    _clearance "$program"
    return
  elif [[ $COMP_CWORD -eq 1 ]]; then
    words=$("$dev" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p')
  elif [[ $previous == build || $previous == --preset ]]; then
    words=$("$dev" build --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p')
  elif [[ ${COMP_WORDS[1]} == fuzz && $word != -* ]]; then
    words=''
    for target in "${dev%/*}"/tests/fuzz/target_*.cc; do
      target=${target##*/target_}
      words+=" ${target%.cc}"
    done
  else
    # Of the lines on top that show the call, every option; of those behind them the ones that the line explains.
    words=$("$dev" "${help[@]}" --help 2>/dev/null | sed -n '/^\.\/dev /{s/  .*//;p}; s/^  \(--[a-z-]*\).*/\1/p' |
      grep -oE -- '(^|[[ ])--[a-z-]+' | tr -d '[ ' | sort -u)
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _clearance clearctl clearctl-plain clearance-server gate-agent face-eval \
  clearance-bench clearance-demo
complete -o default -F _clearance_dev dev ./dev
