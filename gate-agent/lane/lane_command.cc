// Commands as the transition table and the logs write them.
#include "gate-agent/lane/lane_command.h"

#include <array>
#include <variant>

namespace clearance {
namespace {

// In the order of LaneCommand's alternatives.
constexpr std::array<std::string_view, 16> kCommandNames = {
    "READ_DOCUMENT",      "OPEN_ENTRY_DOOR",  "CLOSE_ENTRY_DOOR", "OPEN_EXIT_DOOR", "CLOSE_EXIT_DOOR", "MATCH_FACE",
    "CHECK_BOOKING",      "SCREEN_TRAVELLER", "REQUEST_DECISION", "CALL_OFFICER",   "SHOW_MESSAGE",    "REPORT_PASSAGE",
    "REPORT_ABANDONMENT", "RAISE_FAULT",      "CLEAR_FAULT",      "WIPE_CAPTURE"};
static_assert(kCommandNames.size() == std::variant_size_v<LaneCommand>);

// What tells two commands of one kind apart, without a word about the traveller.
template <typename Command>
std::string Detail(const Command&) {
  return {};
}
std::string Detail(const MatchFace& command) { return std::to_string(command.round); }
std::string Detail(const ScreenTraveller& command) { return std::string(CheckKindName(command.check)); }
std::string Detail(const CallOfficer& command) { return std::string(CallCauseName(command.cause)); }
std::string Detail(const ShowMessage& command) { return std::string(ScreenMessageName(command.message)); }
std::string Detail(const ReportAbandonment& command) {
  return std::string(AbandonmentCauseName(command.abandonment.cause));
}
std::string Detail(const RaiseFault& command) { return std::string(LaneFaultName(command.fault)); }
std::string Detail(const ClearFault& command) { return std::string(LaneFaultName(command.fault)); }

}  // namespace

std::string LaneCommandText(const LaneCommand& command) {
  std::string text(kCommandNames.at(command.index()));
  const std::string detail = std::visit([](const auto& given) { return Detail(given); }, command);
  if (!detail.empty()) text += "(" + detail + ")";
  return text;
}

}  // namespace clearance
