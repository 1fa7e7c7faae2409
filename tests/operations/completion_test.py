"""completion/clearance.bash, asked as bash asks it, about the built programs and ./dev.

    completion_test.py BIN        the folder of the built programs
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = None  # set from the command line
ASK = """
. completion/clearance.bash
function=$1; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
"$function" "$1"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(function, *words, **environment):
    answer = subprocess.run(["bash", "-c", ASK, "ask", function, *words], cwd=ROOT, text=True, timeout=60,
                            env={**os.environ, **environment}, capture_output=True, check=True)
    assert answer.stderr == "", answer.stderr
    return set(answer.stdout.split())


class CompletionTest(unittest.TestCase):
    def test_commands_of_commands_and_their_options(self):
        clearctl = str(BIN / "clearctl")
        self.assertTrue({"ledger", "rules", "stay", "--version"} <= completed("_clearance", clearctl, ""))
        self.assertEqual(completed("_clearance", clearctl, "led"), {"ledger"})
        self.assertTrue({"verify", "checkpoint", "prove"} <= completed("_clearance", clearctl, "ledger", ""))
        self.assertIn("--database", completed("_clearance", clearctl, "ledger", "verify", "--da"))
        self.assertEqual(completed("_clearance", clearctl, "ledger", "verify", "ledg"), set())
        self.assertEqual(completed("_clearance", clearctl, "ledger", "verify", "--database", ""), set())
        self.assertEqual(completed("_clearance", str(BIN / "gate-agent"), "--ch"), {"--check-config"})
        self.assertEqual(completed("_clearance", clearctl, "leger", ""), set())
        self.assertIn("--json", completed("_clearance", clearctl, "mrz", "parse", "card.txt", "--"))

    def test_values_that_the_help_lists(self):
        clearctl = str(BIN / "clearctl")
        self.assertEqual(completed("_clearance", clearctl, "document", "check", "--access", ""),
                         {"pace", "bac", "none"})
        self.assertEqual(completed("_clearance", clearctl, "document", "check", "--access", "p"), {"pace"})
        self.assertEqual(completed("_clearance", str(BIN / "clearance-bench"), "--only", "fa"), {"face"})

    def test_what_stands_without_an_option(self):
        bench = str(BIN / "clearance-bench")
        self.assertTrue({"face", "open-loop", "year", "--only"} <= completed("_clearance", bench, ""))
        self.assertEqual(completed("_clearance", bench, "fa"), {"face"})
        self.assertIn("--output", completed("_clearance", bench, "face", "--"))
        self.assertEqual(completed("_clearance", bench, "face", "ce"), set(), "one section alone")
        self.assertEqual(completed("_clearance", bench, "year", "ce"), set(), "a command of its own")

    def test_a_program_below_the_home_folder(self):
        with tempfile.TemporaryDirectory() as home:
            (Path(home) / "bin").symlink_to(BIN)
            self.assertEqual(completed("_clearance", "~/bin/clearctl", "led", HOME=home), {"ledger"})
            (Path(home) / "clearance").symlink_to(ROOT)
            self.assertEqual(completed("_clearance_dev", "~/clearance/dev", "te", HOME=home), {"test"})

    def test_presets_and_targets(self):
        presets = {"release", "dev", "asan", "tsan", "clang"}
        self.assertEqual(completed("_clearance_dev", "./dev", "build", ""), presets)
        self.assertEqual(completed("_clearance_dev", "./dev", "test", "--preset", ""), presets)
        targets = {path.name[len("target_"):-len(".cc")] for path in (ROOT / "tests/fuzz").glob("target_*.cc")}
        self.assertEqual(completed("_clearance_dev", "./dev", "fuzz", ""), targets)
        self.assertEqual(completed("_clearance_dev", "./dev", "fuzz", "--seconds", "60", "mr"), {"mrz"})
        self.assertEqual(completed("_clearance_dev", "./dev", "fuzz", "--s"), {"--seconds"})

    def test_every_program_has_it(self):
        """All that the tree builds as a program (clearance_program of its CMake files)."""
        made = re.findall(r"clearance_program\(([\w-]+)", "".join(
            file.read_text(encoding="utf-8") for part in ("services", "gate-agent")
            for file in (ROOT / part).rglob("CMakeLists.txt")))
        self.assertTrue({"clearctl", "clearance-server"} <= set(made))
        known = subprocess.run(["bash", "-c", ". completion/clearance.bash; complete -p"], cwd=ROOT, text=True,
                               timeout=60,
                               capture_output=True, check=True).stdout
        for program in made:
            with self.subTest(program):
                self.assertIn(f"-F _clearance {program}\n", known)
                self.assertIn("--version", completed("_clearance", str(BIN / program), "--v"))

    def test_the_page_of_operations_names_what_has_it(self):
        page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
        said = re.search(r"completes the commands, options and listed values of\s([^,]+(?:,[^,]+)*?), by their own",
                         page)
        script = (ROOT / "completion/clearance.bash").read_text(encoding="utf-8").replace("\\\n", " ")
        known = {word for line in re.findall(r"(?m)^complete .* -F \S+ (.*)$", script) for word in line.split()}
        self.assertEqual(set(re.findall(r"`([^`]+)`", said[1])), known - {"dev"})

    def test_dev(self):
        self.assertTrue({"demo", "test", "image"} <= completed("_clearance_dev", "./dev", ""))
        self.assertEqual(completed("_clearance_dev", "./dev", "te"), {"test"})
        self.assertTrue({"--long", "--fresh", "--preset"} <= completed("_clearance_dev", "./dev", "test", "--"))
        self.assertEqual(completed("_clearance_dev", "./dev", "image", "--comp"), {"--compile"})
        self.assertEqual(completed("_clearance_dev", "./dev", "test", "--"), {"--long", "--preset", "--fresh"})
        self.assertEqual(completed("_clearance_dev", "./dev", "test", "--fresh", "--"),
                         {"--suite", "--only", "--ccache", "--fresh"})


if __name__ == "__main__":
    BIN = Path(sys.argv.pop(1)).resolve()
    unittest.main()
