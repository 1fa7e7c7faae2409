"""The units of systemd/: what systemd itself says of them, and that the programs speak with a service manager as they
ask.

    units_test.py BIN        the folder of the built programs
"""

import ctypes
import errno
import functools
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from needs import main, needs  # noqa: E402

BIN = None  # set from the command line
CONFIGS = {"clearance-server": "centre.toml", "gate-agent": "gate-1.toml"}  # of docker/
# What is another in them here: their folder, free ports, and a centre that nobody is.
HERE = [("/var/lib/clearance", "{folder}"), (r'(?m)^listen = "[^"]*"', 'listen = "127.0.0.1:0"')]
CHANGES = {"clearance-server": HERE, "gate-agent": [*HERE, (r'(?m)^address = "[^"]*"', 'address = "127.0.0.1:1"')]}
UNTRACED = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}  # a sanitizer's search for leaks needs ptrace
CLOCK_METRICS = ("clearance_clock_synchronised", "clearance_clock_max_error_seconds")
UNITS = {"clearance-server": ROOT / "systemd/clearance-server.service",
         "gate-agent": ROOT / "systemd/gate-agent.service"}
# systemd's measure of what a service could still do: 0 nothing, 10 everything. Ours are at 1.6.
MAX_EXPOSURE = 16  # tenths
PATIENCE_S = 60  # reached only when something is broken


def run(*command):
    return subprocess.run(command, text=True, timeout=PATIENCE_S, capture_output=True, check=False)


def settings(unit, name):
    """What a unit sets under that name, in its order."""
    return re.findall(rf"(?m)^{name}=(.*)$", unit.read_text(encoding="utf-8"))


class Filter:
    """A filter of system calls as seccomp takes it: each call by its number is let through or answered with EPERM."""

    LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # BPF
    ALLOW, DENY = 0x7FFF0000, 0x00050000 | errno.EPERM
    NO_NEW_PRIVS, SET_SECCOMP, MODE_FILTER = 38, 22, 2  # prctl

    def __init__(self, names, allow):
        listed, others = (self.ALLOW, self.DENY) if allow else (self.DENY, self.ALLOW)
        code = [(self.LOAD, 0, 0, 0)]
        for number in sorted({numbers()[name] for name in names if name in numbers()}):
            code += [(self.IF_EQUAL, 0, 1, number), (self.RETURN, 0, 0, listed)]
        code.append((self.RETURN, 0, 0, others))
        self.code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in code))
        self.program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code), ctypes.addressof(self.code)))
        self.libc = ctypes.CDLL(None, use_errno=True)

    def install(self):
        """For good, on the calling process: to be called in a child that is about to become another program."""
        if self.libc.prctl(self.NO_NEW_PRIVS, 1, 0, 0, 0) or self.libc.prctl(self.SET_SECCOMP, self.MODE_FILTER,
                                                                             self.program, 0, 0):
            raise OSError(ctypes.get_errno(), "seccomp")

    @classmethod
    def of_unit(cls, unit):
        """What SystemCallFilter= and ProtectClock= of a unit come to, in the order of systemd.exec(5)."""
        allowed = calls_of("@default")
        for line in settings(unit, "SystemCallFilter"):
            names = set().union(*(calls_of(word) for word in line.lstrip("~").split()))
            allowed = allowed - names if line.startswith("~") else allowed | names
        if settings(unit, "ProtectClock") == ["yes"]:
            allowed -= calls_of("@clock")
        return cls(allowed, allow=True)


@functools.cache
def numbers():
    """The number of each system call here, as the C library's headers have it."""
    defined = run("cc", "-E", "-dM", "-include", "sys/syscall.h", "-x", "c", "/dev/null").stdout
    return {name: int(number) for name, number in re.findall(r"#define __NR_(\w+) (\d+)", defined)}


@functools.cache
def calls_of(word):
    """The system calls a word of SystemCallFilter= stands for."""
    if not word.startswith("@"):
        return {word}
    lines = run("systemd-analyze", "syscall-filter", word).stdout.splitlines()[1:]
    words = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    return set().union(*(calls_of(one) for one in words))


@needs("systemd-analyze")
class UnitTest(unittest.TestCase):
    def test_systemd_understands_every_line(self):
        with tempfile.TemporaryDirectory() as folder:
            for program, unit in UNITS.items():
                copy = Path(folder) / unit.name
                copy.write_text(unit.read_text(encoding="utf-8").replace(f"/usr/bin/{program}", str(BIN / program)))
                checked = run("systemd-analyze", "verify", "--man=no", str(copy))
                self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_little_is_left_to_a_service_that_was_taken_over(self):
        for unit in UNITS.values():
            checked = run("systemd-analyze", "security", "--offline=true", f"--threshold={MAX_EXPOSURE}", str(unit))
            self.assertEqual(checked.returncode, 0, checked.stdout[-300:] + checked.stderr)


    def test_nobody_gives_up_to_start_them_again(self):
        for unit in UNITS.values():
            self.assertEqual(settings(unit, "Restart"), ["always"])
            self.assertEqual(settings(unit, "StartLimitIntervalSec"), ["0"])

    def test_the_user_they_run_as_is_made_by_the_file_that_their_heads_name(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "etc").mkdir()
            made = run("systemd-sysusers", f"--root={folder}", str(ROOT / "systemd/sysusers.conf"))
            self.assertEqual(made.returncode, 0, made.stderr)
            users = [line.split(":") for line in (Path(folder) / "etc/passwd").read_text(encoding="utf-8").splitlines()]
            groups = [line.split(":")[0]
                      for line in (Path(folder) / "etc/group").read_text(encoding="utf-8").splitlines()]
        for unit in UNITS.values():
            user = [one for one in users if [one[0]] == settings(unit, "User")]
            self.assertEqual([one[6] for one in user], ["/usr/sbin/nologin"])
            self.assertIn(settings(unit, "Group")[0], groups)
            self.assertIn("sysusers.conf", unit.read_text(encoding="utf-8").split("[Unit]")[0])


