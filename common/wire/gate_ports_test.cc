#include "common/wire/gate_ports.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

using Ports = std::map<std::string, std::string>;

const Caller kGate{Role::kGate, "gate-1"};

LaneProfile Lane(const std::string& lane_id, const std::string& port) {
  LaneProfile lane;
  lane.lane_id = lane_id;
  lane.port = port;
  return lane;
}

TEST(GatePorts, AGateSpeaksForItsOwnLanesAtItsOwnPort) {
  const GatePorts gates(Ports{{"gate-1", "KHORGOS"}, {"gate-2", "DOSTYK"}});
  EXPECT_TRUE(gates.RequireOwnLane(kGate, Lane("gate-1/a", "KHORGOS")).ok());
  EXPECT_EQ(ReasonOf(gates.RequireOwnLane(kGate, Lane("gate-1/a", "DOSTYK"))), error_reason::kPermissionDenied);
  EXPECT_EQ(ReasonOf(gates.RequireOwnLane(kGate, Lane("gate-2/a", "KHORGOS"))), error_reason::kPermissionDenied);
  const Caller unlisted{Role::kGate, "gate-3"};
  EXPECT_EQ(gates.RequireOwnLane(unlisted, Lane("gate-3/a", "KHORGOS")).code(), StatusCode::kPermissionDenied);
}

TEST(GatePorts, AGateAsksAboutItsOwnPortAndOthersAboutAny) {
  const GatePorts gates(Ports{{"gate-1", "KHORGOS"}});
  EXPECT_EQ(*gates.PortAsked(kGate, ""), "KHORGOS");
  EXPECT_EQ(*gates.PortAsked(kGate, "KHORGOS"), "KHORGOS");
  EXPECT_EQ(gates.PortAsked(kGate, "NOWHERE").status().code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(*gates.PortAsked({Role::kOfficer, "officer-1"}, "NOWHERE"), "NOWHERE");
  EXPECT_EQ(*gates.PortAsked({Role::kOfficer, "officer-1"}, ""), "");
}

TEST(GatePorts, WithoutAListAnyGateIsAtAnyPort) {
  EXPECT_TRUE(GatePorts().RequireOwnLane(kGate, Lane("gate-1/a", "ANY")).ok());
  EXPECT_FALSE(GatePorts().RequireOwnLane(kGate, Lane("gate-2/a", "ANY")).ok());
  EXPECT_EQ(*GatePorts().PortAsked(kGate, ""), "");
}

}  // namespace
}  // namespace clearance
