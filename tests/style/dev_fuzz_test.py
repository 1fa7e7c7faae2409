"""Runs `./dev fuzz` in a copy of the project's skeleton, with the compiler and the fuzzers replaced by small scripts:
what it says of them, and that it leaves none running.

It must never build or fuzz anything.
"""

import shutil
import signal
import subprocess
import sys
import unittest

from dev_test import ROOT, DevTestCase

sys.path.insert(0, str(ROOT / "tests/support"))

from lingering import Lingering  # noqa: E402


class FuzzTest(DevTestCase):
    def setUp(self):
        super().setUp()
        shutil.copy(ROOT / "tests/fuzz/run_libfuzzer.sh", self.root / "tests/fuzz/run_libfuzzer.sh")
        for name in ("cmake", "ninja"):
            self.program(name, "exit 0\n")
        self.program("nproc", "echo 2\n")
        for target in ("mrz", "seal", "cms"):
            (self.root / f"tests/fuzz/target_{target}.cc").touch()
            self.fuzzer(target, "echo 'stat::number_of_executed_units: 7'\n")

    def fuzzer(self, target, script):
        """A program that does as told."""
        path = self.root / f"build/fuzz/bin/clearance_fuzz_{target}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def fuzz(self, *arguments):
        return self.dev("fuzz", *arguments, CLEARANCE_SKIP_SETUP="1")

    def test_every_target_is_run_and_all_are_clean(self):
        answer = self.fuzz()
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        for target in ("mrz", "seal", "cms"):
            self.assertIn(f"  {target}: clean, 7 inputs\n", answer.stdout)
        self.assertTrue(answer.stdout.endswith("==> fuzz: all clean\n"), answer.stdout)

    def test_what_a_fuzzer_finds_is_told_and_the_others_still_run(self):
        self.fuzzer("cms", "echo 'an overflow'; exit 77\n")
        answer = self.fuzz("--seconds", "1")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("an overflow\n  cms: FOUND SOMETHING", answer.stderr)
        self.assertIn("  mrz: clean, 7 inputs\n", answer.stdout)
        self.assertIn("  seal: clean, 7 inputs\n", answer.stdout)

    def test_a_fuzzer_that_ran_nothing_is_not_clean(self):
        self.fuzzer("mrz", "exit 0\n")
        self.assertEqual(self.fuzz("mrz").returncode, 1)

    def test_an_interruption_leaves_no_fuzzer_running(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                fuzzers = Lingering(self, self.root / number.name)
                for target in ("mrz", "seal"):
                    self.fuzzer(target, fuzzers.script)
                run = subprocess.Popen(["./dev", "fuzz", "mrz", "seal"], cwd=self.root, text=True,
                                       stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env={"PATH": f"{self.bin}:/usr/bin:/bin", "CLEARANCE_SKIP_SETUP": "1"})
                fuzzers.wait_for(2)
                run.send_signal(number)
                _, said = run.communicate(timeout=20)
                self.assertTrue(fuzzers.are_gone())
                self.assertEqual((run.returncode, said), (130, "\ndev: interrupted\n"))

    def test_the_script_of_one_target_says_how_it_is_called(self):
        for words, code in ((("--help",), 0), ((), 2), (("a", "b"), 2), (("a", "b", "1", "2", "3"), 2)):
            answer = subprocess.run(["tests/fuzz/run_libfuzzer.sh", *words], cwd=self.root, text=True,
                                    capture_output=True, check=False)
            self.assertEqual(answer.returncode, code)
            self.assertEqual(answer.stdout + answer.stderr,
                             "run_libfuzzer.sh PROGRAM TARGET SECONDS [LONG]    ./dev fuzz --help tells more\n")

    def test_wrong_words_are_named(self):
        for words, complaint in ((("--quick",), "no such option: --quick"),
                                 (("--seconds", "soon"), "--seconds needs a number"),
                                 (("nosuch",), "no such target: nosuch (there are: cms mrz seal )")):
            answer = self.fuzz(*words)
            self.assertEqual(answer.returncode, 2)
            self.assertIn(complaint, answer.stderr)
            self.assertIn("./dev fuzz --help", answer.stderr)


if __name__ == "__main__":
    unittest.main()
