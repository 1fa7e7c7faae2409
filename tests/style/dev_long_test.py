"""Runs `./dev test --long` in a copy of the project's skeleton, with what it calls replaced by small scripts: which
parts it has, what it says of those that fail, and that it leaves nothing running.

It must never install, build or test anything.
"""

import shutil
import signal
import subprocess
import unittest

from dev_test import ROOT, DevTestCase

PARTS = ("./dev test --long --preset release", "./dev test --preset tsan", "./dev build clang",
         "./dev check --tidy --all",
         "./dev coverage", "./dev bench")
SCRIPTS = {"tidy": "tests/style/tidy.sh", "coverage": "tests/support/coverage.sh",
           "bench": "build/release/bin/clearance-bench"}


class LongRunTest(DevTestCase):
    def setUp(self):
        super().setUp()
        shutil.copy(ROOT / "tests/support/long_run.sh", self.root / "tests/support/long_run.sh")
        (self.root / ".ci").mkdir()
        (self.root / ".ci/run").write_text("true\n")
        for name in ("cmake", "clang-format", "python3"):
            self.program(name, "exit 0\n")
        self.stands_in(ninja="exit 0\n", ctest="exit 0\n", tidy="exit 0\n",
                       coverage="exit 0\n", bench="exit 0\n")

    def stands_in(self, **scripts):
        """Each notes how it was called, and then does as told."""
        for name, script in scripts.items():
            path = self.root / SCRIPTS[name] if name in SCRIPTS else self.bin / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f'#!/bin/sh\necho "{name} $* long=$CLEARANCE_LONG" >>ran\n' + script)
            path.chmod(0o755)

    def long(self, *arguments):
        return self.dev("test", "--long", *arguments, CLEARANCE_SKIP_SETUP="1")

    def ran(self):
        """What was called, without the jobs of ninja."""
        return [line.split(" -j")[0] for line in (self.root / "ran").read_text().splitlines()]

    def test_words_of_the_script_itself_begin_nothing(self):
        for words, code in ((["--help"], 0), (["--hlep"], 2)):
            answer = subprocess.run(["bash", self.root / "tests/support/long_run.sh", *words], capture_output=True,
                                    text=True, timeout=60, check=False)
            self.assertEqual(answer.returncode, code)
            self.assertFalse((self.root / "ran").exists(), answer.stdout)

    def test_it_is_the_long_tests_and_every_other_opinion_of_the_whole_tree(self):
        answer = self.long()
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertEqual(self.ran(), ["tidy --check long=", "coverage --check long=",
                                      "ninja -C build/release", "ctest --test-dir build/release --output-on-failure",
                                      "ninja -C build/tsan", "ctest --test-dir build/tsan --output-on-failure",
                                      "ninja -C build/clang", "tidy --check --all long=", "tidy --all long=",
                                      "coverage  long=",
                                      "ninja -C build/release", "bench  long="])
        wholly = (self.root / "ran").read_text().splitlines()
        self.assertTrue(wholly[3].endswith("--no-tests=error long=1"), wholly[3])
        self.assertTrue(wholly[5].endswith("long="), wholly[5])
        for number, part in enumerate(PARTS, start=1):
            self.assertIn(f"==> long run, part {number} of {len(PARTS)}: {part}\n", answer.stdout)
            self.assertRegex(answer.stdout, f"\n +0:\\d\\d min  {part} +good\n")
        self.assertTrue(answer.stdout.endswith("\nlong run: all good\n"), answer.stdout)

    def test_the_help_names_its_parts(self):
        said = self.dev("test", "--help").stdout
        for words in ("the whole long run", "--preset tsan", "./dev build clang", "./dev check --tidy --all",
                      "./dev coverage",
                      "./dev bench"):
            self.assertIn(words, said)

    def test_with_other_options_it_is_tests_alone(self):
        for options in (("-R", "Decide"), ("--preset", "release")):
            with self.subTest(options):
                (self.root / "ran").unlink(missing_ok=True)
                self.assertEqual(self.long(*options).returncode, 0)
                self.assertEqual(len(self.ran()), 2)
                self.assertTrue((self.root / "ran").read_text().endswith(" long=1\n"))

    def test_what_fails_is_named_at_the_end_and_keeps_nothing_from_being_run(self):
        failures = (({"ctest": "exit 8\n"}, {PARTS[0]: 8, PARTS[1]: 8}),
                    ({"ctest": "exit 0\n", "ninja": 'case "$*" in *clang*) exit 1 ;; esac\n'}, {PARTS[2]: 1}),
                    ({"ninja": "exit 0\n", "tidy": '[ "$1" = --check ]\n'}, {PARTS[3]: 1}),
                    ({"tidy": "exit 0\n", "coverage": '[ "$1" = --check ]\n', "bench": "exit 3\n"},
                     {PARTS[4]: 1, PARTS[5]: 3}))
        for scripts, failed in failures:
            with self.subTest(scripts):
                self.stands_in(**scripts)
                (self.root / "ran").unlink(missing_ok=True)
                answer = self.long()
                self.assertEqual((answer.returncode, len(self.ran())), (1, 12))
                for part in PARTS:
                    how = rf"FAILED \(exit {failed[part]}\)" if part in failed else "good"
                    self.assertRegex(answer.stdout, f"min  {part} +{how}\n")
                self.assertIn(f"long run: {len(failed)} of {len(PARTS)} parts failed", answer.stderr)

    def test_a_machine_without_clang_tidy_is_told_before_hours_of_the_rest(self):
        self.stands_in(tidy="echo tidy: there is none here >&2; exit 1\n")
        answer = self.long()
        self.assertEqual((answer.returncode, answer.stderr), (1, "tidy: there is none here\n"))
        self.assertEqual(self.ran(), ["tidy --check long="])

    def test_a_machine_without_gcovr_is_told_too(self):
        self.stands_in(coverage="echo coverage: there is none here >&2; exit 1\n")
        answer = self.long()
        self.assertEqual((answer.returncode, answer.stderr), (1, "coverage: there is none here\n"))

    def test_an_interruption_ends_what_was_started_and_says_where(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                # A test, and a process of its own that would outlive it. Both hold the pipe that is read below to its
                # end.
                self.stands_in(ctest="sleep 600 &\necho up\nwait\n")
                run = subprocess.Popen(["./dev", "test", "--long"], cwd=self.root, text=True, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                       env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.root),
                                            "CLEARANCE_SKIP_SETUP": "1"})
                self.assertIn("up\n", iter(run.stdout.readline, ""))
                run.send_signal(number)
                said, _ = run.communicate(timeout=60)
                self.assertEqual(run.returncode, 130)
                self.assertIn(f"long run: interrupted in: {PARTS[0]}\n", said)
                self.assertNotIn("part 2", said)


if __name__ == "__main__":
    unittest.main()
