"""Runs clearance-bench with words that it cannot follow: it says so before it measures."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCH = Path(sys.argv.pop()) / "clearance-bench"


class BenchWordsTest(unittest.TestCase):
    def bench(self, *words):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        answer = subprocess.run([BENCH, *words], cwd=folder.name, text=True, timeout=60, stdin=subprocess.DEVNULL,
                                capture_output=True, check=False)
        self.assertNotEqual(answer.returncode, 0)
        self.assertEqual(answer.stdout, "", "nothing is measured")
        self.assertEqual([path.name for path in Path(folder.name).iterdir()], [])
        return answer.stderr

    def test_a_folder_that_cannot_be_made_or_written_into(self):
        for words in (("seal",), ("year", "--days", "1", "--scale", "0.0001")):
            for folder in ("/proc/nope", "/proc"):
                self.assertIn(folder, self.bench(*words, "--output", folder))

    def test_two_sections(self):
        for words in (("centre", "--only", "face"), ("--only", "centre", "--only", "face"), ("centre", "face")):
            said = self.bench(*words)
            self.assertIn("section: is given twice, centre and face: one section alone is measured, or every one", said)

    def test_a_long_form_that_there_is_not(self):
        for words, name in ((("--long", "telemetry"), "telemetry"), (("--only", "seal", "--long"), "seal"),
                            (("--long", "year", "--days", "1"), "year")):
            self.assertIn(f"there is no long form of {name}, only of ledger", self.bench(*words))


if __name__ == "__main__":
    unittest.main()
