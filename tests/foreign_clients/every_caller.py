"""Asks a centre for every rpc of docs/api.md in every role, and compares who is let in with what the page says.

    every_caller.py --address 127.0.0.1:7443 --pki build/pki --page docs/api.md

Sends empty messages: who may call is looked at before what is asked, so that nothing is done. Prints one line for each
disagreement and how many calls were made; exit 1 when there was one.
"""

import re
import sys

import grpc

from program import channel_of, parser_of, run

ROW = re.compile(r"^\| `(\w+)\.(\w+)` \| \w+ \| ([\w, ]+) \|", re.MULTILINE)
CLIENTS = {"gate": "gate-1", "officer": "officer-1", "supervisor": "supervisor-1", "auditor": "auditor-1",
           "booking": "booking-1", "authority": "authority-1"}


def let_in(channel, service, rpc):
    """False when the centre says that the role may not make this call. Any other answer or error is none of ours."""
    call = channel.unary_stream(f"/clearance.v1.{service}/{rpc}")(b"", timeout=30)
    try:
        next(call, None)
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.PERMISSION_DENIED and error.details().startswith("the role "):
            return False
        if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNIMPLEMENTED,
                            grpc.StatusCode.DEADLINE_EXCEEDED):
            sys.exit(f"{service}.{rpc}: {error.code().name}: {error.details()}")
    finally:
        call.cancel()
    return True


def main():
    options = parser_of(__doc__, "--address", "--pki", "--page").parse_args()
    with open(options.page, encoding="utf-8") as file:
        rows = [row for row in ROW.findall(file.read()) if row[2] != "local"]
    calls, wrong = 0, 0
    for role, client in CLIENTS.items():
        with channel_of(options, client) as channel:
            for service, rpc, callers in rows:
                calls += 1
                said = role in callers.split(", ")
                if let_in(channel, service, rpc) != said:
                    wrong += 1
                    print(f"{service}.{rpc}: the page says that {role} may {'' if said else 'not '}call, the centre "
                          f"the opposite")
    print(f"{calls} calls, {wrong} disagreements")
    sys.exit(1 if wrong or not calls else 0)


if __name__ == "__main__":
    run(main)
