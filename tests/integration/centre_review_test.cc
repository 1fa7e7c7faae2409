// Referrals from the lane to the officers and back: watches with snapshot and change, claims, answers by two officers,
// and the commands that reach the gate exactly once.
#include "common/wire/fields.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using grpc::StatusCode::FAILED_PRECONDITION;
using grpc::StatusCode::NOT_FOUND;
using grpc::StatusCode::OUT_OF_RANGE;

// A stream of a watch; heartbeats (messages about nothing) are passed over.
template <typename Response>
class Following {
 public:
  template <typename Open>
  explicit Following(const Open& open) : stream_(open(&context_)) {}
  ~Following() {
    context_->TryCancel();
    if (!finished_) stream_->Finish();
  }

  // The next message; fails the test when the stream ends or nothing comes in time.
  Response Next() {
    Response message;
    EXPECT_TRUE(stream_->Read(&message)) << "the stream has ended";
    return message;
  }
  grpc::Status End() {
    Response message;
    while (stream_->Read(&message)) {
    }
    finished_ = true;
    return stream_->Finish();
  }

 private:
  Patient context_;
  std::unique_ptr<grpc::ClientReader<Response>> stream_;
  bool finished_ = false;
};

class CentreReviewTest : public CentreTest {
 protected:
  auto Watch(const std::string& token = "") {
    return Following<v1::WatchReferralsResponse>([&](grpc::ClientContext* context) {
      v1::WatchReferralsRequest request;
      request.set_resume_token(token);
      return officer().WatchReferrals(context, request);
    });
  }

  auto Commands(std::uint64_t resume_after) {
    if (!fleet_) fleet_ = As<v1::FleetService>("gate-1");
    return Following<v1::WatchCommandsResponse>([&](grpc::ClientContext* context) {
      v1::WatchCommandsRequest request;
      request.set_gate_id("gate-1");
      request.set_resume_after(resume_after);
      return fleet_->WatchCommands(context, request);
    });
  }

  // The next command, heartbeats left out.
  static v1::LaneCommand NextCommand(Following<v1::WatchCommandsResponse>& commands) {
    for (;;) {
      const v1::WatchCommandsResponse message = commands.Next();
      if (message.has_command() || testing::Test::HasFailure()) return message.command();
    }
  }

  grpc::Status Resolve(v1::ReviewService::Stub& by, const std::string& referral_id, v1::Resolution resolution,
                       v1::Referral* now) {
    v1::ResolveReferralRequest request;
    request.set_request_id(NewId());
    request.set_referral_id(referral_id);
    request.set_resolution(resolution);
    request.set_ground("compared by eye");
    return Send(by, request, now);
  }

  grpc::Status Send(v1::ReviewService::Stub& by, const v1::ResolveReferralRequest& request, v1::Referral* now) {
    v1::ResolveReferralResponse response;
    Patient context;
    const grpc::Status status = by.ResolveReferral(&context, request, &response);
    *now = response.referral();
    return status;
  }

  grpc::Status Claim(v1::ReviewService::Stub& by, const std::string& referral_id) {
    v1::ClaimReferralRequest request;
    request.set_request_id(NewId());
    request.set_referral_id(referral_id);
    v1::ClaimReferralResponse response;
    Patient context;
    return by.ClaimReferral(&context, request, &response);
  }

