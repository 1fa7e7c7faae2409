#include "common/wire/fields.h"

#include <algorithm>
#include <charconv>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/text.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxUtf8Bytes = 4;                 // of one character
constexpr std::int64_t kMaxUnixSeconds = 7'258'118'400;  // 2200-01-01T00:00:00Z

bool IsUpperOrDigit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

Status RequireUuid(std::string_view value, std::string_view field) {
  if (value.empty()) return InvalidField(field, "is required");
  return OptionalUuid(value, field);
}

Status OptionalUuid(std::string_view value, std::string_view field) {
  if (!value.empty() && !IsUuid(value)) return InvalidField(field, "must be a UUID in lower case");
  return OkStatus();
}

Status RequireUpper(std::string_view value, std::size_t max, std::string_view also, std::string_view field) {
  if (value.empty()) return InvalidField(field, "is required");
  if (value.size() > max) return InvalidField(field, "is longer than " + std::to_string(max) + " characters");
  const bool good = std::all_of(value.begin(), value.end(),
                                [&](char c) { return IsUpperOrDigit(c) || also.find(c) != std::string_view::npos; });
  if (!good) return InvalidField(field, "has a character that is not allowed");
  return OkStatus();
}

Status RequireSlug(std::string_view value, std::string_view field) {
  if (value.empty()) return InvalidField(field, "is required");
  if (value.size() > 64) return InvalidField(field, "is longer than 64 characters");
  const bool good =
      std::all_of(value.begin(), value.end(), [](char c) { return IsLowerOrDigit(c) || c == '/' || c == '-'; });
  if (!good) return InvalidField(field, "may hold a-z, 0-9, / and - only");
  return OkStatus();
}

Status OptionalIdentifier(std::string_view value, std::string_view field) {
  if (value.empty() || IsIdentifier(value)) return OkStatus();
  if (value.size() > kMaxIdentifier)
    return InvalidField(field, "is longer than " + std::to_string(kMaxIdentifier) + " characters");
  return InvalidField(field, "may hold A-Z and single spaces between them only");
}

Status OptionalText(std::string_view value, int max, std::string_view field) {
  const auto most = static_cast<std::size_t>(max);
  if (value.size() > most * kMaxUtf8Bytes || CharactersIn(value) > most)
    return InvalidField(field, "is longer than " + std::to_string(max) + " characters");
  if (!IsUtf8(value)) return InvalidField(field, "is not UTF-8");
  const bool control =
      std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (control) return InvalidField(field, "holds a control character");
  return OkStatus();
}

Status RequireText(std::string_view value, int max, std::string_view field) {
  if (value.empty()) return InvalidField(field, "is required");
  return OptionalText(value, max, field);
}

Status RequireGround(std::string_view value, std::string_view field) {
  RETURN_IF_ERROR(RequireText(value, kMaxGroundCharacters, field));
  return IsBlank(value) ? InvalidField(field, "holds nothing but blanks") : OkStatus();
}

StatusOr<int> PageSize(int value, int fallback, std::string_view field, int most) {
  if (value == 0) return fallback;
  if (value < 1 || value > most) return InvalidField(field, "must be 1 to " + std::to_string(most));
  return value;
}

StatusOr<std::uint64_t> ParsePageToken(std::string_view token) {
  if (token.empty()) return std::uint64_t{0};
  std::uint64_t position = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), position);
  if (error != std::errc() || end != token.data() + token.size())
    return InvalidPageToken("was not made by this service");
  return position;
}

Status InvalidPageToken(std::string_view problem) {
  constexpr std::string_view kField = "page_token";
  const std::string message = std::string(kField) + ": " + std::string(problem);
  return WithFact(Error(StatusCode::kInvalidArgument, error_reason::kPageTokenInvalid, message), "field", kField);
}

std::string MakePageToken(std::uint64_t position) { return std::to_string(position); }

void ToProto(Instant instant, google::protobuf::Timestamp* out) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  out->set_seconds(seconds.time_since_epoch().count());
  out->set_nanos(static_cast<std::int32_t>((instant - seconds).count()) * 1'000'000);
}

StatusOr<Instant> FromProto(const google::protobuf::Timestamp& timestamp, std::string_view field) {
  if (timestamp.seconds() < 0 || timestamp.seconds() >= kMaxUnixSeconds)
    return InvalidField(field, "is not between the years 1970 and 2199");
  if (timestamp.nanos() < 0 || timestamp.nanos() > 999'999'999)
    return InvalidField(field, "has nanoseconds out of range");
  return FromUnixMs(timestamp.seconds() * 1000 + timestamp.nanos() / 1'000'000);
}

void ToProto(Date date, v1::Date* out) {
  const std::chrono::year_month_day civil(date);
  out->set_year(static_cast<int>(civil.year()));
  out->set_month(static_cast<std::int32_t>(static_cast<unsigned>(civil.month())));
  out->set_day(static_cast<std::int32_t>(static_cast<unsigned>(civil.day())));
}

StatusOr<Date> FromProto(const v1::Date& date, std::string_view field) {
  if (date.year() < 1900 || date.year() > 2199) return InvalidField(field, "has a year outside 1900 to 2199");
  if (date.month() < 1 || date.month() > 12) return InvalidField(field, "has a month outside 1 to 12");
  if (date.day() < 1 || date.day() > 31) return InvalidField(field, "has a day outside 1 to 31");
  const std::chrono::year_month_day civil{std::chrono::year(date.year()),
                                          std::chrono::month(static_cast<unsigned>(date.month())),
                                          std::chrono::day(static_cast<unsigned>(date.day()))};
  if (!civil.ok()) return InvalidField(field, "is a day that does not exist");
  return Date(std::chrono::local_days(civil));
}

}  // namespace clearance
