#include "common/domain/data_purpose.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<DataPurpose, 2> kNames = {{
    {DataPurpose::kBorder, "BORDER"},
    {DataPurpose::kHold, "HOLD"},
}};
static_assert(NamesEveryValue(kNames, kAllDataPurposes.back()));

}  // namespace

std::string_view DataPurposeName(DataPurpose purpose) { return NameOf(kNames, purpose); }
std::optional<DataPurpose> ParseDataPurpose(std::string_view name) { return ValueOf(kNames, name); }

}  // namespace clearance
