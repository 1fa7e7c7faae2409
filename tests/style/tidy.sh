#!/usr/bin/env bash
# clang-tidy over what has changed, with the few checks whose findings are errors here (`./dev check --tidy`). What a check
# says must be a bug, or a line that reads as one: no opinions, no false alarms. Editors show more: .clang-tidy.
#
#   tidy.sh [--since REVISION | --all | FILE...]
#
# A file takes 3 to 20 seconds, so that the whole tree is for the long run; CI looks at what a change touches. A changed
# header is looked at with the .cc of its name.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

readonly kChecks='-*,bugprone-assert-side-effect,bugprone-bool-pointer-implicit-conversion,bugprone-copy-constructor-init,bugprone-dangling-handle,bugprone-fold-init-type,bugprone-forwarding-reference-overload,bugprone-inaccurate-erase,bugprone-infinite-loop,bugprone-integer-division,bugprone-misplaced-widening-cast,bugprone-move-forwarding-reference,bugprone-parent-virtual-call,bugprone-redundant-branch-condition,bugprone-sizeof-expression,bugprone-string-constructor,bugprone-stringview-nullptr,bugprone-suspicious-memset-usage,bugprone-suspicious-semicolon,bugprone-swapped-arguments,bugprone-undelegated-constructor,bugprone-unhandled-self-assignment,bugprone-unused-raii,bugprone-use-after-move,bugprone-virtual-near-miss,misc-unused-using-decls,modernize-use-override,performance-move-const-arg,readability-misleading-indentation'
readonly kBuild=build/tidy

Fail() {
  printf 'tidy: %s\n' "$1" >&2
  exit 1
}

# Where a change began: what main has and this has not; on main itself the last commit.
Since() {
  local base
  base=$(git merge-base HEAD main 2>/dev/null || true)
  if [[ -z "$base" || "$base" == "$(git rev-parse HEAD)" ]]; then base=$(git rev-parse --verify --quiet HEAD~1 || git rev-parse HEAD); fi
  echo "$base"
}

# ChangedSince REVISION: our .cc files that differ from it, and those beside a header that does.
ChangedSince() {
  local file
  { git diff --name-only --diff-filter=d "$1" -- && git ls-files --others --exclude-standard; } | while IFS= read -r file; do
    case "$file" in
      *.cc) echo "$file" ;;
      *.h) if [[ -f "${file%.h}.cc" ]]; then echo "${file%.h}.cc"; fi ;;
    esac
  done | sort -u
}

# Known to the build, or clang-tidy would guess how to compile them.
OfTheBuild() { grep -Fxf <(sed -n "s#^ *\"file\": \"$PWD/\(.*\)\".*#\1#p" "$kBuild/compile_commands.json") || true; }

case "${1:-}" in
  --all) mapfile -t files < <(git ls-files '*.cc') ;;
  --since)
    git rev-parse --verify --quiet "${2:-}^{commit}" >/dev/null || Fail "--since needs a revision"
    mapfile -t files < <(ChangedSince "$2")
    ;;
  -*) Fail "no such option: $1" ;;
  '') mapfile -t files < <(ChangedSince "$(Since)") ;;
  *) files=("$@") ;;
esac
command -v clang-tidy-14 >/dev/null || Fail 'there is no clang-tidy-14 here: apt-get install --no-install-recommends clang-tidy-14'
mkdir -p build
cmake --preset tidy >build/configure-tidy.log 2>&1 || Fail 'cmake could not configure (build/configure-tidy.log)'
# The headers that protoc makes, and nothing else.
ninja -C "$kBuild" proto/all >build/tidy.log 2>&1 || Fail 'the contract could not be compiled (build/tidy.log)'
mapfile -t files < <(printf '%s\n' "${files[@]}" | OfTheBuild)
printf 'tidy: %d files\n' "${#files[@]}"
if [[ ${#files[@]} -eq 0 ]]; then exit 0; fi
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 --quiet -p "$kBuild" --checks="$kChecks" --warnings-as-errors='*' \
  2> >(grep -v 'warnings generated\|Suppressed\|Use -header-filter\|warnings treated as errors' >&2 || true)
