// Names of service levels and of the causes of an abandoned crossing.
#include "common/domain/crossing.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<ServiceLevel, 5> kLevelNames = {{
    {ServiceLevel::kFull, "FULL"},
    {ServiceLevel::kNoScreening, "NO_SCREENING"},
    {ServiceLevel::kNoBiometrics, "NO_BIOMETRICS"},
    {ServiceLevel::kDocumentOnly, "DOCUMENT_ONLY"},
    {ServiceLevel::kManual, "MANUAL"},
}};
static_assert(NamesEveryValue(kLevelNames, kAllServiceLevels.back()));

constexpr EnumNames<AbandonmentCause, 5> kCauseNames = {{
    {AbandonmentCause::kTurnedBack, "TURNED_BACK"},
    {AbandonmentCause::kRefusedByOfficer, "REFUSED_BY_OFFICER"},
    {AbandonmentCause::kTimedOut, "TIMED_OUT"},
    {AbandonmentCause::kEvacuated, "EVACUATED"},
    {AbandonmentCause::kFault, "FAULT"},
}};
static_assert(NamesEveryValue(kCauseNames, AbandonmentCause::kFault));

}  // namespace

std::string_view ServiceLevelName(ServiceLevel level) { return NameOf(kLevelNames, level); }
std::optional<ServiceLevel> ParseServiceLevel(std::string_view name) { return ValueOf(kLevelNames, name); }

bool MatchesFaces(ServiceLevel level) { return level == ServiceLevel::kFull || level == ServiceLevel::kNoScreening; }

std::string_view AbandonmentCauseName(AbandonmentCause cause) { return NameOf(kCauseNames, cause); }
std::optional<AbandonmentCause> ParseAbandonmentCause(std::string_view name) { return ValueOf(kCauseNames, name); }

}  // namespace clearance
