#!/usr/bin/env bash
# The README's two commands on a machine that has nothing: a bare Debian by debootstrap, once with ../shared beside the
# project and once without; minutes and megabytes of each step (`./dev test --fresh`). As root.
# Mounts and processes, debootstrap's too, live in namespaces of their own, which end with the step, also when this
# script is told to end: what is removed at the end has never had anything of this machine mounted in it. Everything
# lies under build/fresh.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

. tests/support/bare_debian.sh
. tests/support/invoker.sh
. tests/support/process_group.sh
readonly kOut=$PWD/build/fresh
readonly kHome=home/somebody  # the project lies in $kHome/clearance, shared data beside it
suite=bookworm cases=(with without) ccache=''
tree='' log='' cache='' megabytes=0
# What runs; what failed on this machine; whether any has; how many machines there were.
step='' broken='' failed=0 tried=0

Usage() {
  cat <<'TEXT'
./dev test --fresh [--suite NAME] [--only with|without] [--ccache]
The README's two commands on a bare Debian, once with ../shared beside the project and once without, and what each step
took. As root: debootstrap, mounts. Fetches Debian and every package. Takes 40 to 60 minutes for both machines, or, with
a warm compiler's cache, some 20 for each (Debian half a minute, ./dev demo 5, ./dev test 15). Each takes 4 GB of disk
under build/fresh while it is tried; then only the logs are left.
  --suite NAME         another Debian than bookworm, e.g. trixie
  --only with|without  only with ../shared beside the project, or only without
  --ccache             lend it this machine's compiler cache: quick, but no measure of a fresh build
  sudo ./dev test --fresh
  sudo ./dev test --fresh --only without --ccache
  sudo ./dev test --fresh --suite trixie
TEXT
}

Fail() {
  printf 'fresh: %s\n' "$1" >&2
  if [[ -n "${2:-}" ]]; then printf '       %s\n' "$2" >&2; fi
  exit 1
}

FailUsage() {
  printf 'fresh: %s\n       ./dev test --fresh --help tells more\n' "$1" >&2
  exit 2
}

CleanUp() { RemoveDebian "$tree"; }

# The commands that the README promises, as it writes them.
PromisedCommands() { sed -n '/^## Two commands/,/^## [^T]/s/^    \(\.\/dev [a-z]*\).*/\1/p' README.md; }

# What ctest said at its end, and how many tests were skipped, which it lists but does not count.
Summary() {
  sed -n 's/^\([0-9]*% tests passed.*\)/  \1/p' "$log"
  printf '  %d skipped, %d MB in all\n' \
    "$(grep -cE '^[[:space:]]*[0-9]+ - .* \((Skipped|Not Run|Disabled)\)$' "$log" || true)" "$megabytes"
}

Megabytes() { du -sm --exclude="$tree/$kHome/shared" "$tree" | cut -f1; }

# Told NAME NUMBERS: a step and how far it is; on a terminal over what was said of it before.
Told() {
  if [[ -t 1 ]]; then printf '\r\e[K'; fi
  printf '  %-28s %s' "$1" "$2"
}

# Follow NAME FROM: tells a terminal how far the step is, as ninja and ctest say it in the log from that byte on, until
# it is ended.
Follow() {
  local how_far
  tail -c "+$(($2 + 1))" -f "$log" | sed -unE 's/^ *\[?([0-9]+\/[0-9]+)(\]| Test ).*/\1/p' |
    while IFS= read -r how_far; do Told "$1" "$how_far"; done
}

# Logged COMMAND...: its words go to the log; those of whoever waits for it, and of a trap, do not.
Logged() { "$@" >>"$log" 2>&1; }

# TimedStep NAME COMMAND...: its name when it begins; then minutes, the megabytes it added, and how it ended. Its output
# goes to the log, and the end of that to the screen too when it fails; after that, nothing more is done on this
# machine. Never behind an `||`, which would let the command go on after an error (RunGroup).
TimedStep() {
  local name=$1 began=$SECONDS before=$megabytes ended=good from follower=''
  shift
  if [[ -n "$broken" ]]; then return; fi
  step=$name
  printf '\n######## %s\n' "$name" >>"$log"
  from=$(stat -c %s "$log")
  Told "$name" ''
  if [[ -t 1 ]]; then
    StartGroup Follow "$name" "$from" 2>/dev/null
    follower=$!
  fi
  RunGroup Logged "$@"
  if [[ -n "$follower" ]]; then
    kill -TERM -- "-$follower" 2>/dev/null || true
    wait "$follower" || true
    Told "$name" ''
  fi
  if [[ $group_code -ne 0 ]]; then
    broken=$name
    ended="FAILED (exit $group_code)"
  fi
  megabytes=$(Megabytes)
  printf '%3d:%02d min %+6d MB  %s\n' \
    $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) $((megabytes - before)) "$ended"
  step=''
  if [[ -n "$broken" ]]; then tail -c "+$((from + 1))" "$log" | tail -n 25 >&2; fi
}

