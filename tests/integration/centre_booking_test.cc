// Bookings and plans as the booking channel sees them: a real clearance-server over mutual TLS.
#include <future>

#include "common/base/error_reasons.h"
#include "common/wire/fields.h"
#include "common/zones/zone_source.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using grpc::StatusCode::ALREADY_EXISTS;
using grpc::StatusCode::FAILED_PRECONDITION;
using grpc::StatusCode::INVALID_ARGUMENT;
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
    *request.mutable_document() = Card(number);
    return request;
  }

  grpc::Status Create(const v1::CreateBookingRequest& request, v1::Booking* made) {
    v1::CreateBookingResponse response;
    Patient context;
    const grpc::Status status = booking().CreateBooking(&context, request, &response);
    *made = response.booking();
    return status;
  }
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
  *changed.mutable_document() = Card(2);
  EXPECT_EQ(Create(changed, &again).error_code(), ALREADY_EXISTS);

  v1::GetBookingRequest get;
  std::string typed = made.reference();
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  get.set_reference(typed);
  *get.mutable_birth_date() = wanted.document().birth_date();
  v1::GetBookingResponse found;
  Patient get_context;
  ASSERT_TRUE(booking().GetBooking(&get_context, get, &found).ok());
  EXPECT_EQ(found.booking().SerializeAsString(), made.SerializeAsString()) << "with the seal it was made with";
  get.mutable_birth_date()->set_day(18);
  Patient wrong_context;
  const grpc::Status wrong = booking().GetBooking(&wrong_context, get, &found);
  EXPECT_EQ(wrong.error_code(), NOT_FOUND);
  EXPECT_EQ(InfoOf(wrong).reason(), "NOT_FOUND");

  v1::CancelBookingRequest cancel;
  cancel.set_request_id(NewId());
  cancel.set_reference(made.reference());
  *cancel.mutable_birth_date() = wanted.document().birth_date();
  for (int round = 0; round < 2; ++round) {
    v1::CancelBookingResponse cancelled;
    Patient context;
    ASSERT_TRUE(booking().CancelBooking(&context, cancel, &cancelled).ok());
    EXPECT_EQ(cancelled.booking().state(), v1::BOOKING_STATE_CANCELLED);
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

  v1::GetBookingRequest get;
  get.set_reference(made.reference());
  *get.mutable_birth_date() = crossing.document().birth_date();
  const auto state = [&] {
    v1::GetBookingResponse found;
    Patient context;
    EXPECT_TRUE(booking().GetBooking(&context, get, &found).ok());
    return found.booking().state();
  };
  EXPECT_EQ(state(), v1::BOOKING_STATE_RESERVED);
  Report(PassageOf(crossing));
  EXPECT_EQ(state(), v1::BOOKING_STATE_REDEEMED);

  v1::CancelBookingRequest cancel;
  cancel.set_request_id(NewId());
  cancel.set_reference(made.reference());
  *cancel.mutable_birth_date() = get.birth_date();
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

}  // namespace
}  // namespace clearance
