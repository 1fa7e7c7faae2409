"""The units of systemd/: what systemd itself says of them, and that the programs speak with a service manager as they ask.

    units_test.py BIN        the folder of the built programs
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from needs import main, needs  # noqa: E402

BIN = None  # set from the command line
UNITS = {"clearance-server": ROOT / "systemd/clearance-server.service", "gate-agent": ROOT / "systemd/gate-agent.service"}
# systemd's measure of what a service could still do: 0 nothing, 10 everything. Ours are at 1.2.
MAX_EXPOSURE = 15  # tenths
PATIENCE_S = 60  # reached only when something is broken


def run(*command):
    return subprocess.run(command, text=True, timeout=PATIENCE_S, capture_output=True, check=False)


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


class SpeakingTest(unittest.TestCase):
    """A service manager with a socket of its own, and a program that was told of it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        made = run("bash", str(ROOT / "tests/support/dev_pki.sh"), str(self.folder / "pki"))
        self.assertEqual(made.returncode, 0, made.stderr)
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)
        self.manager.bind(str(self.folder / "notify"))
        self.manager.settimeout(PATIENCE_S)

    def hear(self):
        return self.manager.recv(256).decode()

    def test_ready_alive_and_stopping(self):
        for program, config in (("clearance-server", "centre.toml"), ("gate-agent", "gate-1.toml")):
            with self.subTest(program):
                text = (ROOT / "docker" / config).read_text(encoding="utf-8").replace("/var/lib/clearance", str(self.folder))
                text = re.sub(r'(?m)^listen = "[^"]*"', 'listen = "127.0.0.1:0"', text).replace("centre:7443", "127.0.0.1:1")
                (self.folder / config).write_text(text)
                watched = {**os.environ, "NOTIFY_SOCKET": str(self.folder / "notify"), "WATCHDOG_USEC": "200000"}
                process = subprocess.Popen([BIN / program, "--config", self.folder / config], env=watched,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                self.addCleanup(process.kill)
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


if __name__ == "__main__":
    BIN = Path(sys.argv.pop(1)).resolve()
    main()
