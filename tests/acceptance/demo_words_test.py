"""Runs clearance-demo with words that it cannot follow: it says so before it makes anything."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DEMO = Path(sys.argv.pop()) / "clearance-demo"
EXPECTATIONS = Path(__file__).resolve().parents[1] / "golden/demo.csv"


class DemoWordsTest(unittest.TestCase):
    def test_expectations_that_are_not_there_or_none(self):
        with tempfile.TemporaryDirectory() as folder:
            broken = Path(folder) / "broken.csv"
            broken.write_text("one;two\n")
            for path, complaint in ((f"{folder}/nosuch", f"{folder}/nosuch"),
                                    (str(broken), "must be id;full;no biometrics")):
                with self.subTest(path):
                    answer = subprocess.run([DEMO, "--models", "none", "--expectations", path], text=True, timeout=60,
                                            stdin=subprocess.DEVNULL, capture_output=True, check=False,
                                            env={**os.environ, "TMPDIR": folder})
                    self.assertEqual((answer.returncode, answer.stdout), (1, ""))
                    self.assertIn(complaint, answer.stderr)
                    self.assertNotIn("the logs are in", answer.stderr)
                    self.assertEqual(list(Path(folder).iterdir()), [broken])

    def test_a_folder_for_temporary_files_that_is_not_there(self):
        with tempfile.TemporaryDirectory() as folder:
            answer = subprocess.run([DEMO, "--models", "none", "--expectations", EXPECTATIONS], text=True, timeout=60,
                                    cwd=folder,
                                    stdin=subprocess.DEVNULL, capture_output=True, check=False,
                                    env={**os.environ, "TMPDIR": f"{folder}/absent"})
            self.assertEqual((answer.returncode, answer.stdout), (1, ""))
            self.assertIn("$TMPDIR", answer.stderr)
            self.assertEqual(list(Path(folder).iterdir()), [])


if __name__ == "__main__":
    unittest.main()