class ProgramTest(unittest.TestCase):
    """Programs with the configurations of docker/, on free ports and with keys of their own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        made = run("bash", str(ROOT / "tests/support/dev_pki.sh"), str(self.folder / "pki"))
        self.assertEqual(made.returncode, 0, made.stderr)

    def configure(self, program):
        text = (ROOT / "docker" / CONFIGS[program]).read_text(encoding="utf-8")
        for pattern, by in CHANGES[program]:
            text, changed = re.subn(pattern, by.format(folder=self.folder), text)
            self.assertGreater(changed, 0, f"{CONFIGS[program]} has nothing of {pattern} any more")
        self.assertNotRegex(text, r'"[^"]*:(?!0"|1")\d+"', "a port that may be somebody's")
        config = self.folder / CONFIGS[program]
        config.write_text(text)
        return config

    def start(self, program, **how):
        process = subprocess.Popen([BIN / program, "--config", self.configure(program)], stderr=subprocess.DEVNULL,
                                   **how)
        self.addCleanup(process.kill)
        return process


class SpeakingTest(ProgramTest):
    """A service manager with a socket of its own, and a program that was told of it."""

    def setUp(self):
        super().setUp()
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)
        self.manager.bind(str(self.folder / "notify"))
        self.manager.settimeout(PATIENCE_S)

    def hear(self):
        return self.manager.recv(256).decode()

    def test_ready_alive_and_stopping(self):
        for program in UNITS:
            with self.subTest(program):
                watched = {**os.environ, "NOTIFY_SOCKET": str(self.folder / "notify"), "WATCHDOG_USEC": "200000"}
                process = self.start(program, env=watched, stdout=subprocess.DEVNULL)
                self.assertEqual(self.hear(), "READY=1")
                self.assertEqual([self.hear(), self.hear()], ["WATCHDOG=1"] * 2)
                process.send_signal(signal.SIGTERM)
                while (told := self.hear()) == "WATCHDOG=1":
                    pass
                self.assertEqual(told, "STOPPING=1")
                self.assertEqual(process.wait(PATIENCE_S), 0)

    def test_the_units_ask_for_what_the_programs_tell(self):
        for unit in UNITS.values():
            text = unit.read_text(encoding="utf-8")
            self.assertIn("\nType=notify\n", text)
            self.assertRegex(text, r"\nWatchdogSec=\d+\n")


@needs("systemd-analyze", "cc")
class FilterTest(ProgramTest):
    """The programs under the system calls that are left to them."""

    def metrics(self, program, calls):
        """What it shows of its clock, and that it is ready, once it serves."""
        process = self.start(program, stdout=subprocess.PIPE, text=True, env=UNTRACED, preexec_fn=calls.install)
        self.addCleanup(process.stdout.close)
        for line in process.stdout:
            if line.startswith("metrics on "):
                shown = urllib.request.urlopen(f"http://{line.split()[-1]}/metrics", timeout=PATIENCE_S).read().decode()
                break
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE_S), 0)
        values = dict(line.rsplit(" ", 1) for line in shown.splitlines() if not line.startswith("#"))
        return {name: value for name, value in values.items() if name in ("clearance_ready", *CLOCK_METRICS)}

    def clock_of(self, program, calls):
        """What clearctl doctor says of the clock."""
        asked = subprocess.run([BIN / "clearctl", "doctor", "--json", "--config", self.configure(program)], text=True,
                               timeout=PATIENCE_S, capture_output=True, check=False, env=UNTRACED,
                               preexec_fn=calls.install)
        return next(line for line in json.loads(asked.stdout)["checks"] if line["check"] == "clock")

    def test_what_the_units_leave_is_enough_to_serve_and_to_know_the_clock(self):
        for program, unit in UNITS.items():
            with self.subTest(program):
                calls = Filter.of_unit(unit)
                shown = self.metrics(program, calls)
                self.assertEqual(shown["clearance_ready"], "1")
                for name in CLOCK_METRICS:
                    self.assertIn(name, shown)
                self.assertNotIn("may not be asked", self.clock_of(program, calls)["what"])

    def test_a_clock_that_may_not_be_asked_for_is_never_taken_for_a_perfect_one(self):
        for program in UNITS:
            with self.subTest(program):
                calls = Filter(calls_of("@clock"), allow=False)
                shown = self.metrics(program, calls)
                self.assertEqual(shown["clearance_ready"], "1")
                for name in CLOCK_METRICS:
                    self.assertNotIn(name, shown)
                clock = self.clock_of(program, calls)
                self.assertEqual(clock["state"], "warn")
                self.assertIn("may not be asked", clock["what"])


if __name__ == "__main__":
    BIN = Path(sys.argv.pop(1)).resolve()
    main()
