// The centre as its clients see it: a real clearance-server over mutual TLS. Crossings, bookings, the ledger, health.
#include <grpcpp/generic/generic_stub.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/wire/fields.h"
#include "common/zones/zone_source.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using grpc::StatusCode::ALREADY_EXISTS;
using grpc::StatusCode::FAILED_PRECONDITION;
using grpc::StatusCode::INVALID_ARGUMENT;
using grpc::StatusCode::NOT_FOUND;

Date DateFrom(const v1::Date& date) {
  const auto read = FromProto(date, "date");
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *read : Date{};
}

Instant InstantFrom(const google::protobuf::Timestamp& timestamp) {
  const auto read = FromProto(timestamp, "timestamp");
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *read : Instant{};
}

class CentreCrossingTest : public CentreTest {};

TEST_F(CentreCrossingTest, ACrossingIsDecidedRecordedAndCounted) {
  const v1::DecideCrossingRequest crossing = Crossing(1);
  const v1::DecideCrossingResponse decided = Decide(crossing);
  EXPECT_EQ(decided.decision().verdict(), v1::VERDICT_ADMIT) << decided.ShortDebugString();
  EXPECT_TRUE(decided.referral_id().empty());
  EXPECT_GT(InstantFrom(decided.decision().valid_until()), InstantFrom(decided.decision().decided_at()));
  EXPECT_FALSE(decided.decision().rule_book_version().empty());

  v1::GetStayRequest question;
  *question.mutable_document() = crossing.document();
  question.set_territory(v1::TERRITORY_ICBC);
  v1::GetStayResponse before;
  Patient before_context;
  ASSERT_TRUE(gate().GetStay(&before_context, question, &before).ok());
  EXPECT_FALSE(before.inside()) << "a decision alone is no presence";
  EXPECT_EQ(before.stays_size(), 0);

  const v1::ReportPassageRequest passage = PassageOf(crossing);
  EXPECT_EQ(Report(passage), decided.position() + 1);

  v1::GetStayResponse after;
  Patient after_context;
  question.set_days(30);
  ASSERT_TRUE(gate().GetStay(&after_context, question, &after).ok());
  const auto zones = MakeZoneTable();
  ASSERT_TRUE(zones.ok());
  const Date entered = zones->DateAt(Territory::kKaz, InstantFrom(passage.passed_at()));
  EXPECT_TRUE(after.inside());
  ASSERT_EQ(after.stays_size(), 1);
  EXPECT_EQ(DateFrom(after.stays(0).entry()), entered);
  EXPECT_FALSE(after.stays(0).has_exit());
  EXPECT_EQ(after.answer().days_used(), 1);
  EXPECT_EQ(DateFrom(after.answer().must_leave_by()), entered + Days(29)) << "30 days, the day of entry counted";
  const v1::StayAccount& account = after.account();
  ASSERT_EQ(account.limits_size(), 1);
  EXPECT_EQ(account.limits(0).used(), 1);
  EXPECT_EQ(account.days_left(), 29);
  ASSERT_EQ(account.strip().runs_size(), 2) << account.strip().ShortDebugString();
  EXPECT_EQ(account.strip().runs(0).mark(), v1::DAY_MARK_USED);
  EXPECT_EQ(account.strip().runs(1).mark(), v1::DAY_MARK_POSSIBLE);
  EXPECT_EQ(account.strip().runs(1).days(), 29);
  EXPECT_EQ(DateFrom(account.earliest_entry()), entered) << "a new stay may begin on the day of exit";
  EXPECT_EQ(account.sentences_size(), 4);
  EXPECT_EQ(after.stays(0).basis(), v1::STAY_BASIS_VISA_FREE);
  EXPECT_EQ(after.stays(0).provenance(), v1::PROVENANCE_ELECTRONIC_RECORD);
  EXPECT_EQ(DateFrom(after.stays(0).promised_until()), entered + Days(29)) << "what the lane's screen said";
  EXPECT_FALSE(after.has_complete_from());
  ASSERT_EQ(after.covers_ports_size(), 1);
  EXPECT_EQ(after.covers_ports(0), crossing.lane().port());
  EXPECT_EQ(after.rule_book_version(), decided.decision().rule_book_version());

  const auto entries = Entries();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].kind(), "DECISION");
  EXPECT_EQ(entries[0].request_id(), crossing.request_id());
  EXPECT_EQ(entries[1].kind(), "PASSAGE");
  EXPECT_EQ(entries[1].request_id(), passage.request_id());
  EXPECT_EQ(InstantFrom(entries[1].event_time()), InstantFrom(passage.passed_at()));
}

