#include "tests/acceptance/demo/booking_client.h"

#include <grpcpp/grpcpp.h>

#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/domain/booking.h"
#include "common/seal/seal.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/wire/grpc_status.h"

namespace clearance {
namespace {

constexpr char kPort[] = "KHORGOS";
constexpr auto kCallPatience = std::chrono::seconds(20);

void Prepare(grpc::ClientContext& context) { context.set_deadline(std::chrono::system_clock::now() + kCallPatience); }

Movement MovementOf(const HallProfile& profile) { return {*ParseTerritory(profile.from), *ParseTerritory(profile.to)}; }

Instant RunningSlot() {
  const Instant now = SystemClock().Now();
  return now - now.time_since_epoch() % kSlotLength;
}

}  // namespace

BookingClient::BookingClient(const Hall& hall) : stub_(v1::BookingService::NewStub(hall.CentreAs("booking-1"))) {}

StatusOr<MadeBooking> BookingClient::Book(const HallProfile& profile, const Document& document) {
  v1::ListSlotsRequest list;
  list.set_port(kPort);
  list.set_lane_group(profile.lane_group);
  ToProto(MovementOf(profile), list.mutable_movement());
  ToProto(RunningSlot(), list.mutable_from());
  ToProto(RunningSlot() + 4 * kSlotLength, list.mutable_to());
  v1::ListSlotsResponse slots;
  grpc::ClientContext list_context;
  Prepare(list_context);
  RETURN_IF_ERROR(FromGrpcStatus(stub_->ListSlots(&list_context, list, &slots)));
  if (slots.slots().empty())
    return Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull, "no slot with a place in the next hour");

  v1::CreateBookingRequest create;
  create.set_request_id(NewUuid(random_));
  create.set_port(kPort);
  create.set_lane_group(profile.lane_group);
  *create.mutable_movement() = list.movement();
  *create.mutable_starts_at() = slots.slots(0).starts_at();
  ToProto(document, create.add_persons()->mutable_document());
  v1::CreateBookingResponse created;
  grpc::ClientContext create_context;
  Prepare(create_context);
  RETURN_IF_ERROR(FromGrpcStatus(stub_->CreateBooking(&create_context, create, &created)));
  if (created.bookings().empty())
    return Error(StatusCode::kNotFound, error_reason::kNotFound, "a booking was made for nobody");
  const v1::Booking& booking = created.bookings(0);
  return MadeBooking{booking.booking_id(), booking.reference(), booking.seal()};
}

Status BookingClient::Cancel(const MadeBooking& made, Date birth_date) {
  v1::CancelBookingRequest cancel;
  cancel.set_request_id(NewUuid(random_));
  cancel.set_reference(made.reference);
  ToProto(birth_date, cancel.mutable_birth_date());
  v1::CancelBookingResponse cancelled;
  grpc::ClientContext context;
  Prepare(context);
  return FromGrpcStatus(stub_->CancelBooking(&context, cancel, &cancelled));
}

StatusOr<std::string> ForgeSeal(const HallProfile& profile, const Document& document) {
  SystemRandom random;
  const std::string guessed_key(32, 'k');
  return SignSeal({.booking_id = NewUuid(random),
                   .slot_starts_at = RunningSlot(),
                   .slot_ends_at = RunningSlot() + kSlotLength,
                   .port = kPort,
                   .movement = MovementOf(profile),
                   .lane_group = profile.lane_group,
                   .document_hash = SealDocumentHash(guessed_key, document)},
                  SigningKey::Generate());
}

}  // namespace clearance
