"""The independent verifier over a ledger that our programs made, and over everything that somebody could alter.

Needs the programs in CLEARANCE_BIN_DIR: clearctl and clearance-sample-ledger.
"""

import base64
import contextlib
import copy
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

import verify_ledger as verifier
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

BIN = Path(os.environ.get("CLEARANCE_BIN_DIR", "build/release/bin"))
LEDGER_PAGE = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"
SITE = "khorgos.test/ledger"
EARLIER, LAST = 47, 131  # positions when the first and the second checkpoints are made
# Of a ledger so large that hashes of subtrees are stored, of 256 leaves and more: 320 and 560 entries of KHORGOS.
LARGE_EARLIER, LARGE_LAST = 400, 700
ORDER, DIFFERENT, FAILED = 0, 2, 1


def flipped(text, at):
    """`text`, base64, with one bit of what it stands for changed."""
    content = bytearray(base64.b64decode(text))
    content[at % len(content)] ^= 1 << at % 8
    return base64.b64encode(content).decode("ascii")


class LedgerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.make_key("ledger")
        cls.make_key("other")
        cls.make_ledger("ledger.db", EARLIER)
        cls.sign("ledger.db", "earlier.txt")
        cls.make_ledger("ledger.db", LAST)
        cls.sign("ledger.db", "later.txt")

    @classmethod
    def path(cls, name):
        return str(cls.folder / name)

    @classmethod
    def make_key(cls, name):
        private = Ed25519PrivateKey.generate()
        (cls.folder / f"{name}_key.pem").write_bytes(
            private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (cls.folder / f"{name}_pub.pem").write_bytes(
            private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    @classmethod
    def make_ledger(cls, name, last, *altered):
        subprocess.run([BIN / "clearance-sample-ledger", cls.path(name), str(last), *map(str, altered)], check=True)

    @classmethod
    def clearctl(cls, *arguments, exit_code=ORDER):
        """What it says; its exit code is the expected one."""
        # The bodies of this ledger say nothing that a view could follow from: the sealed part alone is looked at.
        if arguments[0] == "verify":
            arguments += ("--entries-only",)
        done = subprocess.run([BIN / "clearctl", "ledger", *arguments], capture_output=True, text=True, check=False)
        if done.returncode != exit_code:
            raise AssertionError(f"{arguments}: exit code {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout if exit_code == ORDER else done.stdout + done.stderr

    @classmethod
    def sign(cls, database, out, *more):
        return cls.clearctl("checkpoint", "--database", cls.path(database), "--key", cls.path("ledger_key.pem"),
                            "--site", SITE, "--out", cls.path(out), *more)

    def verify(self, *arguments, exit_code=ORDER):
        """What the verifier says."""
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = verifier.main(list(arguments))
        self.assertEqual(code, exit_code, f"{arguments}: {said.getvalue()}{complained.getvalue()}")
        return said.getvalue()

    def write(self, name, content):
        (self.folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return self.path(name)

    def copy_of(self, database):
        shutil.copyfile(self.path(database), self.path("copy.db"))
        return self.path("copy.db")

    def key(self):
        return ("--key", self.path("ledger_pub.pem"))


class CheckpointTest(LedgerTest):
    def test_the_worked_example_of_the_page(self):
        note, key = re.findall(r"```\n(khorgos\.example/ledger/KHORGOS[\n+].*?\n)```", LEDGER_PAGE.read_text("utf-8"),
                               re.DOTALL)
        self.assertIn("1 entries, root 6d62e5b1", self.verify("checkpoint", self.write("page.txt", note), "--key",
                                                              key.strip()))
        self.verify("checkpoint", self.write("page.txt", note.replace("\n1\n", "\n2\n")), "--key", key.strip(),
                    exit_code=DIFFERENT)

    def test_believes_both_logs_by_either_form_of_the_key(self):
        self.assertIn(f"{SITE}/KHORGOS: 105 entries", self.verify("checkpoint", self.path("later.txt"), *self.key()))
        self.assertIn(f"{SITE}/centre: 26 entries", self.verify("checkpoint", self.path("later.txt"), *self.key()))
        lines = self.clearctl("checkpoint", "--database", self.path("ledger.db"), "--key", self.path("ledger_key.pem"),
                              "--site", SITE, "--json").splitlines()
        self.assertEqual([json.loads(line)["log"] for line in lines], ["KHORGOS", "centre"])
        for line in lines:
            one = json.loads(line)
            note = self.write("one.txt", one["note"])
            self.verify("checkpoint", note, "--key", one["verifier_key"])
            self.verify("checkpoint", note, "--key", json.loads(lines[one["log"] == "KHORGOS"])["verifier_key"],
                        exit_code=DIFFERENT)

    def test_refuses_another_key_and_every_changed_character(self):
        self.verify("checkpoint", self.path("later.txt"), "--key", self.path("other_pub.pem"), exit_code=DIFFERENT)
        self.sign("ledger.db", "port.txt", "--log", "KHORGOS")
        note = (self.folder / "port.txt").read_text("utf-8")
        for at, character in enumerate(note):
            changed = note[:at] + ("A" if character != "A" else "B") + note[at + 1:]
            self.assertNotIn("REFUSED: not in its form",
                             self.verify("checkpoint", self.write("changed.txt", changed), *self.key(),
                                         exit_code=DIFFERENT))

    def test_a_witness_may_add_its_line(self):
        note = self.clearctl("checkpoint", "--database", self.path("ledger.db"), "--key", self.path("ledger_key.pem"),
                             "--site", SITE, "--log", "KHORGOS")
        witnessed = self.write("witnessed.txt", note + "— witness.example c2lnbmVkIGJ5IG90aGVycw==\n")
        self.verify("checkpoint", witnessed, *self.key())
        self.clearctl("verify", "--database", self.path("ledger.db"), "--checkpoint", witnessed, "--ledger-key",
                      self.path("ledger_pub.pem"))


class ProofTest(LedgerTest):
    def inclusion(self, position, checkpoint="later.txt", database="ledger.db"):
        return json.loads(self.clearctl("prove", "--database", self.path(database), "--position", str(position),
                                        "--checkpoint", self.path(checkpoint)))

    def consistency(self, log, before="earlier.txt", after="later.txt", database="ledger.db"):
        return json.loads(self.clearctl("prove", "--database", self.path(database), "--from-checkpoint",
                                        self.path(before), "--to-checkpoint", self.path(after), "--log", log))

    def test_proofs_out_of_stored_hashes_of_subtrees(self):
        self.make_ledger("large.db", LARGE_EARLIER)
        self.sign("large.db", "large-earlier.txt")
        self.make_ledger("large.db", LARGE_LAST)
        self.sign("large.db", "large-later.txt")
        with contextlib.closing(sqlite3.connect(self.path("large.db"))) as connection:
            self.assertEqual(connection.execute("SELECT level, node_index FROM merkle_nodes ORDER BY 1, 2").fetchall(),
                             [(8, 0), (8, 1), (9, 0)])
        for position in (1, 5, 319, 320, 321, 639, 641, LARGE_LAST):
            for checkpoint in ("large-earlier.txt", "large-later.txt"):
                if position <= LARGE_EARLIER or checkpoint == "large-later.txt":
                    proof = self.inclusion(position, checkpoint, "large.db")
                    self.verify("inclusion", self.write("proof.json", proof), *self.key())
        for log in ("KHORGOS", "centre"):
            growth = self.consistency(log, "large-earlier.txt", "large-later.txt", "large.db")
            self.verify("consistency", self.write("growth.json", growth), *self.key())

    def test_every_entry_is_proved_against_every_checkpoint_after_it(self):
        # Without CLEARANCE_LONG=1 some of them: the C++ tests prove all of all sizes.
        for position in range(1, LAST + 1, 1 if os.environ.get("CLEARANCE_LONG") == "1" else 10):
            proof = self.inclusion(position)
            said = self.verify("inclusion", self.write("proof.json", proof), *self.key())
            self.assertIn(f"the entry at position {position} is", said)
            if position <= EARLIER:
                self.verify("inclusion", self.write("proof.json", self.inclusion(position, "earlier.txt")), *self.key())
        self.clearctl("prove", "--database", self.path("ledger.db"), "--position", str(EARLIER + 1), "--checkpoint",
                      self.path("earlier.txt"), exit_code=FAILED)
        self.clearctl("prove", "--database", self.path("ledger.db"), "--position", str(LAST + 1), exit_code=FAILED)

    def test_a_proof_of_now_needs_a_checkpoint_of_now(self):
        bare = self.write("bare.json", self.clearctl("prove", "--database", self.path("ledger.db"), "--position", "7"))
        self.assertIn("nobody answers", self.verify("inclusion", bare, *self.key(), exit_code=DIFFERENT))
        self.verify("inclusion", bare, *self.key(), "--checkpoint", self.path("later.txt"))
        self.verify("inclusion", bare, *self.key(), "--checkpoint", self.path("earlier.txt"), exit_code=DIFFERENT)

    def test_every_altered_piece_of_an_inclusion_proof_is_refused(self):
        for position in (1, 5, 64, LAST):
            good = self.inclusion(position)
            for number, change in enumerate(self.changes_of_inclusion(good)):
                self.verify("inclusion", self.write("altered.json", change), *self.key(), exit_code=DIFFERENT)
            self.assertGreater(number, 50)
            self.verify("inclusion", self.write("good.json", good), "--key", self.path("other_pub.pem"),
                        exit_code=DIFFERENT)

    def changes_of_inclusion(self, good):
        def changed(change):
            proof = copy.deepcopy(good)
            change(proof)
            return proof

        sealed = good["entry"]["sealed"]
        for at in range(len(base64.b64decode(sealed))):
            yield changed(lambda proof, at=at: proof["entry"].update(sealed=flipped(sealed, at)))
        for at, value in enumerate(good["inclusion_proof"]):
            yield changed(lambda proof, at=at,
                          value=value: proof["inclusion_proof"].__setitem__(at, flipped(value, at)))
        for other in (-1, 0, 1, 2, 63, 10**9):
            if other != good["leaf_index"]:
                yield changed(lambda proof, other=other: proof.update(leaf_index=other))
        yield changed(lambda proof: proof["inclusion_proof"].pop())
        yield changed(lambda proof: proof["inclusion_proof"].append(proof["tree"]["root_hash"]))
        yield changed(lambda proof: proof["inclusion_proof"].reverse())
        yield changed(lambda proof: proof["entry"].update(position=good["entry"]["position"] + 1))
        yield changed(lambda proof: proof["entry"].update(log="ALTYNKOL"))
        yield changed(lambda proof: proof["tree"].update(size=good["tree"]["size"] + 1))
        yield changed(lambda proof: proof["tree"].update(root_hash=flipped(good["tree"]["root_hash"], 3)))
        yield changed(lambda proof: proof["tree"].update(checkpoint=good["tree"]["checkpoint"].replace(SITE,
                                                                                                       SITE + "x")))
        other_log = self.inclusion(10 if good["entry"]["log"] == "KHORGOS" else 11)["tree"]
        yield changed(lambda proof: proof.update(tree=other_log))
        yield changed(lambda proof: proof.pop("inclusion_proof"))

    def test_an_export_is_believed_whole_or_not_at_all(self):
        lines = self.export((1, 5, 64, LAST))
        self.assertIn("4 entries", self.verify("export", self.write("export.jsonl", "\n".join(lines)), *self.key()))
        for number in range(len(lines)):
            self.refuse_export(lines[:number] + lines[number + 1:])
        self.refuse_export(lines[:1] + lines[2:3] + lines[1:2] + lines[3:])
        for number, line in enumerate(lines):
            for piece, by in (('"log":"KHORGOS"', '"log":"centre"'), ('"leaf_index":', '"leaf_index":1'),
                              ('"tree_size":', '"tree_size":1'), ('"position":', '"position":1'),
                              ('"sealed":"ig', '"sealed":"ih'), ('"proof":["', '"proof":["A'),
                              ('"entries":', '"entries":1'), ("true", "false"), ("export/1", "export/2"),
                              (SITE, SITE + "x")):
                if piece in line:
                    self.refuse_export(lines[:number] + [line.replace(piece, by)] + lines[number + 1:])

    def refuse_export(self, lines):
        self.verify("export", self.write("export.jsonl", "\n".join(lines)), *self.key(), exit_code=DIFFERENT)

    def test_an_export_of_one_person_says_so_and_holds_no_other(self):
        scope = "traveller=" + "62" * 32  # of the sample's entries 1, 8 and 22; 5 is another's, 3 nobody's
        good = self.write("export.jsonl", "\n".join(self.export((1, 8, 22), scope)))
        self.assertIn(f"3 entries of {scope}", self.verify("export", good, *self.key()))
        everything = self.write("export.jsonl", "\n".join(self.export((1, 5), "")))
        self.assertIn("2 entries of everything", self.verify("export", everything, *self.key()))
        for position in (3, 5):
            self.refuse_export(self.export((1, position), scope))
        self.refuse_export(self.export((1, 8), "log=ALTYNKOL"))
        self.refuse_export(self.export((1, 8), "lane=gate-9/z"))
        self.refuse_export(self.export((1, 8), "everything"))

    def export(self, positions, scope=""):
        """The lines LedgerService.ExportEntries would stream, put together from proofs."""
        proofs = [self.inclusion(position) for position in positions]
        notes = sorted({proof["tree"]["checkpoint"] for proof in proofs})
        header = {"format": "clearance-ledger-export/1", "made_at": "2026-11-26T00:00:00.000Z", "reason": "a court's",
                  "scope": scope, "last_position": LAST, "checkpoints": notes}
        entries = [{"position": proof["entry"]["position"], "log": proof["entry"]["log"],
                    "leaf_index": proof["leaf_index"], "tree_size": proof["tree"]["size"],
                    "sealed": proof["entry"]["sealed"], "proof": proof["inclusion_proof"]} for proof in proofs]
        last = {"entries": len(entries), "complete": True}
        return [json.dumps(line, separators=(",", ":")) for line in (header, *entries, last)]

    def test_growth_is_proved_for_each_log_and_every_altered_piece_refused(self):
        for log in ("KHORGOS", "centre"):
            good = self.consistency(log)
            self.assertIn(f"entries of {log} are the first", self.verify("consistency", self.write("growth.json", good),
                                                                        *self.key()))
            for change in self.changes_of_consistency(good):
                self.verify("consistency", self.write("altered.json", change), *self.key(), exit_code=DIFFERENT)
        now = self.clearctl("prove", "--database", self.path("ledger.db"), "--from-checkpoint",
                            self.path("earlier.txt"),
                            "--log", "centre")
        self.assertIsNone(json.loads(now)["to"]["checkpoint"])
        self.clearctl("prove", "--database", self.path("ledger.db"), "--from-checkpoint", self.path("later.txt"),
                      "--to-checkpoint", self.path("earlier.txt"), "--log", "centre", exit_code=FAILED)
        self.assertIn("--log", self.clearctl("prove", "--database", self.path("ledger.db"), "--from-checkpoint",
                                             self.path("earlier.txt"), exit_code=FAILED))

    def changes_of_consistency(self, good):
        for at, value in enumerate(good["consistency_proof"]):
            proof = copy.deepcopy(good)
            proof["consistency_proof"][at] = flipped(value, at)
            yield proof
        for change in (lambda proof: proof["consistency_proof"].pop(),
                       lambda proof: proof["consistency_proof"].append(proof["to"]["root_hash"]),
                       lambda proof: proof["consistency_proof"].reverse(),
                       lambda proof: proof["consistency_proof"].clear(),
                       lambda proof: proof.update(log="ALTYNKOL"),
                       lambda proof: proof.update({"from": proof["to"]}),
                       lambda proof: proof.update({"from": proof["to"], "to": proof["from"]}),
                       lambda proof: proof["to"].update(checkpoint=None)):
            proof = copy.deepcopy(good)
            change(proof)
            yield proof


class FileTest(LedgerTest):
    def against(self, database, *checkpoints, exit_code=ORDER, key="ledger_pub.pem"):
        """What clearctl and the verifier say of the file, which must agree whether it is in order."""
        noted = [argument for name in checkpoints for argument in ("--checkpoint", self.path(name))]
        said = self.clearctl("verify", "--database", database, "--ledger-key", self.path(key), *noted,
                             exit_code=exit_code)
        return said, self.verify("file", database, "--key", self.path(key), *noted, exit_code=exit_code)

    def test_an_untouched_file_holds_against_every_checkpoint(self):
        ours, theirs = self.against(self.path("ledger.db"), "earlier.txt", "later.txt")
        self.assertIn("in order: 131 entries", ours)
        for log in ("KHORGOS", "centre"):
            root = re.search(rf"log {log}: \d+ entries, root ([0-9a-f]+)", ours)[0]
            self.assertIn(root, theirs)
        told = json.loads(self.clearctl("verify", "--database", self.path("ledger.db"), "--json"))
        self.assertEqual((told["in_order"], told["entries"], told["checkpoints"]), (True, LAST, []))

    def test_a_checkpoint_of_another_key_is_named(self):
        ours, _ = self.against(self.path("ledger.db"), "later.txt", key="other_pub.pem", exit_code=DIFFERENT)
        self.assertIn("is not signed with the key", ours)
        self.clearctl("verify", "--database", self.path("ledger.db"), "--checkpoint", self.path("ledger_pub.pem"),
                      "--ledger-key", self.path("ledger_pub.pem"), exit_code=FAILED)

    def test_a_history_rewritten_with_every_hash_is_named(self):
        for altered in (1, 5, EARLIER, EARLIER + 1, LAST):
            name = f"rewritten-{altered}.db"
            self.make_ledger(name, LAST, altered)
            self.clearctl("verify", "--database", self.path(name))
            ours, _ = self.against(self.path(name), "later.txt", exit_code=DIFFERENT)
            self.assertIn("do not have the root of the checkpoint in", ours)
            self.against(self.path(name), "earlier.txt", exit_code=DIFFERENT if altered <= EARLIER else ORDER)
            told = self.clearctl("prove", "--database", self.path(name), "--position", str(altered), "--checkpoint",
                                 self.path("later.txt"), exit_code=DIFFERENT)
            self.assertIn("do not have the root of the checkpoint", told)

    def test_an_end_that_is_gone_is_named(self):
        self.make_ledger("short.db", LAST - 1)
        self.clearctl("verify", "--database", self.path("short.db"))
        ours, _ = self.against(self.path("short.db"), "earlier.txt", "later.txt", exit_code=DIFFERENT)
        self.assertIn("the last 1 are missing", ours)
        self.against(self.path("short.db"), "earlier.txt")
        self.clearctl("prove", "--database", self.path("short.db"), "--from-checkpoint", self.path("earlier.txt"),
                      "--to-checkpoint", self.path("later.txt"), "--log", "KHORGOS", exit_code=DIFFERENT)

    def test_a_journal_that_is_gone_is_named(self):
        # The file alone, as it lies on the disk while a server has what came last in its journal.
        self.make_ledger("wal.db", EARLIER)
        holder = sqlite3.connect(self.path("wal.db"))
        self.addCleanup(holder.close)
        holder.execute("PRAGMA wal_autocheckpoint = 0")
        holder.execute("SELECT count(*) FROM entries").fetchone()
        self.make_ledger("wal.db", LAST)
        self.against(self.path("wal.db"), "later.txt")
        self.assertGreater((self.folder / "wal.db-wal").stat().st_size, 0)
        without_journal = self.copy_of("wal.db")
        ours, _ = self.against(without_journal, "later.txt", exit_code=DIFFERENT)
        self.assertIn("are missing", ours)
        self.against(without_journal, "earlier.txt")

    def test_an_altered_entry_is_refused_by_both(self):
        for change in ("UPDATE entries SET sealed = CAST(sealed || x'00' AS BLOB) WHERE position = 9",
                       "UPDATE entries SET leaf_hash = x'00' WHERE position = 9",
                       "UPDATE entries SET kind = kind + 1 WHERE position = 9",
                       "UPDATE entries SET log = 3 - log WHERE position = 9",
                       "DELETE FROM entries WHERE position = 9", "DELETE FROM entries WHERE position = 131"):
            database = self.copy_of("ledger.db")
            with contextlib.closing(sqlite3.connect(database)) as connection:
                connection.execute(change)
                connection.commit()
            self.against(database, "later.txt", exit_code=DIFFERENT)

    def test_a_ledger_that_contradicts_its_own_checkpoint_is_not_signed(self):
        database = self.path("large.db")
        self.make_ledger("large.db", LARGE_LAST)
        note = self.clearctl("checkpoint", "--database", database, "--key", self.path("ledger_key.pem"), "--site", SITE,
                             "--log", "KHORGOS")
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute("INSERT INTO checkpoints VALUES (1, (SELECT id FROM names WHERE name = 'KHORGOS'), "
                               "560, 0, ?)",
                               (note,))
            connection.commit()
            self.sign("large.db", "again.txt")
            connection.execute("UPDATE merkle_nodes SET hash = zeroblob(32) WHERE level = 9 AND node_index = 0")
            connection.commit()
        self.assertIn("no longer has the 560 entries", self.clearctl(
            "checkpoint", "--database", database, "--key", self.path("ledger_key.pem"), "--site", SITE,
            exit_code=DIFFERENT))
        self.clearctl("checkpoint", "--database", database, "--key", self.path("ledger_key.pem"), "--site", SITE,
                      "--log",
                      "ALTYNKOL", exit_code=FAILED)


if __name__ == "__main__":
    unittest.main()
