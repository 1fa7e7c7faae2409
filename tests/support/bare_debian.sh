#!/usr/bin/env bash
# A bare Debian in a folder, for ./dev image and ./dev test --fresh, which read this file in the project's folder. It
# needs root and debootstrap.

# InNamespaces COMMAND...: with mounts and processes of its own. The first process of them waits for the command and
# ends at once when it is told to; the kernel then ends every other one and undoes the mounts before this returns.
InNamespaces() {
  unshare --mount --pid --fork --kill-child -- bash -euc '
    . tests/support/process_group.sh
    trap "exit 143" INT TERM HUP
    RunGroup "$@"
    exit "$group_code"
  ' namespaces "$@"
}

# BareDebian SUITE FOLDER: from the archive this machine has its own Debian from; never from one of security updates,
# which holds no whole Debian. In namespaces of its own: what debootstrap mounts and starts ends with it, also when it
# is killed, so that the folder can be removed.
BareDebian() {
  local archive
  archive=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' \
    'Component: main' | head -n 1)
  if [[ -z "$archive" ]]; then
    echo 'this machine has no package source of Debian: apt-get update needs one too' >&2
    return 1
  fi
  InNamespaces debootstrap --variant=minbase "$1" "$2" "$archive"
}

# RemoveDebian FOLDER: and nothing that lies on another file system.
RemoveDebian() {
  if [[ -n "$1" && -d "$1" ]]; then rm -rf --one-file-system "$1"; fi
}
