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

// Where what is known of a stay comes from, the strongest first: the authority's electronic record, a stamp that an
// officer has seen, what the traveller says. Only the first proves anything against anybody.
enum class Provenance { kElectronicRecord, kStamp, kDeclaration };
std::string_view ProvenanceName(Provenance provenance);
std::optional<Provenance> ParseProvenance(std::string_view name);
Provenance WeakerOf(Provenance a, Provenance b);

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
  // Of a stay put together from several records: the weakest of theirs.
  Provenance provenance = Provenance::kElectronicRecord;
  // The last day the person was told at entry. Honoured whatever is found out later (domain page §3).
  std::optional<Date> promised_until{};
  std::string regime{};  // rule-book id of the regime it was begun under; empty where nobody has said
  friend bool operator==(const Stay&, const Stay&) = default;
};

// The stays of one person in one territory, in rising order of entry, with the history's own completeness.
struct TravelHistory {
  std::vector<Stay> stays{};
  // From this day on every entry, exit and change of basis by the ports it covers is in it, and of whoever was inside
  // on that day on what ground they were. Absent: nothing is promised, not even of those ports; what is recorded is so,
  // and anything may be missing.
  std::optional<Date> complete_from{};
  // The ports whose records these are; people also enter by other ports and by air. Empty when covers_all_ports, and
  // when nobody has said. A list cannot say "all": nobody knows the names of all ports and airports of a state, and
  // tomorrow there is one more.
  std::vector<std::string> covers_ports{};
  bool covers_all_ports = false;
  Instant as_of{};
  friend bool operator==(const TravelHistory&, const TravelHistory&) = default;
};

// The stay that is still open, or nullptr.
const Stay* OpenStay(const TravelHistory& history);

// The stay in which the person is when `on` ends: of several the one begun last; nullptr when the record shows them
// outside. One left on `on` is over.
const Stay* StayOn(const TravelHistory& history, Date on);

}  // namespace clearance
