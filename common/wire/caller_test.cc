// Who a certificate's URI names, and whose lane a gate may speak for.
#include "common/wire/caller.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

TEST(CallerTest, UrisOfOurFormAreRead) {
  const std::vector<std::pair<std::string, Caller>> table = {
      {"spiffe://khorgos/gate/gate-1", {Role::kGate, "gate-1"}},
      {"spiffe://khorgos/officer/officer-2", {Role::kOfficer, "officer-2"}},
      {"spiffe://khorgos/supervisor/s", {Role::kSupervisor, "s"}},
      {"spiffe://site-2/auditor/0", {Role::kAuditor, "0"}},
      {"spiffe://khorgos/booking/web", {Role::kBooking, "web"}},
      {"spiffe://khorgos/authority/police-1", {Role::kAuthority, "police-1"}},
      {"spiffe://khorgos/gate/" + std::string(64, 'g'), {Role::kGate, std::string(64, 'g')}},
  };
  for (const auto& [uri, expected] : table) {
    const auto caller = ParseCallerUri(uri);
    ASSERT_TRUE(caller.ok()) << uri;
    EXPECT_EQ(*caller, expected) << uri;
  }
}

TEST(CallerTest, EveryOtherUriIsNobody) {
  for (const std::string& uri : {
           std::string(),
           std::string("spiffe://"),
           std::string("spiffe://khorgos"),
           std::string("spiffe://khorgos/gate"),
           std::string("spiffe://khorgos/gate/"),
           std::string("spiffe://khorgos/gate/gate-1/"),
           std::string("spiffe://khorgos/gate/gate-1/a"),
           std::string("spiffe:///gate/gate-1"),
           std::string("spiffe://khorgos//gate-1"),
           std::string("spiffe://khorgos/Gate/gate-1"),
           std::string("spiffe://khorgos/gate/Gate-1"),
           std::string("spiffe://khorgos/centre"),
           std::string("spiffe://khorgos/admin/root"),
           std::string("spiffe://khorgos/gate/gate_1"),
           std::string("spiffe://khorgos/gate/..%2fgate-1"),
           std::string("spiffe://khorgos/gate/gate-1?x"),
           std::string("SPIFFE://khorgos/gate/gate-1"),
           std::string("https://khorgos/gate/gate-1"),
           std::string("spiffe://khorgos/gate/gate-1\0", 29),
           "spiffe://khorgos/gate/" + std::string(65, 'g'),
       }) {
    const auto caller = ParseCallerUri(uri);
    EXPECT_EQ(caller.status().code(), StatusCode::kUnauthenticated) << uri;
    EXPECT_EQ(ReasonOf(caller.status()), error_reason::kUnauthenticated) << uri;
  }
}

TEST(CallerTest, AGateSpeaksForItsOwnLanesOnly) {
  const Caller gate{Role::kGate, "gate-1"};
  EXPECT_TRUE(RequireOwnLane(gate, "gate-1/a").ok());
  for (const std::string_view lane : {"gate-1", "gate-10/a", "gate-2/a", "", "/gate-1/a", "gate-2/gate-1/a"}) {
    const Status refused = RequireOwnLane(gate, lane);
    EXPECT_EQ(refused.code(), StatusCode::kPermissionDenied) << lane;
    EXPECT_EQ(ReasonOf(refused), error_reason::kPermissionDenied);
  }
  EXPECT_FALSE(RequireOwnLane({Role::kOfficer, "gate-1"}, "gate-1/a").ok()) << "an officer of that name is no gate";
}

}  // namespace
}  // namespace clearance
