"""An auditor: takes the signed checkpoint of a port's log, and proves with own arithmetic that its entries are in it.

    auditor_client.py --address 127.0.0.1:7443 --pki build/pki --log KHORGOS --stubs build/release/python

Trusts the centre's public key and nothing else it says (docs/ledger.md). Prints a JSON line for the checkpoint, for
each entry it covers and for the centre's own verification. Exit 1 when a proof does not hold, or that names a
difference.
"""

import base64
import hashlib
import itertools
import json
import sys
import uuid
from pathlib import Path

from program import channel_of, ed25519_of, parser_of, run
from trying_again import alive, call


def root_of(entry, index, size, hashes):
    """RFC 9162 §2.1.3.2: the root that this path leads to from the entry's bytes."""
    root, last = hashlib.sha256(b"\x00" + entry).digest(), size - 1
    for other in hashes:
        if index % 2 or index == last:
            root = hashlib.sha256(b"\x01" + other + root).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            root = hashlib.sha256(b"\x01" + root + other).digest()
        index, last = index // 2, last // 2
    return root if last == 0 else b""


def main():
    options = parser_of(__doc__, "--address", "--pki", "--log", "--stubs").parse_args()
    sys.path.insert(0, options.stubs)
    from clearance.v1 import ledger_pb2 as ledger, ledger_pb2_grpc
    from cryptography.exceptions import InvalidSignature

    signer = Path(options.pki, "ledger_pub.pem")
    api = ledger_pb2_grpc.LedgerServiceStub(channel_of(options, "auditor-1"))
    text, signatures = call(api.GetCheckpoint, ledger.GetCheckpointRequest(log=options.log)).note.split("\n\n")
    origin, size, root = text.split("\n")[:3]
    size, signed = int(size), base64.b64decode(signatures.split()[2])
    try:
        ed25519_of(signer).verify(signed[4:], (text + "\n").encode())
    except InvalidSignature:
        sys.exit(f"the checkpoint is not signed with the key of {signer}")
    if not origin.endswith("/" + options.log):  # as it is signed, but of another log than was asked for
        sys.exit(f"the checkpoint is of {origin}, not of the log {options.log}")
    print(json.dumps({"origin": origin, "size": size}))

    def look(request):
        """Every page of one look, which the centre records with its reason before it shows anything."""
        while True:
            page = call(api.ListEntries, request)
            yield from page.entries
            request.page_token = page.next_page_token
            if not page.next_page_token:
                sys.exit(f"fewer than the {size} entries that were signed are shown")

    shown = look(ledger.ListEntriesRequest(log=options.log, page_size=2, request_id=str(uuid.uuid4()), reason="audit"))
    for index, entry in enumerate(itertools.islice(shown, size)):  # what has come since is under no signature yet
        proof = call(api.GetProof, ledger.GetProofRequest(inclusion={"position": entry.position, "tree_size": size}))
        if root_of(entry.sealed_bytes, index, size, proof.hashes) != base64.b64decode(root):
            sys.exit(f"entry {entry.position} is not in its place in the log that was signed")
        print(json.dumps({"position": entry.position, "kind": entry.kind, "proved": True}))

    def verify(request, timeout):  # of one try, not of a stream: that may take hours, but not without a word
        return list(alive(api.VerifyLedger(request), silence_s=30 * timeout))[-1]

    verified = call(verify, ledger.VerifyLedgerRequest(), patience_s=3600)  # one at a time: others have their turn
    print(json.dumps({"entries": verified.entries_total, "difference": verified.first_difference}))
    sys.exit(0 if verified.complete and not verified.first_difference else 1)


if __name__ == "__main__":
    run(main)
