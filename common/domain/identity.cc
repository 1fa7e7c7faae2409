// Names of links' states and grounds.
#include "common/domain/identity.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<LinkState, 3> kStateNames = {{
    {LinkState::kProposed, "PROPOSED"},
    {LinkState::kProvisional, "PROVISIONAL"},
    {LinkState::kConfirmed, "CONFIRMED"},
}};
static_assert(NamesEveryValue(kStateNames, kAllLinkStates.back()));

constexpr EnumNames<LinkGround, 4> kGroundNames = {{
    {LinkGround::kSameNationalNumber, "SAME_NATIONAL_NUMBER"},
    {LinkGround::kSameDocumentNumber, "SAME_DOCUMENT_NUMBER"},
    {LinkGround::kFaceMatchesEarlierPortrait, "FACE_MATCHES_EARLIER_PORTRAIT"},
    {LinkGround::kOfficer, "OFFICER"},
}};
static_assert(NamesEveryValue(kGroundNames, kAllLinkGrounds.back()));

}  // namespace

std::string_view LinkStateName(LinkState state) { return NameOf(kStateNames, state); }
std::optional<LinkState> ParseLinkState(std::string_view name) { return ValueOf(kStateNames, name); }

std::string_view LinkGroundName(LinkGround ground) { return NameOf(kGroundNames, ground); }
std::optional<LinkGround> ParseLinkGround(std::string_view name) { return ValueOf(kGroundNames, name); }

}  // namespace clearance
