// Messages of bookings: every field that a peer can get wrong is named.
#include <gtest/gtest.h>

#include "common/wire/booking_wire.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"
#include "tests/support/booking_messages.h"
#include "tests/support/message_checks.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

TEST(BookingFieldsTest, BadFieldsOfCreateBooking) {
  using M = v1::CreateBookingRequest;
  ExpectNamed<M>(
      Create(),
      {{"request_id", [](M& m) { m.clear_request_id(); }},
       {"port", [](M& m) { m.clear_port(); }},
       {"port", [](M& m) { m.set_port("khorgos"); }},
       {"lane_group", [](M& m) { m.set_lane_group("ICBC"); }},
       {"movement", [](M& m) { m.clear_movement(); }},
       {"movement.to", [](M& m) { m.mutable_movement()->clear_to(); }},
       {"starts_at", [](M& m) { m.clear_starts_at(); }},
       {"starts_at", [](M& m) { m.mutable_starts_at()->set_nanos(1'000'000); }},
       {"persons", [](M& m) { m.clear_persons(); }},
       {"persons",
        [](M& m) {
          for (int i = 0; i < 7; ++i) *m.add_persons() = m.persons(0);
        }},
       {"persons[0].document", [](M& m) { m.mutable_persons(0)->clear_document(); }},
       {"persons[1].document.sex",
        [](M& m) { m.mutable_persons(1)->mutable_document()->set_sex(static_cast<v1::Sex>(3)); }},
       {"persons[1].document", [](M& m) { *m.mutable_persons(1)->mutable_document() = m.persons(0).document(); }},
       {"persons[1].guardian", [](M& m) { m.mutable_persons(1)->set_guardian(1); }},
       {"persons[1].guardian", [](M& m) { m.mutable_persons(1)->set_guardian(2); }},
       {"persons[1].guardian", [](M& m) { m.mutable_persons(1)->set_guardian(-1); }},
       {"persons[0].guardian", [](M& m) { m.mutable_persons(0)->set_guardian(1); }},
       {"hold_id", [](M& m) { m.set_hold_id("7"); }},
       {"quota", [](M& m) { m.set_quota(static_cast<v1::BookingQuota>(4)); }},
       {"quota", [](M& m) { m.mutable_persons()->RemoveLast(); }},
       {"language", [](M& m) { m.set_language("zh-Hans"); }},
       {"contact", [](M& m) { m.set_contact("call me"); }},
       {"contact", [](M& m) { m.set_contact(std::string(101, '1')); }}},
      FromProtoOf<M>());
}

TEST(BookingFieldsTest, BadFieldsOfHoldSlotAndListSlots) {
  using H = v1::HoldSlotRequest;
  ExpectNamed<H>(HoldASlot(),
                 {{"request_id", [](H& m) { m.set_request_id("x"); }},
                  {"port", [](H& m) { m.clear_port(); }},
                  {"lane_group", [](H& m) { m.clear_lane_group(); }},
                  {"movement", [](H& m) { m.clear_movement(); }},
                  {"starts_at", [](H& m) { m.mutable_starts_at()->set_seconds(1); }},
                  {"places", [](H& m) { m.set_places(9); }},
                  {"places", [](H& m) { m.set_places(-1); }},
                  {"quota", [](H& m) { m.set_quota(static_cast<v1::BookingQuota>(-1)); }},
                  {"contact", [](H& m) { m.set_contact("\x01@"); }}},
                 FromProtoOf<H>());
  using L = v1::ListSlotsRequest;
  L list = OfSlot<L>();
  ToProto(kSampleInstant, list.mutable_from());
  ToProto(kSampleInstant + kMaxSlotQuery, list.mutable_to());
  ExpectNamed<L>(list,
                 {{"port", [](L& m) { m.clear_port(); }},
                  {"movement", [](L& m) { m.clear_movement(); }},
                  {"from", [](L& m) { m.clear_from(); }},
                  {"to", [](L& m) { m.clear_to(); }},
                  {"to", [](L& m) { *m.mutable_to() = m.from(); }},
                  {"to", [](L& m) { m.mutable_to()->set_seconds(m.to().seconds() + 1); }},
                  {"page_size", [](L& m) { m.set_page_size(3001); }},
                  {"page_token", [](L& m) { m.set_page_token("18446744073709551615"); }},
                  {"quota", [](L& m) { m.set_quota(static_cast<v1::BookingQuota>(4)); }},
                  {"places", [](L& m) { m.set_places(9); }}},
                 FromProtoOf<L>());
}

TEST(BookingFieldsTest, BadFieldsOfWhatFindsAParty) {
  using G = v1::GetBookingRequest;
  G get;
  get.set_reference("abcd2345");
  ToProto(MakeDate(1990, 5, 17), get.mutable_birth_date());
  ExpectNamed<G>(get,
                 {{"reference", [](G& m) { m.clear_reference(); }},
                  {"reference", [](G& m) { m.set_reference("ABCD23456"); }},
                  {"reference", [](G& m) { m.set_reference("ABCD234"); }},
                  {"reference", [](G& m) { m.set_reference("ABCD 345"); }},
                  {"birth_date", [](G& m) { m.clear_birth_date(); }},
                  {"birth_date", [](G& m) { m.mutable_birth_date()->set_month(13); }}},
                 FromProtoOf<G>());
  using M = v1::MoveBookingRequest;
  ExpectNamed<M>(Move(),
                 {{"request_id", [](M& m) { m.clear_request_id(); }},
                  {"reference", [](M& m) { m.clear_reference(); }},
                  {"birth_date", [](M& m) { m.clear_birth_date(); }},
                  {"starts_at", [](M& m) { m.clear_starts_at(); }},
                  {"starts_at", [](M& m) { m.mutable_starts_at()->set_seconds(60); }},
                  {"lane_group", [](M& m) { m.set_lane_group("A"); }},
                  {"hold_id", [](M& m) { m.set_hold_id("A"); }}},
                 FromProtoOf<M>());
  using C = v1::CancelBookingRequest;
  ExpectNamed<C>(Cancel(),
                 {{"request_id", [](C& m) { m.clear_request_id(); }},
                  {"reference", [](C& m) { m.clear_reference(); }},
                  {"birth_date", [](C& m) { m.clear_birth_date(); }},
                  {"members[0]", [](C& m) { m.set_members(0, 8); }},
                  {"members[1]", [](C& m) { m.set_members(1, -1); }},
                  {"members[1]", [](C& m) { m.set_members(1, 7); }}},
                 FromProtoOf<C>());
}

