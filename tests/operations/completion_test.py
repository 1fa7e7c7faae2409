"""completion/clearance.bash, asked as bash asks it, about the built programs and ./dev.

    completion_test.py BIN        the folder of the built programs
"""

import re
import subprocess
import sys
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


def completed(function, *words):
    answer = subprocess.run(["bash", "-c", ASK, "ask", function, *words], cwd=ROOT, text=True, timeout=60,
                            capture_output=True, check=True)
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

    def test_every_program_has_it(self):
        """All that the tree builds as a program (clearance_program of its CMake files)."""
        made = re.findall(r"clearance_program\(([\w-]+)", "".join(
            file.read_text(encoding="utf-8") for part in ("services", "gate-agent") for file in (ROOT / part).rglob("CMakeLists.txt")))
        self.assertTrue({"clearctl", "clearance-server"} <= set(made))
        known = subprocess.run(["bash", "-c", ". completion/clearance.bash; complete -p"], cwd=ROOT, text=True, timeout=60,
                               capture_output=True, check=True).stdout
        for program in made:
            with self.subTest(program):
                self.assertIn(f"-F _clearance {program}\n", known)
                self.assertIn("--version", completed("_clearance", str(BIN / program), "--v"))

    def test_dev(self):
        self.assertTrue({"demo", "test", "image"} <= completed("_clearance_dev", "./dev", ""))
        self.assertEqual(completed("_clearance_dev", "./dev", "te"), {"test"})
        self.assertTrue({"--long", "--fresh", "--preset"} <= completed("_clearance_dev", "./dev", "test", "--"))
        self.assertEqual(completed("_clearance_dev", "./dev", "image", "--comp"), {"--compile"})


if __name__ == "__main__":
    BIN = Path(sys.argv.pop(1)).resolve()
    unittest.main()
