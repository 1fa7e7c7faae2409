#include "services/clearctl/stay_request.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "services/clearctl/json_append.h"

namespace clearance {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::string_view kDateForm = "must be a day like \"2026-11-22\", in the years 1900 to 2199";
constexpr std::size_t kMaxKeyBytesTold = 40;
constexpr unsigned kFirstYear = 1900;  // as ParseDate
constexpr unsigned kLastYear = 2199;

// The values of an object by the places of their keys in `names`. `prefix` stands before the key in an error.
template <std::size_t size>
class Fields {
 public:
  Fields(const std::array<std::string_view, size>& names, std::string_view prefix) : names_(names), prefix_(prefix) {}

  // The first thing wrong with the keys; all fields that are known are taken nevertheless.
  Status Take(const simdjson::dom::object& object) {
    Status status;
    for (const auto& field : object) {
      const std::size_t place = PlaceOf(field.key);
      if (place == size) {
        if (status.ok()) status = InvalidField(Told(field.key), "is not a known key");
      } else if (there_[place]) {
        if (status.ok()) status = InvalidField(Told(field.key), "stands twice");
      } else {
        there_[place] = true;
        values_[place] = field.value;
      }
    }
    return status;
  }

  // nullptr where the key is absent; null counts as absent.
  const element* Find(std::size_t place) const {
    return there_[place] && !values_[place].is_null() ? &values_[place] : nullptr;
  }
  bool Stands(std::size_t place) const { return there_[place]; }

 private:
  // Most objects hold their keys in the order of `names`: the one after the last is looked at first.
  std::size_t PlaceOf(std::string_view key) {
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t place = (next_ + i) % size;
      if (names_[place] != key) continue;
      next_ = place + 1;
      return place;
    }
    return size;
  }
  std::string Told(std::string_view key) const {
    return std::string(prefix_).append(key.size() <= kMaxKeyBytesTold ? key : std::string_view("a key"));
  }

  const std::array<std::string_view, size>& names_;
  std::string_view prefix_;
  std::size_t next_ = 0;
  std::array<element, size> values_{};
  std::array<bool, size> there_{};
};

enum Key : std::size_t { kId, kRegime, kStays, kOn, kQuestion, kDays, kPlanned, kKeys };
constexpr std::array<std::string_view, kKeys> kKeyNames = {"id",       "regime", "stays",  "on",
                                                           "question", "days",   "planned"};
enum RegimeKey : std::size_t { kPerStay, kWindowDays, kWindowMax, kAllowance, kRegimeKeys };
constexpr std::array<std::string_view, kRegimeKeys> kRegimeKeyNames = {"per_stay", "window_days", "window_max",
                                                                       "allowance"};

std::string At(std::string_view list, std::size_t index) {
  return std::string(list).append("[").append(std::to_string(index)).append("]");
}

std::string At(std::string_view list, std::size_t index, std::size_t part) { return At(At(list, index), part); }

Status WholeNumber(const element& value, std::string_view field, int low, int high, int& number) {
  std::int64_t read = 0;
  if (value.get(read) != simdjson::SUCCESS || read < low || read > high) {
    return InvalidField(field, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  number = static_cast<int>(read);
  return OkStatus();
}

// False when `value` is no day. As ParseDate, without its words: a line holds twenty of them.
bool ReadDate(const element& value, Date& date) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS || text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  std::array<unsigned, 10> digit{};
  unsigned worst = 0;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    digit[i] = static_cast<unsigned char>(text[i]) - static_cast<unsigned>('0');
    worst = std::max(worst, digit[i]);
  }
  const unsigned year = 1000 * digit[0] + 100 * digit[1] + 10 * digit[2] + digit[3];
  if (worst > 9 || year < kFirstYear || year > kLastYear) return false;
  const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(year)),
                                        std::chrono::month(10 * digit[5] + digit[6]),
                                        std::chrono::day(10 * digit[8] + digit[9]));
  if (!day.ok()) return false;
  date = Date(std::chrono::local_days(day));
  return true;
}

