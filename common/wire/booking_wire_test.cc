// Bookings and their messages: every field is read and filled.
#include "common/wire/booking_wire.h"

#include <gtest/gtest.h>

#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"
#include "tests/support/booking_messages.h"
#include "tests/support/message_checks.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

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
  ExpectEveryFieldSet(HoldASlot(), "Hold");
  EXPECT_EQ(*FromProto(HoldASlot()), (SlotHoldRequest{.request_id = kSampleId,
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

}  // namespace
}  // namespace clearance
