#!/usr/bin/env bash
# Which lines of ours the tests beside the code run: builds them with counters, runs them and lists what none reached
# (`./dev coverage`); the tests under tests/ do not count. Only the folders named are reported; the report says nothing
# of how well a line is tested. It fails when a line is untested, or a .cc in none of those tests' programs, and
# untested_lines.txt does not accept that with a reason.
# `coverage.sh --check`: whether it could look at anything here, and no more.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

# Where an untested line matters most: what both sides know, and the judgement of the lane.
readonly kFolders=(common gate-agent/lane gate-agent/checks)
readonly kBuild=build/coverage

Fail() {
  printf 'coverage: %s\n' "$1" >&2
  exit 1
}

FailUsage() {
  printf 'coverage: %s\n          ./dev coverage --help tells more\n' "$1" >&2
  exit 2
}

# TestsOf FOLDER: the test programs of the libraries in and below it.
TestsOf() {
  local makefile
  find "$1" -name CMakeLists.txt | sort | while IFS= read -r makefile; do
    sed -n -e 's/^clearance_library(\(\w*\).*/clearance_\1_test/p' -e 's/^clearance_test(\(\w*\).*/\1/p' "$makefile"
  done
}

if [[ "${1:-}" == -h || "${1:-}" == --help ]]; then
  echo 'coverage.sh [--check | FOLDER...]    ./dev coverage --help tells more'
  exit 0
fi
checks_only=''
if [[ $# -eq 1 && $1 == --check ]]; then
  checks_only=1
  shift
fi
for word in "$@"; do
  [[ "$word" != -* ]] || FailUsage "no such option: $word"
  [[ -d "$word" ]] || FailUsage "there is no folder $word"
done
command -v gcovr >/dev/null || Fail 'there is no gcovr here: apt-get install --no-install-recommends gcovr'
if [[ -n "$checks_only" ]]; then exit 0; fi
folders=("$@")
if [[ ${#folders[@]} -eq 0 ]]; then folders=("${kFolders[@]}"); fi
programs=()
filters=()
for folder in "${folders[@]}"; do
  folder=${folder%/}
  mapfile -t -O "${#programs[@]}" programs < <(TestsOf "$folder")
  filters+=(--filter "$folder/")
done
mkdir -p build
cmake --preset coverage >build/configure-coverage.log 2>&1 ||
  Fail 'cmake could not configure (build/configure-coverage.log)'
mapfile -t programs < <(printf '%s\n' "${programs[@]}" | sort -u |
  grep -Fxf <(ninja -C "$kBuild" -t targets all | sed -n 's/^\(clearance_\w*_test\): phony$/\1/p'))
if [[ ${#programs[@]} -eq 0 ]]; then Fail "there are no tests beside ${folders[*]}"; fi
ninja -C "$kBuild" -j "${CLEARANCE_JOBS:-$(nproc)}" "${programs[@]}" >build/coverage.log 2>&1 ||
  { tail -n 20 build/coverage.log >&2; Fail 'the build failed (build/coverage.log)'; }
find "$kBuild" -name '*.gcda' -delete
# What sources that are gone have left: gcovr would look for them and complain.
ninja -C "$kBuild" -t cleandead >/dev/null
find "$kBuild" -name '*.gcno' | while IFS= read -r notes; do
  [[ -e "${notes%.gcno}.o" ]] || rm -- "$notes"
done
for program in "${programs[@]}"; do
  CLEARANCE_BIN_DIR=$PWD/$kBuild/bin "$kBuild/bin/$program" --gtest_brief=1 || Fail "$program failed"
done
gcovr -j "${CLEARANCE_JOBS:-$(nproc)}" --root . "${filters[@]}" --exclude '.*_test\.cc' \
  --exclude-unreachable-branches --exclude-throw-branches --html-details "$kBuild/index.html" \
  --txt "$kBuild/coverage.txt" --json "$kBuild/coverage.json" --print-summary "$kBuild"
printf 'coverage: lines no test beside them reached are in %s, with the source in %s\n' \
  "$kBuild/coverage.txt" "$kBuild/index.html"
python3 -B tests/support/untested_lines.py "$kBuild/coverage.json" tests/support/untested_lines.txt "${folders[@]}" ||
  Fail 'something is untested that nobody has accepted'
printf 'coverage: every line was run, or is accepted in tests/support/untested_lines.txt\n'
