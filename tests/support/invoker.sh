#!/usr/bin/env bash
# Whoever called sudo: what is built for them is built as them, and what root has made for them in build/ is given back,
# so that they can go on without sudo. ./dev and the scripts that need root read this file, in the project's folder.

UnderSudo() { [[ $EUID -eq 0 && "${SUDO_UID:-}" =~ ^[1-9][0-9]*$ && "${SUDO_GID:-}" =~ ^[0-9]+$ ]]; }

# AsInvoker COMMAND...: as who called sudo, with their home (their ccache); without sudo as who we are.
AsInvoker() {
  if ! UnderSudo; then
    "$@"
    return
  fi
  local entry home groups=--clear-groups
  entry=$(getent passwd "$SUDO_UID" || true)
  if [[ -n "$entry" ]]; then groups=--init-groups; fi
  home=$(cut -d: -f6 <<<"$entry")
  setpriv --reuid="$SUDO_UID" --regid="$SUDO_GID" "$groups" env HOME="${home:-/}" "$@"
}

# GiveBack FOLDER...: what root owns there, to who called sudo. The folders in build/image and build/fresh are whole
# systems, whose files are root's in earnest; others than root own keys that were handed to a container.
GiveBack() {
  local folder
  if ! UnderSudo; then return; fi
  for folder in "$@"; do
    if [[ ! -d "$folder" ]]; then continue; fi
    find -H "$folder" -xdev -type d \( -path 'build/image/*' -o -path 'build/fresh/*' \) -prune -o \
      -uid 0 -exec chown -h "$SUDO_UID:$SUDO_GID" {} +
  done
}
