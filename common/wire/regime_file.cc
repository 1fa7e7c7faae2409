#include "common/wire/regime_file.h"

#include <algorithm>
#include <array>

#include "common/wire/rule_book_words.h"

namespace clearance {
namespace {

constexpr int kMaxNumber = 1'000'000;  // CheckRegime knows the true bounds
constexpr std::size_t kMaxIdBytes = 32;
constexpr std::size_t kMaxSourceBytes = 1'000;

// The key that says what kind of limit a table is, in the order of LimitTerms.
constexpr std::array<std::string_view, 6> kLimitKeys = {"per_stay", "rolling", "calendar", "entries", "gap", "hours"};
static_assert(kLimitKeys.size() == std::variant_size_v<LimitTerms>);

bool IsId(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= kMaxIdBytes && std::all_of(text.begin(), text.end(), allowed);
}

std::string ReadId(ConfigReader& table) {
  std::string id = table.String("id");
  if (!IsId(id)) table.Reject("id", "must be 1 to 32 letters, digits and hyphens");
  return id;
}

int ReadNumber(ConfigReader& table, std::string_view key) {
  return static_cast<int>(table.Integer(key, 0, kMaxNumber));
}

CalendarPeriod ReadPeriod(ConfigReader& table) {
  return ReadWord(table, "per", ParseCalendarPeriod, "must be month or year");
}

EntriesLimit ReadEntries(ConfigReader& table) {
  EntriesLimit limit;
  limit.max_entries = ReadNumber(table, "entries");
  if (table.Has("window") == table.Has("per")) {
    table.Reject("entries", "must have either window or per beside it");
  } else if (table.Has("window")) {
    limit.within = Days(ReadNumber(table, "window"));
  } else {
    limit.within = ReadPeriod(table);
  }
  return limit;
}

LimitTerms ReadTerms(ConfigReader& table, std::string_view kind) {
  if (kind == "per_stay") return PerStayLimit{ReadNumber(table, kind)};
  if (kind == "rolling") {
    const int max_days = ReadNumber(table, kind);
    return RollingLimit{max_days, ReadNumber(table, "window")};
  }
  if (kind == "calendar") {
    const int max_days = ReadNumber(table, kind);
    return CalendarLimit{max_days, ReadPeriod(table)};
  }
  if (kind == "entries") return ReadEntries(table);
  if (kind == "gap") return GapLimit{ReadNumber(table, kind)};
  const int max_hours = ReadNumber(table, kind);
  return HoursLimit{max_hours, ReadWord(table, "from", ParseHoursFrom, "must be entry or midnight")};
}

std::vector<StayLimit> ReadLimits(ConfigReader& table, const std::string& regime) {
  std::vector<StayLimit> limits;
  if (!table.Has("limits")) table.Reject("limits", "is required; [] where there is none");
  std::vector<ConfigReader> tables = table.Tables("limits");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto stands = [&](std::string_view key) { return tables[i].Has(key); };
    if (std::count_if(kLimitKeys.begin(), kLimitKeys.end(), stands) == 1) {
      const std::string_view kind = *std::find_if(kLimitKeys.begin(), kLimitKeys.end(), stands);
      limits.push_back(MakeLimit(regime, ReadTerms(tables[i], kind)));
    } else {
      table.Reject("limits[" + std::to_string(i) + "]",
                   "must be exactly one of per_stay, rolling, calendar, entries, gap and hours");
    }
  }
  return limits;
}

Certainty ReadCertainty(ConfigReader& table, const std::string& key) {
  const std::string word = table.String(key + ".certainty");
  if (word == "fact") return Certainty::kFact;
  if (word != "inferred") table.Reject(key + ".certainty", "must be fact or inferred");
  return Certainty::kInferred;
}

template <typename Enum>
Marked<Enum> ReadMarked(ConfigReader& table, const std::string& key, std::optional<Enum> (*parse)(std::string_view),
                        std::string_view wanted) {
  const Enum value = ReadWord(table, key + ".value", parse, wanted);
  return {value, ReadCertainty(table, key)};
}

std::vector<std::string> ReadNationalities(ConfigReader& table) {
  std::vector<std::string> states = table.Strings("nationalities");
  if (IsEvery(states)) return {};
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (!IsStateCode(states[i]))
      table.Reject("nationalities[" + std::to_string(i) + "]",
                   "must be a state of 1 to 3 capital letters; [\"*\"] for every nationality");
  }
  return states;
}

std::vector<Purpose> ReadPurposes(ConfigReader& table) {
  if (IsEvery(table.Strings("purposes"))) return {};
  return ReadWords(table, "purposes", ParsePurpose, "is no purpose; [\"*\"] for every one");
}

std::vector<OverstayTier> ReadTiers(ConfigReader& table) {
  std::vector<OverstayTier> tiers;
  for (ConfigReader& tier : table.Tables("overstay_tiers")) {
    std::string id = ReadId(tier);
    tiers.push_back({std::move(id), ReadNumber(tier, "from_days")});
  }
  return tiers;
}

// What a stay is made of: the choices of counting.
void ReadCounting(ConfigReader& table, Regime& regime) {
  regime.allowance = ReadMarked(table, "allowance", ParseAllowance, "must be rolling or fixed_at_entry");
  // A state beside the zone must say it; elsewhere there is no zone to go to.
  const bool beside_zone = regime.host != Territory::kIcbc && !regime.example;
  if (beside_zone || table.Has("zone_exit"))
    regime.zone_exit = ReadMarked(table, "zone_exit", ParseZoneExit, "must be ends, suspends or continues");
  regime.day_one = ReadMarked(table, "day1", ParseDayOne, "must be entry or next");
  regime.exit_day_counts.value = table.Bool("exit_day_counts.value");
  regime.exit_day_counts.certainty = ReadCertainty(table, "exit_day_counts");
  regime.counted_bases = ReadWords(table, "counted_bases", ParseStayBasis, "is no ground of a stay");
  regime.effective_days_from = table.OptionalDate("effective_days_from");
}

}  // namespace

Regime ReadRegime(ConfigReader& table) {
  Regime regime;
  regime.id = ReadId(table);
  regime.host = ReadTerritory(table, "host");
  regime.example = table.BoolOr("example", false);
  regime.source = table.String("source");
  if (regime.source.size() > kMaxSourceBytes) table.Reject("source", "must be at most 1000 bytes");
  regime.nationalities = ReadNationalities(table);
  regime.document_kinds = ReadDocumentKinds(table);
  regime.purposes = ReadPurposes(table);
  regime.valid_from = table.OptionalDate("valid_from");
  regime.valid_to = table.OptionalDate("valid_to");
  regime.suspended = table.Bool("suspended");
  regime.limits = ReadLimits(table, regime.id);
  ReadCounting(table, regime);
  regime.same_side_exit = table.BoolOr("same_side_exit", false);
  if (table.Has("warning_day")) regime.warning_day = ReadNumber(table, "warning_day");
  regime.overstay_tiers = ReadTiers(table);
  return regime;
}

std::string KeyOfRegimeField(const Regime& regime, std::string_view field) {
  const std::size_t dot = field.find('.');
  if (!field.starts_with("limits[") || dot == std::string_view::npos) return std::string(field);
  const std::string limit(field.substr(0, dot));
  const std::string_view member = field.substr(dot + 1);
  if (member == "window_days") return limit + ".window";
  const std::size_t index = std::stoul(limit.substr(limit.find('[') + 1));
  if (member == "id" || index >= regime.limits.size()) return limit;
  return limit + "." + std::string(kLimitKeys[regime.limits[index].terms.index()]);
}

}  // namespace clearance
