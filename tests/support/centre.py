"""A real centre for a test in Python: its folder, keys and database, and channels to it as any client of dev_pki.sh."""

import subprocess
import tempfile
import threading
import urllib.request
from pathlib import Path

import grpc

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60  # reached only when something is broken
CONFIG = """
listen = "127.0.0.1:0"
database = "clearance.db"
[admin]
listen = "127.0.0.1:0"
[tls]
certificate = "pki/server.pem"
private_key = "pki/server_key.pem"
client_ca = "pki/ca.pem"
[keys]
lookup = "pki/lookup_key.hex"
seal = "pki/seal_key.pem"
seal_document = "pki/seal_document_key.hex"
ledger = "pki/ledger_key.pem"
master = "pki/master_key.hex"
[ledger]
site = "khorgos.test/ledger"
[[gates]]
id = "gate-1"
port = "KHORGOS"
"""


class Centre:
    def __init__(self, program):
        self.program, self.address, self.admin, self.process = program, "127.0.0.1:0", "", None
        self.kept = tempfile.TemporaryDirectory()
        self.folder = Path(self.kept.name)
        self.pki, self.database = self.folder / "pki", self.folder / "clearance.db"
        subprocess.run(["bash", ROOT / "tests/support/dev_pki.sh", self.pki], check=True, capture_output=True)
        (self.folder / "server.toml").write_text(CONFIG, encoding="utf-8")

    def start(self):
        """Where it listened before, if it was started before."""
        with open(self.folder / "centre.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--config", self.folder / "server.toml", "--listen", self.address],
                stdout=subprocess.PIPE, stderr=log, text=True)
        late = threading.Timer(PATIENCE_S, self.process.kill)
        late.start()
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.address = line.removeprefix("listening on ").strip()
            if line.startswith("metrics on "):
                self.admin = line.removeprefix("metrics on ").strip()
                break
        late.cancel()
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "centre.log").read_text(encoding="utf-8"))

    def metric(self, series):
        """Its value; 0 where there is none yet."""
        with urllib.request.urlopen(f"http://{self.admin}/metrics", timeout=PATIENCE_S) as page:
            values = [line.split()[-1] for line in page.read().decode().splitlines() if line.startswith(series + " ")]
        return float(values[0]) if values else 0

    def stop(self):
        """As systemd does. The exit code."""
        self.process.terminate()
        ended = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        return ended

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
        self.kept.cleanup()

    def channel(self, client):
        pem = [(self.pki / f"{name}.pem").read_bytes() for name in ("ca", f"{client}_key", client)]
        return grpc.secure_channel(self.address, grpc.ssl_channel_credentials(*pem))
