#!/usr/bin/env python3
"""An independent verifier of the ledger, written from docs/ledger.md alone. Standard library and `cryptography`.

    verify_ledger.py checkpoint NOTES --key KEY
    verify_ledger.py inclusion PROOF --key KEY [--checkpoint NOTES]
    verify_ledger.py consistency PROOF --key KEY
    verify_ledger.py export LINES --key KEY
    verify_ledger.py file DATABASE --key KEY --checkpoint NOTES [--checkpoint NOTES]...

KEY is a PEM file, or a key in the text form of signed notes. NOTES is a file of checkpoints. PROOF is what `clearctl
ledger prove` prints. LINES is what LedgerService.ExportEntries streamed, a line each. Exit codes: 0 holds, 1 could not
be done, 2 refused, with the reason in words. It shares no code with the programs of this project, and must stay so.
"""

import argparse
import base64
import binascii
import hashlib
import json
import sqlite3
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

EM_DASH = "\u2014 "
HASH_BYTES = 32
KEY_ID_BYTES = 4
MAX_SIZE = 2**63 - 1


class Refused(Exception):
    """What was given does not hold; the message says what."""


# ---------------------------------------------------------------------------------------------------- bytes


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(sealed):
    return sha256(b"\x00", sealed)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def from_base64(text, what):
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise Refused(f"{what} is not base64") from error
    if base64.b64encode(decoded).decode("ascii") != text:
        raise Refused(f"{what} is not in the one form of base64")
    return decoded


def hash_from_base64(text, what):
    decoded = from_base64(text, what)
    if len(decoded) != HASH_BYTES:
        raise Refused(f"{what} is not 32 bytes")
    return decoded


# ---------------------------------------------------------------------------------------------------- sealed bytes