Status ReadId(const element& value, std::string& id) {
  if (value.type() == element_type::STRING) {
    id.clear();
    AppendText(id, value.get_string().value_unsafe());
    return OkStatus();
  }
  std::array<char, 24> digits{};
  std::to_chars_result written{};
  if (value.type() == element_type::INT64) {
    written = std::to_chars(digits.data(), digits.data() + digits.size(), value.get_int64().value_unsafe());
  } else if (value.type() == element_type::UINT64) {
    written = std::to_chars(digits.data(), digits.data() + digits.size(), value.get_uint64().value_unsafe());
  } else {
    return InvalidField("id", "must be a string or a whole number");
  }
  id.assign(digits.data(), written.ptr);
  return OkStatus();
}

Status ReadInlineTerms(const simdjson::dom::object& object, InlineTerms& terms) {
  Fields<kRegimeKeys> fields(kRegimeKeyNames, "regime.");
  RETURN_IF_ERROR(fields.Take(object));
  terms = {};
  const auto read = [&](RegimeKey key, std::string_view field, int low, int high, std::optional<int>& number) {
    const element* value = fields.Find(key);
    return value == nullptr ? OkStatus() : WholeNumber(*value, field, low, high, number.emplace());
  };
  RETURN_IF_ERROR(read(kPerStay, "regime.per_stay", 1, kMaxLimitDays, terms.per_stay_days));
  RETURN_IF_ERROR(read(kWindowDays, "regime.window_days", 2, kMaxWindowDays, terms.window_days));
  RETURN_IF_ERROR(read(kWindowMax, "regime.window_max", 1, kMaxLimitDays, terms.window_max_days));
  if (terms.window_days && !terms.window_max_days) {
    return InvalidField("regime.window_max", "must stand beside window_days");
  }
  if (terms.window_max_days && !terms.window_days) {
    return InvalidField("regime.window_days", "must stand beside window_max");
  }
  if (const element* value = fields.Find(kAllowance)) {
    std::string_view name;
    if (value->get(name) != simdjson::SUCCESS) name = "";
    const auto allowance = ParseAllowance(name);
    if (!allowance) return InvalidField("regime.allowance", "must be \"rolling\" or \"fixed_at_entry\"");
    terms.allowance = *allowance;
  }
  return OkStatus();
}

Status ReadRegime(const element& value, StayRequest& request) {
  std::string_view name;
  if (value.get(name) == simdjson::SUCCESS) {
    request.regime = name;
    return OkStatus();
  }
  simdjson::dom::object object;
  if (value.get(object) != simdjson::SUCCESS) return InvalidField("regime", "must be an id or an object of limits");
  return ReadInlineTerms(object, request.regime.emplace<InlineTerms>());
}

// Reads each pair of `value` and gives its two elements to `take`; false when it is not an array of at most `most`.
template <typename Take>
Status ForEachPair(const element& value, std::string_view list, std::size_t most, Take take) {
  simdjson::dom::array pairs;
  if (value.get(pairs) != simdjson::SUCCESS) return InvalidField(list, "must be an array of pairs of days");
  if (pairs.size() > most) return InvalidField(list, "must be at most " + std::to_string(most));
  std::size_t index = 0;
  for (const element& item : pairs) {
    simdjson::dom::array pair;
    if (item.get(pair) != simdjson::SUCCESS || pair.size() != 2) {
      return InvalidField(At(list, index), "must be a pair of days");
    }
    auto part = pair.begin();
    const element first = *part;
    ++part;
    RETURN_IF_ERROR(take(index, first, *part));
    ++index;
  }
  return OkStatus();
}