# A signal, or a closed terminal.
Interrupted() {
  EndGroups
  if [[ -n "$step" ]]; then printf '\n'; fi
  printf 'fresh: interrupted%s\n' "${step:+ in: $step}" >&2
  exit 130
}

# The project as it stands here, committed or not; nothing that was built.
CopyProject() {
  : "${tree:?}"  # without which these were files of this machine
  mkdir -p "$tree/$kHome/clearance"
  git ls-files -z --cached --others --exclude-standard | tar --null -T - --ignore-failed-read -cf - |
    tar -C "$tree/$kHome/clearance" -xf -
  cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
  echo '127.0.0.1 localhost' >"$tree/etc/hosts"  # Debian's installer writes it, debootstrap does not
}

# Inside CASE COMMAND: in the project's folder of the bare machine, with proc, dev and what belongs to the case. Where
# shared data is there, a test that does not find it fails, as in CI, and is not skipped.
Inside() {
  local shared=''
  if [[ $1 == with ]]; then shared=$(readlink -f ../shared); fi
  InNamespaces bash -euc '
    tree=$1 home=$2 shared=$3 cache=$4 command=$5
    mount --bind "$tree" "$tree"  # what becomes the root must be a mount
    mount -t proc proc "$tree/proc"
    mount --rbind /dev "$tree/dev"
    if [[ -n "$shared" ]]; then
      mkdir -p "$tree/$home/shared"
      mount --bind "$shared" "$tree/$home/shared"
      mount -o remount,bind,ro "$tree/$home/shared"
    fi
    if [[ -n "$cache" ]]; then
      mkdir -p "$tree/root/.cache/ccache"
      mount --bind "$cache" "$tree/root/.cache/ccache"
    fi
    # The root of its namespace, as on any machine, which chroot alone would not make it: tests have namespaces of their
    # own, and the kernel gives none of users to who is in a chroot.
    cd "$tree"
    pivot_root . mnt
    umount --lazy /mnt
    exec chroot . /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
      ${shared:+CLEARANCE_REQUIRE_SHARED=1} bash -c "cd /$home/clearance && $command"
  ' fresh "$tree" "$kHome" "$shared" "$cache" "$2"
}

# OneMachine CASE: `failed` tells afterwards whether a step has. Never behind an `||` either.
OneMachine() {
  local case=$1 command
  tree=$(mktemp -d "$kOut/$suite-$case.XXXXXX") log=$kOut/$suite-$case.log megabytes=0 broken=''
  tried=$((tried + 1))
  chmod 755 "$tree"
  : >"$log"
  printf '%s, %s ../shared (the words of each step are in %s)\n' "$suite" "$case" "${log#"$PWD"/}"
  TimedStep 'a bare Debian' BareDebian "$suite" "$tree"
  TimedStep 'the project' CopyProject
  for command in "${promised[@]}"; do TimedStep "$command" Inside "$case" "$command"; done
  if [[ -n "$broken" ]]; then failed=1; else Summary; fi
  CleanUp
}

# LentCache: the folder of the compiler's cache, of who called sudo.
LentCache() {
  local folder
  command -v ccache >/dev/null || Fail "there is no ccache here to lend" "without --ccache it compiles everything"
  folder=$(AsInvoker ccache --get-config cache_dir) || Fail "ccache does not say where its cache is"
  [[ -d "$folder" ]] || Fail "ccache has nothing to lend: there is no folder $folder"
  echo "$folder"
}

while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help)
      Usage
      exit 0
      ;;
    --suite | --only)
      [[ $# -ge 2 ]] || FailUsage "$1 needs a word"
      if [[ $1 == --suite ]]; then suite=$2; else cases=("$2"); fi
      shift
      ;;
    --ccache) ccache=1 ;;
    *) FailUsage "no such option: $1" ;;
  esac
  shift
done
[[ "$suite" =~ ^[a-z]+$ ]] || FailUsage "--suite needs a name in lower case, e.g. trixie: $suite"
[[ ${cases[0]} == with || ${cases[0]} == without ]] || FailUsage "--only with, or --only without"
[[ $EUID -eq 0 ]] || Fail "debootstrap, mounts and chroot need root" "sudo ./dev test --fresh"
command -v debootstrap >/dev/null ||
  Fail "there is no debootstrap here" "apt-get install --no-install-recommends debootstrap"
mapfile -t promised < <(PromisedCommands)
[[ ${#promised[@]} -eq 2 ]] || Fail "README.md no longer promises two commands"
trap 'CleanUp; GiveBack build "$cache"' EXIT
if [[ -n "$ccache" ]]; then cache=$(LentCache); fi
mkdir -p "$kOut"
trap Interrupted INT TERM HUP
for case in "${cases[@]}"; do
  if [[ $case == with && ! -d ../shared ]]; then
    printf '%s, with ../shared: SKIPPED, there is none here\n' "$suite"
    continue
  fi
  OneMachine "$case"
done
[[ $tried -gt 0 ]] || Fail "nothing was tried"
exit "$failed"
