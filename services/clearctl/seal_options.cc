#include "services/clearctl/seal_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace clearance {
namespace {

constexpr std::size_t kMaxStateCharacters = 3;
constexpr std::size_t kMaxNumberCharacters = 24;

bool IsOf(std::string_view text, std::size_t most, bool digits) {
  if (text.empty() || text.size() > most) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return (c >= 'A' && c <= 'Z') || (digits && c >= '0' && c <= '9'); });
}

StatusOr<Movement> MovementOf(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  const auto from = ParseTerritory(text.substr(0, hyphen));
  const auto to = hyphen == std::string_view::npos ? std::nullopt : ParseTerritory(text.substr(hyphen + 1));
  if (from && to && *from != *to) return Movement{*from, *to};
  return InvalidField("--movement", "must be two of CHN, KAZ and ICBC as KAZ-ICBC");
}

}  // namespace

void AddQuestion(CLI::App& command, SealQuestion& question) {
  command.add_option("--at", question.at,
                     "The day or time to judge for, UTC, as 2026-11-22 or 2026-11-22T02:48:17Z; default: now");
  command.add_option("--document", question.document, "The document shown, issuing state and number: KAZ:N01234567");
  command.add_option("--port", question.port, "The port it is shown at");
  command.add_option("--movement", question.movement, "The direction it is shown for: KAZ-ICBC");
  command.add_option("--lane-group", question.lane_group, "The lane group it is shown at");
}

StatusOr<std::optional<Document>> DocumentOf(const SealQuestion& question) {
  if (question.document.empty()) return std::optional<Document>();
  const std::string_view text = question.document;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !IsOf(text.substr(0, colon), kMaxStateCharacters, false) ||
      !IsOf(text.substr(colon + 1), kMaxNumberCharacters, true))
    return InvalidField("--document", "must be the issuing state and the number as KAZ:N01234567");
  Document document;
  document.issuing_state = text.substr(0, colon);
  document.number = text.substr(colon + 1);
  return std::optional<Document>(std::move(document));
}

StatusOr<std::optional<SealPlace>> PlaceOf(const SealQuestion& question, const SealClaims& claims) {
  if ((question.port + question.movement + question.lane_group).empty()) return std::optional<SealPlace>();
  SealPlace place{claims.port, claims.movement, claims.lane_group};
  if (!question.port.empty()) place.port = question.port;
  if (!question.lane_group.empty()) place.lane_group = question.lane_group;
  if (!question.movement.empty()) {
    ASSIGN_OR_RETURN(place.movement, MovementOf(question.movement));
  }
  return std::optional<SealPlace>(std::move(place));
}

}  // namespace clearance
