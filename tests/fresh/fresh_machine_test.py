"""Runs `./dev test --fresh` in a copy of what it needs, with debootstrap, unshare and git replaced by small programs.

It must never make a real machine, mount or download anything.
"""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from lingering import OWN_PROCESSES, Lingering  # noqa: E402
from needs import main, needs  # noqa: E402


@needs(root=True)
class FreshMachineTest(unittest.TestCase):
    # The end of a ctest that skipped two and did not build a third.
    CTEST = ("cat <<'END'\n100% tests passed, 0 tests failed out of 7\n\nThe following tests did not run:\n"
             "\t  3 - Document.Golden (Skipped)\n\t 12 - Image.ScriptTest (Skipped)\n"
             "\t 13 - core_NOT_BUILT (Not Run)\nEND\n")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "clearance"
        for name in ("dev", "README.md", "tests/fresh/fresh_machine.sh", "tests/support/bare_debian.sh",
                     "tests/support/invoker.sh", "tests/support/process_group.sh"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        (self.root.parent / "shared").mkdir()
        (self.root.parent / "shared/precious").write_text("not ours to remove")
        self.bin = self.root.parent / "bin"
        self.bin.mkdir()
        self.program("apt-get", 'echo "apt-get $*" >>"$NOTES"; echo http://archive.example/debian\n')
        self.program("debootstrap", 'echo "$*" >>"$NOTES"; mkdir -p "$3/etc" "$3/proc"\n')
        self.program("git", "printf 'README.md\\0'\n")
        # unshare ... -- COMMAND; the command inside a machine has `fresh TREE HOME SHARED CACHE COMMAND` in it.
        self.program("unshare", 'echo "unshare $1 $2" >>"$NOTES"\n'
                                'while [ "$1" != -- ]; do shift; done; shift\n'
                                '(while [ $# -gt 0 ] && [ "$1" != fresh ]; do shift; done; [ $# -gt 0 ] || exit 0\n'
                                'ls "$2/$3/clearance" >>"$NOTES"; echo "shared=$4 cache=$5 runs $6" >>"$NOTES")\n'
                                + OWN_PROCESSES)
        self.program("mount", "exit 0\n")
        for name in ("pivot_root", "umount"):
            self.program(name, f'echo "{name} $*" >>"$NOTES"\n')
        self.program("chroot", 'for last; do :; done; echo "$*" >>"$NOTES.chroot"; exec sh "$INSIDE" "${last##*&& }"\n')

    def program(self, name, script):
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def nothing_can_be_made(self):
        """For a test in which a mistake of the script would otherwise have it write into this very machine."""
        self.program("debootstrap", "exit 1\n")

    def start(self, *arguments, inside="exit 0\n", stdout=subprocess.PIPE, **environment):
        (self.root.parent / "inside").write_text(inside)
        variables = {"PATH": f"{self.bin}:/usr/sbin:/usr/bin:/bin", "HOME": str(self.root),
                     "NOTES": str(self.root.parent / "notes"), "INSIDE": str(self.root.parent / "inside"),
                     **environment}
        return subprocess.Popen(["./dev", "test", "--fresh", *arguments], cwd=self.root, env=variables, text=True,
                                stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                                start_new_session=True)

    def run_to_its_end(self, *arguments, **how):
        process = self.start(*arguments, **how)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def notes(self):
        return (self.root.parent / "notes").read_text()

    def left_behind(self):
        return [path.name for path in (self.root / "build/fresh").iterdir() if path.is_dir()]

    def test_both_commands_of_the_readme_run_with_and_without_shared(self):
        code, out, err = self.run_to_its_end(inside="echo '100% tests passed, 0 tests failed out of 7'\n")
        self.assertEqual((code, err), (0, ""))
        shared = str((self.root.parent / "shared").resolve())
        for run in (f"shared={shared} cache= runs ./dev demo", f"shared={shared} cache= runs ./dev test",
                    "shared= cache= runs ./dev demo", "shared= cache= runs ./dev test"):
            self.assertIn("README.md\n" + run + "\n", self.notes())
        self.assertEqual(self.notes().count("unshare --mount --pid\n--variant=minbase bookworm "), 2)
        self.assertEqual(self.notes().count("Label: Debian Component: main\n"), 2)
        self.assertEqual(out.count("100% tests passed"), 4)
        self.assertRegex(out, r"(?m)^  \./dev test +0:\d\d min +\+\d+ MB  good$")
        self.assertEqual(self.left_behind(), [])

    def test_the_bare_machine_is_the_root_of_its_namespace(self):
        self.assertEqual(self.run_to_its_end("--only", "without")[0], 0)
        self.assertIn("runs ./dev demo\npivot_root . mnt\numount --lazy /mnt\n", self.notes())

    def test_shared_data_that_is_there_and_not_found_is_no_reason_to_skip(self):
        for case in ("with", "without"):
            self.assertEqual(self.run_to_its_end("--only", case)[0], 0)
        started = (self.root.parent / "notes.chroot").read_text().splitlines()
        self.assertEqual([" CLEARANCE_REQUIRE_SHARED=1 " in line for line in started], [True, True, False, False])

    def test_skipped_tests_are_counted(self):
        _, out, _ = self.run_to_its_end("--only", "without", inside=f'test "$1" = "./dev demo" || {self.CTEST}')
        self.assertRegex(out, r"(?m)^  100% tests passed, 0 tests failed out of 7\n  3 skipped, \d+ MB in all$")
        self.assertRegex(self.run_to_its_end("--only", "without")[1], r"(?m)^  0 skipped")

    def test_each_step_has_the_megabytes_that_it_added(self):
        self.program("du", 'printf "%s\\ttree\\n" "$(cat "$NOTES.du")"\n')
        sizes = self.root.parent / "notes.du"
        sizes.write_text("300\n")
        _, out, _ = self.run_to_its_end(inside='if [ "$1" = "./dev test" ]; then echo 1800; else echo 1100; fi '
                                               '>"$NOTES.du"\n')
        # The second machine begins with nothing, and what is found in it is still the 1800 of this du.
        self.assertEqual(re.findall(r"([+-]\d+) MB  good", out),
                         ["+300", "+0", "+800", "+700", "+1800", "+0", "-700", "+700"])
        self.assertEqual(out.count(", 1800 MB in all\n"), 2)

    def test_a_failing_command_is_told_with_its_last_words_and_the_other_machine_still_tried(self):
        code, out, err = self.run_to_its_end("--suite", "trixie", inside='echo "about $1"; test "$1" != "./dev demo"\n')
        self.assertEqual(code, 1)
        self.assertEqual(out.count("FAILED (exit 1)"), 2)
        self.assertNotIn("./dev test", out)
        self.assertIn("about ./dev demo", err)
        self.assertIn("minbase trixie", self.notes())
        self.assertEqual(self.left_behind(), [])

    def test_without_shared_data_that_machine_is_skipped_loudly(self):
        shutil.rmtree(self.root.parent / "shared")
        code, out, _ = self.run_to_its_end()
        self.assertEqual(code, 0)
        self.assertIn("with ../shared: SKIPPED", out)
        self.assertEqual(self.notes().count(" runs "), 2)
        code, _, err = self.run_to_its_end("--only", "with")
        self.assertEqual((code, err), (1, "fresh: nothing was tried\n"))

    def test_a_machine_that_cannot_be_made_is_told_with_its_reason(self):
        self.program("debootstrap", 'echo "no such suite: $2"; exit 1\n')
        code, out, err = self.run_to_its_end("--only", "without", "--suite", "nosuch")
        self.assertEqual((code, err), (1, "no such suite: nosuch\n"))
        self.assertRegex(out, r"(?m)^  a bare Debian .* FAILED \(exit 1\)$")
        self.assertNotIn("the project", out)
        self.assertEqual(self.left_behind(), [])

    def test_a_project_that_cannot_be_copied_is_no_fault_of_its_commands(self):
        self.program("git", "echo 'dubious ownership' >&2; exit 128\n")
        code, out, err = self.run_to_its_end("--only", "without")
        self.assertEqual(code, 1)
        self.assertRegex(out, r"(?m)^  the project .* FAILED \(exit 128\)$")
        self.assertNotIn("./dev demo", out)
        self.assertIn("dubious ownership\n", err)

    def test_a_folder_that_cannot_be_made_ends_everything(self):
        self.nothing_can_be_made()
        self.program("mktemp", "echo 'no space left' >&2; exit 1\n")
        code, _, err = self.run_to_its_end("--only", "without")
        self.assertEqual((code, err), (1, "no space left\n"))
        self.assertFalse((self.root.parent / "notes").exists(), "something was begun without a folder of its own")

    def test_a_cache_is_lent_or_it_is_said_why_not(self):
        lent = self.root.parent / "lent"
        for script, words in (("exit 3\n", "ccache does not say where its cache is"),
                              (f"echo {lent}\n", f"there is no folder {lent}")):
            self.program("ccache", script)
            code, out, err = self.run_to_its_end("--only", "without", "--ccache")
            self.assertEqual((code, out), (1, ""))
            self.assertIn(words, err)
        lent.mkdir()
        self.assertEqual(self.run_to_its_end("--only", "without", "--ccache")[0], 0)
        self.assertIn(f"shared= cache={lent} runs ./dev demo\n", self.notes())

    def test_a_step_is_named_when_it_begins(self):
        inside = Lingering(self, self.root.parent / "inside.begun")
        process = self.start("--only", "without", inside=inside.script)
        inside.wait_for()
        os.set_blocking(process.stdout.fileno(), False)
        self.assertRegex(os.read(process.stdout.fileno(), 4096).decode(), r"\n  \./dev demo +$")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    def test_a_terminal_is_told_how_far_a_step_is(self):
        for line, told in (("[17/412] Building CXX object a.o", "17/412"),
                           ("  3/250 Test   #3: Rules.Golden ....   Passed", "3/250")):
            with self.subTest(line):
                inside = Lingering(self, self.root.parent / told.replace("/", "-"))
                ours, theirs = pty.openpty()
                process = self.start("--only", "without", inside=f"echo '{line}'\n{inside.script}", stdout=theirs)
                os.close(theirs)
                inside.wait_for()
                said = b""
                while f"  ./dev demo                   {told}".encode() not in said:
                    said += os.read(ours, 4096)  # for as long as it takes: the test has a time limit
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=20)
                self.assertTrue(inside.are_gone())
                os.close(ours)

    def test_the_help_says_what_it_takes_and_how_it_is_called(self):
        code, out, err = self.run_to_its_end("--help")
        self.assertEqual((code, err), (0, ""))
        for words in ("As root", "minutes", "GB of disk", "\n  sudo ./dev test --fresh --suite trixie\n"):
            self.assertIn(words, out)

    def test_an_interruption_leaves_nothing_behind_and_nothing_running(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                inside = Lingering(self, self.root.parent / number.name)
                process = self.start("--only", "with", inside=inside.script)
                inside.wait_for()
                process.send_signal(number)
                out, err = process.communicate(timeout=20)
                self.assertTrue(inside.are_gone())
                self.assertRegex(out, r"\n  \./dev demo +\n$")
                self.assertEqual(err, "fresh: interrupted in: ./dev demo\n")
                self.assertEqual(process.returncode, 130)
                self.assertEqual(self.left_behind(), [])
        self.assertTrue((self.root.parent / "shared/precious").exists())

    def test_under_sudo_what_was_made_is_given_back_on_failure_too(self):
        for inside in ("exit 0\n", "exit 1\n"):
            with self.subTest(inside):
                shutil.rmtree(self.root / "build", ignore_errors=True)
                code, _, err = self.run_to_its_end("--only", "with", inside=inside, SUDO_UID="65534", SUDO_GID="65534")
                self.assertEqual(code, int(inside.split()[1]), err)
                made = [self.root / "build", *(self.root / "build").rglob("*")]
                self.assertIn(self.root / "build/fresh/bookworm-with.log", made)
                self.assertEqual([path for path in made if path.stat().st_uid == 0], [])

    def test_mistakes_are_named(self):
        self.nothing_can_be_made()
        for arguments, words in ((("--quick",), "no such option: --quick"), (("--only", "half"), "--only with"),
                                 (("--suite",), "--suite needs a word"), (("--suite", "a/b"), "--suite needs a name"),
                                 (("--suite", ""), "--suite needs a name")):
            code, _, err = self.run_to_its_end(*arguments)
            self.assertEqual(code, 2)
            self.assertIn(words, err)
            self.assertIn("--help", err)
        (self.root / "README.md").write_text("# Nothing promised\n")
        code, _, err = self.run_to_its_end()
        self.assertEqual(code, 1)
        self.assertIn("no longer promises two commands", err)


if __name__ == "__main__":
    main()