TEST_F(CentreCrossingTest, AnAbandonmentGivesTheNextLaneTheWayFree) {
  const v1::DecideCrossingRequest first = Crossing(2);
  Decide(first);
  const v1::DecideCrossingResponse meanwhile = Decide(Crossing(2, "gate-1/b"));
  EXPECT_EQ(meanwhile.decision().verdict(), v1::VERDICT_REFER);
  ASSERT_GT(meanwhile.decision().reasons_size(), 0);
  EXPECT_EQ(meanwhile.decision().reasons(0).code(), "IN_PROGRESS_ELSEWHERE");

  v1::ReportAbandonmentRequest abandonment;
  abandonment.set_request_id(NewId());
  abandonment.set_decision_request_id(first.request_id());
  *abandonment.mutable_lane() = first.lane();
  abandonment.set_cause(v1::ABANDONMENT_CAUSE_TURNED_BACK);
  *abandonment.mutable_at() = first.observed_at();
  v1::ReportAbandonmentResponse abandoned;
  Patient context;
  ASSERT_TRUE(gate().ReportAbandonment(&context, abandonment, &abandoned).ok());
  EXPECT_EQ(abandoned.position(), meanwhile.position() + 1);

  EXPECT_EQ(Decide(Crossing(2, "gate-1/b")).decision().verdict(), v1::VERDICT_ADMIT);
}

TEST_F(CentreCrossingTest, AReplayGetsTheFirstAnswerAndAnotherBodyIsRefused) {
  const v1::DecideCrossingRequest crossing = DoubtfulCrossing(3);
  const v1::DecideCrossingResponse first = Decide(crossing);
  EXPECT_EQ(first.decision().verdict(), v1::VERDICT_REFER);
  EXPECT_EQ(Decide(crossing).SerializeAsString(), first.SerializeAsString());

  v1::DecideCrossingRequest changed = crossing;
  changed.mutable_findings(1)->set_result(v1::FINDING_RESULT_PASSED);
  v1::DecideCrossingResponse ignored;
  Patient changed_context;
  const grpc::Status refused = gate().DecideCrossing(&changed_context, changed, &ignored);
  EXPECT_EQ(refused.error_code(), ALREADY_EXISTS);
  EXPECT_EQ(InfoOf(refused).reason(), "REQUEST_ID_REUSED");

  const v1::ReportPassageRequest passage = PassageOf(crossing);
  const std::uint64_t position = Report(passage);
  EXPECT_EQ(Report(passage), position);
  v1::ReportPassageRequest other = passage;
  *other.mutable_document() = Card(4);
  v1::ReportPassageResponse unused;
  Patient other_context;
  const grpc::Status reused = gate().ReportPassage(&other_context, other, &unused);
  EXPECT_EQ(reused.error_code(), ALREADY_EXISTS);
  EXPECT_EQ(InfoOf(reused).reason(), "REQUEST_ID_REUSED");

  other.set_request_id(crossing.request_id());
  Patient rpc_context;
  EXPECT_EQ(gate().ReportPassage(&rpc_context, other, &unused).error_code(), ALREADY_EXISTS)
      << "the id of another kind of call";
  EXPECT_EQ(Entries().size(), 2u);
}

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

class CentreLedgerTest : public CentreTest {};

