// The words a rule book file uses for its choices; the domain's own names are in common/domain.
#include "common/domain/enum_names.h"
#include "common/rules/rule_book.h"

namespace clearance {
namespace {

constexpr EnumNames<Allowance, 2> kAllowances = {{
    {Allowance::kRolling, "rolling"},
    {Allowance::kFixedAtEntry, "fixed_at_entry"},
}};
static_assert(NamesEveryValue(kAllowances, Allowance::kFixedAtEntry));

constexpr EnumNames<ZoneExit, 3> kZoneExits = {{
    {ZoneExit::kEnds, "ends"},
    {ZoneExit::kSuspends, "suspends"},
    {ZoneExit::kContinues, "continues"},
}};
static_assert(NamesEveryValue(kZoneExits, ZoneExit::kContinues));

constexpr EnumNames<DayOne, 2> kDayOnes = {{
    {DayOne::kNext, "next"},
    {DayOne::kEntry, "entry"},
}};
static_assert(NamesEveryValue(kDayOnes, DayOne::kEntry));

constexpr EnumNames<CalendarPeriod, 2> kPeriods = {{
    {CalendarPeriod::kMonth, "month"},
    {CalendarPeriod::kYear, "year"},
}};
static_assert(NamesEveryValue(kPeriods, CalendarPeriod::kYear));

constexpr EnumNames<HoursFrom, 2> kHoursFrom = {{
    {HoursFrom::kEntry, "entry"},
    {HoursFrom::kNextMidnight, "midnight"},
}};
static_assert(NamesEveryValue(kHoursFrom, HoursFrom::kNextMidnight));

constexpr EnumNames<IncompleteHistory, 2> kIncomplete = {{
    {IncompleteHistory::kAdmitWithNote, "admit_with_note"},
    {IncompleteHistory::kRefer, "refer"},
}};
static_assert(NamesEveryValue(kIncomplete, IncompleteHistory::kRefer));

}  // namespace

std::string_view AllowanceName(Allowance allowance) { return NameOf(kAllowances, allowance); }
std::optional<Allowance> ParseAllowance(std::string_view name) { return ValueOf(kAllowances, name); }
std::string_view ZoneExitName(ZoneExit zone_exit) { return NameOf(kZoneExits, zone_exit); }
std::optional<ZoneExit> ParseZoneExit(std::string_view name) { return ValueOf(kZoneExits, name); }
std::string_view DayOneName(DayOne day_one) { return NameOf(kDayOnes, day_one); }
std::optional<DayOne> ParseDayOne(std::string_view name) { return ValueOf(kDayOnes, name); }
std::string_view CalendarPeriodName(CalendarPeriod period) { return NameOf(kPeriods, period); }
std::optional<CalendarPeriod> ParseCalendarPeriod(std::string_view name) { return ValueOf(kPeriods, name); }
std::optional<HoursFrom> ParseHoursFrom(std::string_view name) { return ValueOf(kHoursFrom, name); }
std::string_view IncompleteHistoryName(IncompleteHistory choice) { return NameOf(kIncomplete, choice); }
std::optional<IncompleteHistory> ParseIncompleteHistory(std::string_view name) { return ValueOf(kIncomplete, name); }

}  // namespace clearance
