#!/usr/bin/env bash
# Builds the images of docker/Dockerfile without an image registry: a Debian 12 by debootstrap from this machine's own
# package sources, the rest by buildah (`./dev image` calls it). Everything it makes lies under build/image; it must
# never touch the images or containers of anybody else.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

. tests/support/bare_debian.sh
. tests/support/invoker.sh
. tests/support/process_group.sh
readonly kOut=build/image
readonly kLog=$kOut/log
readonly kSuite=bookworm
readonly kBase=$kOut/bare-debian.tar  # without package sources; a debian.tar, as it was made once, has this machine's
# What is half made while it is made, and must not be left behind; `sources` may hold the password of a mirror.
tree='' container='' sources=''
cache=''  # the compiler's, of who called sudo; root writes into it

Fail() {
  printf 'image: %s\n' "$1" >&2
  if [[ -n "${2:-}" ]]; then printf '       %s\n' "$2" >&2; fi
  exit 1
}

Buildah() {
  buildah --root "$PWD/$kOut/storage" --runroot "$PWD/$kOut/run" --storage-driver vfs "$@"
}

CleanUp() {
  RemoveDebian "$tree"
  if [[ -n "$container" ]]; then Buildah rm "$container" >/dev/null 2>&1 || true; fi
  if [[ -n "$sources" ]]; then rm -rf "$sources"; fi
  rm -f "$kBase.part"
  GiveBack build "$cache"
}

# Quietly COMMAND...: its words are in the log, and its last ones on the screen when it fails.
Quietly() {
  RunGroup "$@" >>"$kLog" 2>&1
  if [[ $group_code -ne 0 ]]; then
    tail -n 15 "$kLog" >&2
    Fail "$1 failed (the whole output is in $kLog)"
  fi
}

Megabytes() { echo $((($(stat -c %s "$1") + 999999) / 1000000)); }

# Timed NAME COMMAND...: one line with the time it took.
Timed() {
  local name=$1 began=$SECONDS
  shift
  "$@"
  printf '  %-34s %2d:%02d min' "$name" $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60))
}

# DebianSources: where this machine has its own Debian and its updates from, asked for the Debian of the images, in
# apt's form.
DebianSources() {
  apt-get indextargets --format 'deb $(SITE) $(RELEASE) main' \
    'Created-By: Packages' 'Origin: Debian' 'Component: main' |
    sed -nE "s/ [a-z]+(-updates|-security)? main\$/ $kSuite\1 main/p" | sort -u
}

# A bare Debian as one file, documents (but the licences) and caches left out, and all that tells of the machine it was
# made on: where that has its packages from, its name, and whom it asks for names.
BaseTree() {
  tree=$(mktemp -d "$PWD/$kOut/tree.XXXXXX")
  Quietly BareDebian "$kSuite" "$tree"
  rm -rf "$tree"/etc/apt/{sources.list,sources.list.d,auth.conf,auth.conf.d} "$tree"/etc/{hostname,resolv.conf}
  touch "$tree"/etc/{hostname,resolv.conf}  # over which buildah mounts its own
  mkdir "$tree/etc/apt/sources.list.d"
  find "$tree/usr/share/doc" -mindepth 2 ! -type d ! -name copyright -delete
  Quietly tar -C "$tree" -cf "$kBase.part" --exclude='./usr/share/man/*' \
    --exclude='./usr/share/locale/*' --exclude='./usr/share/info/*' --exclude='./var/cache/apt/*' \
    --exclude='./var/lib/apt/lists/*' --exclude='./var/log/*' --exclude='./dev/*' .
  mv "$kBase.part" "$kBase"
  RemoveDebian "$tree"
  tree=''
}

