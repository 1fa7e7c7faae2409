// Bookings and their messages: every field read and filled, and every field a peer can get wrong is named.
#include "common/wire/booking_wire.h"

#include <gtest/gtest.h>

#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"
#include "tests/support/message_checks.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kSlotStart = FromUnixMs(1'790'000'100'000);

template <typename Message>
Message OfSlot() {
  Message message;
  message.set_port("KHORGOS");
  message.set_lane_group("icbc-kaz");
  ToProto(Movement{Territory::kKaz, Territory::kIcbc}, message.mutable_movement());
  return message;
}

v1::CreateBookingRequest Create() {
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

v1::HoldSlotRequest Hold() {
  auto message = OfSlot<v1::HoldSlotRequest>();
  message.set_request_id(kSampleId);
  ToProto(kSlotStart, message.mutable_starts_at());
  message.set_places(8);
  message.set_quota(v1::BOOKING_QUOTA_ASSISTED);
  message.set_contact("Aigul@Example.KZ");
  message.set_validate_only(true);
  return message;
}

v1::MoveBookingRequest Move() {
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

v1::CancelBookingRequest Cancel() {
  v1::CancelBookingRequest message;
  message.set_request_id(kSampleId);
  message.set_reference("abCD2345");
  ToProto(MakeDate(1990, 5, 17), message.mutable_birth_date());
  message.add_members(7);
  message.add_members(0);
  message.set_validate_only(true);
  return message;
}

v1::CloseDayRequest Close() {
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

v1::ListBookingsRequest ListBookings() {
  auto message = OfTimes<v1::ListBookingsRequest>();
  message.set_port("KHORGOS");
  message.set_lane_group("icbc-kaz");
  message.set_state(v1::BOOKING_STATE_NO_SHOW);
  message.set_page_token(MakePageToken(PageAfter{kSlotStart, kSampleId}));
  return message;
}

v1::ListAttemptsRequest ListAttempts() {
  auto message = OfTimes<v1::ListAttemptsRequest>();
  message.set_act(v1::ATTEMPT_ACT_USE);
  message.set_result(v1::ATTEMPT_RESULT_SECOND_USE);
  message.set_contact_hash(std::string(32, 'c'));
  message.set_document_hash(std::string(32, 'd'));
  message.set_booking_id(kSampleId);
  message.set_page_token(MakePageToken(PageAfter{kSampleInstant, "18446744073709551615"}));
  return message;
}

v1::ListAbuseRequest ListAbuse() {
  auto message = OfTimes<v1::ListAbuseRequest>();
  message.set_signal(v1::ABUSE_SIGNAL_SERIAL_NO_SHOWS);
  message.set_at_least(2);
  message.set_page_token("14");
  return message;
}

TEST(BookingWireTest, APartyIsReadInFull) {
  const v1::CreateBookingRequest message = Create();
  ExpectEveryFieldSet(message, "Create",
                      {"Create.persons.guardian", "Create.persons.document.primary_identifier",
                       "Create.persons.document.secondary_identifier"});
  Document child = SampleDocument();
  child.number = "N2";
  const BookingRequest expected{.request_id = kSampleId,
                                .slot = SampleBooking().slot,
                                .persons = {{SampleDocument(), std::nullopt}, {child, 0}},
                                .hold_id = kSampleThirdId,
                                .quota = Quota::kFamily,
                                .language = Language::kKk,
                                .contact = "+77011234567",
                                .validate_only = true};
  const auto read = FromProto(message);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, expected);
  v1::CreateBookingRequest bare = Create();
  for (const char* optional : {"hold_id", "quota", "language", "contact", "validate_only"})
    bare.GetReflection()->ClearField(&bare, bare.GetDescriptor()->FindFieldByName(optional));
  const auto plain = FromProto(bare);
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(plain->quota, Quota::kGeneral);
  EXPECT_EQ(plain->language, Language::kEn);
  EXPECT_EQ(plain->hold_id + plain->contact, "");
}

TEST(BookingWireTest, OtherCallsAreReadInFull) {
  ExpectEveryFieldSet(Hold(), "Hold");
  EXPECT_EQ(*FromProto(Hold()), (SlotHoldRequest{.request_id = kSampleId,
                                                 .slot = SampleBooking().slot,
                                                 .places = 8,
                                                 .quota = Quota::kAssisted,
                                                 .contact = "aigul@example.kz",
                                                 .validate_only = true}));
  const BookingLookup lookup{"ABCD2345", MakeDate(1990, 5, 17)};
  ExpectEveryFieldSet(Move(), "Move");
  EXPECT_EQ(*FromProto(Move()), (MoveRequest{.request_id = kSampleId,
                                             .lookup = lookup,
                                             .starts_at = kSlotStart,
                                             .lane_group = "icbc-chn",
                                             .hold_id = kSampleThirdId,
                                             .validate_only = true}));
  ExpectEveryFieldSet(Cancel(), "Cancel");
  EXPECT_EQ(*FromProto(Cancel()),
            (CancelRequest{.request_id = kSampleId, .lookup = lookup, .members = {7, 0}, .validate_only = true}));
  ExpectEveryFieldSet(Close(), "Close");
  EXPECT_EQ(*FromProto(Close()), (ClosureRequest{.request_id = kSampleId,
                                                 .port = "KHORGOS",
                                                 .day = MakeDate(2026, 12, 16),
                                                 .action = ClosureAction::kCancel,
                                                 .reason = "storm",
                                                 .page_size = 200,
                                                 .validate_only = true}));
}

TEST(BookingWireTest, QueriesAreReadInFull) {
  auto slots = OfSlot<v1::ListSlotsRequest>();
  ToProto(kSampleInstant, slots.mutable_from());
  ToProto(kSampleInstant + kMaxSlotQuery, slots.mutable_to());
  const auto bare = FromProto(slots);
  ASSERT_TRUE(bare.ok()) << bare.status();
  EXPECT_EQ(bare->first, (SlotKey{"KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, kSampleInstant}));
  EXPECT_EQ(bare->to, kSampleInstant + kMaxSlotQuery);
  EXPECT_EQ(bare->page_size, 96);
  EXPECT_EQ(bare->after, Instant{});
  EXPECT_EQ(bare->places, 1);
  EXPECT_EQ(bare->quota, Quota::kGeneral);
  slots.set_places(8);
  slots.set_quota(v1::BOOKING_QUOTA_ASSISTED);
  EXPECT_EQ(FromProto(slots)->places, 8);
  EXPECT_EQ(FromProto(slots)->quota, Quota::kAssisted);

  ExpectEveryFieldSet(ListBookings(), "ListBookings");
  const auto bookings = FromProto(ListBookings());
  ASSERT_TRUE(bookings.ok()) << bookings.status();
  EXPECT_EQ(bookings->reason, "complaint 7");
  EXPECT_EQ(bookings->state, BookingState::kNoShow);
  EXPECT_EQ(bookings->after, (PageAfter{kSlotStart, kSampleId}));
  EXPECT_EQ(bookings->page_size, 7);

  ExpectEveryFieldSet(ListAttempts(), "ListAttempts");
  const auto attempts = FromProto(ListAttempts());
  ASSERT_TRUE(attempts.ok()) << attempts.status();
  EXPECT_EQ(attempts->act, AttemptAct::kUse);
  EXPECT_EQ(attempts->result, AttemptResult::kSecondUse);
  EXPECT_EQ(attempts->contact_hash, std::string(32, 'c'));
  EXPECT_EQ(attempts->document, std::string(32, 'd'));
  EXPECT_EQ(attempts->booking_id, kSampleId);
  EXPECT_EQ(attempts->after, (PageAfter{kSampleInstant, "18446744073709551615"}));

  ExpectEveryFieldSet(ListAbuse(), "ListAbuse");
  const auto abuse = FromProto(ListAbuse());
  ASSERT_TRUE(abuse.ok()) << abuse.status();
  EXPECT_EQ(abuse->signal, AbuseSignal::kSerialNoShows);
  EXPECT_EQ(abuse->at_least, 2);
  EXPECT_EQ(abuse->skip, 14u);
  v1::ListAbuseRequest usual = ListAbuse();
  usual.clear_at_least();
  EXPECT_EQ(FromProto(usual)->at_least, 3);
  usual.set_signal(v1::ABUSE_SIGNAL_MANY_DOCUMENTS_ONE_CONTACT);
  EXPECT_EQ(FromProto(usual)->at_least, 10);
}

TEST(BookingWireTest, MessagesAreFilled) {
  Booking moved = SampleBooking();
  moved.moved_to = kSampleThirdId;
  // The seal and the words are the service's; places left belong to lists.
  ExpectEveryFieldSet(Filled<v1::Booking>(moved), "Booking",
                      {"Booking.seal", "Booking.late_rule", "Booking.slot.in_words", "Booking.slot.places_left"});
  ExpectEveryFieldSet(Filled<v1::Slot>(OpenSlot{kSampleInstant, 3}), "Slot", {"Slot.in_words"});
  ExpectEveryFieldSet(Filled<v1::SlotHold>(SampleSlotHold()), "SlotHold",
                      {"SlotHold.slot.in_words", "SlotHold.slot.places_left"});
  ExpectEveryFieldSet(
      Filled<v1::DayClosure>(DayClosure{"KHORGOS", MakeDate(2026, 12, 16), "storm", "officer/1", kSampleInstant}),
      "DayClosure");
  BookingAttempt attempt{.at = kSampleInstant,
                         .act = AttemptAct::kUse,
                         .result = AttemptResult::kSecondUse,
                         .contact_hash = "c",
                         .document = "d",
                         .subject = kSampleId};
  ExpectEveryFieldSet(Filled<v1::BookingAttempt>(attempt), "BookingAttempt", {"BookingAttempt.reference_hash"});
  attempt.act = AttemptAct::kLookUp;
  EXPECT_EQ(Filled<v1::BookingAttempt>(attempt).reference_hash(), kSampleId);
  EXPECT_EQ(Filled<v1::BookingAttempt>(attempt).booking_id(), "");
  v1::AbuseCase of_contact;
  ToProto(AbuseSignal::kManyDocumentsOneContact, AbuseCount{"c", 11, kSampleInstant, kSampleInstant}, &of_contact);
  ExpectEveryFieldSet(of_contact, "AbuseCase", {"AbuseCase.document_hash", "AbuseCase.booking_id"});
  v1::AbuseCase of_seal;
  ToProto(AbuseSignal::kManyAttemptsOneSeal, AbuseCount{kSampleId, 5, {}, {}}, &of_seal);
  EXPECT_EQ(of_seal.booking_id(), kSampleId);
  v1::AbuseCase of_document;
  ToProto(AbuseSignal::kSerialNoShows, AbuseCount{"d", 3, {}, {}}, &of_document);
  EXPECT_EQ(of_document.document_hash(), "d");
}

TEST(BookingWireTest, AContactHasOneForm) {
  EXPECT_EQ(*ContactForm("", "f"), "");
  EXPECT_EQ(*ContactForm("+7 701 123 45 67", "f"), "+77011234567");
  EXPECT_EQ(*ContactForm("8(701)123-45-67", "f"), "87011234567");
  EXPECT_EQ(*ContactForm("A.B-C@Example.com", "f"), "a.b-c@example.com") << "hyphens are letters there";
  for (const char* bad : {"1234", "+", "call me", "7701123456x", "++77011234567", "\n@"})
    EXPECT_EQ(FieldOf(ContactForm(bad, "f").status()), "f") << bad;
}

TEST(BookingWireTest, BadFieldsOfCreateBooking) {
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

TEST(BookingWireTest, BadFieldsOfHoldSlotAndListSlots) {
  using H = v1::HoldSlotRequest;
  ExpectNamed<H>(Hold(),
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

TEST(BookingWireTest, BadFieldsOfWhatFindsAParty) {
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

TEST(BookingWireTest, AReasonToCloseADayIsCountedInCharacters) {
  v1::CloseDayRequest message = Close();
  message.set_reason(OfCharacters(kMaxGroundCharacters, "霍"));
  EXPECT_EQ(FromProto(message).value().reason, message.reason());
}

TEST(BookingWireTest, BadFieldsOfOfficersCalls) {
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

TEST(BookingWireTest, ForeignPageTokensAreRefused) {
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
