// Names of the marks of a strip.
#include "common/domain/stay_account.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<DayMark, 7> kNames = {{
    {DayMark::kFree, "FREE"},
    {DayMark::kNotCounted, "NOT_COUNTED"},
    {DayMark::kUsed, "USED"},
    {DayMark::kPossible, "POSSIBLE"},
    {DayMark::kPlanned, "PLANNED"},
    {DayMark::kDoubtful, "DOUBTFUL"},
    {DayMark::kUnlawful, "UNLAWFUL"},
}};
static_assert(NamesEveryValue(kNames, DayMark::kUnlawful));

}  // namespace

std::string_view DayMarkName(DayMark mark) { return NameOf(kNames, mark); }
std::optional<DayMark> ParseDayMark(std::string_view name) { return ValueOf(kNames, name); }

}  // namespace clearance
