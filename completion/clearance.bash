# Completion of bash for clearctl, clearance-server, gate-agent, face-eval and ./dev:
#   . completion/clearance.bash          (for good: copy it to /etc/bash_completion.d/)
# It asks the program's own --help, so that it knows every command and option of the program that is there, and no other.

# _clearance_words PROGRAM COMMANDS...: what may follow: sub-commands, then options.
_clearance_words() {
  "$@" --help 2>/dev/null | awk '
    /^[A-Z].*:$/ { section = $0; next }
    section ~ /^Subcommands:/ && /^  [a-z]/ { print $1 }
    /^ +-/ { split($1, names, ","); for (i in names) if (names[i] ~ /^-/) print names[i] }'
}

_clearance() {
  local program=${1/#\~\//$HOME/} word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} commands=() i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == -* ]] && break
    # A file's name is no command, and ends them.
    _clearance_words "$program" "${commands[@]}" | grep -qxF -- "${COMP_WORDS[i]}" || break
    commands+=("${COMP_WORDS[i]}")
  done
  # What follows an option is mostly a file: readline's own answer.
  [[ $previous == -* && $word != -* ]] && return
  mapfile -t COMPREPLY < <(compgen -W "$(_clearance_words "$program" "${commands[@]}")" -- "$word")
}

# ./dev: its commands, then the options that a command's own help names, presets, and targets of the fuzzers.
_clearance_dev() {
  local dev=${1/#\~\//$HOME/} word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
  local help=("${COMP_WORDS[1]}") target
  [[ ${COMP_WORDS[*]:1:2} == 'test --fresh' ]] && help+=(--fresh)
  if [[ $COMP_CWORD -eq 1 ]]; then
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
    words=$("$dev" "${help[@]}" --help 2>/dev/null | grep -oE -- '(^|[[ ])--[a-z-]+' | tr -d '[ ')
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _clearance clearctl clearctl-plain clearance-server gate-agent face-eval
complete -o default -F _clearance_dev dev ./dev
