#!/usr/bin/env bash
# with_clang.sh CLANG LAUNCHER... -- COMPILER ARGUMENTS...
# What another compiler would have done, done by clang. Stands before the commands of single targets of a build that is
# g++'s: CMake knows one compiler for a language.
set -euo pipefail
clang=$1
shift
launcher=()
while [[ $1 != -- ]]; do
  launcher+=("$1")
  shift
done
shift 2
exec "${launcher[@]}" "$clang" "$@"