  void Acknowledge(std::uint64_t sequence) {
    v1::ReportLaneRequest request;
    request.set_request_id(NewId());
    *request.mutable_report()->mutable_lane() = Lane();
    request.mutable_report()->set_phase("IDLE");
    request.mutable_report()->set_level(v1::SERVICE_LEVEL_FULL);
    // Each later than the one before: a report that is not counts as a late retry.
    request.mutable_report()->mutable_reported_at()->set_seconds(std::time(nullptr) - 60);
    request.mutable_report()->mutable_reported_at()->set_nanos(++reports_ * 1'000'000);
    request.set_acknowledged_sequence(sequence);
    v1::ReportLaneResponse response;
    Patient context;
    const grpc::Status status = fleet_->ReportLane(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }

  std::unique_ptr<v1::FleetService::Stub> fleet_;
  int reports_ = 0;
};

TEST_F(CentreReviewTest, AWatchShowsWhatIsOpenThenEveryChange) {
  const std::string first = Decide(DoubtfulCrossing(1)).referral_id();
  auto watch = Watch();
  const v1::WatchReferralsResponse known = watch.Next();
  EXPECT_EQ(known.referral().referral_id(), first);
  EXPECT_EQ(known.referral().state(), v1::REFERRAL_STATE_OPEN);
  ASSERT_GT(known.referral().reasons_size(), 0);
  EXPECT_EQ(known.referral().reasons(0).code(), "FACE_DIFFERS");
  EXPECT_TRUE(known.resume_token().empty()) << "half a snapshot cannot be resumed";
  const v1::WatchReferralsResponse complete = watch.Next();
  EXPECT_TRUE(complete.snapshot_complete());
  EXPECT_FALSE(complete.has_referral());

  const std::string second = Decide(DoubtfulCrossing(2)).referral_id();
  EXPECT_EQ(watch.Next().referral().referral_id(), second);
  ASSERT_TRUE(Claim(officer(), first).ok());
  const v1::WatchReferralsResponse claimed = watch.Next();
  EXPECT_EQ(claimed.referral().referral_id(), first);
  EXPECT_EQ(claimed.referral().state(), v1::REFERRAL_STATE_CLAIMED);
  EXPECT_EQ(claimed.referral().claimed_by(), "officer-1");

  // From the end of the snapshot: both as they stand now, in order of their last change.
  auto resumed = Watch(complete.resume_token());
  EXPECT_EQ(resumed.Next().referral().referral_id(), second);
  EXPECT_EQ(resumed.Next().referral().state(), v1::REFERRAL_STATE_CLAIMED);
  // From the last change: only what follows.
  auto later = Watch(claimed.resume_token());
  const std::string third = Decide(DoubtfulCrossing(3)).referral_id();
  EXPECT_EQ(later.Next().referral().referral_id(), third);
  EXPECT_EQ(watch.Next().referral().referral_id(), third);

  const grpc::Status unknown = Watch("999999").End();
  EXPECT_EQ(unknown.error_code(), OUT_OF_RANGE);
  EXPECT_EQ(InfoOf(unknown).reason(), "RESUME_TOKEN_TOO_OLD");
}

TEST_F(CentreReviewTest, AReferralHasOneOfficerAndOneAnswer) {
  const v1::DecideCrossingRequest crossing = DoubtfulCrossing(1);
  const std::string referral_id = Decide(crossing).referral_id();
  auto other = As<v1::ReviewService>("officer-2");
  ASSERT_TRUE(Claim(officer(), referral_id).ok());
  ASSERT_TRUE(Claim(officer(), referral_id).ok()) << "one's own claim again";
  const grpc::Status taken = Claim(*other, referral_id);
  EXPECT_EQ(taken.error_code(), FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(taken).reason(), "REFERRAL_CLAIMED_BY_OTHER");
  v1::Referral now;
  EXPECT_EQ(InfoOf(Resolve(*other, referral_id, v1::RESOLUTION_ADMIT, &now)).reason(), "REFERRAL_CLAIMED_BY_OTHER");
  EXPECT_EQ(Claim(officer(), NewId()).error_code(), NOT_FOUND);

  ASSERT_TRUE(Resolve(officer(), referral_id, v1::RESOLUTION_ADMIT, &now).ok());
  EXPECT_EQ(now.state(), v1::REFERRAL_STATE_RESOLVED) << "a face that differs needs one officer";
  const grpc::Status late = Resolve(officer(), referral_id, v1::RESOLUTION_SECOND_LINE, &now);
  EXPECT_EQ(late.error_code(), FAILED_PRECONDITION);
  EXPECT_EQ(InfoOf(late).reason(), "REFERRAL_STATE");

  // The passage an officer admitted is no case.
  Report(PassageOf(crossing));
  v1::ListReferralsResponse listed;
  Patient context;
  ASSERT_TRUE(officer().ListReferrals(&context, {}, &listed).ok());
  EXPECT_EQ(listed.referrals_size(), 1);
}

TEST_F(CentreReviewTest, AdmittingAnEntryAgainstALegalReasonTakesASupervisor) {
  v1::DecideCrossingRequest crossing = Crossing(1);
  crossing.mutable_document()->set_kind(v1::DOCUMENT_KIND_UNSPECIFIED);
  const v1::DecideCrossingResponse decided = Decide(crossing);
  ASSERT_EQ(decided.decision().verdict(), v1::VERDICT_REFER);
  ASSERT_EQ(decided.decision().reasons(0).reason_class(), v1::REASON_CLASS_LEGAL) << decided.ShortDebugString();
  const std::string& referral_id = decided.referral_id();
  v1::Referral now;
  ASSERT_TRUE(Resolve(officer(), referral_id, v1::RESOLUTION_ADMIT, &now).ok());
  EXPECT_EQ(now.state(), v1::REFERRAL_STATE_AWAITING_SECOND_OFFICER);
  auto other = As<v1::ReviewService>("officer-2");
  EXPECT_EQ(InfoOf(Resolve(*other, referral_id, v1::RESOLUTION_ADMIT, &now)).reason(), "SECOND_OFFICER_REQUIRED");
  EXPECT_EQ(InfoOf(Resolve(officer(), referral_id, v1::RESOLUTION_ADMIT, &now)).reason(), "SECOND_OFFICER_REQUIRED");
  EXPECT_EQ(InfoOf(Resolve(supervisor(), referral_id, v1::RESOLUTION_REFUSE, &now)).reason(),
            "SECOND_OFFICER_REQUIRED");
  auto commands = Commands(0);
  ASSERT_TRUE(Resolve(supervisor(), referral_id, v1::RESOLUTION_ADMIT, &now).ok());
  EXPECT_EQ(now.state(), v1::REFERRAL_STATE_RESOLVED);
  EXPECT_EQ(now.resolved_by(), "supervisor-1");
  const v1::LaneCommand command = NextCommand(commands);
  EXPECT_EQ(command.sequence(), 1u) << "what was only proposed reached no lane";
  EXPECT_EQ(command.officer_resolved().decision_request_id(), crossing.request_id());
}

TEST_F(CentreReviewTest, AnAnswerReachesItsGateOnceUntilAcknowledged) {
  const v1::DecideCrossingRequest crossing = DoubtfulCrossing(1);
  const std::string first = Decide(crossing).referral_id();
  const std::string second = Decide(DoubtfulCrossing(2)).referral_id();
  const std::string third = Decide(DoubtfulCrossing(3)).referral_id();
  v1::Referral now;
  v1::ResolveReferralRequest answer;
  answer.set_request_id(NewId());
  answer.set_referral_id(first);
  answer.set_resolution(v1::RESOLUTION_ADMIT);
  answer.set_ground("compared by eye");
  {
    auto commands = Commands(0);
    ASSERT_TRUE(Send(officer(), answer, &now).ok());
    ASSERT_TRUE(Send(officer(), answer, &now).ok()) << "a retry of the same answer";
    const v1::LaneCommand command = NextCommand(commands);
    EXPECT_EQ(command.sequence(), 1u);
    EXPECT_EQ(command.lane_id(), "gate-1/a");
    EXPECT_EQ(command.officer_resolved().referral_id(), first);
    EXPECT_EQ(command.officer_resolved().decision_request_id(), crossing.request_id());
    EXPECT_EQ(command.officer_resolved().resolution(), v1::RESOLUTION_ADMIT);
    ASSERT_TRUE(Resolve(officer(), second, v1::RESOLUTION_REPEAT_CAPTURE, &now).ok());
    EXPECT_EQ(NextCommand(commands).officer_resolved().referral_id(), second) << "each answer once";
  }
  {
    auto again = Commands(0);  // not acknowledged: a gate that has lost its memory gets both again
    EXPECT_EQ(NextCommand(again).sequence(), 1u);
    EXPECT_EQ(NextCommand(again).sequence(), 2u);
    auto resumed = Commands(1);
    EXPECT_EQ(NextCommand(resumed).sequence(), 2u);
  }
  Acknowledge(2);
  KillAndRestart();
  fleet_.reset();
  ASSERT_TRUE(Resolve(officer(), third, v1::RESOLUTION_SECOND_LINE, &now).ok());
  auto after = Commands(0);
  EXPECT_EQ(NextCommand(after).officer_resolved().referral_id(), third) << "what was acknowledged never comes again";
}

TEST_F(CentreReviewTest, LanesAreWatched) {
  fleet_ = As<v1::FleetService>("gate-1");
  Acknowledge(0);
  auto officers_view = As<v1::FleetService>("officer-1");
  Following<v1::WatchLanesResponse> lanes(
      [&](grpc::ClientContext* context) { return officers_view->WatchLanes(context, {}); });
  EXPECT_EQ(lanes.Next().report().lane().lane_id(), "gate-1/a");
  EXPECT_TRUE(lanes.Next().snapshot_complete());
  Acknowledge(0);
  EXPECT_EQ(lanes.Next().report().phase(), "IDLE");
}

}  // namespace
}  // namespace clearance