# With Debian's fixes since its last point release, in the same layer: in one of their own they stood beside what they
# mend.
ImportBase() {
  container=$(Buildah from scratch)
  Quietly Buildah add --quiet "$container" "$kBase" /
  Quietly Buildah run --isolation chroot --volume "$sources:/etc/apt/sources.list.d:ro" "$container" -- sh -ec \
    'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get upgrade -y
    find /usr/share/doc -mindepth 2 ! -type d ! -name copyright -delete
    rm -rf /usr/share/man/* /usr/share/locale/* /usr/share/info/* /var/lib/apt/lists/* /var/cache/apt/* /var/log/*'
  Quietly Buildah commit --quiet --rm "$container" localhost/clearance-bare-debian:12
  container='' # gone with the commit
}

# BuildTarget TARGET NAME [options of buildah bud...]: where packages come from is mounted while they are installed, and
# so is in no layer.
BuildTarget() {
  local target=$1 name=$2
  shift 2
  Quietly Buildah bud --layers --isolation chroot --pull-never --format docker \
    --build-arg DEBIAN=localhost/clearance-bare-debian:12 --volume "$sources:/etc/apt/sources.list.d:ro" --ignorefile \
    docker/Dockerfile.dockerignore --file docker/Dockerfile --target "$target" --tag "localhost/$name:latest" "$@" .
  rm -f "$kOut/$name.tar"
  Quietly Buildah push --quiet "localhost/$name:latest" "docker-archive:$PWD/$kOut/$name.tar:localhost/$name:latest"
}

# Usable COMPILE: whether this machine can make images; without COMPILE, out of its own programs.
Usable() {
  local program release
  for program in debootstrap buildah; do
    command -v "$program" >/dev/null ||
      Fail "there is no $program here" "apt-get install --no-install-recommends debootstrap buildah"
  done
  [[ $EUID -eq 0 ]] || Fail "debootstrap and chroot need root" "sudo ./dev image"
  release=$(sed -nE 's/^(ID|VERSION_ID)="?([^"]*)"?$/\2/p' "${CLEARANCE_OS_RELEASE:-/etc/os-release}" 2>/dev/null |
    sort | tr '\n' ' ' || true)
  if [[ -z "$1" && "$release" != '12 debian ' ]]; then
    Fail "the images are Debian 12, and this machine is not: what is built here does not run there" \
      "sudo ./dev image --compile"
  fi
}

Main() {
  local compile='' fresh='' check=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --compile) compile=1 ;;
      --fresh) fresh=1 ;;
      -h | --help)
        echo 'image.sh [--compile] [--fresh] [--check]    ./dev image --help tells more'
        return
        ;;
      --check) check=1 ;;  # only whether it can be done, which ./dev asks before it builds for minutes
      *)
        printf 'image: no such option: %s\n       ./dev image --help tells more\n' "$1" >&2
        exit 2
        ;;
    esac
    shift
  done
  Usable "$compile"
  if [[ -n "$check" ]]; then return; fi
  trap CleanUp EXIT
  mkdir -p "$kOut"
  trap 'EndGroups; exit 130' INT TERM HUP
  : >"$kLog"
  if [[ -n "$fresh" ]]; then rm -rf "$kOut/storage" "$kOut/run" "$kBase"; fi
  rm -f "$kOut/debian.tar"
  sources=$(mktemp -d "$PWD/$kOut/sources.XXXXXX")
  DebianSources >"$sources/build.list"
  if ! grep -q -e '-security main$' "$sources/build.list"; then
    printf 'image: this machine has no source of security fixes for Debian 12: %s\n' \
      'the images get those of its last point release alone' >&2
  fi
  if [[ ! -f "$kBase" ]]; then
    Timed 'a bare Debian 12' BaseTree
    printf ', %d MB\n' "$(Megabytes "$kBase")"
  fi
  if ! Buildah inspect --type image localhost/clearance-bare-debian:12 >/dev/null 2>&1; then
    Timed 'its import, with fixes' ImportBase
    printf '\n'
  fi
  local -a source=(--build-context "programs=$PWD/build/release/bin")
  if [[ -n "$compile" ]]; then
    source=(--build-arg "JOBS=${CLEARANCE_JOBS:-$(nproc)}")
    # The compiler's cache of this machine: the same compiler of the same Debian makes the same objects.
    if command -v ccache >/dev/null; then
      cache=$(AsInvoker ccache --get-config cache_dir)
      AsInvoker mkdir -p "$cache"
      source+=(--volume "$cache:/ccache")
    fi
  fi
  Timed 'clearance-server' BuildTarget centre clearance-server "${source[@]}"
  printf ', %d MB: %s\n' "$(Megabytes "$kOut/clearance-server.tar")" "$kOut/clearance-server.tar"
  Timed 'gate-agent' BuildTarget gate gate-agent "${source[@]}"
  printf ', %d MB: %s\n' "$(Megabytes "$kOut/gate-agent.tar")" "$kOut/gate-agent.tar"
}

Main "$@"