TEST_F(CentreLedgerTest, TheLedgerIsListedInPagesAndVerified) {
  for (int number = 0; number < 3; ++number) {
    const v1::DecideCrossingRequest crossing = Crossing(number);
    Decide(crossing);
    Report(PassageOf(crossing));
  }
  v1::ListEntriesRequest request;
  request.set_page_size(4);
  std::vector<v1::LedgerEntry> entries;
  std::vector<int> pages;
  do {
    v1::ListEntriesResponse page;
    Patient context;
    ASSERT_TRUE(auditor().ListEntries(&context, request, &page).ok());
    pages.push_back(page.entries_size());
    entries.insert(entries.end(), page.entries().begin(), page.entries().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, (std::vector<int>{4, 2}));
  ASSERT_EQ(entries.size(), 6u);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].position(), i + 1);
    EXPECT_EQ(entries[i].log(), "KHORGOS");
    EXPECT_EQ(entries[i].leaf_hash(), Sha256(std::string(1, '\0') + entries[i].sealed_bytes()));
    EXPECT_EQ(entries[i].sealed_bytes().find("100000000"), std::string::npos) << "a document number in the ledger";
  }

  v1::ListEntriesRequest passages;
  passages.set_kind("PASSAGE");
  v1::ListEntriesResponse found;
  Patient context;
  ASSERT_TRUE(auditor().ListEntries(&context, passages, &found).ok());
  ASSERT_EQ(found.entries_size(), 3);
  for (const v1::LedgerEntry& entry : found.entries()) EXPECT_EQ(entry.kind(), "PASSAGE");

  Patient verify_context;
  const auto stream = auditor().VerifyLedger(&verify_context, v1::VerifyLedgerRequest());
  v1::VerifyLedgerResponse last;
  while (stream->Read(&last)) EXPECT_LE(last.entries_checked(), 6u);
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(last.complete());
  EXPECT_EQ(last.first_difference(), "");
  EXPECT_EQ(last.entries_checked(), 6u);
  ASSERT_EQ(last.roots_size(), 1);
  EXPECT_EQ(last.roots(0).size(), 6u);
  EXPECT_EQ(last.roots(0).root_hash().size(), 32u);
}

// One generic unary call: the answer's bytes.
grpc::Status CallBytes(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                       const std::string& request, std::string* answer) {
  grpc::GenericStub stub(channel);
  Patient context;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer in(&slice, 1);
  grpc::ByteBuffer out;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &in, &out,
                 [&](const grpc::Status& status) { done.set_value(status); });
  const grpc::Status status = done.get_future().get();
  std::vector<grpc::Slice> parts;
  if (status.ok() && out.Dump(&parts).ok())
    for (const grpc::Slice& part : parts) answer->append(reinterpret_cast<const char*>(part.begin()), part.size());
  return status;
}

class CentreOperationTest : public CentreTest {};

TEST_F(CentreOperationTest, HealthAnswersServing) {
  std::string answer;
  const grpc::Status status = CallBytes(hall().CentreAs("gate-1"), "/grpc.health.v1.Health/Check", "", &answer);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer, "\x08\x01") << "HealthCheckResponse{status: SERVING}";
}

TEST_F(CentreOperationTest, ReflectionListsTheServices) {
  grpc::GenericStub stub(hall().CentreAs("auditor-1"));
  grpc::CompletionQueue queue;
  Patient context;
  const auto call =
      stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  const auto completed = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  call->StartCall(nullptr);
  ASSERT_TRUE(completed());
  const grpc::Slice slice(std::string("\x3a\x00", 2));  // ServerReflectionRequest{list_services: ""}
  call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  ASSERT_TRUE(completed());
  grpc::ByteBuffer out;
  call->Read(&out, nullptr);
  ASSERT_TRUE(completed());
  std::vector<grpc::Slice> parts;
  ASSERT_TRUE(out.Dump(&parts).ok());
  std::string answer;
  for (const grpc::Slice& part : parts) answer.append(reinterpret_cast<const char*>(part.begin()), part.size());
  for (const std::string service : {"Clearance", "Booking", "Review", "Fleet", "Ledger"})
    EXPECT_NE(answer.find("clearance.v1." + service + "Service"), std::string::npos) << service;
  context->TryCancel();
  grpc::Status ended;
  call->Finish(&ended, nullptr);
  completed();
}

TEST_F(CentreOperationTest, BytesThatAreNoMessageAreAnInvalidArgument) {
  for (const std::string method :
       {"/clearance.v1.ClearanceService/DecideCrossing", "/clearance.v1.FleetService/ReportLane",
        "/clearance.v1.LedgerService/ListEntries"}) {
    for (const std::string& bytes : {std::string("\xff\xff\xff\xff", 4), std::string("\x0a\x7f", 2),
                                     std::string("\x0a\x01\xc0", 3)}) {  // the last: a text that is no UTF-8
      std::string answer;
      const grpc::Status status = CallBytes(hall().CentreAs("gate-1"), method, bytes, &answer);
      EXPECT_EQ(status.error_code(), INVALID_ARGUMENT) << method << ": " << status.error_message();
      EXPECT_EQ(InfoOf(status).reason(), "INVALID_FIELD") << method;
    }
  }
  EXPECT_TRUE(Answers());
  EXPECT_TRUE(Entries().empty());
}

}  // namespace
}  // namespace clearance
