#!/usr/bin/env python3
"""An independent verifier of booking seals, written from docs/booking.md alone. Standard library and `cryptography`.

    verify_seal.py SEAL --keys KEYS [--at TIME] [--early MINUTES] [--late MINUTES] [--document STATE:NUMBER]
                        [--place PORT:FROM:TO:LANE_GROUP]

SEAL is the text of a seal's QR code, or a file that holds it. KEYS is what `clearctl seal keys` prints. TIME is as
2026-11-22T00:05:00Z. Exit codes: 0 VALID or VALID_UNBOUND, 1 could not be done, 2 anything else. It shares no code with
the programs of this project, and must stay so.
"""

import argparse
import datetime
import hashlib
import hmac
import json
import sys
import uuid
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PREFIX = "KHG1:"
MAX_CHARACTERS = 350
ALPHABET = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
TERRITORIES = ("CHN", "KAZ", "ICBC")
LAST_SECOND = 253402300799
MAX_NAME_BYTES = 20
UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG = range(7)


class Malformed(Exception):
    """The text is no seal in its one encoding."""


def check(holds, what):
    if not holds:
        raise Malformed(what)


# ---------------------------------------------------------------------------------------------------- encodings


def base45(text):
    check(len(text) % 3 != 1, "Base45: a last group of one character")
    decoded = bytearray()
    for at in range(0, len(text), 3):
        group = [ALPHABET.get(character) for character in text[at:at + 3]]
        check(None not in group, "Base45: another character")
        value = sum(digit * 45**place for place, digit in enumerate(group))
        size = 2 if len(group) == 3 else 1
        check(value < 256**size, "Base45: a group above the largest")
        decoded += value.to_bytes(size, "big")
    return bytes(decoded)


class Cbor:
    """Reads items in their one deterministic form (RFC 8949 section 4.2.1)."""

    def __init__(self, content):
        self.content, self.at = content, 0

    def take(self, size):
        check(self.at + size <= len(self.content), "CBOR: cut off")
        self.at += size
        return self.content[self.at - size:self.at]

    def head(self, major):
        first = self.take(1)[0]
        check(first >> 5 == major, "CBOR: another kind of item")
        short = first & 0x1F
        if short < 24:
            return short
        check(short <= 27, "CBOR: no length, or a reserved one")
        size = 1 << (short - 24)
        value = int.from_bytes(self.take(size), "big")
        check(value >= (24 if size == 1 else 1 << (4 * size)), "CBOR: not the shortest form")
        return value

    def integer(self):
        check(self.at < len(self.content), "CBOR: cut off")
        if self.content[self.at] >> 5 == NEGATIVE:
            return -1 - self.head(NEGATIVE)
        return self.head(UNSIGNED)

    def bytes(self):
        return self.take(self.head(BYTES))

    def text(self):
        try:
            return self.take(self.head(TEXT)).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed("CBOR: a text that is no UTF-8") from error

    def expect(self, *integers):
        for expected in integers:
            check(self.integer() == expected, "another label or value than expected")

    def end(self):
        check(self.at == len(self.content), "bytes behind the end")


def byte_string(content):
    size = len(content)
    head = bytes([0x40 | size]) if size < 24 else bytes([0x58, size]) if size < 256 else b"\x59" + size.to_bytes(2,
                                                                                                                 "big")
    return head + content


# ---------------------------------------------------------------------------------------------------- the seal


class Seal:
    """A seal's parts, nothing of them believed."""

    def __init__(self, text):
        check(len(text.encode("utf-8", "surrogatepass")) <= MAX_CHARACTERS, "too long")
        check(text.startswith(PREFIX), "another prefix")
        reader = Cbor(base45(text[len(PREFIX):]))
        check(reader.head(TAG) == 18, "another tag")
        check(reader.head(LIST) == 4, "another number of parts")
        self.header = reader.bytes()
        check(reader.head(MAP) == 0, "something unprotected")
        self.claims = reader.bytes()
        self.signature = reader.bytes()
        check(len(self.signature) == 64, "a signature of another length")
        reader.end()
        self.read_header()
        self.read_claims()

    def read_header(self):
        reader = Cbor(self.header)
        check(reader.head(MAP) == 2, "another number of headers")
        reader.expect(1, -8, 4)
        self.key_id = reader.bytes()
        check(len(self.key_id) == 8, "a key id of another length")
        reader.end()

    def read_claims(self):
        reader = Cbor(self.claims)
        check(reader.head(MAP) == 7, "another number of claims")
        reader.expect(3)
        self.port = reader.text()
        reader.expect(4)
        self.end = reader.integer()
        reader.expect(5)
        self.start = reader.integer()
        reader.expect(7)
        booking = reader.bytes()
        check(len(booking) == 16, "a booking id of another length")
        self.booking_id = str(uuid.UUID(bytes=booking))
        reader.expect(-65537)
        check(reader.head(LIST) == 2, "a movement of other than two ends")
        self.movement = (reader.text(), reader.text())
        reader.expect(-65538)
        self.lane_group = reader.text()
        reader.expect(-65539)
        self.document_hash = reader.bytes()
        reader.end()
        check(0 <= self.start < self.end <= LAST_SECOND, "an impossible slot")
        for name in (self.port, self.lane_group):
            check(1 <= len(name.encode("utf-8")) <= MAX_NAME_BYTES, "a name of another length")
        check(set(self.movement) <= set(TERRITORIES) and self.movement[0] != self.movement[1], "an impossible movement")
        check(len(self.document_hash) == 32, "a hash of another length")

    def signed(self):
        return b"\x84\x6aSignature1" + byte_string(self.header) + b"\x40" + byte_string(self.claims)


