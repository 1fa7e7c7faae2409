#!/usr/bin/env bash
# run_libfuzzer.sh PROGRAM TARGET SECONDS [LONG]
# Runs one libFuzzer program for so long, or for LONG in a long run (CLEARANCE_LONG=1), on what build/fuzz/corpus has of
# that target; adds to it what the program learns, and leaves its words in build/fuzz/log. Exit code: the program's;
# what it found lies beside its words. Anything but a run to its end is a failure, also a program that is not there.
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

. tests/support/process_group.sh
readonly kUsage='run_libfuzzer.sh PROGRAM TARGET SECONDS [LONG]    ./dev fuzz --help tells more'
case "${1:-}" in -h | --help)
  echo "$kUsage"
  exit 0
  ;;
esac
if [[ $# -lt 3 || $# -gt 4 ]]; then
  echo "$kUsage" >&2
  exit 2
fi
program=$1 target=$2 seconds=$3
if [[ "${CLEARANCE_LONG:-}" == 1 ]]; then seconds=${4:-$seconds}; fi
corpus=build/fuzz/corpus/$target log=build/fuzz/log/$target.txt
if [[ ! -x "$program" ]]; then
  printf '%s: not there. It takes clang (./dev setup), and a build after that\n' "$program" >&2
  exit 1
fi
mkdir -p "$corpus" build/fuzz/log
trap 'EndGroups; exit 130' INT TERM HUP
CLEARANCE_FUZZ_SEEDS=$corpus RunGroup "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 \
  -artifact_prefix="build/fuzz/log/$target-" -print_final_stats=1 "$corpus" >"$log" 2>&1
code=$group_code
units=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
if [[ $code -eq 0 && ${units:-0} -gt 0 ]]; then
  printf '  %s: clean, %s inputs\n' "$target" "$units"
  exit 0
fi
tail -n 30 "$log" >&2
printf '  %s: FOUND SOMETHING (the whole output is in %s)\n' "$target" "$log" >&2
exit $((code == 0 ? 1 : code))
