// Bookings and plans as the booking channel sees them: a real clearance-server over mutual TLS.
#include <future>

#include "common/base/error_reasons.h"
#include "common/crypto/key_file.h"
#include "common/crypto/signature.h"
#include "common/seal/seal.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/zones/zone_source.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using grpc::StatusCode::ALREADY_EXISTS;
using grpc::StatusCode::FAILED_PRECONDITION;
using grpc::StatusCode::NOT_FOUND;

class CentreBookingTest : public CentreTest {
 protected:
  // The slots of the coming six hours.
  v1::ListSlotsRequest SlotsAhead() {
    v1::ListSlotsRequest request;
    request.set_port("KHORGOS");
    request.set_lane_group("icbc-kaz");
    *request.mutable_movement() = Lane().movement();
    const Instant now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const Instant next = now - now.time_since_epoch() % std::chrono::minutes(15) + std::chrono::minutes(15);
    ToProto(next, request.mutable_from());
    ToProto(next + std::chrono::hours(6), request.mutable_to());
    return request;
  }

  v1::CreateBookingRequest Wanted(int number, const google::protobuf::Timestamp& starts_at) {
    v1::CreateBookingRequest request;
    request.set_request_id(NewId());
    request.set_port("KHORGOS");
    request.set_lane_group("icbc-kaz");
    *request.mutable_movement() = Lane().movement();
    *request.mutable_starts_at() = starts_at;
    *request.add_persons()->mutable_document() = Card(number);
    return request;
  }

  // The first person's booking.
  grpc::Status Create(const v1::CreateBookingRequest& request, v1::Booking* made) {
    v1::CreateBookingResponse response;
    Patient context;
    const grpc::Status status = booking().CreateBooking(&context, request, &response);
    *made = response.bookings().empty() ? v1::Booking() : response.bookings(0);
    return status;
  }
  v1::GetBookingRequest LookUpOf(const v1::Booking& made) {
    v1::GetBookingRequest get;
    get.set_reference(made.reference());
    *get.mutable_birth_date() = Card(1).birth_date();
    return get;
  }
  v1::BookingState StateOf(const v1::Booking& made) {
    v1::GetBookingResponse found;
    Patient context;
    EXPECT_TRUE(booking().GetBooking(&context, LookUpOf(made), &found).ok());
    return found.bookings().empty() ? v1::BOOKING_STATE_UNSPECIFIED : found.bookings(0).state();
  }
  v1::BookingService::Stub& officer_booking() {
    if (!officer_booking_) officer_booking_ = As<v1::BookingService>("officer-1");
    return *officer_booking_;
  }

 private:
  std::unique_ptr<v1::BookingService::Stub> officer_booking_;
};

