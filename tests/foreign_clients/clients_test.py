"""The auditor's and the officer's client beside a real centre that is at work, falters and ends.

    clients_test.py STUBS CENTRE        the folder of the Python stubs, and the program clearance-server

What each of them does in peace is in tests/integration/foreign_clients_test.cc.
"""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import unittest
import uuid
from concurrent import futures
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), sys.argv[1]]

import grpc  # noqa: E402
from clearance.v1 import clearance_pb2 as clearance, clearance_pb2_grpc, types_pb2 as types  # noqa: E402
from clearance.v1 import ledger_pb2 as ledger  # noqa: E402
from clearance.v1 import review_pb2 as review, review_pb2_grpc  # noqa: E402

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

    def decide(self, change=lambda asked: None):
        """Somebody is referred to an officer: one entry. What the lane asked, after that change, and its answer."""
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
        change(asked)
        return asked, self.gate.DecideCrossing(asked, timeout=PATIENCE_S, wait_for_ready=True)

    def cross(self, change=lambda asked: None):
        """And passes: two entries."""
        asked, _ = self.decide(change)
        passed = clearance.ReportPassageRequest(request_id=str(uuid.uuid4()), decision_request_id=asked.request_id,
                                                lane=asked.lane, document=asked.document)
        passed.passed_at.GetCurrentTime()
        self.gate.ReportPassage(passed, timeout=PATIENCE_S)

    def client(self, name, *arguments, pki=None, stubs=STUBS, address=None):
        return self.program(name, "--address", address or self.centre.address, "--pki", pki or self.centre.pki,
                            "--stubs", stubs, *arguments)

    def program(self, name, *arguments):
        client = subprocess.Popen(
            [sys.executable, "-B", ROOT / f"tests/foreign_clients/{name}.py", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(client.communicate)
        self.addCleanup(client.kill)
        return client

    def auditor(self, **more):
        return self.client("auditor_client", "--log", "KHORGOS", **more)

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

    def relay(self, change):
        """The address of a server that hands every call on to the centre, the request as `change` leaves it."""
        def pem(name):
            return (self.centre.pki / f"{name}.pem").read_bytes()

        class Relay(grpc.GenericRpcHandler):
            def service(self, call):
                if call.method.endswith("/VerifyLedger"):
                    return grpc.unary_stream_rpc_method_handler(
                        lambda request, _: centre.unary_stream(call.method)(request, timeout=PATIENCE_S))
                return grpc.unary_unary_rpc_method_handler(lambda request, _: centre.unary_unary(call.method)(
                    change(call.method, request), timeout=PATIENCE_S))

        centre = self.centre.channel("auditor-1")
        self.addCleanup(centre.close)
        server = grpc.server(futures.ThreadPoolExecutor(max_workers=2), handlers=(Relay(),))
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials(
            [(pem("server_key"), pem("server"))], pem("ca"), require_client_auth=True))
        server.start()
        self.addCleanup(lambda: server.stop(None).wait())
        return f"127.0.0.1:{port}"

    def test_an_auditor_is_not_given_another_log_than_asked_for(self):
        self.cross()

        def ask_for_the_centres_own(method, request):
            asked = {"GetCheckpoint": ledger.GetCheckpointRequest, "ListEntries": ledger.ListEntriesRequest}.get(
                method.rpartition("/")[2])
            if asked is None:
                return request
            changed = asked.FromString(request)
            changed.log = "centre"
            return changed.SerializeToString()

        told, _ = self.told(self.auditor(address=self.relay(lambda _, request: request)))
        self.assertTrue(told[0]["origin"].endswith("/KHORGOS"), told[0])
        told, said = self.told(self.auditor(address=self.relay(ask_for_the_centres_own)), expected_exit=1)
        self.assertEqual(told, [])
        self.assertEqual(said, "the checkpoint is of khorgos.test/ledger/centre, not of the log KHORGOS\n")

    def officer(self, answer="ADMIT", ground="compared by eye"):
        return self.client("officer_client", "--as", "officer-1", "--answer", answer, "--ground", ground)

    def renew_a_passport(self):
        """Somebody enters China and leaves with another passport: an officer is asked whether they are one person."""
        def passport(asked, into_china):
            asked.document.kind, asked.document.national_number = types.DOCUMENT_KIND_ORDINARY_PASSPORT, "900517400123"
            ways = ("KAZ", "CHN") if into_china else ("CHN", "KAZ")
            way = {end: types.Territory.Value("TERRITORY_" + name) for end, name in zip(("from", "to"), ways)}
            asked.lane.MergeFrom(types.LaneProfile(authority=types.TERRITORY_CHN, movement=types.Movement(**way)))
            asked.lane.decides_entry, asked.lane.decides_exit = into_china, not into_china

        def renewed(asked):
            passport(asked, into_china=False)
            asked.findings.add(check=types.CHECK_KIND_EARLIER_PORTRAIT, result=types.FINDING_RESULT_PASSED)

        self.cross(lambda asked: passport(asked, into_china=True))
        self.cross(renewed)

    def referrals(self):
        """What an officer sees of each that is not over: kind, state and who has claimed it."""
        with self.centre.channel("officer-1") as channel:
            page = review_pb2_grpc.ReviewServiceStub(channel).ListReferrals(review.ListReferralsRequest(),
                                                                            timeout=PATIENCE_S)
        return [(one.kind, one.state, one.claimed_by) for one in page.referrals
                if one.state not in (review.REFERRAL_STATE_RESOLVED, review.REFERRAL_STATE_WITHDRAWN)]

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

    def test_an_interrupt_ends_a_desk_without_a_word(self):
        desk = self.officer()
        self.wait_until_somebody_watches()
        desk.send_signal(signal.SIGINT)
        self.assertEqual(self.told(desk, expected_exit=130), ([], ""))

    def test_what_a_user_can_mend_is_a_sentence(self):
        self.cross()
        for more, complaint in (({"pki": "nowhere"}, "nowhere/ca.pem: No such file or directory\n"),
                                ({"stubs": "nowhere"},
                                 "No module named 'clearance': --stubs is the folder that protoc ")):
            with self.subTest(more):
                self.sentence(self.auditor(**more), complaint)

    def sentence(self, client, complaint):
        """Fails the test unless the client ends with 1 and this sentence, its only word."""
        told, said = self.told(client, expected_exit=1)
        self.assertEqual(told, [])
        self.assertTrue(said.startswith(complaint), said)
        self.assertEqual(said.count("\n"), 1, said)

    def test_a_pki_that_cannot_be_used_is_named(self):
        self.cross()
        rsa = subprocess.run(["openssl", "genrsa"], check=True, capture_output=True).stdout
        rsa = subprocess.run(["openssl", "pkey", "-pubout"], input=rsa, check=True, capture_output=True).stdout
        good = {path.name: path.read_bytes() for path in Path(self.centre.pki).iterdir()}
        garbled = good["ledger_pub.pem"].replace(b"M", b"*")
        for number, (name, text, complaint) in enumerate((
                ("ledger_pub.pem", good["seal_pub.pem"], "the checkpoint is not signed with the key of {}\n"),
                ("ledger_pub.pem", garbled, "{}: is no Ed25519 public key in PEM\n"),
                ("ledger_pub.pem", rsa, "{}: is no Ed25519 public key in PEM\n"),
                ("auditor-1.pem", b"", "{}: holds nothing in PEM\n"),
                ("auditor-1_key.pem", b"", "{}: holds nothing in PEM\n"),
                ("ca.pem", b"", "{}: holds nothing in PEM\n"),
                ("ca.pem", garbled, "{}: "),
                ("auditor-1.pem", good["officer-1.pem"], "{} with "))):
            with self.subTest(name=name, complaint=complaint):
                pki = Path(self.centre.pki).parent / f"spoiled{number}"
                shutil.copytree(self.centre.pki, pki)
                (pki / name).write_bytes(text)
                self.sentence(self.auditor(pki=str(pki)), complaint.format(pki / name))

    def test_a_kiosk_says_what_cannot_be_sent(self):
        for arguments, complaint in ((("--mrz", "I<KAZ", "--profile", "99999999999"), "Value out of range: 9999"),
                                     (("--mrz", b"I<KAZ\xff"), "'utf-8' codec can't encode ")):
            with self.subTest(arguments):
                self.sentence(self.program("kiosk_client", "--address", "127.0.0.1:1", "--lane", "gate-1/a", "--stubs",
                                           STUBS, *arguments), complaint)

    def test_a_desk_looks_at_its_words_before_it_claims_anybody(self):
        self.decide()
        before = self.referrals()
        self.assertEqual([state for _, state, _ in before], [review.REFERRAL_STATE_OPEN])
        answers = {name.removeprefix("RESOLUTION_") for name in review.Resolution.keys()} - {"UNSPECIFIED"}
        for words, complaint in ((("ADMITT",), "argument --answer: "), (("UNSPECIFIED",), "argument --answer: "),
                                 *((("ADMIT", ground), "argument --ground: ") for ground in
                                   ("", 201 * "x", "   ", "\u3000", "a\nb", "\x7f", b"\xff"))):
            with self.subTest(words):
                told, said = self.told(self.officer(*words), expected_exit=2)
                self.assertEqual((told, self.referrals()), ([], before))
                self.assertIn(complaint, said)
                for answer in answers:
                    self.assertIn(answer, said)

    def claim(self, client, referral):
        with self.centre.channel(client) as channel:
            review_pb2_grpc.ReviewServiceStub(channel).ClaimReferral(
                review.ClaimReferralRequest(request_id=str(uuid.uuid4()), referral_id=referral), timeout=PATIENCE_S)

    def test_a_desk_answers_what_it_claimed_before_it_was_ended(self):
        others, ours = (self.decide()[1].referral_id for _ in range(2))
        self.claim("officer-2", others)
        self.claim("officer-1", ours)
        told, _ = self.told(self.officer())
        self.assertEqual([(line["step"], line["referral"]) for line in told], [("seen", ours), ("answered", ours)])
        self.assertEqual([claimed_by for _, _, claimed_by in self.referrals()], ["officer-2"])

    def test_a_desk_answers_only_what_takes_its_answer(self):
        self.renew_a_passport()
        question = (review.REFERRAL_KIND_IDENTITY, review.REFERRAL_STATE_OPEN, "")
        self.assertIn(question, self.referrals())
        for _ in range(len(self.referrals()) - 1):  # of the two passages, which nobody had admitted
            self.told(self.officer())
        self.assertEqual(self.referrals(), [question])
        desk = self.officer()
        self.wait_until_somebody_watches()
        referral = self.decide()[1].referral_id
        told, _ = self.told(desk)
        self.assertEqual({line["referral"] for line in told}, {referral})
        self.assertEqual(self.referrals(), [question])
        told, _ = self.told(self.officer("CONFIRM_LINK"))
        self.assertEqual([line["step"] for line in told], ["seen", "claimed", "answered"])


if __name__ == "__main__":
    main()
