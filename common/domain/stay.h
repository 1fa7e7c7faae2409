// Stays and the travel history they come from. A history is evidence, never the whole truth: it says what it covers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/date.h"
#include "common/domain/territory.h"

namespace clearance {

// On what ground a person is in a territory; days under another basis than kVisaFree do not count.
enum class StayBasis { kVisaFree, kVisa, kResidence, kOwnNational, kOther };
std::string_view StayBasisName(StayBasis basis);
std::optional<StayBasis> ParseStayBasis(std::string_view name);

// One stay in one territory, in that territory's civil days; both ends count as days of stay.
struct Stay {
  Territory territory = Territory::kChn;
  std::optional<Date> entry{};  // absent: the person left, but no entry is known
  std::optional<Date> exit{};   // absent: still inside, or the exit is not known (see exit_unknown)
  bool exit_unknown = false;    // a later entry shows that they must have left; nobody recorded when
  StayBasis basis = StayBasis::kVisaFree;
  Territory entered_from = Territory::kKaz;
  std::optional<Territory> left_to{};
  std::string nationality{};  // used at entry: days of two nationalities are never added up
  // The last day the person was told at entry. Honoured whatever is found out later (domain page §3).
  std::optional<Date> promised_until{};
  friend bool operator==(const Stay&, const Stay&) = default;
};

// The stays of one person in one territory, in rising order of entry, with the history's own completeness.
struct TravelHistory {
  std::vector<Stay> stays{};
  // From this day on every entry and exit by `covers_ports` is in it; absent: nothing is promised.
  std::optional<Date> complete_from{};
  // False: this port's own records only; people also enter by other ports and by air.
  bool covers_all_ports = false;
  Instant as_of{};
  friend bool operator==(const TravelHistory&, const TravelHistory&) = default;
};

// The stay that is still open, or nullptr.
const Stay* OpenStay(const TravelHistory& history);

}  // namespace clearance
