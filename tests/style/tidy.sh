#!/usr/bin/env bash
# clang-tidy over what has changed, with the few checks whose findings are errors here (`./dev check --tidy`). What a
# check says must be a bug, or a line that reads as one: no opinions, no false alarms. Editors show more: .clang-tidy.
#
#   tidy.sh [--since REVISION | --all | FILE...]
#   tidy.sh --check [the same]    whether it could look at that here, as far as it can be told at once, and no more
#
# A file takes 3 to 20 seconds: the whole tree is for the long run (`./dev test --long`), what one has changed for
# whoever has changed it. CI runs neither. A header is looked at through a .cc: that of its name, its test, or the first
# that includes it.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

readonly -a kCheckNames=(
  '-*' bugprone-assert-side-effect bugprone-bool-pointer-implicit-conversion bugprone-copy-constructor-init
  bugprone-dangling-handle bugprone-fold-init-type bugprone-forwarding-reference-overload bugprone-inaccurate-erase
  bugprone-infinite-loop bugprone-integer-division bugprone-misplaced-widening-cast bugprone-move-forwarding-reference
  bugprone-parent-virtual-call bugprone-redundant-branch-condition bugprone-sizeof-expression
  bugprone-string-constructor bugprone-stringview-nullptr bugprone-suspicious-memset-usage bugprone-suspicious-semicolon
  bugprone-swapped-arguments bugprone-undelegated-constructor bugprone-unhandled-self-assignment bugprone-unused-raii
  bugprone-use-after-move bugprone-virtual-near-miss misc-unused-using-decls modernize-use-override
  performance-move-const-arg readability-misleading-indentation
)
kChecks=$(IFS=, && echo "${kCheckNames[*]}")
readonly kChecks
readonly kBuild=build/tidy
# The .cc that the preset `tidy` does not compile, and why; any other that it does not know is an error.
readonly -A kNotOfTheBuild=(
  [cmake/precompiled.cc]='nothing but a name for precompiled headers, which this build has none of'
  [tests/fuzz/libfuzzer_main.cc]='of the libFuzzer programs, which this build leaves out'
)

Fail() {
  printf 'tidy: %s\n' "$1" >&2
  exit 1
}

FailUsage() {
  printf 'tidy: %s\n      ./dev check --help tells more\n' "$1" >&2
  exit 2
}

# Where a change began: what main has and this has not; on main itself the last commit.
Since() {
  local base
  base=$(git merge-base HEAD main 2>/dev/null || true)
  if [[ -z "$base" || "$base" == "$(git rev-parse HEAD)" ]]; then
    base=$(git rev-parse --verify --quiet HEAD~1 || git rev-parse HEAD)
  fi
  echo "$base"
}

# ReaderOf HEADER: a .cc through which the compiler sees it; nothing where there is none.
ReaderOf() {
  local header=$1 depth found
  for depth in 1 2 3 4; do
    for found in "${header%.h}.cc" "${header%.h}_test.cc"; do
      if [[ -f "$found" ]]; then
        echo "$found"
        return
      fi
    done
    found=$(Files '*.cc' | xargs -0 -r grep -lF "#include \"$header\"" | sort | head -n 1 || true)
    if [[ -n "$found" ]]; then
      echo "$found"
      return
    fi
    header=$(Files '*.h' | xargs -0 -r grep -lF "#include \"$header\"" | sort | head -n 1 || true)
    if [[ -z "$header" ]]; then return; fi
  done
}

# Files PATTERN: ours, committed or not.
Files() { git ls-files -z --cached --others --exclude-standard -- "$1"; }

# Sources: of the files named on its input, the .cc to look at.
Sources() {
  local file reader
  while IFS= read -r file; do
    case "$file" in
      *.cc) echo "$file" ;;
      *.h)
        reader=$(ReaderOf "$file")
        if [[ -n "$reader" ]]; then
          echo "$reader"
        else
          printf 'tidy: %s: no .cc includes it: not looked at\n' "$file" >&2
        fi
        ;;
    esac
  done | sort -u
}

ChangedSince() {
  { git diff --name-only --diff-filter=d "$1" -- && git ls-files --others --exclude-standard; } | Sources
}

