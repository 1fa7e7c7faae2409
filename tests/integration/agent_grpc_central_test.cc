// The gate's link to the centre over real mutual TLS, against a scripted centre in the same process.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "gate-agent/link/grpc_central.h"
#include "tests/integration/agent_fixture.h"
#include "tests/integration/mtls.h"
#include "tests/integration/scripted_centre.h"

namespace clearance {
namespace {

using std::chrono::seconds;

class GrpcCentralTest : public testing::Test {
 protected:
  void SetUp() override {
    clearance_.answer.decision.verdict = Verdict::kRefer;
    clearance_.answer.decision.reasons = {{.code = ReasonCode::kWrongSide,
                                           .side = Side::kExit,
                                           .territory = Territory::kIcbc,
                                           .days = std::nullopt,
                                           .date = std::nullopt,
                                           .limit = "",
                                           .detail = ""}};
    clearance_.answer.decision.rule_book_version = "2026-1";
    clearance_.answer.decision.decided_at = FromUnixMs(1'795'000'000'000);
    clearance_.answer.decision.valid_until = FromUnixMs(1'795'000'120'000);
    clearance_.answer.referral_id = kReferralId;
    clearance_.answer.position = 77;
    StartServer();
    options_ = {.gate_id = "gate-1",
                .address = "127.0.0.1:" + std::to_string(port_),
                .ca_path = PkiFolder() + "/ca.pem",
                .certificate_path = PkiFolder() + "/gate-1.pem",
                .key_path = PkiFolder() + "/gate-1_key.pem",
                .attempt = Duration(10'000),
                .backoff = {.first = Duration(5), .most = Duration(50)}};
  }
  void TearDown() override {
    central_.reset();
    StopServer();
  }

  void StartServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + std::to_string(port_), CentreTls(), &port_);
    builder.RegisterService(&clearance_);
    builder.RegisterService(&fleet_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }
  void StopServer() {
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
    server_.reset();
  }
  void Connect() {
    StatusOr<std::unique_ptr<GrpcCentral>> central = GrpcCentral::Create(options_, pool_, random_);
    ASSERT_TRUE(central.ok()) << central.status();
    central_ = *std::move(central);
  }
  // Starts to ask; the answer comes with the future.
  std::future<StatusOr<DecideAnswer>> Ask(Duration patience = seconds(20)) {
    auto promise = std::make_shared<std::promise<StatusOr<DecideAnswer>>>();
    std::future<StatusOr<DecideAnswer>> future = promise->get_future();
    central_->DecideCrossing(Crossing(), patience,
                             [promise](StatusOr<DecideAnswer> answer) { promise->set_value(std::move(answer)); });
    return future;
  }
  static StatusOr<DecideAnswer> Wait(std::future<StatusOr<DecideAnswer>> future) {
    if (future.wait_for(kPatience) == std::future_status::ready) return future.get();
    return Error(StatusCode::kInternal, "", "no answer within the test's patience");
  }
  static LaneProfile Lane() {
    return {.lane_id = "gate-1/a",
            .port = "KHORGOS",
            .lane_group = "icbc-kaz",
            .authority = Territory::kKaz,
            .movement = {Territory::kIcbc, Territory::kKaz},
            .sides = {.exit = true, .entry = true}};
  }
  static Document SomeDocument() {
    Document document;
    document.kind = DocumentKind::kIdentityCard;
    document.issuing_state = "KAZ";
    document.number = "012345678";
    document.nationality = "KAZ";
    document.birth_date = MakeDate(1990, 1, 2);
    return document;
  }
  static CrossingRequest Crossing() {
    CrossingRequest request;
    request.request_id = kRequestId;
    request.lane = Lane();
    request.document = SomeDocument();
    request.observed_at = FromUnixMs(1'795'000'000'000);
    return request;
  }
  std::size_t AskedTimes() { return clearance_.decides.All().size(); }

