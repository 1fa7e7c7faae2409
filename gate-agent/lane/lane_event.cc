// Names of events.
#include "gate-agent/lane/lane_event.h"

#include <array>
#include <variant>

namespace clearance {
namespace {

// In the order of LaneEvent's alternatives.
constexpr std::array<std::string_view, 23> kEventNames = {"RESTARTED",
                                                          "DIRECTION_SELECTED",
                                                          "LEVEL_SELECTED",
                                                          "DOCUMENT_PRESENTED",
                                                          "DOCUMENT_READ",
                                                          "DOCUMENT_READ_FAILED",
                                                          "TRAVELLER_ENTERED",
                                                          "TRAVELLER_LEFT",
                                                          "TRAVELLER_WENT_BACK",
                                                          "DOOR_REPORTED",
                                                          "PERSON_COUNT_REPORTED",
                                                          "FINDING_ARRIVED",
                                                          "CHECK_DECLINED",
                                                          "DECISION_ARRIVED",
                                                          "DECISION_FAILED",
                                                          "OFFICER_RESOLVED",
                                                          "LANE_CLEARED",
                                                          "EMERGENCY_PRESSED",
                                                          "EVACUATION_SIGNALLED",
                                                          "EVACUATION_ENDED",
                                                          "DEVICE_FAULTED",
                                                          "DEVICE_RECOVERED",
                                                          "TIME_PASSED"};
static_assert(kEventNames.size() == std::variant_size_v<LaneEvent>);

}  // namespace

std::string_view LaneEventName(const LaneEvent& event) { return kEventNames.at(event.index()); }

}  // namespace clearance
