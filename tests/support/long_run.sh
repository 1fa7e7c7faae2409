#!/usr/bin/env bash
# What takes too long for every change and is done before a release (`./dev test --long`): commands of ./dev, one after
# the other, each of which can be given alone. None keeps those behind it from being run; the end says which failed. It
# must never answer a failure with success, and never leave a process behind.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

. tests/support/process_group.sh
readonly kParts=(
  './dev test --long --preset release'
  './dev test --preset tsan'
  './dev build clang'
  './dev check --tidy --all'
  './dev coverage'
  './dev bench'
)
ended=()  # a line for each part that has

Summary() {
  printf '\n'
  if [[ ${#ended[@]} -gt 0 ]]; then printf '%s\n' "${ended[@]}"; fi
}

# Ctrl-C, a closed terminal, a kill of this script alone: everything the part has started ends before this does.
Interrupted() {
  EndGroups
  Summary
  printf 'long run: interrupted in: %s\n' "$part" >&2
  exit 130
}

if [[ $# -gt 0 ]]; then
  if [[ $1 != -h && $1 != --help ]]; then
    printf 'long run: not expected: %s\n' "$*" >&2
    exit 2
  fi
  printf 'long_run.sh    no options; ./dev test --help tells more. For hours, one after the other:\n'
  printf '  %s\n' "${kParts[@]}"
  exit 0
fi
tests/style/tidy.sh --check
tests/support/coverage.sh --check
export CLEARANCE_SKIP_SETUP=1  # whoever calls has done it
printf '==> long run: %d parts, hours where nothing is built yet\n' "${#kParts[@]}"
printf '      %s\n' "${kParts[@]}"
failed=0
for i in "${!kParts[@]}"; do
  part=${kParts[i]} began=$SECONDS
  read -r -a words <<<"$part"
  printf '\n==> long run, part %d of %d: %s\n' $((i + 1)) ${#kParts[@]} "$part"
  trap Interrupted INT TERM HUP
  RunGroup "${words[@]}"
  how=good
  if [[ $group_code -ne 0 ]]; then
    how="FAILED (exit $group_code)"
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