  SystemRandom random_;
  ThreadPool pool_{2};
  ScriptedClearance clearance_;
  ScriptedFleet fleet_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  GrpcCentralOptions options_;
  std::unique_ptr<GrpcCentral> central_;
};

TEST_F(GrpcCentralTest, BringsTheWholeAnswerAndSaysWhoAsks) {
  Connect();
  const StatusOr<DecideAnswer> answer = Wait(Ask());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(*answer, clearance_.answer);
  ASSERT_EQ(AskedTimes(), 1u);
  EXPECT_EQ(clearance_.decides.All()[0].request_id, kRequestId);
  EXPECT_EQ(clearance_.decides.All()[0].caller, "spiffe://khorgos/gate/gate-1");
}

TEST_F(GrpcCentralTest, AsksAgainUnderTheSameIdWhileTheCentreCannotAnswer) {
  Connect();
  clearance_.statuses = {Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "busy"),
                         Error(StatusCode::kAborted, "", "again"), Error(StatusCode::kDeadlineExceeded, "", "slow")};
  const StatusOr<DecideAnswer> answer = Wait(Ask());
  ASSERT_TRUE(answer.ok()) << answer.status();
  const std::vector<SeenDecide> seen = clearance_.decides.All();
  ASSERT_EQ(seen.size(), 4u);
  for (const SeenDecide& one : seen) EXPECT_EQ(one.request_id, kRequestId);
}

TEST_F(GrpcCentralTest, AnErrorThatCannotPassIsAnsweredAtOnceWithItsField) {
  Connect();
  clearance_.statuses = {InvalidField("document.number", "is required")};
  const StatusOr<DecideAnswer> answer = Wait(Ask());
  EXPECT_EQ(answer.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(answer.status()), "document.number");
  EXPECT_EQ(AskedTimes(), 1u);
}

TEST_F(GrpcCentralTest, GivesUpWhenItsPatienceIsOver) {
  StopServer();
  Connect();
  const auto begun = std::chrono::steady_clock::now();
  const StatusOr<DecideAnswer> answer = Wait(Ask(Duration(300)));
  EXPECT_TRUE(IsRetryable(answer.status())) << answer.status();
  EXPECT_EQ(ReasonOf(answer.status()), error_reason::kCentreUnreachable);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, kPatience / 2);
}

TEST_F(GrpcCentralTest, ACentreThatComesBackInTimeAnswersTheSameRequest) {
  StopServer();
  Connect();
  std::future<StatusOr<DecideAnswer>> asked = Ask();
  // Away for at least one try.
  EXPECT_EQ(asked.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  StartServer();
  const StatusOr<DecideAnswer> answer = Wait(std::move(asked));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(clearance_.decides.All().back().request_id, kRequestId);
}

TEST_F(GrpcCentralTest, ATryThatHangsIsCutOffAndRepeated) {
  options_.attempt = Duration(200);
  Connect();
  clearance_.hang_next = true;
  const StatusOr<DecideAnswer> answer = Wait(Ask());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GE(AskedTimes(), 2u);
}

TEST_F(GrpcCentralTest, ACertificateOfAnotherAuthorityGetsNoAnswer) {
  options_.certificate_path = PkiFolder() + "/stranger.pem";
  options_.key_path = PkiFolder() + "/stranger_key.pem";
  Connect();
  EXPECT_FALSE(Wait(Ask(Duration(300))).ok());
  EXPECT_EQ(AskedTimes(), 0u);
}

TEST_F(GrpcCentralTest, ReportsGoOutOnceWithAllTheyHold) {
  Connect();
  Passage passage;
  passage.request_id = kRequestId;
  passage.decision_request_id = kReferralId;
  passage.lane = Lane();
  passage.document = SomeDocument();
  passage.passed_at = FromUnixMs(1'795'000'000'000);
  clearance_.statuses = {Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "busy")};
  std::promise<Status> reported;
  central_->ReportPassage(passage, [&](const Status& status) { reported.set_value(status); });
  EXPECT_EQ(reported.get_future().get().code(), StatusCode::kUnavailable);
  ASSERT_EQ(clearance_.passages.All().size(), 1u);
  EXPECT_EQ(clearance_.passages.All()[0].document().number(), "012345678");

  std::promise<Status> abandoned;
  central_->ReportAbandonment({.request_id = kRequestId,
                               .decision_request_id = kReferralId,
                               .lane = Lane(),
                               .cause = AbandonmentCause::kTimedOut,
                               .at = FromUnixMs(1'795'000'000'000)},
                              [&](const Status& status) { abandoned.set_value(status); });
  EXPECT_TRUE(abandoned.get_future().get().ok());
  EXPECT_EQ(clearance_.abandonments.All().at(0).cause(), v1::ABANDONMENT_CAUSE_TIMED_OUT);

  std::promise<Status> told;
  FleetReport report{.request_id = kRequestId, .acknowledged_sequence = 5};
  report.lane.lane = Lane();
  report.lane.phase = "IDLE";
  central_->ReportLane(report, [&](const Status& status) { told.set_value(status); });
  EXPECT_TRUE(told.get_future().get().ok());
  EXPECT_EQ(fleet_.reports.All().at(0).acknowledged_sequence(), 5u);
  EXPECT_EQ(fleet_.reports.All().at(0).report().phase(), "IDLE");
}

