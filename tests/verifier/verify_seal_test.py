"""The independent verifier of seals against our own: on seals of every kind, on a hundred thousand changed ones, and on
the example of docs/booking.md.

Needs the programs in CLEARANCE_BIN_DIR: clearance-sample-seals and clearctl.
"""

import collections
import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import verify_seal as verifier

BIN = Path(os.environ.get("CLEARANCE_BIN_DIR", "build/release/bin"))
PAGE = Path(__file__).resolve().parents[2] / "docs" / "booking.md"
CASES, MUTATIONS, SEED = 5_000, 100_000, 20261126
RESULTS = ("VALID", "VALID_UNBOUND", "EXPIRED", "NOT_YET", "REVOKED", "WRONG_PORT", "NOT_THIS_DOCUMENT",
           "BAD_SIGNATURE",
           "UNKNOWN_KEY", "MALFORMED")
EXAMPLE = {"format": "clearance-seal-keys-1", "made_at": None,
           "keys": [{"public_key": "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
                     "document_key": "6b" * 32}]}


def samples(what, count):
    """The lines of our program's samples, as they come."""
    with subprocess.Popen([BIN / "clearance-sample-seals", what, str(count), str(SEED)], stdout=subprocess.PIPE,
                          text=True, encoding="utf-8") as program:
        for line in program.stdout:
            yield line.rstrip("\n")
        if program.wait() != 0:
            raise AssertionError(f"clearance-sample-seals {what}: exit code {program.returncode}")


def example_seal():
    block = re.search(r"```seal\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL).group(1)
    return block.replace("\n", "")


class SealTest(unittest.TestCase):
    def test_agrees_on_seals_of_every_kind(self):
        lines = samples("cases", CASES)
        described = json.loads(next(lines))
        keys = verifier.KeySet(described)
        without_revocations = verifier.KeySet({**described, "revoked": []})
        seen = collections.Counter()
        for line in lines:
            case = json.loads(line)
            asked = verifier.Asked(verifier.milliseconds(case["at"]), case["early_s"] * 1000, case["late_s"] * 1000,
                                   tuple(case["document"].split(":")) if case["document"] else None, case["place"])
            result, seal = verifier.verify(case["text"], keys if case["revoked"] else without_revocations, asked)
            self.assertEqual(result, case["result"], line)
            self.assertEqual(seal.booking_id if seal else None, case["booking_id"], line)
            seen[result] += 1
        print(dict(seen))
        self.assertEqual(sum(seen.values()), CASES)
        for result in RESULTS:
            self.assertGreater(seen[result], 50, result)

    def test_agrees_on_a_hundred_thousand_changed_seals_and_believes_none(self):
        keys = verifier.KeySet(EXAMPLE)
        good = {}  # bytes of the seals that are believed
        seen = collections.Counter()
        counted = 0
        for line in samples("mutations", MUTATIONS):
            ours, differ, text = line.split("\t")
            result, seal = verifier.verify(text, keys, verifier.Asked(1_795_305_600_000))
            self.assertEqual(result, ours, text)
            try:
                sealed = text.startswith(verifier.PREFIX)
                decoded = verifier.base45(text.removeprefix(verifier.PREFIX)) if sealed else None
            except verifier.Malformed:
                decoded = None
            if seal is not None:  # a change that ended in one of the three good seals
                self.assertEqual(differ, "0", text)
                good[decoded] = True
                continue
            counted += decoded is not None
            seen[result] += 1
        print(dict(seen), f"{counted} of them with other bytes")
        self.assertLessEqual(len(good), 3)
        self.assertGreaterEqual(counted, MUTATIONS)
        for result in ("MALFORMED", "UNKNOWN_KEY", "BAD_SIGNATURE"):
            self.assertGreater(seen[result], 1000, result)

    def test_the_example_of_the_page_is_what_the_page_says(self):
        keys, text = verifier.KeySet(EXAMPLE), example_seal()
        self.assertEqual(len(text), 295)
        at = verifier.milliseconds("2026-11-22T00:05:00Z")
        result, seal = verifier.verify(text, keys, verifier.Asked(at, document=("KAZ", "N10000000")))
        self.assertEqual(result, "VALID")
        self.assertEqual((seal.booking_id, seal.port, seal.movement, seal.lane_group),
                         ("1f0c8a52-6a3e-4b0f-9d38-100000000000", "KHORGOS", ("KAZ", "ICBC"), "icbc-kaz"))
        self.assertEqual((seal.start, seal.end), (1_795_305_600, 1_795_306_500))
        for asked, expected in ((verifier.Asked(at), "VALID_UNBOUND"),
                                (verifier.Asked(at, document=("KAZ", "N10000001")), "NOT_THIS_DOCUMENT"),
                                (verifier.Asked(at + 600_000), "EXPIRED"), (verifier.Asked(at - 600_000), "NOT_YET")):
            self.assertEqual(verifier.verify(text, keys, asked)[0], expected)

    def test_clearctl_says_the_same_of_the_example(self):
        with tempfile.TemporaryDirectory() as folder:
            seal, keys = Path(folder, "seal.txt"), Path(folder, "keys.json")
            seal.write_text(example_seal() + "\n", encoding="utf-8")
            keys.write_text(json.dumps(EXAMPLE), encoding="utf-8")
            for more, expected, exit_code in ((["--document", "KAZ:N10000000"], "VALID", 0), ([], "VALID_UNBOUND", 0),
                                              (["--document", "KAZ:N10000001"], "NOT_THIS_DOCUMENT", 2)):
                done = subprocess.run([BIN / "clearctl", "seal", "verify", seal, "--keys", keys, "--json", "--at",
                                       "2026-11-22T00:05:00Z", *more], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, json.loads(done.stdout)["result"]), (exit_code, expected),
                                 done.stderr)
            out = subprocess.run([BIN / "clearctl", "seal", "keys", keys], capture_output=True, text=True, check=True)
            self.assertNotIn("6b6b6b", out.stdout)
            mine = verifier.KeySet(json.loads(out.stdout))
            self.assertEqual(verifier.verify(example_seal(), mine, verifier.Asked(1_795_305_600_000))[0],
                             "VALID_UNBOUND")

    def test_as_a_program(self):
        with tempfile.TemporaryDirectory() as folder:
            keys = Path(folder, "keys.json")
            keys.write_text(json.dumps({**EXAMPLE, "revoked": ["1f0c8a52-6a3e-4b0f-9d38-100000000000"]}),
                            encoding="utf-8")
            self.assertEqual(verifier.main([example_seal(), "--keys", str(keys), "--at", "2026-11-22T00:05:00Z"]), 2)
            keys.write_text(json.dumps(EXAMPLE), encoding="utf-8")
            self.assertEqual(verifier.main([example_seal(), "--keys", str(keys), "--at", "2026-11-22T00:05:00Z"]), 0)
            self.assertEqual(verifier.main([example_seal(), "--keys", str(keys) + ".not"]), 1)


if __name__ == "__main__":
    unittest.main()