# CheckWords WORDS...: what is wrong with them is told before anything is done.
CheckWords() {
  local file
  case "${1:-}" in
    '') ;;
    --all) [[ $# -eq 1 ]] || FailUsage "not expected: ${*:2}" ;;
    --since)
      [[ $# -le 2 ]] || FailUsage "not expected: ${*:3}"
      [[ -n "${2:-}" ]] || FailUsage "--since needs a revision"
      git rev-parse --verify --quiet "$2^{commit}" >/dev/null ||
        FailUsage "--since needs a revision, and there is no $2"
      ;;
    -*) FailUsage "no such option: $1" ;;
    *)
      for file in "$@"; do
        if [[ ! -f "$file" || $file != *.cc && $file != *.h ]]; then FailUsage "no such .cc or .h: $file"; fi
      done
      ;;
  esac
}

# Known to the build, or clang-tidy would guess how to compile them.
OfTheBuild() { grep -Fxf <(sed -n "s#^ *\"file\": \"$PWD/\(.*\)\".*#\1#p" "$kBuild/compile_commands.json") || true; }

# TellNotOfTheBuild FILE...: each that clang-tidy cannot look at, and why; ends here where nobody has said why.
TellNotOfTheBuild() {
  local file unknown=()
  for file in "$@"; do
    if [[ -z "${kNotOfTheBuild[$file]:-}" ]]; then unknown+=("$file"); fi
  done
  if [[ ${#unknown[@]} -gt 0 ]]; then Fail "not of the build: ${unknown[*]}"; fi
  printf 'tidy: %d files not looked at\n' $#
  for file in "$@"; do printf '      %s: %s\n' "$file" "${kNotOfTheBuild[$file]}"; done
}

# Look NUMBER FILE: a line when it begins, since all of them take hours; words of several files at a time may follow.
Look() {
  printf '[%d/%d] %s\n' "$1" "$kFiles" "$2"
  clang-tidy-14 --quiet -p "$kBuild" --checks="$kChecks" --warnings-as-errors='*' "$2" || printf '%s\n' "$2" >>"$kFound"
}

git rev-parse --verify HEAD >/dev/null 2>&1 ||
  Fail 'no git repository with a commit here: it tells which files are ours'
command -v clang-tidy-14 >/dev/null ||
  Fail 'there is no clang-tidy-14 here: apt-get install --no-install-recommends clang-tidy-14'
only_check=''
if [[ "${1:-}" == --check ]]; then
  only_check=1
  shift
fi
CheckWords "$@"
if [[ -n "$only_check" ]]; then exit 0; fi
named=''
case "${1:-}" in
  --all) mapfile -t files < <(git ls-files '*.cc') ;;
  --since) mapfile -t files < <(ChangedSince "$2") ;;
  '') mapfile -t files < <(ChangedSince "$(Since)") ;;
  *)
    named=$(printf '%s\n' "$@" | Sources)
    [[ -n "$named" ]] || Fail 'nothing to look at'
    mapfile -t files <<<"$named"
    ;;
esac
mkdir -p build
cmake --preset tidy >build/configure-tidy.log 2>&1 || Fail 'cmake could not configure (build/configure-tidy.log)'
# The headers that protoc makes, and nothing else.
ninja -C "$kBuild" proto/all >build/tidy.log 2>&1 || Fail 'the contract could not be compiled (build/tidy.log)'
mapfile -t known < <(printf '%s\n' "${files[@]}" | OfTheBuild)
mapfile -t others < <(printf '%s\n' "${files[@]}" | grep -vFxf <(printf '%s\n' "${known[@]}" ''))
if [[ ${#others[@]} -gt 0 ]]; then
  TellNotOfTheBuild "${others[@]}"
  if [[ -n "$named" ]]; then Fail 'what is named must be of the build'; fi
fi
files=("${known[@]}")
printf 'tidy: %d files\n' "${#files[@]}"
if [[ ${#files[@]} -eq 0 ]]; then exit 0; fi
readonly kFiles=${#files[@]} kFound=$kBuild/found
export kFiles kFound kBuild kChecks
export -f Look
: >"$kFound"
for ((i = 0; i < kFiles; ++i)); do printf '%d\0%s\0' $((i + 1)) "${files[i]}"; done |
  xargs -0 -n 2 -P "$(nproc)" bash -c 'Look "$@"' look \
    2> >(grep -v 'warnings generated\|Suppressed\|Use -header-filter\|warnings treated as errors' >&2 || true)
if [[ -s "$kFound" ]]; then Fail "found something in: $(sort "$kFound" | paste -sd ' ')"; fi