std::string OfCharacters(int count, const std::string& character) {
  std::string text;
  for (int i = 0; i < count; ++i) text += character;
  return text;
}

TEST(BookingFieldsTest, AReasonToCloseADayIsCountedInCharacters) {
  v1::CloseDayRequest message = Close();
  message.set_reason(OfCharacters(kMaxGroundCharacters, "霍"));
  EXPECT_EQ(FromProto(message).value().reason, message.reason());
}

TEST(BookingFieldsTest, BadFieldsOfOfficersCalls) {
  using D = v1::CloseDayRequest;
  ExpectNamed<D>(Close(),
                 {{"request_id", [](D& m) { m.clear_request_id(); }},
                  {"port", [](D& m) { m.set_port("K K"); }},
                  {"day", [](D& m) { m.clear_day(); }},
                  {"day", [](D& m) { m.mutable_day()->set_day(32); }},
                  {"action", [](D& m) { m.clear_action(); }},
                  {"action", [](D& m) { m.set_action(static_cast<v1::ClosureAction>(3)); }},
                  {"reason", [](D& m) { m.clear_reason(); }},
                  {"reason", [](D& m) { m.set_reason(std::string(201, 'a')); }},
                  {"reason", [](D& m) { m.set_reason("   "); }},
                  {"reason", [](D& m) { m.set_reason(std::string(101, '\xC3') + "\xA4"); }},
                  {"reason", [](D& m) { m.set_reason(OfCharacters(kMaxGroundCharacters, "霍") + "尔"); }},
                  {"page_size", [](D& m) { m.set_page_size(201); }},
                  {"page_size", [](D& m) { m.set_page_size(-1); }}},
                 FromProtoOf<D>());
  using B = v1::ListBookingsRequest;
  ExpectNamed<B>(ListBookings(),
                 {{"reason", [](B& m) { m.clear_reason(); }},
                  {"port", [](B& m) { m.clear_port(); }},
                  {"lane_group", [](B& m) { m.set_lane_group("A"); }},
                  {"from", [](B& m) { m.clear_from(); }},
                  {"to", [](B& m) { m.mutable_to()->set_seconds(m.to().seconds() + 1); }},
                  {"state", [](B& m) { m.set_state(static_cast<v1::BookingState>(7)); }},
                  {"page_size", [](B& m) { m.set_page_size(1001); }}},
                 FromProtoOf<B>());
  using A = v1::ListAttemptsRequest;
  ExpectNamed<A>(ListAttempts(),
                 {{"reason", [](A& m) { m.clear_reason(); }},
                  {"from", [](A& m) { m.clear_from(); }},
                  {"to", [](A& m) { *m.mutable_to() = m.from(); }},
                  {"act", [](A& m) { m.set_act(static_cast<v1::AttemptAct>(7)); }},
                  {"result", [](A& m) { m.set_result(static_cast<v1::AttemptResult>(20)); }},
                  {"contact_hash", [](A& m) { m.set_contact_hash("c"); }},
                  {"document_hash", [](A& m) { m.set_document_hash(std::string(33, 'd')); }},
                  {"booking_id", [](A& m) { m.set_booking_id("7"); }},
                  {"page_size", [](A& m) { m.set_page_size(-1); }}},
                 FromProtoOf<A>());
  using S = v1::ListAbuseRequest;
  ExpectNamed<S>(ListAbuse(),
                 {{"reason", [](S& m) { m.clear_reason(); }},
                  {"from", [](S& m) { m.clear_from(); }},
                  {"to", [](S& m) { m.clear_to(); }},
                  {"signal", [](S& m) { m.clear_signal(); }},
                  {"at_least", [](S& m) { m.set_at_least(1); }},
                  {"page_size", [](S& m) { m.set_page_size(1001); }}},
                 FromProtoOf<S>());
}

TEST(BookingFieldsTest, ForeignPageTokensAreRefused) {
  const auto reason_of = [](const auto& message) { return ReasonOf(FromProto(message).status()); };
  v1::ListBookingsRequest bookings = ListBookings();
  v1::ListAttemptsRequest attempts = ListAttempts();
  v1::ListAbuseRequest abuse = ListAbuse();
  for (const char* bad : {"1", ".", "1.", "1.x", ".7", "x.7", "-1.7", "9999999999999999.7"}) {
    bookings.set_page_token(bad);
    attempts.set_page_token(bad);
    EXPECT_EQ(reason_of(bookings), error_reason::kPageTokenInvalid) << bad;
    EXPECT_EQ(reason_of(attempts), error_reason::kPageTokenInvalid) << bad;
  }
  for (const char* bad : {"x", "-1", "1000"}) {
    abuse.set_page_token(bad);
    EXPECT_EQ(reason_of(abuse), error_reason::kPageTokenInvalid) << bad;
  }
}

}  // namespace
}  // namespace clearance
