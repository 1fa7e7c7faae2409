#include "services/server/config_slots.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/seal/seal.h"
#include "common/wire/fields.h"

namespace clearance {
namespace {

constexpr int kMaxPlacesPerSlot = 10'000;
constexpr int kMaxHorizonDays = 366;
constexpr int kMinutesPerDay = 24 * 60;
constexpr int kMaxBookingsPerDocument = 1'000;
constexpr int kMaxPlacesPerContact = 10'000;
constexpr int kMaxPlacesPerCaller = 100'000;
constexpr int kMaxAgeOfMinors = 30;
constexpr std::array<std::string_view, 7> kWeekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view kSpansInForm =
    "must be spans of a day such as \"08:00-12:15\", on the quarter hour, none over another";

// "HH:MM", 00:00 to 24:00.
std::optional<TimeOfDay> ParseTimeOfDay(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  const int total = hours * 60 + minutes;
  if (minutes > 59 || total > kMinutesPerDay) return std::nullopt;
  return TimeOfDay(total);
}

// "HH:MM-HH:MM".
std::optional<OpenSpan> ParseSpan(std::string_view text) {
  constexpr std::size_t kDash = 5;
  if (text.size() <= kDash || text[kDash] != '-') return std::nullopt;
  const auto from = ParseTimeOfDay(text.substr(0, kDash));
  const auto to = ParseTimeOfDay(text.substr(kDash + 1));
  if (!from || !to) return std::nullopt;
  return OpenSpan{*from, *to};
}

DaySpans SpansFrom(ConfigReader& reader, const std::string& key) {
  DaySpans spans;
  for (const std::string& text : reader.StringsOrNone(key)) {
    const auto span = ParseSpan(text);
    if (!span) {
      reader.Reject(key, kSpansInForm);
      return {};
    }
    spans.push_back(*span);
  }
  if (!WellFormed(spans)) reader.Reject(key, kSpansInForm);
  return spans;
}

Territory TerritoryFrom(ConfigReader& reader, std::string_view key) {
  const auto territory = ParseTerritory(reader.String(key));
  if (territory) return *territory;
  reader.Reject(key, "must be CHN, KAZ or ICBC");
  return Territory::kChn;
}

// The clock of the hall: that of the state left, or of the one entered by who leaves the zone.
Territory ClockFrom(ConfigReader& reader, Movement movement) {
  const Territory usual = movement.from == Territory::kIcbc ? movement.to : movement.from;
  const auto clock = ParseTerritory(reader.StringOr("clock", TerritoryName(usual)));
  if (clock && *clock != Territory::kIcbc) return *clock;
  reader.Reject("clock", "must be CHN or KAZ: the zone has no civil time of its own");
  return Territory::kKaz;
}

SlotSchedule ScheduleFrom(ConfigReader& reader, Movement movement) {
  const DaySpans usual = reader.Has("hours") ? SpansFrom(reader, "hours") : DaySpans{{TimeOfDay(0), kEndOfDay}};
  SlotSchedule schedule = EveryDay(ClockFrom(reader, movement), usual);
  for (std::size_t day = 0; day < kWeekdays.size(); ++day) {
    const std::string key = "weekdays." + std::string(kWeekdays[day]);
    if (reader.Has(key)) schedule.weekdays[day] = SpansFrom(reader, key);
  }
  for (ConfigReader& exception : reader.Tables("exceptions")) {
    const Date day = exception.Date("day");
    if (!schedule.exceptions.emplace(day, SpansFrom(exception, "hours")).second)
      exception.Reject("day", "stands there twice");
  }
  return schedule;
}

// As calls write it and seals hold it: slots of another name would be shown, and no booking could take one.
std::string NameFrom(ConfigReader& reader, std::string_view key, std::string_view form,
                     const std::function<Status(std::string_view)>& check) {
  std::string name = reader.String(key);
  if (!check(name).ok()) reader.Reject(key, form);
  return name;
}

SlotPlan PlanFrom(ConfigReader& reader) {
  SlotPlan plan;
  plan.port = NameFrom(reader, "port", "must be 1 to 20 of A-Z, 0-9 and -",
                       [](std::string_view name) { return RequireUpper(name, kMaxSealNameBytes, "-", "port"); });
  plan.lane_group = NameFrom(reader, "lane_group", "must be 1 to 20 of a-z, 0-9, / and -", [](std::string_view name) {
    return name.size() > kMaxSealNameBytes ? InvalidField("lane_group", "is too long")
                                           : RequireSlug(name, "lane_group");
  });
  plan.movement = {TerritoryFrom(reader, "from"), TerritoryFrom(reader, "to")};
  if (plan.movement.from == plan.movement.to) reader.Reject("to", "must differ from `from`");
  plan.schedule = ScheduleFrom(reader, plan.movement);
  plan.capacity = static_cast<int>(reader.Integer("places", 1, kMaxPlacesPerSlot));
  plan.walk_in_percent = static_cast<int>(reader.IntegerOr("walk_in_percent", 0, 100, 0));
  plan.family_places = static_cast<int>(reader.IntegerOr("family_places", 0, kMaxPlacesPerSlot, 0));
  plan.assisted_places = static_cast<int>(reader.IntegerOr("assisted_places", 0, kMaxPlacesPerSlot, 0));
  plan.quota_release = std::chrono::minutes(reader.IntegerOr("quota_release_minutes", 0, 60 * kMinutesPerDay, 60));
  if (plan.family_places + plan.assisted_places > BookablePlaces(plan))
    reader.Reject(plan.family_places > 0 ? "family_places" : "assisted_places",
                  "more places kept than can be booked beside the walk-ins");
  return plan;
}

BookingLimits LimitsFrom(ConfigReader& reader) {
  BookingLimits limits;
  const auto limit = [&](std::string_view key, int high, int fallback) {
    return static_cast<int>(reader.IntegerOr(key, 1, high, fallback));
  };
  limits.open_per_document = limit("booking.open_per_document", kMaxBookingsPerDocument, limits.open_per_document);
  limits.daily_per_document = limit("booking.daily_per_document", kMaxBookingsPerDocument, limits.daily_per_document);
  limits.open_per_contact = limit("booking.open_per_contact", kMaxPlacesPerContact, limits.open_per_contact);
  limits.held_per_caller = limit("booking.held_per_caller", kMaxPlacesPerCaller, limits.held_per_caller);
  limits.held_without_contact = limit("booking.held_without_contact", kMaxPlacesPerCaller, limits.held_without_contact);
  limits.minor_below_age = limit("booking.minor_below_age", kMaxAgeOfMinors, limits.minor_below_age);
  limits.adult_from_age = limit("booking.adult_from_age", kMaxAgeOfMinors, limits.adult_from_age);
  if (limits.adult_from_age < limits.minor_below_age)
    reader.Reject("booking.adult_from_age", "must not be below `minor_below_age`");
  return limits;
}

}  // namespace

BookingPolicy BookingPolicyFrom(ConfigReader& reader) {
  BookingPolicy policy;
  policy.window.horizon = std::chrono::hours(24 * reader.IntegerOr("booking.horizon_days", 1, kMaxHorizonDays, 30));
  policy.window.last_call = std::chrono::minutes(reader.IntegerOr("booking.last_call_minutes", 0, kMinutesPerDay, 0));
  if (const std::string text = reader.StringOr("booking.opens_at", ""); !text.empty()) {
    policy.window.opens_at = ParseTimeOfDay(text);
    if (!policy.window.opens_at || *policy.window.opens_at == kEndOfDay)
      reader.Reject("booking.opens_at", "must be a time of day, \"00:00\" to \"23:59\"");
  }
  policy.limits = LimitsFrom(reader);
  for (ConfigReader& slots : reader.Tables("booking.slots")) {
    SlotPlan plan = PlanFrom(slots);
    const SlotKey key{plan.port, plan.lane_group, plan.movement, {}};
    if (FindPlan(policy.plans, key) != nullptr) slots.Reject("lane_group", "has a plan for this movement already");
    policy.plans.push_back(std::move(plan));
  }
  return policy;
}

}  // namespace clearance
