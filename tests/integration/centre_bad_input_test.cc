// Bad input at the centre's door: a clear error naming the field, nothing written, the process alive.
#include <functional>
#include <limits>

#include "clearance/v1/holds.grpc.pb.h"
#include "common/wire/fields.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using grpc::StatusCode::INVALID_ARGUMENT;
using grpc::StatusCode::PERMISSION_DENIED;
using grpc::StatusCode::RESOURCE_EXHAUSTED;
using grpc::StatusCode::UNAVAILABLE;

class CentreBadInputTest : public CentreTest {
 protected:
  // INVALID_ARGUMENT naming `field`, in its metadata, in its BadRequest and in its words.
  static void ExpectField(const grpc::Status& status, const std::string& field) {
    EXPECT_EQ(status.error_code(), INVALID_ARGUMENT) << field << ": " << status.error_message();
    const google::rpc::ErrorInfo info = InfoOf(status);
    EXPECT_EQ(info.reason(), "INVALID_FIELD") << field;
    const auto named = info.metadata().find("field");
    ASSERT_NE(named, info.metadata().end()) << field;
    EXPECT_EQ(named->second, field);
    google::rpc::Status details;
    google::rpc::BadRequest bad;
    ASSERT_TRUE(details.ParseFromString(status.error_details()));
    ASSERT_TRUE(details.details_size() == 2 && details.details(1).UnpackTo(&bad)) << field;
    ASSERT_EQ(bad.field_violations_size(), 1) << field;
    EXPECT_EQ(bad.field_violations(0).field(), field);
    EXPECT_NE(status.error_message().find(field), std::string::npos) << status.error_message();
  }

  // The centre still works, and `entries` is all it ever wrote.
  void ExpectUnharmed(std::size_t entries) {
    ASSERT_TRUE(Answers());
    const v1::DecideCrossingRequest crossing = Crossing(9999);
    EXPECT_EQ(Decide(crossing).position(), kBookEntries + entries + 1);
    EXPECT_EQ(Entries().size(), entries + 1);
  }

  template <typename Request>
  struct BadField {
    std::string field;
    std::function<void(Request&)> spoil;
  };
};

