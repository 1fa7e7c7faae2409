// One simulated crossing, followed from the document on the reader to the lane being free again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/status.h"
#include "common/domain/decision.h"
#include "tests/acceptance/demo/scenario.h"

namespace clearance {

// How long the lane was in each phase it came through, in order.
struct StageTime {
  std::string phase;
  double ms = 0;
};

struct CrossingResult {
  std::optional<Decision> first_decision;         // what Decide said, before any officer
  Inspection inspection;                          // of the document, as the lane told it
  FindingCause seal_cause = FindingCause::kNone;  // what the lane alone found against the seal
  std::string decision_request_id;
  std::string referral_id;
  std::string screen_of_referral;  // what the lane's screen said while an officer was asked
  std::vector<std::string> told;   // what it said while the person was examined, one after the other
  bool passed = false;
  bool started = true;
  std::vector<StageTime> stages;
  double total_ms = 0;
};

// Sets the lane, presents the traveller and waits until the lane is free. `on_phase` is told each phase.
StatusOr<CrossingResult> RunCrossing(v1::DeviceService::Stub& devices, const LaneSetting& lane,
                                     const v1::SimulatedTraveller& traveller,
                                     const std::function<void(const std::string&)>& on_phase);

// The hall officer's key: lets through whoever stands in a lane that got no decision.
Status LetThrough(v1::DeviceService::Stub& devices, const std::string& lane_id);

// The size of the live picture that the lane shows the officers of a referral; nothing when it shows none.
std::optional<std::size_t> PictureOf(v1::DeviceService::Stub& devices, const std::string& lane_id,
                                     const std::string& referral_id);

// The outcome as tests/golden/demo.csv writes it, e.g. "REFER OVERSTAY(5) | officer ADMIT | PASSED".
// `today` is the civil day the last permitted day is counted from.
std::string OutcomeText(const CrossingResult& result, Resolution answer, Date today);

}  // namespace clearance