class CborReader:
    """Deterministic CBOR (RFC 8949 §4.2.1): integers, strings, null and arrays, all the ledger's seal has."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Refused("the sealed bytes end too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def head(self):
        first = self.take(1)[0]
        major, short = first >> 5, first & 31
        if short < 24:
            return major, short
        if short > 27:
            raise Refused("the sealed bytes hold an item of no definite length")
        value = int.from_bytes(self.take(1 << (short - 24)), "big")
        if value < (24, 1 << 8, 1 << 16, 1 << 32)[short - 24]:
            raise Refused("the sealed bytes hold a number that is not in its shortest form")
        return major, value

    def item(self):
        major, value = self.head()
        if major == 0:
            return value
        if major == 1:
            return -1 - value
        if major == 2:
            return self.take(value)
        if major == 3:
            return self.take(value).decode("utf-8")
        if (major, value) == (7, 22):
            return None
        raise Refused("the sealed bytes hold an item of a kind that no entry has")


def sealed_items(sealed):
    """The ten items of an entry."""
    reader = CborReader(sealed)
    if reader.head() != (4, 10):
        raise Refused("the sealed bytes are not an array of ten")
    items = [reader.item() for _ in range(10)]
    if reader.at != len(sealed):
        raise Refused("something follows the sealed bytes")
    if items[0] != 1:
        raise Refused("the sealed bytes are of a format unknown here")
    return items


def open_sealed(sealed):
    """(position, log, kind) of an entry."""
    return tuple(sealed_items(sealed)[1:4])


# ---------------------------------------------------------------------------------------------------- checkpoints


class Key:
    """A public key; one that came in the text form of signed notes is of one name."""

    def __init__(self, raw, name=None):
        self.raw, self.name = raw, name
        self.public = Ed25519PublicKey.from_public_bytes(raw)

    def id_under(self, name):
        return sha256(name.encode("utf-8"), b"\x0a\x01", self.raw)[:KEY_ID_BYTES]

    @staticmethod
    def read(text):
        path = Path(text)
        if "+" in text and not path.exists():
            return Key.from_text(text)
        content = path.read_bytes()
        if b"-----BEGIN" not in content:
            return Key.from_text(content.decode("utf-8").strip())
        public = load_pem_public_key(content)
        if not isinstance(public, Ed25519PublicKey):
            raise ValueError(f"{text}: is no Ed25519 key")
        return Key(public.public_bytes(Encoding.Raw, PublicFormat.Raw))

    @staticmethod
    def from_text(text):
        name, key_id, encoded = text.split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        if len(raw) != 33 or raw[0] != 1:
            raise ValueError("the key is no Ed25519 key of signed notes")
        key = Key(raw[1:], name)
        if key.id_under(name).hex() != key_id:
            raise ValueError("the key's id is not the one of its name and bytes")
        return key


class Checkpoint:
    """One that the key has signed; anything else is refused."""

    def __init__(self, note, key):
        if any(ord(character) < 0x20 and character != "\n" for character in note):
            raise Refused("the note holds control characters")
        text, blank, signatures = note.rpartition("\n\n")
        if not blank or not signatures.endswith("\n"):
            raise Refused("the note has no signatures, or does not end in a newline")
        self.text = text + "\n"
        lines = self.text[:-1].split("\n")
        if len(lines) < 3 or "" in lines:
            raise Refused("the note's text is not at least three lines")
        self.origin, size, root = lines[:3]
        if not size.isascii() or not size.isdigit() or str(int(size)) != size or int(size) > MAX_SIZE:
            raise Refused("the note's size is not a decimal number in its shortest form")
        self.size = int(size)
        self.root = hash_from_base64(root, "the note's root")
        if self.size == 0 and self.root != sha256():
            raise Refused("the note is of an empty log, its root is not")
        self._believe(signatures[:-1].split("\n"), key)

    def _believe(self, lines, key):
        if key.name is not None and key.name != self.origin:
            raise Refused(f"the note is of {self.origin}, the key of {key.name}")
        held = 0
        for line in lines:
            parts = line[len(EM_DASH):].split(" ")
            if not line.startswith(EM_DASH) or len(parts) != 2 or not parts[0] or "+" in parts[0]:
                raise Refused("the note has a signature line out of its form")
            signed = from_base64(parts[1], "a signature")
            if len(signed) <= KEY_ID_BYTES:
                raise Refused("the note has a signature line out of its form")
            if parts[0] != self.origin or signed[:KEY_ID_BYTES] != key.id_under(self.origin):
                continue
            try:
                key.public.verify(signed[KEY_ID_BYTES:], self.text.encode("utf-8"))
            except InvalidSignature as error:
                raise Refused("a signature of the note does not hold") from error
            held += 1
        if held == 0:
            raise Refused("the note is not signed with this key under its own origin")

    @property
    def log(self):
        return self.origin.rpartition("/")[2]


def read_checkpoints(path, key):
    """Every note of a file."""
    checkpoints, note, in_signatures = [], "", False
    for line in Path(path).read_bytes().decode("utf-8").splitlines(keepends=True):
        is_signature = line.startswith(EM_DASH)
        if in_signatures and not is_signature:
            checkpoints.append(Checkpoint(note, key))
            note = ""
        in_signatures = is_signature
        if note or line != "\n":
            note += line
    if note:
        checkpoints.append(Checkpoint(note, key))
    if not checkpoints:
        raise Refused(f"{path}: holds no checkpoint")
    return checkpoints


# ---------------------------------------------------------------------------------------------------- proofs


def root_of(leaves):
    """The Merkle tree hash of leaf hashes, RFC 6962 §2.1, by a stack of complete subtrees."""
    stack = []
    for leaf in leaves:
        width = 1
        while stack and stack[-1][0] == width:
            leaf = node_hash(stack.pop()[1], leaf)
            width *= 2
        stack.append((width, leaf))
    if not stack:
        return sha256()
    root = stack.pop()[1]
    while stack:
        root = node_hash(stack.pop()[1], root)
    return root


def check_inclusion(leaf, index, size, proof, root):
    if not 0 <= index < size:
        raise Refused("the leaf is not in a tree of that size")
    fn, sn, current = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            raise Refused("the inclusion proof is too long")
        if fn & 1 or fn == sn:
            current = node_hash(step, current)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            current = node_hash(current, step)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or current != root:
        raise Refused("the inclusion proof does not lead to the root")


def check_consistency(old_size, old_root, new_size, new_root, proof):
    if old_size > new_size:
        raise Refused("the earlier checkpoint is of more entries than the later one")
    if old_size in (0, new_size):
        if proof or (old_size and old_root != new_root):
            raise Refused("two checkpoints of one size differ, or a proof stands where none is needed")
        return
    path = ([old_root] if old_size & (old_size - 1) == 0 else []) + proof
    if not path:
        raise Refused("the consistency proof is empty")
    fn, sn, old, new = old_size - 1, new_size - 1, path[0], path[0]
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    for step in path[1:]:
        if sn == 0:
            raise Refused("the consistency proof is too long")
        if fn & 1 or fn == sn:
            old, new = node_hash(step, old), node_hash(step, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, step)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or old != old_root or new != new_root:
        raise Refused("the consistency proof does not lead from the one root to the other")


def proof_hashes(values):
    return [hash_from_base64(value, "a hash of the proof") for value in values]


def tree_checkpoint(tree, key, what):
    """The checkpoint a tree of a proof rests on, which must say what stands beside it."""
    if tree["checkpoint"] is None:
        raise Refused(f"{what} has no checkpoint: nobody answers for its root")
    checkpoint = Checkpoint(tree["checkpoint"], key)
    if tree["size"] != checkpoint.size or hash_from_base64(tree["root_hash"], "a root") != checkpoint.root:
        raise Refused(f"{what} is not the tree of its checkpoint")
    return checkpoint


def verify_inclusion(proof, key, checkpoints):
    sealed = from_base64(proof["entry"]["sealed"], "the sealed bytes")
    position, log, _ = open_sealed(sealed)
    if (position, log) != (proof["entry"]["position"], proof["entry"]["log"]):
        raise Refused("position or log are not those of the sealed bytes")
    if proof["tree"]["checkpoint"] is None and checkpoints:
        checkpoint = next((one for one in checkpoints if one.log == log), None)
        if checkpoint is None or checkpoint.size != proof["tree"]["size"]:
            raise Refused("no checkpoint given is of the tree of the proof")
    else:
        checkpoint = tree_checkpoint(proof["tree"], key, "the tree")
    if checkpoint.log != log:
        raise Refused("the checkpoint is of another log than the entry")
    check_inclusion(leaf_hash(sealed), proof["leaf_index"], checkpoint.size, proof_hashes(proof["inclusion_proof"]),
                    checkpoint.root)
    return f"the entry at position {position} is number {proof['leaf_index'] + 1} of the {checkpoint.size} of {log}"


def verify_consistency(proof, key):
    old = tree_checkpoint(proof["from"], key, "the earlier tree")
    new = tree_checkpoint(proof["to"], key, "the later tree")
    if old.origin != new.origin or old.log != proof["log"]:
        raise Refused("the checkpoints are not of one log")
    check_consistency(old.size, old.root, new.size, new.root, proof_hashes(proof["consistency_proof"]))
    return f"the {old.size} entries of {old.log} are the first of its {new.size}"


def check_scope(scope, sealed):
    """That an entry is of the log, lane and traveller that the export is said to be of; "" is of everything."""
    asked = [word.partition("=") for word in scope.split()]
    if not all(equals for _, equals, _ in asked):
        raise Refused("the export's scope is out of its form")
    items = sealed_items(sealed)
    found = {"log": items[2], "lane": items[8], "traveller": items[6].hex() if items[6] is not None else None}
    for name, _, value in asked:
        if name in found and found[name] != value:
            raise Refused(f"position {items[1]}: is not of the {name} that the export is said to be of")


def verify_export(lines, key):
    """A header, entries in rising position and of its scope, each in the tree of its log's checkpoint, and the line
    that
    ends it."""
    header, last = json.loads(lines[0]), json.loads(lines[-1])
    if header["format"] != "clearance-ledger-export/1":
        raise Refused("the export is of a form unknown here")
    logs = {one.log: one for one in (Checkpoint(note, key) for note in header["checkpoints"])}
    position = 0
    for line in lines[1:-1]:
        entry = json.loads(line)
        sealed = from_base64(entry["sealed"], "the sealed bytes")
        if open_sealed(sealed)[:2] != (entry["position"], entry["log"]):
            raise Refused("position or log are not those of the sealed bytes")
        check_scope(header["scope"], sealed)
        if not position < entry["position"] <= header["last_position"]:
            raise Refused("the entries are not in rising order up to the last position")
        position, checkpoint = entry["position"], logs.get(entry["log"])
        if checkpoint is None or checkpoint.size != entry["tree_size"]:
            raise Refused(f"position {position}: no checkpoint of the header is of its tree")
        check_inclusion(leaf_hash(sealed), entry["leaf_index"], checkpoint.size, proof_hashes(entry["proof"]),
                        checkpoint.root)
    if last != {"entries": len(lines) - 2, "complete": True}:
        raise Refused("the export ends before its end, or entries of it are missing")
    return (f"{len(lines) - 2} entries of {header['scope'] or 'everything'}, each in its log; made at "
            f"{header['made_at']}: {header['reason']}")


# ---------------------------------------------------------------------------------------------------- the file


def read_logs(database):
    """{log: leaf hashes in order}, every entry of the file checked by itself."""
    logs, expected = {}, 1
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT e.position, n.name, e.leaf_index, e.kind, e.leaf_hash, e.sealed FROM "
                                  "entries e "
                                  "LEFT JOIN names n ON n.id = e.log ORDER BY e.position")
        for position, log, leaf_index, kind, stored_hash, sealed in rows:
            if position != expected:
                raise Refused(f"the entry at position {expected} is missing")
            if open_sealed(sealed) != (position, log, kind):
                raise Refused(f"position {position}: a column is not what the sealed bytes say")
            leaves = logs.setdefault(log, [])
            if leaf_index != len(leaves):
                raise Refused(f"position {position}: is not the next leaf of log {log}")
            leaves.append(leaf_hash(sealed))
            if leaves[-1] != stored_hash:
                raise Refused(f"position {position}: the sealed bytes do not have the stored leaf hash")
            expected += 1
    finally:
        connection.close()
    return logs


def verify_file(database, checkpoints):
    logs = read_logs(database)
    for checkpoint in checkpoints:
        leaves = logs.get(checkpoint.log, [])
        if len(leaves) < checkpoint.size:
            raise Refused(f"log {checkpoint.log} has {len(leaves)} entries, the checkpoint is of {checkpoint.size}")
        if root_of(leaves[:checkpoint.size]) != checkpoint.root:
            raise Refused(f"the first {checkpoint.size} entries of log {checkpoint.log} do not have the root of the "
                          "checkpoint")
    return ", ".join(f"log {log}: {len(leaves)} entries, root {root_of(leaves).hex()}"
                     for log, leaves in sorted(logs.items()))


# ---------------------------------------------------------------------------------------------------- commands


def run(arguments):
    key = Key.read(arguments.key)
    if arguments.command == "checkpoint":
        return "\n".join(f"{one.origin}: {one.size} entries, root {one.root.hex()}"
                         for one in read_checkpoints(arguments.notes, key))
    if arguments.command == "consistency":
        return verify_consistency(json.loads(Path(arguments.proof).read_bytes()), key)
    if arguments.command == "export":
        return verify_export(Path(arguments.lines).read_text(encoding="utf-8").splitlines(), key)
    checkpoints = [one for path in arguments.checkpoint for one in read_checkpoints(path, key)]
    if arguments.command == "inclusion":
        return verify_inclusion(json.loads(Path(arguments.proof).read_bytes()), key, checkpoints)
    return verify_file(arguments.database, checkpoints)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, place in (("checkpoint", "notes"), ("inclusion", "proof"), ("consistency", "proof"), ("export", "lines"),
                        ("file", "database")):
        command = commands.add_parser(name)
        command.add_argument(place)
        command.add_argument("--key", required=True)
        if name in ("inclusion", "file"):
            command.add_argument("--checkpoint", action="append", default=[], required=name == "file")
    return parser.parse_args(arguments)


def main(arguments):
    try:
        print(run(parse(arguments)))
    except Refused as refused:
        print(f"REFUSED: {refused}")
        return 2
    except (KeyError, TypeError, IndexError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(f"REFUSED: not in its form: {type(error).__name__}")
        return 2
    except (OSError, ValueError, sqlite3.Error) as error:
        print(f"verify_ledger: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