TEST_F(CentreBadInputTest, AMalformedCrossingNamesItsField) {
  using Bad = BadField<v1::DecideCrossingRequest>;
  const std::vector<Bad> table = {
      {"request_id", [](auto& m) { m.clear_request_id(); }},
      {"request_id", [](auto& m) { m.set_request_id("not-a-uuid"); }},
      {"request_id", [](auto& m) { m.set_request_id("11111111-1111-4111-8111-11111111111A"); }},
      {"lane", [](auto& m) { m.clear_lane(); }},
      {"lane.lane_id", [](auto& m) { m.mutable_lane()->set_lane_id(""); }},
      {"lane.lane_id", [](auto& m) { m.mutable_lane()->set_lane_id("gate-1/A"); }},
      {"lane.port", [](auto& m) { m.mutable_lane()->set_port("Khorgos"); }},
      {"lane.lane_group", [](auto& m) { m.mutable_lane()->set_lane_group(std::string(65, 'a')); }},
      {"lane.authority", [](auto& m) { m.mutable_lane()->set_authority(v1::TERRITORY_ICBC); }},
      {"lane.movement", [](auto& m) { m.mutable_lane()->clear_movement(); }},
      {"lane.movement.from", [](auto& m) { m.mutable_lane()->mutable_movement()->clear_from(); }},
      {"lane.movement.to", [](auto& m) { m.mutable_lane()->mutable_movement()->set_to(m.lane().movement().from()); }},
      {"lane.movement.to",
       [](auto& m) { m.mutable_lane()->mutable_movement()->set_to(static_cast<v1::Territory>(77)); }},
      {"lane.decides_exit",
       [](auto& m) {
         m.mutable_lane()->set_decides_exit(false);
         m.mutable_lane()->set_decides_entry(false);
       }},
      {"level", [](auto& m) { m.clear_level(); }},
      {"document", [](auto& m) { m.clear_document(); }},
      {"document.kind", [](auto& m) { m.mutable_document()->set_kind(static_cast<v1::DocumentKind>(99)); }},
      {"document.issuing_state", [](auto& m) { m.mutable_document()->set_issuing_state("KAZA"); }},
      {"document.number", [](auto& m) { m.mutable_document()->set_number(""); }},
      {"document.number", [](auto& m) { m.mutable_document()->set_number("N 1234"); }},
      {"document.nationality", [](auto& m) { m.mutable_document()->set_nationality("kaz"); }},
      {"document.birth_date", [](auto& m) { m.mutable_document()->clear_birth_date(); }},
      {"document.birth_date",
       [](auto& m) {
         m.mutable_document()->mutable_birth_date()->set_month(2);
         m.mutable_document()->mutable_birth_date()->set_day(30);
       }},
      {"document.expiry_date", [](auto& m) { m.mutable_document()->mutable_expiry_date()->set_year(2200); }},
      {"document.sex", [](auto& m) { m.mutable_document()->set_sex(static_cast<v1::Sex>(9)); }},
      {"document.national_number", [](auto& m) { m.mutable_document()->set_national_number("12-34"); }},
      {"findings[0].check", [](auto& m) { m.mutable_findings(0)->clear_check(); }},
      {"findings[1].check", [](auto& m) { m.mutable_findings(1)->set_check(m.findings(0).check()); }},
      {"findings[2].result", [](auto& m) { m.mutable_findings(2)->clear_result(); }},
      {"findings[1].cause", [](auto& m) { m.mutable_findings(1)->set_cause("TOO_UGLY"); }},
      {"findings[1].score",
       [](auto& m) { m.mutable_findings(1)->set_score(std::numeric_limits<double>::quiet_NaN()); }},
      {"findings[1].threshold", [](auto& m) { m.mutable_findings(1)->set_threshold(1.01); }},
      {"booking_id", [](auto& m) { m.set_booking_id("7"); }},
      {"observed_at", [](auto& m) { m.clear_observed_at(); }},
      {"observed_at", [](auto& m) { m.mutable_observed_at()->set_seconds(-1); }},
      {"observed_at", [](auto& m) { m.mutable_observed_at()->set_nanos(1'000'000'000); }},
  };
  for (const Bad& bad : table) {
    v1::DecideCrossingRequest request = Crossing(1);
    bad.spoil(request);
    v1::DecideCrossingResponse response;
    Patient context;
    ExpectField(gate().DecideCrossing(&context, request, &response), bad.field);
  }
  ExpectUnharmed(0);
}

TEST_F(CentreBadInputTest, MalformedReportsAndQuestionsNameTheirField) {
  const v1::DecideCrossingRequest crossing = Crossing(1);
  Decide(crossing);
  const std::vector<BadField<v1::ReportPassageRequest>> passages = {
      {"request_id", [](auto& m) { m.set_request_id("x"); }},
      {"decision_request_id", [](auto& m) { m.clear_decision_request_id(); }},
      {"lane", [](auto& m) { m.clear_lane(); }},
      {"document.number", [](auto& m) { m.mutable_document()->set_number("*"); }},
      {"booking_id", [](auto& m) { m.set_booking_id("x"); }},
      {"passed_at", [](auto& m) { m.clear_passed_at(); }},
  };
  for (const auto& bad : passages) {
    v1::ReportPassageRequest request = PassageOf(crossing);
    bad.spoil(request);
    v1::ReportPassageResponse response;
    Patient context;
    ExpectField(gate().ReportPassage(&context, request, &response), bad.field);
  }

  v1::ReportAbandonmentRequest abandonment;
  abandonment.set_request_id(NewId());
  abandonment.set_decision_request_id(crossing.request_id());
  *abandonment.mutable_lane() = crossing.lane();
  *abandonment.mutable_at() = crossing.observed_at();
  v1::ReportAbandonmentResponse abandoned;
  Patient abandonment_context;
  ExpectField(gate().ReportAbandonment(&abandonment_context, abandonment, &abandoned), "cause");

  v1::GetStayRequest question;
  v1::GetStayResponse stay;
  Patient question_context;
  ExpectField(gate().GetStay(&question_context, question, &stay), "document");
  *question.mutable_document() = crossing.document();
  Patient territory_context;
  ExpectField(gate().GetStay(&territory_context, question, &stay), "territory");
  question.set_territory(v1::TERRITORY_CHN);
  question.mutable_on()->set_year(2026);
  Patient on_context;
  ExpectField(gate().GetStay(&on_context, question, &stay), "on");
  question.clear_on();
  question.set_days(1001);
  Patient days_context;
  ExpectField(gate().GetStay(&days_context, question, &stay), "days");
  question.clear_days();
  ToProto(MakeDate(2026, 11, 22), question.add_planned()->mutable_from());
  ToProto(MakeDate(2026, 11, 21), question.mutable_planned(0)->mutable_to());
  Patient planned_context;
  ExpectField(gate().GetStay(&planned_context, question, &stay), "planned[0].to");
  ExpectUnharmed(1);
}

TEST_F(CentreBadInputTest, MalformedCallsOfTheOtherServicesNameTheirField) {
  v1::CreateBookingRequest wanted;
  wanted.set_request_id(NewId());
  wanted.set_port("KHORGOS");
  wanted.set_lane_group("icbc-kaz");
  *wanted.mutable_movement() = Lane().movement();
  *wanted.add_persons()->mutable_document() = Card(1);
  wanted.mutable_starts_at()->set_seconds(1'800'000'001);
  v1::CreateBookingResponse made;
  Patient create_context;
  ExpectField(booking().CreateBooking(&create_context, wanted, &made), "starts_at");

  wanted.mutable_starts_at()->set_seconds(1'800'000'000);
  wanted.add_persons();
  Patient person_context;
  ExpectField(booking().CreateBooking(&person_context, wanted, &made), "persons[1].document");

  v1::ListSlotsRequest slots;
  slots.set_port("KHORGOS");
  slots.set_lane_group("icbc-kaz");
  *slots.mutable_movement() = wanted.movement();
  slots.mutable_from()->set_seconds(1'800'000'000);
  slots.mutable_to()->set_seconds(1'800'000'000 + 32 * 86'400);
  v1::ListSlotsResponse listed;
  Patient slots_context;
  ExpectField(booking().ListSlots(&slots_context, slots, &listed), "to");

  v1::GetBookingRequest get;
  get.set_reference("ABC-EFGH");
  v1::GetBookingResponse found;
  Patient get_context;
  ExpectField(booking().GetBooking(&get_context, get, &found), "reference");

  v1::ResolveReferralRequest answer;
  answer.set_request_id(NewId());
  answer.set_referral_id(NewId());
  answer.set_resolution(v1::RESOLUTION_ADMIT);
  v1::ResolveReferralResponse resolved;
  for (const std::string& ground : {std::string(), std::string("a\nb"), std::string(201, 'a')}) {
    answer.set_ground(ground);
    Patient context;
    ExpectField(officer().ResolveReferral(&context, answer, &resolved), "ground");
  }

  auto fleet = As<v1::FleetService>("gate-1");
  v1::ReportLaneRequest report;
  report.set_request_id(NewId());
  v1::LaneReport& lane = *report.mutable_report();
  *lane.mutable_lane() = Lane();
  lane.set_phase("IDLE");
  lane.set_level(v1::SERVICE_LEVEL_FULL);
  lane.mutable_reported_at()->set_seconds(1'800'000'000);
  lane.add_faults()->set_code("BOTH DOORS");
  v1::ReportLaneResponse noted;
  Patient report_context;
  ExpectField(fleet->ReportLane(&report_context, report, &noted), "report.faults[0].code");

  v1::ListEntriesRequest entries;  // without a look's id and reason: what else is wrong is told first
  entries.set_page_size(1001);
  v1::ListEntriesResponse page;
  Patient size_context;
  ExpectField(auditor().ListEntries(&size_context, entries, &page), "page_size");
  entries.set_page_size(0);
  entries.set_kind("GOSSIP");
  Patient kind_context;
  ExpectField(auditor().ListEntries(&kind_context, entries, &page), "kind");
  entries.clear_kind();
  entries.set_page_token("one");
  Patient token_context;
  const grpc::Status token = auditor().ListEntries(&token_context, entries, &page);
  EXPECT_EQ(token.error_code(), INVALID_ARGUMENT);
  EXPECT_EQ(InfoOf(token).reason(), "PAGE_TOKEN_INVALID");
  ExpectUnharmed(0);
}

TEST_F(CentreBadInputTest, AStrangersCertificateGetsNothing) {
  const v1::DecideCrossingRequest crossing = Crossing(1);
  auto stranger = As<v1::ClearanceService>("stranger");
  v1::DecideCrossingResponse response;
  Patient context(false);
  const grpc::Status refused = stranger->DecideCrossing(&context, crossing, &response);
  EXPECT_EQ(refused.error_code(), UNAVAILABLE) << refused.error_message();

  auto nobody =
      v1::ClearanceService::NewStub(grpc::CreateChannel(hall().CentreAddress(), grpc::InsecureChannelCredentials()));
  Patient nobody_context(false);
  EXPECT_EQ(nobody->DecideCrossing(&nobody_context, crossing, &response).error_code(), UNAVAILABLE);
  ExpectUnharmed(0);
}

TEST_F(CentreBadInputTest, AGateIsKeptToItsPort) {
  const auto denied = [](const grpc::Status& status) {
    EXPECT_EQ(status.error_code(), PERMISSION_DENIED) << status.error_message();
    EXPECT_EQ(InfoOf(status).reason(), "PERMISSION_DENIED");
  };
  v1::DecideCrossingRequest elsewhere = Crossing(1);
  elsewhere.mutable_lane()->set_port("NOWHERE");
  auto stub = As<v1::ClearanceService>("gate-1");
  v1::DecideCrossingResponse response;
  Patient decide_context;
  denied(stub->DecideCrossing(&decide_context, elsewhere, &response));
  v1::ReportPassageResponse recorded;
  Patient passage_context;
  denied(stub->ReportPassage(&passage_context, PassageOf(elsewhere), &recorded));
  v1::ReportLaneRequest report;
  report.set_request_id(NewId());
  *report.mutable_report()->mutable_lane() = elsewhere.lane();
  report.mutable_report()->set_phase("IDLE");
  report.mutable_report()->set_level(v1::SERVICE_LEVEL_FULL);
  report.mutable_report()->mutable_reported_at()->set_seconds(1'800'000'000);
  v1::ReportLaneResponse noted;
  Patient lane_context;
  const auto fleet = As<v1::FleetService>("gate-1");
  denied(fleet->ReportLane(&lane_context, report, &noted));
  v1::WatchLanesRequest lanes;
  lanes.set_port("NOWHERE");
  Patient lanes_context;
  denied(fleet->WatchLanes(&lanes_context, lanes)->Finish());
  v1::WatchHoldsRequest holds;
  holds.set_port("NOWHERE");
  Patient holds_context;
  const auto hold_service = As<v1::HoldService>("gate-1");
  denied(hold_service->WatchHolds(&holds_context, holds)->Finish());
  ExpectUnharmed(0);
}

TEST_F(CentreBadInputTest, EveryRoleIsKeptToItsCalls) {
  const v1::DecideCrossingRequest crossing = DoubtfulCrossing(1);
  const auto denied = [](const grpc::Status& status, const std::string& who) {
    EXPECT_EQ(status.error_code(), PERMISSION_DENIED) << who << ": " << status.error_message();
    EXPECT_EQ(InfoOf(status).reason(), "PERMISSION_DENIED") << who;
  };
  for (const std::string client : {"officer-1", "supervisor-1", "auditor-1", "booking-1", "gate-2"}) {
    auto stub = As<v1::ClearanceService>(client);
    v1::DecideCrossingResponse response;
    Patient decide_context;
    denied(stub->DecideCrossing(&decide_context, crossing, &response), client + " decides");
    v1::ReportPassageResponse recorded;
    Patient report_context;
    denied(stub->ReportPassage(&report_context, PassageOf(crossing), &recorded), client + " reports");
  }
  for (const std::string client : {"gate-1", "auditor-1", "booking-1"}) {
    auto stub = As<v1::ReviewService>(client);
    v1::ListReferralsResponse listed;
    Patient list_context;
    denied(stub->ListReferrals(&list_context, {}, &listed), client + " lists referrals");
    v1::ResolveReferralRequest answer;
    v1::ResolveReferralResponse resolved;
    Patient resolve_context;
    denied(stub->ResolveReferral(&resolve_context, answer, &resolved), client + " resolves");
    Patient watch_context;
    denied(stub->WatchReferrals(&watch_context, {})->Finish(), client + " watches referrals");
  }
  for (const std::string client : {"gate-1", "officer-1", "supervisor-1", "booking-1"}) {
    auto stub = As<v1::LedgerService>(client);
    v1::ListEntriesResponse page;
    Patient list_context;
    denied(stub->ListEntries(&list_context, {}, &page), client + " lists entries");
    Patient verify_context;
    denied(stub->VerifyLedger(&verify_context, {})->Finish(), client + " verifies");
  }
  for (const std::string client : {"gate-1", "auditor-1"}) {
    auto stub = As<v1::BookingService>(client);
    v1::CreateBookingResponse made;
    Patient context;
    denied(stub->CreateBooking(&context, {}, &made), client + " books");
  }
  {
    const auto stub = As<v1::BookingService>("booking-1");
    v1::ListBookingsResponse bookings;
    Patient bookings_context;
    denied(stub->ListBookings(&bookings_context, {}, &bookings), "the channel lists bookings");
    v1::CloseDayResponse closed;
    Patient close_context;
    denied(stub->CloseDay(&close_context, {}, &closed), "the channel closes a day");
    v1::ListAttemptsResponse attempts;
    Patient attempts_context;
    denied(stub->ListAttempts(&attempts_context, {}, &attempts), "the channel lists attempts");
    v1::ListAbuseResponse abuse;
    Patient abuse_context;
    denied(stub->ListAbuse(&abuse_context, {}, &abuse), "the channel lists abuse");
  }
  v1::WatchCommandsRequest watch;
  watch.set_gate_id("gate-1");
  for (const std::string client : {"gate-2", "officer-1"}) {
    Patient context;
    denied(As<v1::FleetService>(client)->WatchCommands(&context, watch)->Finish(), client + " watches gate-1");
  }
  ExpectUnharmed(0);
}

TEST_F(CentreBadInputTest, ATwentyMegabyteMessageIsRefusedUnread) {
  v1::DecideCrossingRequest crossing = Crossing(1);
  crossing.mutable_document()->set_number(std::string(20 << 20, 'A'));
  v1::DecideCrossingResponse response;
  Patient context;
  const grpc::Status refused = gate().DecideCrossing(&context, crossing, &response);
  EXPECT_EQ(refused.error_code(), RESOURCE_EXHAUSTED) << refused.error_message();
  ExpectUnharmed(0);
}

}  // namespace
}  // namespace clearance
