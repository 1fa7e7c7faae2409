"""Books a family, moves it and gives its places back: what a booking page needs, over mutual TLS.

    booking_client.py --address 127.0.0.1:7443 --pki build/pki --stubs build/release/python

Prints one JSON line a step; docs/booking.md tells of each call. The reasons of errors are those of docs/errors.md.
"""

import json
import sys
import time
import uuid

from program import channel_of, parser_of, run
from trying_again import call


def main():
    options = parser_of(__doc__, "--address", "--pki", "--stubs").parse_args()
    sys.path.insert(0, options.stubs)
    from clearance.v1 import booking_pb2 as booking, booking_pb2_grpc, types_pb2 as types

    api = booking_pb2_grpc.BookingServiceStub(channel_of(options, "booking-1"))

    def tell(step, bookings):
        for one in bookings:
            print(json.dumps({"step": step, "member": one.member, "reference": one.reference, "slot": one.slot.in_words,
                              "state": booking.BookingState.Name(one.state), "seal": one.seal, "rule": one.late_rule}))

    def person(number, year):
        return types.Document(kind=types.DOCUMENT_KIND_IDENTITY_CARD, issuing_state="KAZ", number=number,
                              nationality="KAZ", birth_date=types.Date(year=year, month=5, day=17))

    where = {"port": "KHORGOS", "lane_group": "icbc-kaz",
             "movement": types.Movement(**{"from": types.TERRITORY_KAZ, "to": types.TERRITORY_ICBC})}
    ahead = booking.ListSlotsRequest(places=2, quota=booking.BOOKING_QUOTA_FAMILY, **where)
    getattr(ahead, "from").FromSeconds(int(time.time()) + 3600)
    ahead.to.FromSeconds(int(time.time()) + 12 * 3600)
    slots = call(api.ListSlots, ahead).slots
    if not slots:
        sys.exit("no slot of the next hours has places for a family")
    hold = call(api.HoldSlot, booking.HoldSlotRequest(
        request_id=str(uuid.uuid4()), starts_at=slots[0].starts_at, places=2, quota=ahead.quota, **where)).hold
    made = call(api.CreateBooking, booking.CreateBookingRequest(
        request_id=str(uuid.uuid4()), starts_at=slots[0].starts_at, hold_id=hold.hold_id, quota=ahead.quota,
        language="ru", contact="family@example.kz", persons=[
            booking.BookingPerson(document=person("700000001", 1985)),
            booking.BookingPerson(document=person("700000002", 2019), guardian=0)], **where)).bookings
    tell("booked", made)
    party = {"reference": made[0].reference, "birth_date": types.Date(year=1985, month=5, day=17)}
    tell("found", call(api.GetBooking, booking.GetBookingRequest(**party)).bookings)
    moved = call(api.MoveBooking, booking.MoveBookingRequest(
        request_id=str(uuid.uuid4()), starts_at=slots[-1].starts_at, **party))
    tell("given up", moved.old_bookings)
    tell("moved", moved.new_bookings)
    tell("cancelled", call(api.CancelBooking, booking.CancelBookingRequest(
        request_id=str(uuid.uuid4()), **party)).bookings)


if __name__ == "__main__":
    run(main)
