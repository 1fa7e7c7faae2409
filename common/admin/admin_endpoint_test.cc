#include "common/admin/admin_endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "common/admin/readiness.h"
#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/http_get.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class AdminEndpointTest : public testing::Test {
 protected:
  AdminEndpointTest() {
    telemetry_.AddValue({"clearance_waiting", MetricKind::kGauge, "Waiting."}, [this] { return waiting_.load(); });
  }

  void SetUp() override {
    auto endpoint = AdminEndpoint::Open({.listen = "127.0.0.1:0", .telemetry = telemetry_, .not_ready = [this] {
                                           return draining_ ? "draining" : "";
                                         }});
    ASSERT_TRUE(endpoint.ok()) << endpoint.status();
    endpoint_ = *std::move(endpoint);
  }

  std::string Ask(const std::string& line) { return HttpAsk(endpoint_->address(), line); }

  std::atomic<int> waiting_ = 3;
  std::atomic<bool> draining_ = false;
  Telemetry telemetry_;
  std::unique_ptr<AdminEndpoint> endpoint_;
};

TEST_F(AdminEndpointTest, ShowsTheMetricsAsTheyStandNow) {
  EXPECT_THAT(Ask("GET /metrics"),
              AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("version=0.0.4"), HasSubstr("\nclearance_waiting 3\n")));
  waiting_ = 4;
  EXPECT_THAT(Ask("GET /metrics"), HasSubstr("\nclearance_waiting 4\n"));
}

TEST_F(AdminEndpointTest, IsReadyUntilItIsNotAndAliveAllTheTime) {
  EXPECT_THAT(Ask("GET /readyz"), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\n\r\nready\n")));
  draining_ = true;
  EXPECT_THAT(Ask("GET /readyz"), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\n\r\ndraining\n")));
  EXPECT_THAT(Ask("GET /healthz"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(AdminEndpointTest, AnswersAHeadWithoutABody) {
  const std::string answer = Ask("HEAD /healthz");
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Length: 3\r\n")));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(AdminEndpointTest, HasNoOtherPageAndTakesNoOtherMethod) {
  EXPECT_THAT(Ask("GET /"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Ask("GET /metrics/clearance.db"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Ask("GET /../etc/passwd"), StartsWith("HTTP/1.1 4"));
  EXPECT_THAT(Ask("POST /metrics"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Ask("DELETE /healthz"), StartsWith("HTTP/1.1 405 "));
}

// Many times as many as there are threads and places: whoever asks nothing must not stand before who asks.
constexpr std::size_t kHeld = 4 * kAdminConnections;

TEST_F(AdminEndpointTest, AnswersInTimeBesideConnectionsThatAskNothing) {
  HeldConnections silent(endpoint_->address(), kHeld);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(AskReadiness(endpoint_->address(), kReadinessPatience).ok());
    EXPECT_THAT(Ask("GET /metrics"), HasSubstr("\nclearance_waiting 3\n"));
  }
  EXPECT_TRUE(silent.AwaitClosed(0)) << "the oldest makes room";
}

TEST_F(AdminEndpointTest, AnswersInTimeBesideConnectionsThatAskByteAfterByte) {
  HeldConnections slow(endpoint_->address(), kHeld, "GET ");
  for (const char* byte : {"/", "m", "e", "t"}) {
    slow.SendOnEach(byte);
    EXPECT_TRUE(AskReadiness(endpoint_->address(), kReadinessPatience).ok());
    EXPECT_THAT(Ask("GET /metrics"), HasSubstr("\nclearance_waiting 3\n"));
  }
}

TEST_F(AdminEndpointTest, ClosesWhatStaysSilentWithoutWaitingForTheRoom) {
  HeldConnections silent(endpoint_->address(), 1);
  EXPECT_TRUE(silent.AwaitClosed(0));
}

TEST_F(AdminEndpointTest, EndsAtOnceBesideConnectionsThatAskNothing) {
  HeldConnections silent(endpoint_->address(), kAdminConnections);
  EXPECT_THAT(Ask("GET /healthz"), StartsWith("HTTP/1.1 200 "));
  const auto began = std::chrono::steady_clock::now();
  endpoint_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - began, kSilencePatience);
}

TEST_F(AdminEndpointTest, ListensAtANameAndWhereTheMachineHasItAtIpV6) {
  std::vector<std::string> addresses = {"localhost:0"};
  if (!ReadFile("/proc/net/if_inet6", 1 << 16).value_or("").empty()) addresses.emplace_back("[::1]:0");
  for (const std::string& listen : addresses) {
    const auto named =
        AdminEndpoint::Open({.listen = listen, .telemetry = telemetry_, .not_ready = [] { return std::string(); }});
    ASSERT_TRUE(named.ok()) << named.status();
    EXPECT_TRUE(AskReadiness((*named)->address(), std::chrono::seconds(20)).ok()) << (*named)->address();
  }
}

TEST_F(AdminEndpointTest, SaysWhereItCannotListen) {
  const auto second = AdminEndpoint::Open(
      {.listen = endpoint_->address(), .telemetry = telemetry_, .not_ready = [] { return std::string(); }});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(ReasonOf(second.status()), error_reason::kConfigInvalid);
  EXPECT_THAT(MessageOf(second.status()), StartsWith("admin.listen: " + endpoint_->address() + ": "));
}

}  // namespace
}  // namespace clearance
