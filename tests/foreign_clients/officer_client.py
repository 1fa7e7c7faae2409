"""An officer's desk: follows the referrals, takes the first in hand that is open for such an answer, and gives it.

    officer_client.py --address 127.0.0.1:7443 --pki build/pki --as officer-1 --stubs build/release/python
        --answer ADMIT --ground "compared by eye"

Speaks ReviewService over mutual TLS. Waits for a referral as long as it takes, also for a centre that is started again,
and says on standard error when it tries again. Prints one JSON line for the referral as it stood, was claimed, was
answered. An answer that needs two persons ends as AWAITING_SECOND_OFFICER; a supervisor sends the same with
`--as supervisor-1`.
"""

import argparse
import json
import math
import sys
import uuid

from program import channel_of, parser_of, run
from trying_again import alive, call

OF_IDENTITIES = ("CONFIRM_LINK", "UNDO_LINK")  # answers to a referral of kind IDENTITY, which takes no other
ANSWERS = ("ADMIT", "REFUSE", "REPEAT_CAPTURE", "SECOND_LINE", *OF_IDENTITIES)


def ground(text):
    """As the contract wants it (types.proto); told before anybody is claimed."""
    if not 1 <= len(text) <= 200 or not text.strip():
        raise argparse.ArgumentTypeError("1 to 200 characters, and not of blanks alone")
    if any(sign < " " or sign == "\x7f" or "\ud800" <= sign <= "\udfff" for sign in text):  # the last: no UTF-8
        raise argparse.ArgumentTypeError("UTF-8 without control characters")
    return text


def main():
    parser = parser_of(__doc__, "--address", "--pki", "--as", "--stubs")
    parser.add_argument("--answer", required=True, choices=ANSWERS)
    parser.add_argument("--ground", required=True, type=ground)
    options = parser.parse_args()
    sys.path.insert(0, options.stubs)
    from clearance.v1 import review_pb2 as review, review_pb2_grpc

    desk = getattr(options, "as")
    api = review_pb2_grpc.ReviewServiceStub(channel_of(options, desk))

    def tell(step, referral):
        print(json.dumps({"step": step, "referral": referral.referral_id, "lane": referral.lane.lane_id,
                          "state": review.ReferralState.Name(referral.state), "claimed_by": referral.claimed_by,
                          "reasons": [reason.code for reason in referral.reasons]}), flush=True)

    def first_to_answer(request, timeout):  # of one try, not of a watch
        """The first of the snapshot that takes it, or else that comes: OPEN, waiting for a supervisor, or claimed by
        this very desk, which ended before it answered."""
        while True:  # a watch that ends is opened again, by call() where it ends with an error
            for message in alive(api.WatchReferrals(request)):
                of_identities = message.referral.kind == review.REFERRAL_KIND_IDENTITY
                waits = message.referral.state in (
                    review.REFERRAL_STATE_OPEN, review.REFERRAL_STATE_AWAITING_SECOND_OFFICER)
                ours = message.referral.state == review.REFERRAL_STATE_CLAIMED and message.referral.claimed_by == desk
                if of_identities == (options.answer in OF_IDENTITIES) and (waits or ours):
                    return message.referral

    # A desk waits as long as it takes. It keeps no list of referrals, so that each watch begins with a fresh snapshot.
    referral = call(first_to_answer, review.WatchReferralsRequest(), patience_s=math.inf)
    tell("seen", referral)
    if referral.state == review.REFERRAL_STATE_OPEN:
        referral = call(api.ClaimReferral, review.ClaimReferralRequest(
            request_id=str(uuid.uuid4()), referral_id=referral.referral_id)).referral
        tell("claimed", referral)
    tell("answered", call(api.ResolveReferral, review.ResolveReferralRequest(
        request_id=str(uuid.uuid4()), referral_id=referral.referral_id, ground=options.ground,
        resolution=review.Resolution.Value("RESOLUTION_" + options.answer))).referral)


if __name__ == "__main__":
    run(main)
