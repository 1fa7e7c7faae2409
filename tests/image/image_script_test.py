"""Runs docker/image.sh in a copy of what it needs, with apt-get, unshare, debootstrap and buildah replaced by small programs:
whatever goes wrong, no tree and no container is left behind.

It must never make a real machine, mount or download anything.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from needs import main, needs  # noqa: E402


@needs(root=True)
class ImageScriptTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "clearance"
        for name in ("docker/image.sh", "tests/support/bare_debian.sh"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        self.notes = self.root / "notes"
        self.bin = Path(folder.name) / "bin"
        self.bin.mkdir()
        self.program("apt-get", "echo http://archive.example/debian\n")
        self.program("unshare", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"\n')
        self.program("debootstrap", 'echo "debootstrap $*" >>notes; mkdir -p "$3/etc/apt"; echo here >"$3/etc/hostname"\n')
        self.buildah()

    def buildah(self, fails=""):
        """Knows no image, makes containers of one name; fails at the command named."""
        self.program("buildah", 'shift 6; echo "$*" >>notes\ncase "$1" in\n'
                                f'{fails or "nothing"}) echo "it cannot $1" >&2; exit 1 ;;\ninspect) exit 1 ;;\n'
                                'from) echo half-made ;;\npush) for to; do :; done; to=${to#docker-archive:}; echo image >"${to%%:*}" ;;\n'
                                'esac\n')

    def program(self, name, script):
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def start(self, *arguments):
        return subprocess.Popen(["docker/image.sh", *arguments], cwd=self.root, text=True, stdin=subprocess.DEVNULL,
                                env={"PATH": f"{self.bin}:/usr/sbin:/usr/bin:/bin", "NOTES": str(self.notes)},
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def run_to_its_end(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def left_behind(self):
        return sorted(path.name for path in (self.root / "build/image").iterdir() if path.name.startswith(("tree", "debian.tar.")))

    def test_two_images_are_made_and_a_second_run_keeps_the_bare_debian(self):
        for _ in range(2):
            code, out, err = self.run_to_its_end()
            self.assertEqual((code, err), (0, ""))
            for name in ("clearance-server", "gate-agent"):
                self.assertRegex(out, rf"(?m)^  {name} +0:\d\d min, 1 MB: build/image/{name}\.tar$")
        notes = self.notes.read_text()
        self.assertEqual(notes.count("debootstrap --variant=minbase bookworm "), 1)
        self.assertNotIn("rm half-made\n", notes)
        self.assertEqual(self.left_behind(), [])

    def test_a_failing_debootstrap_leaves_no_tree(self):
        self.program("debootstrap", 'mkdir -p "$3/etc"; echo no such suite; exit 1\n')
        code, _, err = self.run_to_its_end()
        self.assertEqual(code, 1)
        self.assertIn("no such suite", err)
        self.assertEqual(self.left_behind(), [])

    def test_a_machine_without_debians_archive_is_told_so(self):
        self.program("apt-get", "exit 0\n")
        code, _, err = self.run_to_its_end()
        self.assertEqual(code, 1)
        self.assertIn("no package source of Debian", err)
        self.assertEqual(self.left_behind(), [])

    def test_an_interrupt_leaves_no_tree(self):
        os.mkfifo(self.root / "begun")
        self.program("debootstrap", 'mkdir -p "$3/etc"; echo begun >begun; exec tail -f /dev/null\n')
        process = self.start()
        with open(self.root / "begun", encoding="utf-8") as begun:  # waits for it
            self.assertEqual(begun.read(), "begun\n")
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.left_behind(), [])

    def test_a_failing_import_leaves_no_container(self):
        for command in ("add", "commit"):
            with self.subTest(command):
                self.notes.unlink(missing_ok=True)
                self.buildah(fails=command)
                code, _, err = self.run_to_its_end()
                self.assertEqual(code, 1)
                self.assertIn(f"it cannot {command}", err)
                self.assertTrue(self.notes.read_text().endswith("\nrm half-made\n"), self.notes.read_text())


if __name__ == "__main__":
    main()
