"""Runs tests/style/tidy.sh in a small repository, with cmake, ninja and clang-tidy replaced by small programs: which
files it looks at, and what it says of those it cannot.
"""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_THE_BUILD = ("db/store.cc", "db/far.cc", "db/tables_test.cc", "db/user.cc")
NOT_OF_THE_BUILD = ("cmake/precompiled.cc", "tests/fuzz/libfuzzer_main.cc")  # as tidy.sh says, with why


class TidyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve() / "clearance"
        self.bin = Path(folder.name) / "bin"
        self.bin.mkdir()
        self.write("tests/style/tidy.sh", (ROOT / "tests/style/tidy.sh").read_text(encoding="utf-8"))
        shutil.copymode(ROOT / "tests/style/tidy.sh", self.root / "tests/style/tidy.sh")
        self.write("build/tidy/compile_commands.json",
                   json.dumps([{"file": f"{self.root}/{name}"} for name in OF_THE_BUILD], indent=1))
        self.write(".gitignore", "build\n")
        self.write("db/store.h", "")
        self.write("db/store.cc", '#include "db/store.h"\n')
        self.write("db/tables.h", "")
        self.write("db/tables_test.cc", '#include "db/tables.h"\n')
        self.write("db/row.h", "")
        self.write("db/middle.h", '#include "db/row.h"\n')
        self.write("db/far.cc", '#include "db/middle.h"\n')
        self.write("db/alone.h", "")
        self.write("db/user.cc", "")
        for name in NOT_OF_THE_BUILD:
            self.write(name, "")
        for name in ("cmake", "ninja"):
            self.program(name, "exit 0\n")
        self.program("clang-tidy-14", 'for file; do :; done; echo "$file" >>../looked\n! grep -n bad "$file"\n')
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def program(self, name, script):
        (self.bin / name).write_text("#!/bin/sh\n" + script)
        (self.bin / name).chmod(0o755)

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments], cwd=self.root,
                       check=True,
                       capture_output=True)

    def commit(self):
        self.git("add", ".")
        self.git("commit", "--quiet", "--message=a change")

    def tidy(self, *arguments):
        """Exit code, what it said, and the files it looked at."""
        looked = self.root.parent / "looked"
        looked.unlink(missing_ok=True)
        answer = subprocess.run(["tests/style/tidy.sh", *arguments], cwd=self.root, text=True, capture_output=True,
                                check=False,
                                env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.root)})
        files = sorted(looked.read_text().split()) if looked.exists() else []
        return answer.returncode, answer.stdout + answer.stderr, files

    def test_a_file_that_is_not_there_or_not_of_the_build_is_an_error(self):
        for name in ("db/stroe.cc", "db", ".gitignore"):
            for words in (("db/store.cc", name), ("--check", "db/store.cc", name)):
                code, said, looked = self.tidy(*words)
                self.assertEqual((code, looked), (2, []), words)
                self.assertIn(f"no such .cc or .h: {name}\n", said)
        self.write("db/elsewhere.cc", "")
        for name, complaint in (("db/elsewhere.cc", "not of the build: db/elsewhere.cc"),
                                ("cmake/precompiled.cc", "what is named must be of the build")):
            code, said, looked = self.tidy("db/store.cc", name)
            self.assertEqual((code, looked), (1, []), name)
            self.assertIn(complaint, said)

    def test_what_is_not_of_the_build_is_told_with_why_or_is_an_error(self):
        for name in NOT_OF_THE_BUILD:
            self.assertTrue((ROOT / name).is_file(), f"tidy.sh gives a reason for {name}")
        code, said, looked = self.tidy("--all")
        self.assertEqual((code, looked), (0, sorted(OF_THE_BUILD)))
        self.assertTrue(said.startswith("tidy: 2 files not looked at\n      cmake/precompiled.cc: nothing but a name"),
                        said)
        self.assertIn("\n      tests/fuzz/libfuzzer_main.cc: of the libFuzzer programs, which this build leaves out\n"
                      "tidy: 4 files\n", said)
        self.write("db/elsewhere.cc", "")
        for arguments in ((), ("--since", "HEAD")):
            code, said, looked = self.tidy(*arguments)
            self.assertEqual((code, said, looked), (1, "tidy: not of the build: db/elsewhere.cc\n", []), arguments)
        self.commit()
        self.assertEqual(self.tidy("--all"), (1, "tidy: not of the build: db/elsewhere.cc\n", []))

    def test_wrong_words_are_named(self):
        for words, complaint in ((("--quick",), "no such option: --quick"), (("--since",), "--since needs a revision"),
                                 (("--since", "nosuch"), "there is no nosuch"),
                                 (("--since", "HEAD", "db/user.cc"), "not expected: db/user.cc"),
                                 (("--all", "db/user.cc"), "not expected: db/user.cc")):
            for first in ((), ("--check",)):
                code, said, looked = self.tidy(*first, *words)
                self.assertEqual((code, looked), (2, []), words)
                self.assertIn(complaint, said)

    def test_named_files_are_looked_at_and_findings_are_failures(self):
        self.assertEqual(self.tidy("db/user.cc"), (0, "tidy: 1 files\n[1/1] db/user.cc\n", ["db/user.cc"]))
        self.write("db/user.cc", "bad\n")
        self.write("db/far.cc", "bad\n")
        code, said, looked = self.tidy("db/user.cc", "db/store.cc", "db/far.cc")
        self.assertEqual((code, looked), (1, ["db/far.cc", "db/store.cc", "db/user.cc"]))
        self.assertIn("1:bad\n", said)
        self.assertIn("[3/3] db/user.cc\n", said)
        self.assertTrue(said.endswith("tidy: found something in: db/far.cc db/user.cc\n"), said)
        self.assertEqual(self.tidy("db/store.cc")[0], 0)

    def test_it_can_be_asked_whether_it_could_look(self):
        for words in ((), ("--all",), ("--since", "HEAD"), ("db/user.cc", "db/row.h")):
            self.assertEqual(self.tidy("--check", *words), (0, "", []))
        shutil.rmtree(self.root / ".git")
        self.assertEqual(self.tidy("--check")[0], 1)

    def test_a_header_is_looked_at_through_a_file_that_includes_it(self):
        for header, reader in (("db/store.h", "db/store.cc"), ("db/tables.h", "db/tables_test.cc"),
                               ("db/row.h", "db/far.cc")):
            self.assertEqual(self.tidy(header)[2], [reader])
        self.assertIn("db/alone.h: no .cc includes it", self.tidy("db/store.cc", "db/alone.h")[1])
        self.assertEqual(self.tidy("db/alone.h")[0], 1)

    def test_what_has_changed_is_looked_at(self):
        self.write("db/row.h", "int a;\n")
        self.commit()
        self.write("db/user.cc", "int b;\n")
        self.assertEqual(self.tidy()[2], ["db/far.cc", "db/user.cc"])
        self.assertEqual(self.tidy("--since", "HEAD")[2], ["db/user.cc"])
        self.assertEqual(self.tidy("--all")[2], sorted(OF_THE_BUILD))

    def test_where_nothing_tells_what_is_ours_it_does_not_say_that_all_is_well(self):
        shutil.rmtree(self.root / ".git")
        for arguments in ((), ("--all",), ("db/user.cc",)):
            code, said, looked = self.tidy(*arguments)
            self.assertEqual((code, looked), (1, []), arguments)
            self.assertIn("no git repository", said)


if __name__ == "__main__":
    unittest.main()
