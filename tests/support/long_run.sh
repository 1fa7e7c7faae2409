#!/usr/bin/env bash
# What takes too long for every change and is done before a release (`./dev test --long`): commands of ./dev, one after the
# other, each of which can be given alone. None keeps those behind it from being run; the end says which failed. It must
# never answer a failure with success, and never leave a process behind.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

readonly kParts=(
  './dev test --long --preset release'
  './dev test --preset tsan'
  './dev build clang'
  './dev check --tidy --all'
  './dev coverage'
  './dev bench'
)
running=''  # the process group of the part that runs
ended=()    # a line for each part that has

Summary() {
  printf '\n'
  if [[ ${#ended[@]} -gt 0 ]]; then printf '%s\n' "${ended[@]}"; fi
}

# Ctrl-C, a closed terminal, a kill of this script alone: everything the part has started ends before this does.
Interrupted() {
  trap '' INT TERM HUP
  if [[ -n "$running" ]]; then
    kill -TERM -- "-$running" 2>/dev/null || true
    wait "$running" || true
  fi
  Summary
  printf 'long run: interrupted in: %s\n' "$part" >&2
  exit 130
}

# RunPart COMMAND: in a process group of its own, and its words on the screen.
RunPart() {
  local -a words
  local code=0
  read -r -a words <<<"$1"
  set -m
  "${words[@]}" </dev/null &
  running=$!
  set +m
  wait "$running" || code=$?
  running=''
  return "$code"
}

tests/style/tidy.sh --check
tests/support/coverage.sh --check
export CLEARANCE_SKIP_SETUP=1  # whoever calls has done it
printf '==> long run: %d parts, hours where nothing is built yet\n' "${#kParts[@]}"
printf '      %s\n' "${kParts[@]}"
failed=0
for i in "${!kParts[@]}"; do
  part=${kParts[i]} began=$SECONDS code=0
  printf '\n==> long run, part %d of %d: %s\n' $((i + 1)) ${#kParts[@]} "$part"
  trap Interrupted INT TERM HUP
  RunPart "$part" || code=$?
  how=good
  if [[ $code -ne 0 ]]; then
    how="FAILED (exit $code)"
    failed=$((failed + 1))
  fi
  ended+=("$(printf '  %4d:%02d min  %-36s %s' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) "$part" "$how")")
done
Summary
if [[ $failed -ne 0 ]]; then
  printf 'long run: %d of %d parts failed; each can be given alone\n' "$failed" "${#kParts[@]}" >&2
  exit 1
fi
printf 'long run: all good\n'
