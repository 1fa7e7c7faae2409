#include "common/admin/readiness.h"

#include <gtest/gtest.h>

#include "common/admin/admin_endpoint.h"
#include "common/base/telemetry.h"
#include "tests/support/loopback_socket.h"

namespace clearance {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Readiness, IsWhatTheProcessSaysOfItself) {
  const Telemetry telemetry;
  std::string why_not;
  const auto endpoint = AdminEndpoint::Open({"127.0.0.1:0", telemetry, [&why_not] { return why_not; }});
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  const std::string address = (*endpoint)->address();
  EXPECT_TRUE(AskReadiness(address, seconds(20)).ok());
  EXPECT_TRUE(AskReadiness("localhost" + address.substr(address.rfind(':')), seconds(20)).ok());
  why_not = "draining";
  const Status draining = AskReadiness(address, seconds(20));
  EXPECT_EQ(draining.code(), StatusCode::kUnavailable);
  EXPECT_EQ(MessageOf(draining), address + ": is not ready: draining");
}

TEST(Readiness, AnOpenPortIsNoSignOfLife) {
  const LoopbackSocket stopped;
  EXPECT_EQ(MessageOf(AskReadiness(stopped.address(), milliseconds(50))),
            stopped.address() + ": does not answer in time");
}

TEST(Readiness, SaysWhyNobodyAnswered) {
  std::string address;
  { address = LoopbackSocket().address(); }
  EXPECT_EQ(MessageOf(AskReadiness(address, seconds(20))), address + ": Connection refused");
  EXPECT_EQ(MessageOf(AskReadiness("", seconds(20))), "admin.listen: is not set, so that nobody can be asked");
  EXPECT_EQ(MessageOf(AskReadiness("127.0.0.1:0", seconds(20))),
            "127.0.0.1:0: admin.listen: any free port; only one that is set can be asked");
  EXPECT_EQ(MessageOf(AskReadiness("127.0.0.1:port", seconds(20))), "127.0.0.1:port: is no address");
  const std::string nobody = std::string(64, 'x') + ".invalid:80";  // a label longer than any may be (RFC 1035)
  EXPECT_EQ(MessageOf(AskReadiness(nobody, seconds(20))), nobody + ": is no address");
}

}  // namespace
}  // namespace clearance
