"""Runs .ci/run over a ./dev that is a small script: what it runs, what it says, and that it leaves nothing running."""

import os
import shutil
import signal
import subprocess
import sys
import unittest

from dev_test import ROOT, DevTestCase

sys.path.insert(0, str(ROOT / "tests/support"))

from lingering import Lingering  # noqa: E402


# Without what .ci/run itself has set for the tests, of which this may be one.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("CLEARANCE_")}


class CiRunTest(DevTestCase):
    SUMMARY = "100% tests passed, 0 tests failed out of 3\n\nTotal Test time (real) =   0.01 sec\n"

    def prepare(self, script):
        """.ci/run over a ./dev that does as told."""
        (self.root / ".ci").mkdir(exist_ok=True)
        shutil.copy(ROOT / ".ci/run", self.root / ".ci/run")
        (self.root / "dev").write_text("#!/bin/sh\n" + script)

    def run_ci(self, **exits):
        """.ci/run over a ./dev whose commands exit as told."""
        cases = "".join(f"{command}) code={code} ;;\n" for command, code in exits.items())
        self.prepare(
            'code=0\necho "dev $* $CLEARANCE_REQUIRE_SHARED$CLEARANCE_SKIP_SETUP" >>ran\n'
            f'[ "$1" = test ] && printf "%s" "Output: 9 tests passed, maybe\n{self.SUMMARY}"\n'
            f"case $1 in\n{cases}*) ;;\nesac\nexit $code\n")
        answer = subprocess.run(["bash", ".ci/run"], cwd=self.root, text=True, timeout=60, capture_output=True,
                                check=False, env=ENVIRONMENT)
        return answer, (self.root / "ran").read_text().splitlines()

    def test_it_ends_with_the_summary_of_ctest(self):
        answer, ran = self.run_ci()
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(ran, ["dev setup 1", "dev check 11", "dev test 11", "dev demo --check 11"])
        self.assertTrue(answer.stdout.endswith("min\n" + self.SUMMARY), answer.stdout)

    def test_a_failing_step_is_named_and_stops_the_rest(self):
        answer, ran = self.run_ci(check=1)
        self.assertEqual((answer.returncode, len(ran)), (1, 2))
        self.assertIn("FAILED: check (exit 1)", answer.stdout)

    def test_failing_tests_fail_it_although_their_output_is_piped(self):
        answer, ran = self.run_ci(test=8)
        self.assertEqual((answer.returncode, len(ran)), (8, 3))
        self.assertIn("FAILED: test (exit 8)", answer.stdout)
        self.assertTrue(answer.stdout.endswith(self.SUMMARY))

    def test_a_failing_demo_fails_it(self):
        answer, ran = self.run_ci(demo=1)
        self.assertEqual((answer.returncode, len(ran)), (1, 4))
        self.assertIn("FAILED: demo (exit 1)", answer.stdout)
        self.assertTrue(answer.stdout.endswith(self.SUMMARY))

    def test_an_interruption_names_the_step_and_leaves_nothing_running(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                tests = Lingering(self, self.root / number.name)
                self.prepare(f'if [ "$1" = test ]; then\n{tests.script}fi\n')
                run = subprocess.Popen(["bash", ".ci/run"], cwd=self.root, env=ENVIRONMENT, text=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                tests.wait_for()
                run.send_signal(number)
                said, _ = run.communicate(timeout=20)
                self.assertTrue(tests.are_gone())
                self.assertEqual(run.returncode, 130)
                self.assertIn("FAILED: test (exit 130)\n", said)


if __name__ == "__main__":
    unittest.main()