TEST_F(GrpcCentralTest, TheTrustBundleArrivesWholeOrNotAtAll) {
  Connect();
  const auto get = [&](std::size_t max_bytes) {
    std::promise<StatusOr<std::optional<std::string>>> got;
    central_->GetTrust("what it knows", max_bytes, [&](auto answer) { got.set_value(std::move(answer)); });
    return got.get_future().get();
  };
  EXPECT_EQ(get(7), StatusOr<std::optional<std::string>>(std::nullopt));
  EXPECT_EQ(fleet_.trust_asked.All().at(0), "what it knows");
  fleet_.trust_chunks = {"abc", "", "defg"};
  EXPECT_EQ(get(7).value(), "abcdefg");
  EXPECT_EQ(FieldOf(get(6).status()), "chunk");
  fleet_.trust_status = Error(StatusCode::kUnavailable, error_reason::kShuttingDown, "draining");
  EXPECT_EQ(ReasonOf(get(7).status()), error_reason::kShuttingDown) << "not half of it";
  StopServer();
  EXPECT_TRUE(IsRetryable(get(7).status()));
}

TEST_F(GrpcCentralTest, TheCommandStreamComesBackFromWhereItStoppedAndRepeatsNothing) {
  Connect();
  fleet_.scripts = {{3, 0, 5}, {5, 4, 6}, {0, 7}};
  Inbox<GateCommand> commands;
  central_->WatchCommands(2, [&](const GateCommand& command) { commands.Put(command); });
  const std::vector<GateCommand> got = commands.WaitFor(4);
  ASSERT_EQ(got.size(), 4u);
  EXPECT_EQ(got[0].sequence, 3u);
  EXPECT_EQ(got[1].sequence, 5u);
  EXPECT_EQ(got[2].sequence, 6u);
  EXPECT_EQ(got[3].sequence, 7u);
  EXPECT_EQ(got[0].gate_id, "gate-1");
  EXPECT_EQ(got[0].lane_id, "gate-1/a");
  EXPECT_EQ(got[0].resolution, Resolution::kRefuse);
  const std::vector<v1::WatchCommandsRequest> watches = fleet_.watches.WaitFor(4);
  EXPECT_EQ(watches[0].gate_id(), "gate-1");
  EXPECT_EQ(watches[0].resume_after(), 2u);
  EXPECT_EQ(watches[1].resume_after(), 5u);
  EXPECT_EQ(watches[2].resume_after(), 6u);
  EXPECT_EQ(watches[3].resume_after(), 7u);
  central_.reset();
}

TEST_F(GrpcCentralTest, ASilentCommandStreamIsOpenedAnew) {
  options_.stream_silence = Duration(100);
  Connect();
  central_->WatchCommands(0, [](const GateCommand&) {});
  fleet_.watches.WaitFor(3);
  central_.reset();
}

TEST_F(GrpcCentralTest, TheCommandStreamSurvivesARestartOfTheCentre) {
  Connect();
  Inbox<GateCommand> commands;
  fleet_.scripts = {{1}};
  central_->WatchCommands(0, [&](const GateCommand& command) { commands.Put(command); });
  commands.WaitFor(1);
  StopServer();
  fleet_.scripts = {{2}};
  StartServer();
  EXPECT_EQ(commands.WaitFor(2).back().sequence, 2u);
  central_.reset();
}

TEST_F(GrpcCentralTest, EndingItEndsWhatIsUnderWay) {
  Connect();
  clearance_.hang_next = true;
  std::future<StatusOr<DecideAnswer>> asked = Ask();
  central_->WatchCommands(0, [](const GateCommand&) {});
  clearance_.decides.WaitFor(1);
  fleet_.watches.WaitFor(1);
  central_.reset();
  EXPECT_FALSE(Wait(std::move(asked)).ok());
}

TEST_F(GrpcCentralTest, SaysWhichFileCannotBeUsed) {
  const auto problem = [this](std::string GrpcCentralOptions::*path, const std::string& value) {
    GrpcCentralOptions options = options_;
    options.*path = value;
    const Status status = GrpcCentral::Create(options, pool_, random_).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kCertificateUnusable) << value;
    return MessageOf(status);
  };
  const std::string nowhere = PkiFolder() + "/nowhere.pem";
  EXPECT_NE(problem(&GrpcCentralOptions::ca_path, nowhere).find("nowhere.pem"), std::string::npos);
  EXPECT_NE(problem(&GrpcCentralOptions::certificate_path, nowhere).find("nowhere.pem"), std::string::npos);
  EXPECT_NE(problem(&GrpcCentralOptions::key_path, nowhere).find("nowhere.pem"), std::string::npos);
  const std::string another_key = PkiFolder() + "/gate-2_key.pem";
  EXPECT_NE(problem(&GrpcCentralOptions::key_path, another_key).find("gate-2_key.pem"), std::string::npos);
  const std::string no_certificate = PkiFolder() + "/lookup_key.hex";
  EXPECT_NE(problem(&GrpcCentralOptions::certificate_path, no_certificate).find("lookup_key.hex"), std::string::npos);
  EXPECT_NE(problem(&GrpcCentralOptions::ca_path, no_certificate).find("lookup_key.hex"), std::string::npos);
}

}  // namespace
}  // namespace clearance
