"""Runs small tests that need what is here, what is not, and what CI must have."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = """
import sys, unittest
sys.path.insert(0, {here!r})
from needs import main, needs

@needs({needed})
class NeedyTest(unittest.TestCase):
    def test_it(self):
        pass

class OtherTest(unittest.TestCase):
    def test_it(self):
        self.assertTrue({passes})

main()
"""


def run(needed, passes=True, ci="", as_nobody=False):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shutil.copy(HERE / "needs.py", folder)
        script = Path(folder) / "small_test.py"
        script.write_text(TESTS.format(here=folder, needed=needed, passes=passes))
        python = "/usr/bin/python3" if as_nobody else sys.executable  # root's own may be nobody's to run
        return subprocess.run([python, "-B", str(script)], env={"PATH": os.environ["PATH"], "CI": ci}, text=True,
                              capture_output=True, check=False, user=65534 if as_nobody else None)


class NeedsTest(unittest.TestCase):
    def test_what_is_here_is_tested(self):
        self.assertEqual(run("'bash'").returncode, 0)
        self.assertEqual(run("'bash'", passes=False).returncode, 1)

    def test_what_is_missing_is_skipped_and_said_so(self):
        for ci in ("", "false"):
            answer = run("'bash', 'no-such-program'", ci=ci)
            self.assertEqual(answer.returncode, 77)
            self.assertRegex(answer.stderr, r"(?m)^SKIPPED .*NeedyTest.*: not here: no-such-program$")

    def test_ci_has_what_can_be_installed(self):
        answer = run("'no-such-program'", ci="true")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("not here: no-such-program", answer.stderr)
        self.assertEqual(run("'bash'", ci="true").returncode, 0)

    def test_a_failure_beside_a_skip_is_a_failure(self):
        self.assertEqual(run("'no-such-program'", passes=False).returncode, 1)

    @unittest.skipUnless(os.geteuid() == 0, "another user can only be asked by root")
    def test_root_cannot_be_installed(self):
        self.assertEqual(run("root=True").returncode, 0)
        self.assertEqual(run("root=True", ci="true", as_nobody=True).returncode, 77)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    from needs import main
    main()
