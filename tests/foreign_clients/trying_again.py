"""Calls an rpc as docs/api.md (Trying again) asks: what every client of the centre shares, and knows no rpc.

The very same message is sent again, so that what was done the first time is answered and not done twice; only after
what may be tried again, after the pause that the error names or one that grows, and not for ever. A stream is opened
again by giving call() a function that opens it and reads it to where it is of use, through alive(). gRPC's own retries
(retryPolicy of a service config) will not do: five tries at most, all within one deadline, and no eye for RetryInfo.
"""

import random
import sys
import threading
import time

DEADLINE_S = 20  # of one try; a stream has none
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 10
PATIENCE_S = 120  # of all of them
SILENCE_S = 30  # of a stream whose heartbeats come every ten: it is dead


def details_of(error):
    """What the centre says of an error: its ErrorInfo, and the seconds to wait where it wants the message again."""
    from google.rpc import status_pb2  # of the stubs, whose folder the program has named by now

    metadata = dict(error.trailing_metadata() or ())
    details = status_pb2.Status.FromString(metadata.get("grpc-status-details-bin", b"")).details
    info, retry = status_pb2.ErrorInfo(), status_pb2.RetryInfo()
    for detail in details:
        detail.Unpack(info)
        detail.Unpack(retry)
    return info, retry.retry_delay.ToTimedelta().total_seconds() if retry.HasField("retry_delay") else None


def call(rpc, request, patience_s=PATIENCE_S, wait_out=time.sleep):
    """The answer. Ends the program with the reason where there will be none. `wait_out` lets so many seconds pass."""
    import grpc

    code = grpc.StatusCode  # CANCELLED: by the centre, or by alive()
    again = (code.UNAVAILABLE, code.DEADLINE_EXCEEDED, code.ABORTED, code.CANCELLED)
    pause, give_up = FIRST_PAUSE_S, time.monotonic() + patience_s
    while True:
        try:
            return rpc(request, timeout=DEADLINE_S)
        except grpc.RpcError as error:
            info, wait = details_of(error)
            if wait is None and error.code() in again:
                wait = pause * random.uniform(0.5, 1)  # so that those who failed together do not come back together
                pause = min(2 * pause, LONGEST_PAUSE_S)
            if wait is None or time.monotonic() + wait > give_up:
                sys.exit(f"{error.code().name} {info.reason} {dict(info.metadata)}: {error.details()}")
            print(f"{error.code().name} {info.reason}: {error.details()}: again in {wait:.1f} s", file=sys.stderr)
        wait_out(wait)


def alive(stream, silence_s=SILENCE_S):
    """The messages of a stream. One that is silent for so long is CANCELLED; one that is left has ended."""
    try:
        while True:
            silence = threading.Timer(silence_s, stream.cancel)
            silence.daemon = True
            silence.start()
            try:
                message = next(stream, None)
            finally:
                silence.cancel()
            if message is None:
                return
            yield message
    finally:
        stream.cancel()