TEST_F(CentreBookingTest, APlanIsCheckedBeforeTheJourney) {
  const auto zones = MakeZoneTable();
  ASSERT_TRUE(zones.ok());
  const Date today = zones->DateAt(Territory::kKaz, std::chrono::floor<Duration>(std::chrono::system_clock::now()));
  v1::CheckPlanRequest plan;
  *plan.mutable_document() = Card(1);
  plan.set_territory(v1::TERRITORY_ICBC);
  ToProto(today + Days(1), plan.mutable_stay()->mutable_from());
  ToProto(today + Days(31), plan.mutable_stay()->mutable_to());
  v1::CheckPlanResponse answer;
  Patient context;
  ASSERT_TRUE(booking().CheckPlan(&context, plan, &answer).ok());
  EXPECT_TRUE(answer.covered());
  EXPECT_FALSE(answer.planned().lawful()) << "31 days of 30";
  EXPECT_EQ(DateFrom(answer.planned().must_leave_by()), today + Days(30));
  EXPECT_EQ(answer.planned().binding_limit(), "ICBC/per-stay-30");
  plan.clear_stay();
  Patient bad_context;
  const grpc::Status bad = booking().CheckPlan(&bad_context, plan, &answer);
  EXPECT_EQ(bad.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  Patient gate_context;
  const auto gate_stub = As<v1::BookingService>("gate-1");
  EXPECT_EQ(gate_stub->CheckPlan(&gate_context, plan, &answer).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(CentreBookingTest, ABookingIsMadeFoundUsedAndGivenBack) {
  const v1::ListSlotsRequest ahead = SlotsAhead();
  const v1::CreateBookingRequest wanted = Wanted(1, ahead.from());
  v1::Booking made;
  ASSERT_TRUE(Create(wanted, &made).ok());
  EXPECT_EQ(made.state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(made.reference().size(), 8u);
  EXPECT_FALSE(made.seal().empty());
  EXPECT_EQ(InstantFrom(made.slot().ends_at()), InstantFrom(ahead.from()) + std::chrono::minutes(15));

  v1::Booking again;
  ASSERT_TRUE(Create(wanted, &again).ok());
  EXPECT_EQ(again.SerializeAsString(), made.SerializeAsString()) << "one request, one booking";
  v1::CreateBookingRequest changed = wanted;
  *changed.mutable_persons(0)->mutable_document() = Card(2);
  EXPECT_EQ(Create(changed, &again).error_code(), ALREADY_EXISTS);

  v1::GetBookingRequest get;
  std::string typed = made.reference();
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  get.set_reference(typed);
  *get.mutable_birth_date() = wanted.persons(0).document().birth_date();
  v1::GetBookingResponse found;
  Patient get_context;
  ASSERT_TRUE(booking().GetBooking(&get_context, get, &found).ok());
  ASSERT_EQ(found.bookings_size(), 1);
  EXPECT_EQ(found.bookings(0).SerializeAsString(), made.SerializeAsString()) << "with the seal it was made with";
  get.mutable_birth_date()->set_day(18);
  Patient wrong_context;
  const grpc::Status wrong = booking().GetBooking(&wrong_context, get, &found);
  EXPECT_EQ(wrong.error_code(), NOT_FOUND);
  EXPECT_EQ(InfoOf(wrong).reason(), "NOT_FOUND");

  v1::CancelBookingRequest cancel;
  cancel.set_request_id(NewId());
  cancel.set_reference(made.reference());
  *cancel.mutable_birth_date() = wanted.persons(0).document().birth_date();
  for (int round = 0; round < 2; ++round) {
    v1::CancelBookingResponse cancelled;
    Patient context;
    ASSERT_TRUE(booking().CancelBooking(&context, cancel, &cancelled).ok());
    ASSERT_EQ(cancelled.bookings_size(), 1);
    EXPECT_EQ(cancelled.bookings(0).state(), v1::BOOKING_STATE_CANCELLED);
  }
  EXPECT_EQ(Entries().size(), 2u) << "made once, cancelled once";
}

TEST_F(CentreBookingTest, APassageUsesUpABookingThatServes) {
  v1::ListSlotsRequest now = SlotsAhead();
  ToProto(InstantFrom(now.from()) - std::chrono::minutes(15), now.mutable_from());
  v1::Booking made;
  ASSERT_TRUE(Create(Wanted(1, now.from()), &made).ok());
  v1::DecideCrossingRequest crossing = Crossing(1);
  crossing.set_booking_id(made.booking_id());
  const v1::DecideCrossingResponse decided = Decide(crossing);
  ASSERT_EQ(decided.decision().verdict(), v1::VERDICT_ADMIT);
  for (const v1::Reason& reason : decided.decision().reasons()) EXPECT_NE(reason.code(), "WALK_IN");

  EXPECT_EQ(StateOf(made), v1::BOOKING_STATE_RESERVED);
  Report(PassageOf(crossing));
  EXPECT_EQ(StateOf(made), v1::BOOKING_STATE_REDEEMED);

  v1::CancelBookingRequest cancel;
  cancel.set_request_id(NewId());
  cancel.set_reference(made.reference());
  *cancel.mutable_birth_date() = crossing.document().birth_date();
  v1::CancelBookingResponse ignored;
  Patient context;
  const grpc::Status late = booking().CancelBooking(&context, cancel, &ignored);
  EXPECT_EQ(late.error_code(), FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(late).reason(), "BOOKING_STATE");
}

TEST_F(CentreBookingTest, AFullSlotTakesNobodyUntilAPlaceIsGivenBack) {
  constexpr int kPlaces = 40;  // of the hall's configuration
  v1::ListSlotsRequest ahead = SlotsAhead();
  ahead.set_page_size(10);
  const Instant first = InstantFrom(ahead.from());
  v1::Booking made;
  for (int number = 0; number < kPlaces; ++number) ASSERT_TRUE(Create(Wanted(number, ahead.from()), &made).ok());
  const grpc::Status full = Create(Wanted(kPlaces, ahead.from()), &made);
  EXPECT_EQ(full.error_code(), FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(full).reason(), "SLOT_FULL");
  // Before it the running slot, as long as it runs.
  const std::string nearest = InfoOf(full).metadata().at("nearest_slots");
  EXPECT_TRUE(nearest.ends_with(FormatInstant(first + std::chrono::minutes(15)))) << nearest;

  std::vector<Instant> open;
  do {
    v1::ListSlotsResponse page;
    Patient context;
    ASSERT_TRUE(booking().ListSlots(&context, ahead, &page).ok());
    EXPECT_LE(page.slots_size(), 10);
    for (const v1::Slot& slot : page.slots()) {
      EXPECT_EQ(slot.places_left(), kPlaces);
      open.push_back(InstantFrom(slot.starts_at()));
    }
    ahead.set_page_token(page.next_page_token());
  } while (!ahead.page_token().empty());
  ASSERT_EQ(open.size(), 23u) << "24 quarter hours without the full one";
  for (std::size_t i = 0; i < open.size(); ++i)
    EXPECT_EQ(open[i], first + std::chrono::minutes(15) * static_cast<int>(i + 1));

  v1::CreateBookingRequest other = Wanted(kPlaces, ahead.from());
  ToProto(first + std::chrono::minutes(15), other.mutable_starts_at());
  v1::Booking elsewhere;
  ASSERT_TRUE(Create(other, &elsewhere).ok());
  v1::CreateBookingRequest closed = Wanted(kPlaces, ahead.from());
  closed.set_lane_group("nowhere");
  const grpc::Status nothing = Create(closed, &elsewhere);
  EXPECT_EQ(nothing.error_code(), FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(nothing).reason(), "SLOT_CLOSED");
}

TEST_F(CentreBookingTest, ASealOfAMovedBookingIsOfTheSameDocument) {
  const v1::ListSlotsRequest ahead = SlotsAhead();
  v1::Booking made;
  ASSERT_TRUE(Create(Wanted(1, ahead.from()), &made).ok());
  v1::MoveBookingRequest move;
  move.set_request_id(NewId());
  move.set_reference(made.reference());
  *move.mutable_birth_date() = Card(1).birth_date();
  ToProto(InstantFrom(ahead.from()) + std::chrono::minutes(30), move.mutable_starts_at());
  v1::MoveBookingResponse moved;
  Patient context;
  ASSERT_TRUE(booking().MoveBooking(&context, move, &moved).ok());
  ASSERT_EQ(moved.new_bookings_size(), 1);
  EXPECT_EQ(moved.old_bookings(0).state(), v1::BOOKING_STATE_MOVED);
  EXPECT_EQ(moved.old_bookings(0).moved_to(), moved.new_bookings(0).booking_id());

  const auto public_key = VerifyingKey::FromPem(FileText("pki/seal_pub.pem"));
  const auto hash_key = ReadKeyFile(hall().Path("pki/seal_document_key.hex"));
  ASSERT_TRUE(public_key.ok() && hash_key.ok());
  SealKeys keys;
  keys.Add({*public_key, SecretBytes(std::string(hash_key->view()))});
  const auto card = FromProto(Card(1));
  const auto other = FromProto(Card(2));
  ASSERT_TRUE(card.ok() && other.ok());
  SealContext seen{.at = InstantFrom(move.starts_at()), .document = &*card};
  EXPECT_EQ(VerifySeal(moved.new_bookings(0).seal(), keys, seen).result, SealResult::kValid);
  seen.document = &*other;
  EXPECT_EQ(VerifySeal(moved.new_bookings(0).seal(), keys, seen).result, SealResult::kNotThisDocument);

  v1::DecideCrossingRequest crossing = Crossing(1);
  crossing.set_booking_id(made.booking_id());
  const v1::DecideCrossingResponse decided = Decide(crossing);
  bool walk_in = false;
  for (const v1::Reason& reason : decided.decision().reasons())
    walk_in = walk_in || (reason.code() == "WALK_IN" && reason.detail() == "CANCELLED");
  EXPECT_TRUE(walk_in) << "the old seal is worth nothing";
}

TEST_F(CentreBookingTest, WhoGuessesIsToldToWait) {
  v1::Booking made;
  ASSERT_TRUE(Create(Wanted(1, SlotsAhead().from()), &made).ok());
  v1::GetBookingRequest guess = LookUpOf(made);
  v1::GetBookingResponse found;
  for (int day = 1; day <= 5; ++day) {
    guess.mutable_birth_date()->set_day(day);
    Patient context;
    EXPECT_EQ(booking().GetBooking(&context, guess, &found).error_code(), NOT_FOUND);
  }
  Patient context;
  const grpc::Status refused = booking().GetBooking(&context, LookUpOf(made), &found);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(refused.error_details()));
  ASSERT_EQ(details.details_size(), 2);
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(details.details(0).UnpackTo(&info) && details.details(1).UnpackTo(&retry));
  EXPECT_EQ(info.reason(), "TOO_MANY_ATTEMPTS");
  EXPECT_GT(retry.retry_delay().seconds(), 3500);

  v1::ListAttemptsRequest list;
  list.set_reason("complaint 7");
  ToProto(std::chrono::floor<Duration>(std::chrono::system_clock::now()) - std::chrono::hours(1), list.mutable_from());
  ToProto(std::chrono::floor<Duration>(std::chrono::system_clock::now()) + std::chrono::hours(1), list.mutable_to());
  list.set_page_size(4);
  std::string results;
  do {
    v1::ListAttemptsResponse page;
    Patient list_context;
    ASSERT_TRUE(officer_booking().ListAttempts(&list_context, list, &page).ok());
    for (const v1::BookingAttempt& attempt : page.attempts())
      results += v1::AttemptResult_Name(attempt.result()).substr(15) + " ";
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(results,
            "OK WRONG_BIRTH_DATE WRONG_BIRTH_DATE WRONG_BIRTH_DATE WRONG_BIRTH_DATE WRONG_BIRTH_DATE RATE_LIMITED ");
}

TEST_F(CentreBookingTest, AnOfficerClosesADayAndSeesWhoIsToBeTold) {
  const auto zones = MakeZoneTable();
  ASSERT_TRUE(zones.ok());
  const Instant now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const Date day = zones->DateAt(Territory::kKaz, now) + Days(2);
  google::protobuf::Timestamp starts_at;
  ToProto(zones->StartOf(Territory::kKaz, day) + std::chrono::hours(9), &starts_at);
  v1::Booking made;
  ASSERT_TRUE(Create(Wanted(1, starts_at), &made).ok());
  v1::CloseDayRequest close;
  close.set_request_id(NewId());
  close.set_port("KHORGOS");
  ToProto(day, close.mutable_day());
  close.set_action(v1::CLOSURE_ACTION_MOVE);
  close.set_reason("storm");
  v1::CloseDayResponse closed;
  Patient context;
  ASSERT_TRUE(officer_booking().CloseDay(&context, close, &closed).ok());
  EXPECT_EQ(closed.closure().closed_by(), "officer/officer-1");
  ASSERT_EQ(closed.notices_size(), 1);
  EXPECT_FALSE(closed.more());
  EXPECT_EQ(closed.notices(0).old_booking().booking_id(), made.booking_id());
  EXPECT_EQ(closed.notices(0).new_booking().seal(), "") << "that is the traveller's to fetch";
  v1::Booking refused;
  EXPECT_EQ(InfoOf(Create(Wanted(2, starts_at), &refused)).reason(), "SLOT_CLOSED");

  v1::ListBookingsRequest list;
  list.set_reason("who comes after the storm");
  list.set_port("KHORGOS");
  ToProto(now, list.mutable_from());
  ToProto(now + std::chrono::hours(24 * 7), list.mutable_to());
  list.set_page_size(1);
  std::string states;
  do {
    v1::ListBookingsResponse page;
    Patient list_context;
    ASSERT_TRUE(officer_booking().ListBookings(&list_context, list, &page).ok());
    for (const v1::Booking& booking : page.bookings()) {
      states += v1::BookingState_Name(booking.state()).substr(14) + " ";
      EXPECT_EQ(booking.seal(), "") << "a seal is its holder's";
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_TRUE(states == "CONFIRMED MOVED " || states == "MOVED CONFIRMED ") << states;
  v1::ListAbuseRequest abuse;
  abuse.set_reason("monthly look");
  *abuse.mutable_from() = list.from();
  *abuse.mutable_to() = list.to();
  abuse.set_signal(v1::ABUSE_SIGNAL_MANY_ATTEMPTS_ONE_SEAL);
  v1::ListAbuseResponse cases;
  Patient abuse_context;
  ASSERT_TRUE(officer_booking().ListAbuse(&abuse_context, abuse, &cases).ok());
  EXPECT_EQ(cases.cases_size(), 0);
  int looks = 0;
  for (const v1::LedgerEntry& entry : Entries()) looks += entry.kind() == "RECORD_VIEWED" ? 1 : 0;
  EXPECT_GE(looks, 3) << "every page looked at";
}

}  // namespace
}  // namespace clearance
