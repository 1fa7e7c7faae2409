"""Builds the images and starts them once: a centre, two gates, a traveller who is admitted by two officers.

    image_started_test.py STUBS BIN    the folder of the Python stubs, and that of the programs that are tested

docker/image.sh puts the programs of the release preset into the images: of another build this test says so, and is
skipped. What runs is what lies in the images, as the user and with the command they name, each in a root of its own
(chroot), with the files of docker/ as they are; all in one network of their own, where each port is free. Needs root,
debootstrap, buildah and the package archive.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from needs import main, needs  # noqa: E402

OUT = ROOT / "build/image"
BUILDAH = ["buildah", "--root", str(OUT / "storage"), "--runroot", str(OUT / "run"), "--storage-driver", "vfs"]
PROGRAMS = ROOT / "build/release/bin"  # what docker/image.sh takes
STUBS = BIN = None  # set from the command line
CHROOT = shutil.which("chroot", path="/usr/sbin:/usr/bin")
PATIENCE_S = 60  # reached only when something is broken
# Megabytes of each image: a tenth more than they had on 2026-11-27. More is for a library that somebody chose.
MAX_MEGABYTES = {"clearance-server": 145, "gate-agent": 689}
# The specimen of ICAO Doc 9303 part 4: no regime covers it, so that an entry needs two officers.
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def buildah(*arguments):
    return subprocess.run([*BUILDAH, *arguments], text=True, check=True, capture_output=True).stdout.strip()


class Network:
    """A network that has a loopback address and nothing else, until it is closed. What `inside` precedes runs there."""

    # SIOCGIFFLAGS, SIOCSIFFLAGS and IFF_UP of Linux.
    UP = ("import fcntl, socket, struct, sys; s = socket.socket(); get = struct.pack('16sH22x', b'lo', 0); "
          "flags = struct.unpack('16sH22x', fcntl.ioctl(s, 0x8913, get))[1]; "
          "fcntl.ioctl(s, 0x8914, struct.pack('16sH22x', b'lo', flags | 1)); print('up', flush=True); sys.stdin.read()")

    def __init__(self):
        self.holder = subprocess.Popen(["unshare", "--net", sys.executable, "-c", self.UP], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        if self.holder.stdout.readline() != "up\n":
            raise AssertionError("there is no network of its own")
        self.inside = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"]

    def close(self):
        self.holder.communicate()


class Started:
    """A program of an image, running in a root of its own; what it says is kept in `log`. remove() takes away
    as much of it as there is."""

    def __init__(self, image, network):
        self.process = None
        self.network = network
        self.log = tempfile.TemporaryFile(mode="w+")
        self.container = buildah("from", "--pull-never", f"localhost/{image}:latest")

    def begin(self, image, configs):
        self.root = Path(buildah("mount", self.container))
        self.config = json.loads(buildah("inspect", "--type", "image", f"localhost/{image}:latest"))["Docker"]["config"]
        self.user = re.search(rf"^{self.config['User']}:x:(\d+):(\d+):", (self.root / "etc/passwd").read_text(),
                              re.MULTILINE)
        for source, target in configs.items():
            path = self.root / "etc/clearance" / target
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(source)
            os.chown(path, int(self.user[1]), int(self.user[2]))
            path.chmod(0o600)  # keys are among them, and the doctor looks
        self.process = self.inside([*self.config["Entrypoint"], *self.config["Cmd"]], stdout=subprocess.PIPE,
                                   stderr=self.log, text=True)
        self.wait_for("listening on ")
        self.wait_for("metrics on ")

    def inside(self, command, **how):
        user = f"--userspec={self.user[1]}:{self.user[2]}"
        return subprocess.Popen([*self.network.inside, CHROOT, user, str(self.root), *command],
                                env={"PATH": "/usr/bin:/bin"}, **how)

    def wait_for(self, beginning):
        late = threading.Timer(PATIENCE_S, self.process.kill)
        late.start()
        for line in self.process.stdout:
            if line.startswith(beginning):
                late.cancel()
                return
        late.cancel()
        self.log.seek(0)
        raise AssertionError(f"it has ended without a word: {self.log.read()}")

    def is_healthy(self):
        """What the image's own health check says."""
        command = self.config["Healthcheck"]["Test"][1:]
        return self.inside(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).wait(PATIENCE_S) == 0

    def clearctl(self, *arguments):
        """What the image's own clearctl answers, beside the program: exit code and output."""
        asked = self.inside(["clearctl", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        output, _ = asked.communicate(timeout=PATIENCE_S)
        return asked.returncode, output

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def remove(self):
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
        self.log.close()
        buildah("rm", self.container)  # and its mount


@needs("buildah", "debootstrap", root=True)
class ImageStartedTest(unittest.TestCase):
    def setUp(self):
        if Path(BIN).resolve() != PROGRAMS.resolve():
            self.skipTest(f"images are made of the programs in {PROGRAMS}, not of those in {BIN}: use the release "
                          f"preset")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.pki = Path(folder.name) / "pki"
        subprocess.run(["bash", ROOT / "tests/support/dev_pki.sh", self.pki], check=True, capture_output=True)
        self.network = Network()
        self.addCleanup(self.network.close)

    def start(self, image, config, target):
        """With the configuration of docker/ and its keys."""
        text = (ROOT / "docker" / config).read_text(encoding="utf-8")
        files = {text.encode(): target}
        for name in re.findall(r'"(pki/\S+)"', text):
            files[(self.pki / Path(name).name).read_bytes()] = name
        started = Started(image, self.network)
        self.addCleanup(started.remove)
        started.begin(image, files)
        return started

    def client(self, name, *arguments):
        program = ROOT / f"tests/foreign_clients/{name}.py"
        return subprocess.Popen([*self.network.inside, sys.executable, "-B", program, "--stubs", STUBS, *arguments],
                                stdout=subprocess.PIPE, text=True)

    def told(self, client):
        output, _ = client.communicate(timeout=PATIENCE_S)
        self.assertEqual(client.returncode, 0)
        return [json.loads(line) for line in output.splitlines()]

    def operators_look_after(self, centre, gate):
        """As docs/operations.md tells operators of containers."""
        ledger = ("--database", "/var/lib/clearance/clearance.db")
        code, output = centre.clearctl("db", "backup", *ledger, "--out", "/var/lib/clearance/backup-1")
        self.assertEqual(code, 0, output)
        code, output = centre.clearctl("ledger", "verify", *ledger)
        self.assertEqual(code, 0, output)
        for started, config, looked_at in ((centre, "centre.toml",
                                            {"configuration", "file", "disk", "database", "rule_book"}),
                                           (gate, "gate.toml", {"configuration", "file", "disk", "database"})):
            code, output = started.clearctl("doctor", "--json", "--config", f"/etc/clearance/{config}")
            self.assertIn(code, (0, 2), output)  # 2: the ports are taken, and the clock is who knows whose
            checks = json.loads(output)["checks"]
            for name in looked_at:
                self.assertEqual({check["state"] for check in checks if check["check"] == name}, {"ok"}, output)

    def test_a_traveller_passes_through_what_was_built(self):
        built = subprocess.run([ROOT / "docker/image.sh"], text=True, capture_output=True, check=False)
        print(built.stdout, flush=True)
        self.assertEqual(built.returncode, 0, built.stderr)
        for image, most in MAX_MEGABYTES.items():
            self.assertLessEqual((OUT / f"{image}.tar").stat().st_size, most * 1_000_000, image)
        centre = self.start("clearance-server", "centre.toml", "centre.toml")
        gates = [self.start("gate-agent", f"gate-{number}.toml", "gate.toml") for number in (1, 2)]
        for started in (centre, *gates):
            self.assertTrue(started.is_healthy())
            status = Path(f"/proc/{started.process.pid}/status").read_text(encoding="utf-8")
            self.assertIn("\nUid:\t10001\t10001", status)

        officers = ("--address", "127.0.0.1:7443", "--pki", self.pki, "--answer", "ADMIT", "--ground",
                    "compared by eye")
        kiosk = self.client("kiosk_client", "--address", "127.0.0.1:7551", "--lane", "gate-1/a", "--mrz", SPECIMEN)
        for officer, state in (("officer-1", "AWAITING_SECOND_OFFICER"), ("supervisor-1", "RESOLVED")):
            self.assertEqual(self.told(self.client("officer_client", *officers, "--as", officer))[-1]["state"],
                             f"REFERRAL_STATE_{state}")
        self.assertEqual(self.told(kiosk)[-1]["outcome"], "CROSSING_OUTCOME_PASSED")
        self.operators_look_after(centre, gates[0])
        for started in (*gates, centre):
            self.assertEqual(started.stop(), 0)
            self.assertFalse(started.is_healthy())


if __name__ == "__main__":
    STUBS, BIN = sys.argv.pop(1), sys.argv.pop(1)
    main()
