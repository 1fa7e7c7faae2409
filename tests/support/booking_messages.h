// One message of each booking call with every field set: what the tests of their reading begin with.
#pragma once

#include "common/wire/booking_wire.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "tests/support/samples.h"

namespace clearance {

inline constexpr Instant kSlotStart = FromUnixMs(1'790'000'100'000);

template <typename Message>
Message OfSlot() {
  Message message;
  message.set_port("KHORGOS");
  message.set_lane_group("icbc-kaz");
  ToProto(Movement{Territory::kKaz, Territory::kIcbc}, message.mutable_movement());
  return message;
}

inline v1::CreateBookingRequest Create() {
  auto message = OfSlot<v1::CreateBookingRequest>();
  message.set_request_id(kSampleId);
  ToProto(kSlotStart, message.mutable_starts_at());
  ToProto(SampleDocument(), message.add_persons()->mutable_document());
  v1::BookingPerson* child = message.add_persons();
  ToProto(SampleDocument(), child->mutable_document());
  child->mutable_document()->set_number("N2");
  child->set_guardian(0);
  message.set_hold_id(kSampleThirdId);
  message.set_quota(v1::BOOKING_QUOTA_FAMILY);
  message.set_language("kk");
  message.set_contact("+7 (701) 123-45-67");
  message.set_validate_only(true);
  return message;
}

inline v1::HoldSlotRequest HoldASlot() {
  auto message = OfSlot<v1::HoldSlotRequest>();
  message.set_request_id(kSampleId);
  ToProto(kSlotStart, message.mutable_starts_at());
  message.set_places(8);
  message.set_quota(v1::BOOKING_QUOTA_ASSISTED);
  message.set_contact("Aigul@Example.KZ");
  message.set_validate_only(true);
  return message;
}

inline v1::MoveBookingRequest Move() {
  v1::MoveBookingRequest message;
  message.set_request_id(kSampleId);
  message.set_reference("abCD2345");
  ToProto(MakeDate(1990, 5, 17), message.mutable_birth_date());
  ToProto(kSlotStart, message.mutable_starts_at());
  message.set_lane_group("icbc-chn");
  message.set_hold_id(kSampleThirdId);
  message.set_validate_only(true);
  return message;
}

inline v1::CancelBookingRequest Cancel() {
  v1::CancelBookingRequest message;
  message.set_request_id(kSampleId);
  message.set_reference("abCD2345");
  ToProto(MakeDate(1990, 5, 17), message.mutable_birth_date());
  message.add_members(7);
  message.add_members(0);
  message.set_validate_only(true);
  return message;
}

inline v1::CloseDayRequest Close() {
  v1::CloseDayRequest message;
  message.set_request_id(kSampleId);
  message.set_port("KHORGOS");
  ToProto(MakeDate(2026, 12, 16), message.mutable_day());
  message.set_action(v1::CLOSURE_ACTION_CANCEL);
  message.set_reason("storm");
  message.set_page_size(200);
  message.set_validate_only(true);
  return message;
}

template <typename Query>
Query OfTimes() {
  Query message;
  message.set_reason("complaint 7");
  ToProto(kSampleInstant, message.mutable_from());
  ToProto(kSampleInstant + kMaxSlotQuery, message.mutable_to());
  message.set_page_size(7);
  return message;
}

inline v1::ListBookingsRequest ListBookings() {
  auto message = OfTimes<v1::ListBookingsRequest>();
  message.set_port("KHORGOS");
  message.set_lane_group("icbc-kaz");
  message.set_state(v1::BOOKING_STATE_NO_SHOW);
  message.set_page_token(MakePageToken(PageAfter{kSlotStart, kSampleId}));
  return message;
}

inline v1::ListAttemptsRequest ListAttempts() {
  auto message = OfTimes<v1::ListAttemptsRequest>();
  message.set_act(v1::ATTEMPT_ACT_USE);
  message.set_result(v1::ATTEMPT_RESULT_SECOND_USE);
  message.set_contact_hash(std::string(32, 'c'));
  message.set_document_hash(std::string(32, 'd'));
  message.set_booking_id(kSampleId);
  message.set_page_token(MakePageToken(PageAfter{kSampleInstant, "18446744073709551615"}));
  return message;
}

inline v1::ListAbuseRequest ListAbuse() {
  auto message = OfTimes<v1::ListAbuseRequest>();
  message.set_signal(v1::ABUSE_SIGNAL_SERIAL_NO_SHOWS);
  message.set_at_least(2);
  message.set_page_token("14");
  return message;
}

}  // namespace clearance
