#!/usr/bin/env bash
# Commands in process groups of their own, for scripts that wait for minutes: bash looks at a signal only when the
# command it waits for has ended, and then that command's own processes live on. A script that reads this file says
#
#   trap 'EndGroups; exit 130' INT TERM HUP
#
# and starts here what takes long. Ctrl-C on a terminal reaches the script alone, which ends the rest: what these start
# asks nobody for anything. Nothing that they have started may live on.

# StartGroup COMMAND...: behind the script, without input; $! is its number, and that of its group. `set -e` holds in it
# unless a caller's `||` or `if` has switched that off.
StartGroup() {
  {
    set -m
    (
      exec 2>&3 3>&-
      trap 'exit 143' INT TERM HUP  # which waits for what runs just then, and begins nothing more
      "$@"
    ) </dev/null &
    set +m
  } 3>&2 2>/dev/null  # where bash may tell of a job that has ended at once
}

# RunGroup COMMAND...: and waits for it. Succeeds always, and leaves in group_code how the command ended: an `||` behind
# this would switch `set -e` off in the command.
RunGroup() {
  group_code=0
  StartGroup "$@"
  wait "$!" || group_code=$?
}

# EndGroups: what was started is told to end, every process of it, and the command of each has ended when this returns.
# For a trap: signals after the first change nothing.
EndGroups() {
  local group
  trap '' INT TERM HUP
  for group in $(jobs -p); do kill -TERM -- "-$group" 2>/dev/null || true; done
  wait
}
