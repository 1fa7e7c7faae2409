"""Stand-ins that would live for ever, for tests of what a script leaves behind when it is told to end.

Whoever tells one to end, it must not be by its number: in a namespace of its own that is somebody else's here.
"""

import contextlib
import os
import select

# The end of a stand-in for unshare: of all that the real one does, processes of its own alone, where this machine lets
# it.
OWN_PROCESSES = ("if /usr/bin/unshare --pid true 2>/dev/null; then exec /usr/bin/unshare --pid --fork --kill-child -- "
                 "\"$@\"; fi\n"
                 'exec "$@"\n')

LONGEST_SECONDS = 20


class Lingering:
    """`script` is what a stand-in does: it and a process of its own hold a pipe for as long as they live."""

    def __init__(self, test, folder):
        folder.mkdir()
        folder.chmod(0o755)
        self._alive, self._leave = folder / "alive", folder / "leave"
        for path in (self._alive, self._leave):
            os.mkfifo(path)
        self.script = f"exec 9>{self._alive}\ncat {self._leave} &\necho begun >&9\ncat {self._leave}\n"
        self._pipe = None
        test.addCleanup(self._release)

    def wait_for(self, count=1):
        """Until so many of them have begun."""
        self._pipe = os.open(self._alive, os.O_RDONLY)
        begun = b""
        while begun.count(b"\n") < count:
            begun += os.read(self._pipe, 64)

    def are_gone(self):
        """Every one of them, at once or, as each has its own signal to die of, a moment after whoever sent it."""
        ended, _, _ = select.select([self._pipe], [], [], LONGEST_SECONDS)
        return ended and os.read(self._pipe, 1) == b""

    def _release(self):
        """Ends those that are left, who wait for somebody to write."""
        with contextlib.suppress(OSError):  # nobody waits
            os.close(os.open(self._leave, os.O_WRONLY | os.O_NONBLOCK))
        if self._pipe is not None:
            os.close(self._pipe)
