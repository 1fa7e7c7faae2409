"""The auditor's and the officer's client beside a real centre that is at work, falters and ends.

    clients_test.py STUBS CENTRE        the folder of the Python stubs, and the program clearance-server

What each of them does in peace is in tests/integration/foreign_clients_test.cc.
"""

import json
import sqlite3
import subprocess
import sys
import threading
import time
import unittest
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), sys.argv[1]]

from clearance.v1 import clearance_pb2 as clearance, clearance_pb2_grpc, types_pb2 as types  # noqa: E402

from centre import PATIENCE_S, Centre  # noqa: E402
from needs import main  # noqa: E402

STUBS, CENTRE = sys.argv.pop(1), sys.argv.pop(1)
AUDITORS = 4
ENTRIES_BEFORE = 20  # so that an audit takes a while


class ClientsTest(unittest.TestCase):
    def setUp(self):
        self.centre = Centre(CENTRE)
        self.addCleanup(self.centre.remove)
        self.centre.start()
        self.channel = self.centre.channel("gate-1")
        self.addCleanup(self.channel.close)
        self.gate = clearance_pb2_grpc.ClearanceServiceStub(self.channel)
        self.crossings = 0

    def decide(self):
        """Somebody is referred to an officer: one entry. What the lane asked, and its answer."""
        self.crossings += 1
        lane = types.LaneProfile(lane_id=f"gate-1/{self.crossings}", port="KHORGOS", lane_group="icbc-kaz",
                                 authority=types.TERRITORY_KAZ, decides_exit=True, decides_entry=True,
                                 movement=types.Movement(**{"from": types.TERRITORY_KAZ, "to": types.TERRITORY_ICBC}))
        document = types.Document(kind=types.DOCUMENT_KIND_IDENTITY_CARD, issuing_state="KAZ", nationality="KAZ",
                                  number=str(100_000_000 + self.crossings), sex=types.SEX_FEMALE,
                                  birth_date=types.Date(year=1990, month=5, day=17),
                                  expiry_date=types.Date(year=2049, month=1, day=1))
        asked = clearance.DecideCrossingRequest(request_id=str(uuid.uuid4()), lane=lane, document=document,
                                                level=types.SERVICE_LEVEL_FULL)
        asked.observed_at.GetCurrentTime()
        return asked, self.gate.DecideCrossing(asked, timeout=PATIENCE_S, wait_for_ready=True)

    def cross(self):
        """And passes: two entries."""
        asked, _ = self.decide()
        passed = clearance.ReportPassageRequest(request_id=str(uuid.uuid4()), decision_request_id=asked.request_id,
                                                lane=asked.lane, document=asked.document)
        passed.passed_at.GetCurrentTime()
        self.gate.ReportPassage(passed, timeout=PATIENCE_S)

    def client(self, name, *arguments):
        client = subprocess.Popen(
            [sys.executable, "-B", ROOT / f"tests/foreign_clients/{name}.py", "--stubs", STUBS, "--address",
             self.centre.address, "--pki", self.centre.pki, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(client.communicate)
        self.addCleanup(client.kill)
        return client

    def auditor(self):
        return self.client("auditor_client", "--log", "KHORGOS")

    def told(self, client, expected_exit=0):
        """The lines it printed, and what it complained of."""
        output, complaint = client.communicate(timeout=PATIENCE_S)
        self.assertEqual(client.returncode, expected_exit, complaint)
        return [json.loads(line) for line in output.splitlines()], complaint

    def test_auditors_prove_what_was_signed_while_the_ledger_grows(self):
        for _ in range(ENTRIES_BEFORE // 2):
            self.cross()
        audited = threading.Event()

        def record():
            while not audited.is_set():
                self.cross()

        recorder = threading.Thread(target=record)
        recorder.start()
        try:
            told = [self.told(auditor)[0] for auditor in [self.auditor() for _ in range(AUDITORS)]]
        finally:
            audited.set()
            recorder.join()
        for lines in told:
            self.assertGreaterEqual(lines[0]["size"], ENTRIES_BEFORE)
            self.assertEqual(len(lines), 1 + lines[0]["size"] + 1)
            self.assertTrue(all(line["proved"] for line in lines[1:-1]))
            self.assertEqual(lines[-1]["difference"], "")
            self.assertGreater(lines[-1]["entries"], lines[0]["size"], "it has grown meanwhile")

    def test_an_auditor_fails_where_the_centres_own_verification_does(self):
        self.cross()
        with sqlite3.connect(self.centre.database, timeout=PATIENCE_S) as database:
            self.assertGreater(database.execute("UPDATE stay_records SET entry_day = entry_day - 1").rowcount, 0)
        database.close()
        told, _ = self.told(self.auditor(), expected_exit=1)
        self.assertTrue(all(line["proved"] for line in told[1:-1]))
        self.assertTrue(told[-1]["difference"].startswith("table stay_records: "), told[-1])

    def officer(self):
        return self.client("officer_client", "--as", "officer-1", "--answer", "ADMIT", "--ground", "compared by eye")

    def wait_until_somebody_watches(self):
        give_up = time.monotonic() + PATIENCE_S
        while self.centre.metric('clearance_rpc_under_way{rpc="ReviewService/WatchReferrals"}') != 1:
            self.assertLess(time.monotonic(), give_up, "nobody watches")

    def test_a_desk_goes_on_watching_a_centre_that_was_started_again(self):
        desk = self.officer()
        self.wait_until_somebody_watches()
        self.assertEqual(self.centre.stop(), 0)
        self.centre.start()
        self.wait_until_somebody_watches()
        referral = self.decide()[1].referral_id
        told, _ = self.told(desk)
        self.assertEqual([line["step"] for line in told], ["seen", "claimed", "answered"])
        self.assertEqual({line["referral"] for line in told}, {referral})


if __name__ == "__main__":
    main()
