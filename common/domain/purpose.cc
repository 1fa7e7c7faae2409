// Names of the purposes of travel.
#include "common/domain/purpose.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<Purpose, 9> kNames = {{
    {Purpose::kPrivate, "PRIVATE"},
    {Purpose::kTourism, "TOURISM"},
    {Purpose::kMedical, "MEDICAL"},
    {Purpose::kCarriage, "CARRIAGE"},
    {Purpose::kTransit, "TRANSIT"},
    {Purpose::kBusiness, "BUSINESS"},
    {Purpose::kWork, "WORK"},
    {Purpose::kStudy, "STUDY"},
    {Purpose::kMission, "MISSION"},
}};
static_assert(NamesEveryValue(kNames, Purpose::kMission));

}  // namespace

std::string_view PurposeName(Purpose purpose) { return NameOf(kNames, purpose); }
std::optional<Purpose> ParsePurpose(std::string_view name) { return ValueOf(kNames, name); }

}  // namespace clearance
