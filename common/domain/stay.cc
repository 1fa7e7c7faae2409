// Names of the grounds of a stay; which stay of a history is open.
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

}  // namespace

std::string_view StayBasisName(StayBasis basis) { return NameOf(kNames, basis); }
std::optional<StayBasis> ParseStayBasis(std::string_view name) { return ValueOf(kNames, name); }

const Stay* OpenStay(const TravelHistory& history) {
  const auto open = std::find_if(history.stays.rbegin(), history.stays.rend(),
                                 [](const Stay& stay) { return stay.entry && !stay.exit && !stay.exit_unknown; });
  return open == history.stays.rend() ? nullptr : &*open;
}

}  // namespace clearance
