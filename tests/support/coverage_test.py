"""Runs coverage.sh (`./dev coverage`) in a copy of what it needs, with cmake, ninja, gcovr and the tests replaced by
small programs: what it looks at, and when it fails.

It must never compile anything.
"""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "int Half(int n) {\n  if (n < 0) return -1;\n  return n / 2;\n}\n"


class CoverageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "clearance"
        self.bin = Path(folder.name) / "bin"
        self.bin.mkdir()
        for name in ("coverage.sh", "untested_lines.py"):
            (self.root / "tests/support").mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "tests/support" / name, self.root / "tests/support" / name)
        for name in ("common/base", "gate-agent/lane", "gate-agent/checks"):
            (self.root / name).mkdir(parents=True)
            library = name.split("/")[-1]
            (self.root / name / "CMakeLists.txt").write_text(f"clearance_library({library} DEPS clearance_domain)\n")
        (self.root / "gate-agent/lane/half.cc").write_text(SOURCE)
        self.accept("")
        self.program("cmake", "mkdir -p build/coverage/bin\n")
        # Lists its targets, or builds what it is asked for.
        self.program("ninja", 'case "$*" in *-t*) printf "clearance_%s_test: phony\\n" base lane checks; exit ;; esac\n'
                              'for name; do case $name in clearance_*)\n'
                              'printf "#!/bin/sh\\necho $name >>ran\\n$TEST_ENDS\\n" >build/coverage/bin/$name\n'
                              'chmod +x build/coverage/bin/$name ;; esac; done\n')
        self.reports(untested=0)

    def program(self, name, script):
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def accept(self, text):
        (self.root / "tests/support/untested_lines.txt").write_text(text)

    def reports(self, untested):
        """What gcovr says of the second line of the lane's one file."""
        lines = [{"line_number": 2, "count": 0 if untested else 3, "gcovr/noncode": False}]
        (self.root / "report").write_text(json.dumps({"files": [{"file": "gate-agent/lane/half.cc", "lines": lines}]}))
        self.program("gcovr", 'echo "$*" >asked\nwhile [ "$1" != --json ]; do shift; done; cp report "$2"\n')

    def cover(self, *folders, test_ends="exit 0"):
        return subprocess.run(["bash", "tests/support/coverage.sh", *folders], cwd=self.root, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              env={"PATH": f"{self.bin}:/usr/bin:/bin", "TEST_ENDS": test_ends, "CLEARANCE_JOBS": "1"})

    def test_everything_that_matters_is_run_and_reported(self):
        answer = self.cover()
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("every line was run, or is accepted", answer.stdout)
        ran = (self.root / "ran").read_text().split()
        self.assertEqual(sorted(ran), ["clearance_base_test", "clearance_checks_test", "clearance_lane_test"])
        for folder in ("common/", "gate-agent/lane/", "gate-agent/checks/"):
            self.assertIn(f"--filter {folder} ", (self.root / "asked").read_text())

    def test_a_folder_alone(self):
        self.assertEqual(self.cover("gate-agent/lane/").returncode, 0)
        self.assertEqual((self.root / "ran").read_text().split(), ["clearance_lane_test"])
        self.assertNotIn("common", (self.root / "asked").read_text())

    def test_an_untested_line_is_a_failure_unless_it_is_accepted(self):
        self.reports(untested=1)
        answer = self.cover()
        self.assertEqual(answer.returncode, 1)
        self.assertIn("gate-agent/lane/half.cc:2: untested: if (n < 0) return -1;", answer.stdout)
        self.accept("## nobody asks for negative ones\ngate-agent/lane/half.cc: if (n < 0) return -1;\n")
        self.assertEqual(self.cover().returncode, 0)

    def test_a_file_that_no_program_has_is_a_failure(self):
        (self.root / "gate-agent/lane/lost.cc").touch()
        answer = self.cover()
        self.assertEqual(answer.returncode, 1)
        self.assertIn("gate-agent/lane/lost.cc: no program of the tests that were run has it", answer.stdout)
        self.assertEqual(self.cover("gate-agent/checks").returncode, 0)

    def test_a_failing_test_is_a_failure(self):
        answer = self.cover(test_ends="exit 1")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("clearance_base_test failed", answer.stderr)

    def test_whether_it_could_run_is_told_without_running(self):
        answer = self.cover("--check")
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (0, "", ""))
        self.assertFalse((self.root / "ran").exists())
        (self.bin / "gcovr").unlink()
        if shutil.which("gcovr", path="/usr/bin:/bin") is None:
            answer = self.cover("--check")
            self.assertEqual(answer.returncode, 1)
            self.assertIn("apt-get install --no-install-recommends gcovr", answer.stderr)

    def test_it_says_how_it_is_called(self):
        answer = self.cover("--help")
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertEqual(answer.stdout, "coverage.sh [--check | FOLDER...]    ./dev coverage --help tells more\n")

    def test_wrong_words_are_named(self):
        for word, complaint in (("gate-agent/land", "there is no folder gate-agent/land"),
                                ("--quick", "no such option: --quick")):
            answer = self.cover("common", word)
            self.assertEqual(answer.returncode, 2)
            self.assertIn(complaint, answer.stderr)
            self.assertFalse((self.root / "ran").exists())


if __name__ == "__main__":
    unittest.main()
