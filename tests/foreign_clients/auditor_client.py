"""An auditor: takes the signed checkpoint of a log, and proves with own arithmetic that each of its entries is in it.

    auditor_client.py --address 127.0.0.1:7443 --pki build/pki --log KHORGOS --stubs build/release/python

Speaks LedgerService over mutual TLS; trusts the centre's public key and nothing else it says (docs/ledger.md). Prints
one JSON line for the checkpoint, for each entry and for the centre's own verification. Exit 1, with the reason, when a
proof does not hold.
"""

import argparse
import base64
import hashlib
import json
import sys
import uuid


def root_of(leaf, index, size, hashes):
    """RFC 9162 §2.1.3.2: the root that this path leads to from the leaf."""
    root, last = leaf, size - 1
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--address", "--pki", "--log", "--stubs"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    sys.path.insert(0, options.stubs)
    import grpc
    from clearance.v1 import ledger_pb2 as ledger, ledger_pb2_grpc
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    def pem(name):
        with open(f"{options.pki}/{name}.pem", "rb") as file:
            return file.read()

    tls = grpc.ssl_channel_credentials(pem("ca"), pem("auditor-1_key"), pem("auditor-1"))
    api = ledger_pb2_grpc.LedgerServiceStub(grpc.secure_channel(options.address, tls))

    note = api.GetCheckpoint(ledger.GetCheckpointRequest(log=options.log), timeout=20).note
    text, signatures = note.split("\n\n")
    origin, size, root = text.split("\n")[:3]
    signed = base64.b64decode(signatures.split()[2])
    load_pem_public_key(pem("ledger_pub")).verify(signed[4:], (text + "\n").encode())  # raises when it is not theirs
    print(json.dumps({"origin": origin, "size": int(size)}))

    # One look with all its pages: the centre records who looks, at what, and why, before it shows anything.
    request, proved = ledger.ListEntriesRequest(log=options.log, page_size=2, request_id=str(uuid.uuid4()),
                                                reason="yearly audit"), set()
    while True:
        page = api.ListEntries(request, timeout=20)
        for entry in page.entries:
            leaf = hashlib.sha256(b"\x00" + entry.sealed_bytes).digest()
            proof = api.GetProof(ledger.GetProofRequest(inclusion=ledger.InclusionQuestion(
                position=entry.position, tree_size=int(size))), timeout=20)
            if root_of(leaf, proof.leaf_index, int(size), proof.hashes) != base64.b64decode(root):
                sys.exit(f"entry {entry.position} is not in the log that was signed")
            proved.add(proof.leaf_index)
            print(json.dumps({"position": entry.position, "kind": entry.kind, "proved": True}))
        request.page_token = page.next_page_token
        if not request.page_token:
            break
    if proved != set(range(int(size))):
        sys.exit(f"of {size} entries {len(proved)} were shown")
    for progress in api.VerifyLedger(ledger.VerifyLedgerRequest(), timeout=60):
        if progress.complete:
            print(json.dumps({"entries": progress.entries_total, "difference": progress.first_difference}))


if __name__ == "__main__":
    main()