Status ReadStays(const element& value, std::vector<StaySpan>& stays) {
  stays.clear();
  return ForEachPair(value, "stays", kMaxStaysALine, [&](std::size_t i, const element& entry, const element& exit) {
    StaySpan& stay = stays.emplace_back();
    if (!ReadDate(entry, stay.entry)) return InvalidField(At("stays", i, 0), kDateForm);
    if (exit.is_null()) return OkStatus();
    if (!ReadDate(exit, stay.exit.emplace()))
      return InvalidField(At("stays", i, 1), std::string(kDateForm) + ", or null");
    if (*stay.exit < stay.entry) return InvalidField(At("stays", i), "the end is before the beginning");
    return OkStatus();
  });
}

Status ReadPlanned(const element& value, std::vector<PlannedStay>& planned) {
  return ForEachPair(value, "planned", kMaxPlannedStays, [&](std::size_t i, const element& from, const element& to) {
    PlannedStay& stay = planned.emplace_back();
    if (!ReadDate(from, stay.from)) return InvalidField(At("planned", i, 0), kDateForm);
    if (!ReadDate(to, stay.to)) return InvalidField(At("planned", i, 1), kDateForm);
    if (stay.to < stay.from) return InvalidField(At("planned", i), "the end is before the beginning");
    return OkStatus();
  });
}

Status ReadQuestion(const element& value, StayQuestion& question) {
  std::string_view name;
  if (value.get(name) != simdjson::SUCCESS) name = "";
  if (name == "enter") {
    question = StayQuestion::kEnter;
  } else if (name == "inside") {
    question = StayQuestion::kInside;
  } else if (name == "plan") {
    question = StayQuestion::kPlan;
  } else {
    return InvalidField("question", "must be \"enter\", \"inside\" or \"plan\"");
  }
  return OkStatus();
}

Status ReadFields(const Fields<kKeys>& fields, StayRequest& request) {
  for (const Key key : {kRegime, kStays, kOn, kQuestion}) {
    if (!fields.Stands(key)) return InvalidField(kKeyNames[key], "is missing");
    if (fields.Find(key) == nullptr) return InvalidField(kKeyNames[key], "must not be null");
  }
  RETURN_IF_ERROR(ReadRegime(*fields.Find(kRegime), request));
  RETURN_IF_ERROR(ReadStays(*fields.Find(kStays), request.stays));
  if (!ReadDate(*fields.Find(kOn), request.on)) return InvalidField("on", kDateForm);
  RETURN_IF_ERROR(ReadQuestion(*fields.Find(kQuestion), request.question));
  request.days = 1;
  if (const element* days = fields.Find(kDays)) {
    RETURN_IF_ERROR(WholeNumber(*days, "days", 1, kMaxDaysAsked, request.days));
  }
  request.planned.clear();
  if (const element* planned = fields.Find(kPlanned)) RETURN_IF_ERROR(ReadPlanned(*planned, request.planned));
  return OkStatus();
}

}  // namespace

struct StayRequestParser::Json {
  simdjson::dom::parser parser{kMaxStayLineBytes};
};

static_assert(StayRequestParser::kPaddingBytes >= simdjson::SIMDJSON_PADDING);

StayRequestParser::StayRequestParser() : json_(std::make_unique<Json>()) {}
StayRequestParser::~StayRequestParser() = default;

Status StayRequestParser::Parse(std::string_view line, StayRequest& request) {
  request.id = "null";
  if (line.size() > kMaxStayLineBytes) {
    return InvalidField("line", "must be at most " + std::to_string(kMaxStayLineBytes) + " bytes");
  }
  element root;
  if (json_->parser.parse(line.data(), line.size(), false).get(root) != simdjson::SUCCESS) {
    return InvalidField("line", "is not JSON");
  }
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return InvalidField("line", "is not a JSON object");
  Fields<kKeys> fields(kKeyNames, "");
  const Status keys = fields.Take(object);
  if (!fields.Stands(kId)) return InvalidField("id", "is missing");
  const element* id = fields.Find(kId);
  if (id == nullptr) return InvalidField("id", "must not be null");
  RETURN_IF_ERROR(ReadId(*id, request.id));
  RETURN_IF_ERROR(keys);
  return ReadFields(fields, request);
}

}  // namespace clearance