def document_hash(key, state, number):
    def part(content):
        return len(content).to_bytes(8, "big") + content

    message = part(b"booking seal document") + (1).to_bytes(8, "big") + part(f"{state}|{number}".encode("ascii"))
    return hmac.new(key, message, hashlib.sha256).digest()


# ---------------------------------------------------------------------------------------------------- the verdict


def milliseconds(text):
    """Of a moment as 2026-11-22T00:05:00Z or 2026-11-22T00:05:00.000Z, since 1970."""
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ"
    moment = datetime.datetime.strptime(text, form).replace(tzinfo=datetime.timezone.utc)
    since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return since // datetime.timedelta(milliseconds=1)


class KeySet:
    """Whom to believe, and which bookings were given up."""

    def __init__(self, described):
        if described.get("format") != "clearance-seal-keys-1":
            raise ValueError("the keys are of another format")
        self.keys = {}
        for entry in described["keys"]:
            raw = bytes.fromhex(entry["public_key"])
            self.keys[hashlib.sha256(raw).digest()[:8]] = (
                Ed25519PublicKey.from_public_bytes(raw), bytes.fromhex(entry.get("document_key") or ""),
                milliseconds(entry["from"]) if entry.get("from") else None,
                milliseconds(entry["until"]) if entry.get("until") else None)
        self.revoked = set(described.get("revoked", []))

    def find(self, key_id, at):
        key = self.keys.get(key_id)
        if key is None or (key[2] is not None and at < key[2]) or (key[3] is not None and at >= key[3]):
            return None
        return key


class Asked:
    """What a seal is held against: times in ms, `document` (state, number), `place` (port, from, to, group)."""

    def __init__(self, at, early=0, late=0, document=None, place=None):
        self.at, self.early, self.late, self.document, self.place = at, early, late, document, place


def verify(text, keys, asked):
    """The result, and the seal where its signature is good."""
    try:
        seal = Seal(text)
    except Malformed:
        return "MALFORMED", None
    key = keys.find(seal.key_id, asked.at)
    if key is None:
        return "UNKNOWN_KEY", None
    try:
        key[0].verify(seal.signature, seal.signed())
    except InvalidSignature:
        return "BAD_SIGNATURE", None
    return judge(seal, keys, key[1], asked), seal


def judge(seal, keys, document_key, asked):
    bound = asked.document is not None and document_key
    if bound and not hmac.compare_digest(seal.document_hash, document_hash(document_key, *asked.document)):
        return "NOT_THIS_DOCUMENT"
    if asked.place is not None and tuple(asked.place) != (seal.port, *seal.movement, seal.lane_group):
        return "WRONG_PORT"
    if seal.booking_id in keys.revoked:
        return "REVOKED"
    if asked.at < seal.start * 1000 - asked.early:
        return "NOT_YET"
    if asked.at >= seal.end * 1000 + asked.late:
        return "EXPIRED"
    return "VALID" if bound else "VALID_UNBOUND"


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seal")
    parser.add_argument("--keys", required=True)
    parser.add_argument("--at")
    parser.add_argument("--early", type=int, default=0)
    parser.add_argument("--late", type=int, default=0)
    parser.add_argument("--document")
    parser.add_argument("--place")
    options = parser.parse_args(arguments)
    try:
        text = options.seal
        if not text.startswith(PREFIX):
            text = Path(text).read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
        keys = KeySet(json.loads(Path(options.keys).read_bytes()))
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = Asked(milliseconds(options.at or now), options.early * 60_000, options.late * 60_000,
                      tuple(options.document.split(":", 1)) if options.document else None,
                      tuple(options.place.split(":", 3)) if options.place else None)
        result, seal = verify(text, keys, asked)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"verify_seal: {error}", file=sys.stderr)
        return 1
    print(result if seal is None else f"{result} booking {seal.booking_id}")
    return 0 if result in ("VALID", "VALID_UNBOUND") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
