"""Runs docker/image.sh in a copy of what it needs, with apt-get, unshare, debootstrap and buildah replaced by small
programs: whatever goes wrong, no tree and no container is left behind.

It must never make a real machine, mount or download anything.
"""

import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from lingering import OWN_PROCESSES, Lingering  # noqa: E402
from needs import main, needs  # noqa: E402

MIRRORS = ("http://us:secret@mirror.example/debian bookworm", "http://us:secret@mirror.example/debian bookworm-updates",
           "http://us:secret@mirror.example/debian-security bookworm-security")


@needs(root=True)
class ImageScriptTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "clearance"
        for name in ("docker/image.sh", "tests/support/bare_debian.sh", "tests/support/invoker.sh",
                     "tests/support/process_group.sh"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        self.notes = self.root / "notes"
        self.bin = Path(folder.name) / "bin"
        self.bin.mkdir()
        self.sources(*MIRRORS)
        (self.root / "os-release").write_text('ID=debian\nVERSION_ID="12"\n')
        self.program("unshare", 'while [ "$1" != -- ]; do shift; done; shift\n' + OWN_PROCESSES)
        self.program("debootstrap", 'echo "debootstrap $*" >>notes; mkdir -p "$3/etc/apt/sources.list.d"\n'
                                    'for file in hostname resolv.conf apt/sources.list; do echo "$4" >"$3/etc/$file"; '
                                    'done\n'
                                    'echo kept >"$3/etc/passwd"; mkdir -p "$3/usr/share/doc/apt"\n'
                                    'for file in copyright changelog.gz; do echo kept >"$3/usr/share/doc/apt/$file"; '
                                    'done\n')
        self.buildah()

    def sources(self, *lines):
        """What apt-get says of this machine's sources: whole lines, or their address alone."""
        (self.root / "sources.txt").write_text("".join(f"deb {line} main\n" for line in lines))
        self.program("apt-get", 'case "$*" in *RELEASE*) cat sources.txt ;; *) sed -n "1s/deb \\([^ ]*\\).*/\\1/p" '
                                'sources.txt ;; esac\n')

    def buildah(self, fails=""):
        """Knows no image, makes containers of one name; fails at the command named."""
        self.program("buildah", 'shift 6; echo "$*" >>notes\ncase "$1" in\n'
                                f'{fails or "nothing"}) echo "it cannot $1" >&2; exit 1 ;;\ninspect) exit 1 ;;\n'
                                'bud|run) cat "$(expr "$*" : ".*--volume \\([^:]*\\):/etc/apt/sources.list.d:ro")"/* '
                                '>>sources ;;\n'
                                'from) echo half-made ;;\npush) for to; do :; done; to=${to#docker-archive:}; echo '
                                'image >"${to%%:*}" ;;\n'
                                'esac\n')

    def program(self, name, script):
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def start(self, *arguments, **environment):
        return subprocess.Popen(["docker/image.sh", *arguments], cwd=self.root, text=True, stdin=subprocess.DEVNULL,
                                env={"PATH": f"{self.bin}:/usr/sbin:/usr/bin:/bin", "NOTES": str(self.notes),
                                     "CLEARANCE_OS_RELEASE": str(self.root / "os-release"),
                                     **environment},
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def run_to_its_end(self, *arguments, **environment):
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def left_behind(self):
        return sorted(path.name for path in (self.root / "build/image").iterdir()
                      if path.name.startswith(("tree", "sources", "bare-debian.tar.")))

    def test_two_images_are_made_and_a_second_run_keeps_the_bare_debian(self):
        for _ in range(2):
            code, out, err = self.run_to_its_end()
            self.assertEqual((code, err), (0, ""))
            for name in ("clearance-server", "gate-agent"):
                self.assertRegex(out, rf"(?m)^  {name} +0:\d\d min, 1 MB: build/image/{name}\.tar$")
        notes = self.notes.read_text()
        self.assertEqual(notes.count("debootstrap --variant=minbase bookworm "), 1)
        self.assertNotIn("rm half-made\n", notes)
        layer = [step for step in (line.split(" ")[0] for line in notes.splitlines())
                 if step in ("add", "run", "commit")]
        self.assertEqual(layer[:3], ["add", "run", "commit"], "one layer, fixes and all")
        self.assertEqual(self.left_behind(), [])

    def test_what_is_shipped_tells_nothing_of_the_machine_it_was_made_on(self):
        self.assertEqual(self.run_to_its_end()[0], 0)
        with tarfile.open(self.root / "build/image/bare-debian.tar") as base:
            files = {member.name: base.extractfile(member).read() for member in base if member.isfile()}
        self.assertEqual(files, {"./etc/hostname": b"", "./etc/resolv.conf": b"", "./etc/passwd": b"kept\n",
                                 "./usr/share/doc/apt/copyright": b"kept\n"})

    def test_packages_of_debian_12_come_from_where_this_machine_has_its_own_while_it_builds(self):
        wanted = "".join(sorted(f"deb {line} main\n" for line in MIRRORS))
        for lines in (MIRRORS, [line.replace(" bookworm", " trixie") for line in MIRRORS]):
            with self.subTest(lines):
                self.sources(*lines, lines[0] + "-backports")
                self.assertEqual(self.run_to_its_end()[0], 0)
                # the fixes of the base, and two images
                self.assertEqual((self.root / "sources").read_text(), wanted * 3)
                (self.root / "sources").unlink()
        self.assertEqual(self.left_behind(), [])

    def test_without_a_security_archive_it_is_said_that_there_are_no_fixes_of_it(self):
        self.sources(*(line for line in MIRRORS if "-security" not in line))
        code, _, err = self.run_to_its_end()
        self.assertEqual(code, 0)
        self.assertIn("no source of security fixes for Debian 12", err)
        self.assertNotIn("secret", err)

    def test_under_sudo_what_was_made_is_given_back_on_failure_too(self):
        cache = self.root / "cache"
        self.program("ccache", f"id -u >>ccache-asked; echo {cache}\n")
        (self.root / "ccache-asked").touch()
        (self.root / "ccache-asked").chmod(0o666)
        self.root.parent.chmod(0o755)
        cache.mkdir(mode=0o777)
        (cache / "object").touch()
        for fails in ("bud", ""):
            with self.subTest(fails):
                self.buildah(fails)
                code, _, err = self.run_to_its_end("--compile", SUDO_UID="65534", SUDO_GID="65534")
                self.assertEqual(code, 1 if fails else 0, err)
                for path in (self.root / "build", *(self.root / "build").rglob("*"), cache / "object"):
                    is_within = path.is_dir() and path.parent.name == "image"
                    self.assertTrue(is_within or path.stat().st_uid == 65534, path)
                (cache / "object").touch()
                os.chown(cache / "object", 0, 0)
        self.assertEqual(set((self.root / "ccache-asked").read_text().split()), {"65534"},
                         "the cache of who called sudo")

    def test_programs_of_another_system_are_not_put_into_an_image(self):
        for text in ('ID=debian\nVERSION_ID="13"\n', 'ID=linuxmint\nVERSION_ID="12"\n', ""):
            with self.subTest(text):
                (self.root / "os-release").write_text(text)
                for options in ((), ("--check",)):
                    code, _, err = self.run_to_its_end(*options)
                    self.assertEqual(code, 1)
                    self.assertIn("sudo ./dev image --compile", err)
                self.assertFalse(self.notes.exists())
        self.assertEqual(self.run_to_its_end("--compile")[0], 0)

    def test_it_says_how_it_is_called(self):
        self.assertEqual(self.run_to_its_end("--help"),
                         (0, "image.sh [--compile] [--fresh] [--check]    ./dev image --help tells more\n", ""))
        code, _, err = self.run_to_its_end("--quick")
        self.assertEqual(code, 2)
        self.assertIn("no such option: --quick", err)

    def test_a_check_makes_nothing(self):
        self.assertEqual(self.run_to_its_end("--check"), (0, "", ""))
        self.assertFalse((self.root / "build").exists())

    def test_a_base_with_this_machines_sources_as_it_was_once_made_is_not_used(self):
        old = self.root / "build/image/debian.tar"
        old.parent.mkdir(parents=True)
        old.write_text("with sources")
        self.assertEqual(self.run_to_its_end()[0], 0)
        self.assertFalse(old.exists())
        self.assertIn("debootstrap ", self.notes.read_text())

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

    def test_an_interruption_leaves_no_tree_and_nothing_running(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            for name in ("debootstrap", "buildah"):
                with self.subTest(number=number, name=name):
                    step = Lingering(self, self.root / f"{number.name}-{name}")
                    self.program("debootstrap", 'mkdir -p "$3/etc/apt" "$3/usr/share/doc"\n')
                    self.buildah()
                    self.program(name, f'mkdir -p "$3/etc"\n{step.script}' if name == "debootstrap" else
                                 f'case "$*" in *" run "*) ;; *inspect*) exit 1 ;; *) exit 0 ;; esac\n{step.script}')
                    process = self.start("--fresh")
                    step.wait_for()
                    process.send_signal(number)
                    process.communicate(timeout=20)
                    self.assertTrue(step.are_gone())
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
