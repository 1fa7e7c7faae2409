"""A lane's kiosk: sends a traveller into a lane of a gate and shows what the lane says until it is free again.

    kiosk_client.py --address 127.0.0.1:40001 --lane gate-1/a --mrz "$(cat card.mrz)" --stubs build/release/python

Speaks DeviceService, which a gate-agent serves on its own machine and in the clear while its devices are simulated.
Prints one JSON line a step. A traveller at a busy lane is refused: LANE_BUSY.
"""

import json
import sys

from program import parser_of, run


def main():
    parser = parser_of(__doc__, "--address", "--lane", "--mrz", "--stubs")
    parser.add_argument("--seal", default="", help="text of the booking's QR picture")
    parser.add_argument("--profile", type=int, default=0, help="which way the lane is to be turned first")
    options = parser.parse_args()
    sys.path.insert(0, options.stubs)
    import grpc
    from clearance.v1 import device_pb2 as device, device_pb2_grpc, types_pb2 as types
    from google.rpc import status_pb2

    api = device_pb2_grpc.DeviceServiceStub(grpc.insecure_channel(options.address))

    def reason_of(error):
        details = status_pb2.Status.FromString(dict(error.trailing_metadata()).get("grpc-status-details-bin", b""))
        info = status_pb2.ErrorInfo()
        for detail in details.details:
            detail.Unpack(info)
        return info.reason

    def tell(step):
        decided = step.decision if step.HasField("decision") else None
        print(json.dumps({
            "phase": step.phase,
            "screen": step.screen,
            "verdict": types.Verdict.Name(decided.verdict) if decided else "",
            "reasons": [reason.code for reason in decided.reasons] if decided else [],
            "told": {said.language: said.sentence for said in decided.primary_sentences} if decided else {},
            "referral": step.referral_id,
            "outcome": device.CrossingOutcome.Name(step.outcome)}), flush=True)

    traveller = device.SimulatedTraveller(mrz=options.mrz, seal=options.seal)
    traveller.portrait.painted_seed = traveller.live.painted_seed = 1
    try:
        lane = api.SelectDirection(device.SelectDirectionRequest(lane_id=options.lane, profile=options.profile),
                                   timeout=20).lane
        print(json.dumps({"from": types.Territory.Name(getattr(lane.movement, "from")),
                          "to": types.Territory.Name(lane.movement.to)}), flush=True)
        # A stream without a deadline of its own: how long a lane may take is the gate's to say.
        for step in api.PresentTraveller(device.PresentTravellerRequest(lane_id=options.lane, traveller=traveller)):
            tell(step)
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name} {reason_of(error)}: {error.details()}")


if __name__ == "__main__":
    run(main)
