"""Runs ./dev with words that it or a program of ours does not know, in a copy of the project's skeleton.

It must never install or build anything.
"""

import shutil
import unittest

from dev_test import ROOT, DevTestCase


class WordsTest(DevTestCase):
    """Wrong words are found before anything is set up, built or formatted."""

    def setUp(self):
        super().setUp()
        for name in ("dpkg-query", "cmake", "ninja", "clang-format"):
            self.program(name, f'echo "{name} $*" >>ran\n')
        for name in ("tests/acceptance/demo/main.cc", "tests/bench/main.cc"):
            (self.root / name).parent.mkdir(parents=True)
            shutil.copy(ROOT / name, self.root / name)

    def test_those_of_the_demo_and_the_bench(self):
        for words in (("demo", "--quick"), ("demo", "--check", "--photo"), ("demo", "check"),
                      ("bench", "--only=face", "--fast"),
                      ("bench", "nosuch"), ("bench", "year", "--day", "7")):
            with self.subTest(words):
                answer = self.dev(*words)
                self.assertEqual(answer.returncode, 2)
                wrong = next(word for word in words[1:] if word not in ("--check", "--only=face", "year"))
                self.assertIn(f": {wrong}\n     ./dev {words[0]} --help tells more\n", answer.stderr)
                self.assertFalse((self.root / "ran").exists())

    def test_every_word_that_a_program_knows_is_passed_on(self):
        for name, lines in (("demo", ("--check --photos --keep --models none --expectations a.csv", "--models=none")),
                            ("bench", ("", "face", "--only centre --long", "--history year", "--output a/b ledger",
                                       "year --help",
                                       "year --days 7 --scale 0.01 --seed 3 --keep a.db --output a/b"))):
            program = self.root / f"build/release/bin/clearance-{name}"
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text('#!/bin/sh\necho "words: $*"\n')
            program.chmod(0o755)
            for line in lines:
                with self.subTest(line):
                    answer = self.dev(name, *line.split(), CLEARANCE_SKIP_SETUP="1")
                    self.assertEqual((answer.returncode, answer.stderr), (0, ""))
                    self.assertTrue(answer.stdout.endswith(f"words: {line}\n"), answer.stdout)

    def test_those_of_clang_tidy(self):
        tidy = self.root / "tests/style/tidy.sh"
        tidy.parent.mkdir(parents=True)
        tidy.write_text('#!/bin/sh\necho "tidy: no such thing" >&2\necho "$*" >>asked\nexit 2\n')
        tidy.chmod(0o755)
        for words in (("nope.cc",), ("--since", "nope"), ("docs",)):
            answer = self.dev("check", "--tidy", *words)
            self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (2, "", "tidy: no such thing\n"))
        self.assertEqual((self.root / "asked").read_text(), "--check nope.cc\n--check --since nope\n--check docs\n")
        self.assertFalse((self.root / "ran").exists())


if __name__ == "__main__":
    unittest.main()
