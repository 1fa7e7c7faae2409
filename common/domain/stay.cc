// Names of the grounds of a stay and of where it is known from; which stay of a history is open.
#include "common/domain/stay.h"

#include <algorithm>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<StayBasis, 5> kNames = {{
    {StayBasis::kVisaFree, "VISA_FREE"},
    {StayBasis::kVisa, "VISA"},
    {StayBasis::kResidence, "RESIDENCE"},
    {StayBasis::kOwnNational, "OWN_NATIONAL"},
    {StayBasis::kOther, "OTHER"},
}};
static_assert(NamesEveryValue(kNames, StayBasis::kOther));

constexpr EnumNames<Provenance, 3> kProvenanceNames = {{
    {Provenance::kElectronicRecord, "ELECTRONIC_RECORD"},
    {Provenance::kStamp, "STAMP"},
    {Provenance::kDeclaration, "DECLARATION"},
}};
static_assert(NamesEveryValue(kProvenanceNames, Provenance::kDeclaration));

}  // namespace

std::string_view StayBasisName(StayBasis basis) { return NameOf(kNames, basis); }
std::optional<StayBasis> ParseStayBasis(std::string_view name) { return ValueOf(kNames, name); }

std::string_view ProvenanceName(Provenance provenance) { return NameOf(kProvenanceNames, provenance); }
std::optional<Provenance> ParseProvenance(std::string_view name) { return ValueOf(kProvenanceNames, name); }
Provenance WeakerOf(Provenance a, Provenance b) { return std::max(a, b); }

const Stay* StayOn(const TravelHistory& history, Date on) {
  const auto holds = [on](const Stay& stay) {
    return stay.entry && *stay.entry <= on && (stay.exit ? on < *stay.exit : !stay.exit_unknown);
  };
  const auto stay = std::find_if(history.stays.rbegin(), history.stays.rend(), holds);
  return stay == history.stays.rend() ? nullptr : &*stay;
}

const Stay* OpenStay(const TravelHistory& history) {
  const auto open = std::find_if(history.stays.rbegin(), history.stays.rend(),
                                 [](const Stay& stay) { return stay.entry && !stay.exit && !stay.exit_unknown; });
  return open == history.stays.rend() ? nullptr : &*open;
}

}  // namespace clearance
