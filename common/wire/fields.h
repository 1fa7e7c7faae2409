// Validation of single fields, the one place where the rules of a field are written. Every error is INVALID_ARGUMENT
// naming the field; its content is never repeated.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "clearance/v1/types.pb.h"
#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/date.h"
#include "common/domain/document.h"
#include "common/domain/ground.h"
#include "google/protobuf/timestamp.pb.h"

namespace clearance {

inline constexpr int kMaxPageSize = 1000;
inline constexpr std::size_t kMaxStateCode = 3;
inline constexpr std::size_t kMaxDocumentNumber = 24;

// A UUID in canonical lower-case form. RequireUuid refuses an empty one.
Status RequireUuid(std::string_view value, std::string_view field);
Status OptionalUuid(std::string_view value, std::string_view field);

// 1 to `max` of the characters A–Z, 0–9 and those in `also`.
Status RequireUpper(std::string_view value, std::size_t max, std::string_view also, std::string_view field);

// 1 to 64 of a–z, 0–9, '/' and '-'.
Status RequireSlug(std::string_view value, std::string_view field);

// See IsIdentifier; or nothing.
Status OptionalIdentifier(std::string_view value, std::string_view field);

// Up to `max` characters of valid UTF-8 without control characters.
Status OptionalText(std::string_view value, int max, std::string_view field);

// Likewise, and not empty.
Status RequireText(std::string_view value, int max, std::string_view field);

// Likewise of up to kMaxGroundCharacters, and not of blanks alone.
Status RequireGround(std::string_view value, std::string_view field);

// `fallback` when 0, else 1 to `most`.
StatusOr<int> PageSize(int value, int fallback, std::string_view field, int most = kMaxPageSize);

// A position as a page token; 0 when empty. PAGE_TOKEN_INVALID otherwise.
StatusOr<std::uint64_t> ParsePageToken(std::string_view token);
std::string MakePageToken(std::uint64_t position);
// INVALID_ARGUMENT (PAGE_TOKEN_INVALID), which names `page_token` as its bad field.
Status InvalidPageToken(std::string_view problem);

void ToProto(Instant instant, google::protobuf::Timestamp* out);
// Years 1970 to 2199.
StatusOr<Instant> FromProto(const google::protobuf::Timestamp& timestamp, std::string_view field);

void ToProto(Date date, v1::Date* out);
StatusOr<Date> FromProto(const v1::Date& date, std::string_view field);

}  // namespace clearance

// A required sub-message: an error naming it when absent.
#define REQUIRE_FIELD(message, name) \
  if (!(message).has_##name()) return ::clearance::InvalidField(#name, "is required")

// Converts a sub-message, putting its name before the field of any error.
#define CONVERT_FIELD(lhs, expr, name)                                                          \
  auto CLEARANCE_CONCAT(converted_, __LINE__) = (expr);                                         \
  if (!CLEARANCE_CONCAT(converted_, __LINE__).ok())                                             \
    return ::clearance::WithFieldPrefix(CLEARANCE_CONCAT(converted_, __LINE__).status(), name); \
  lhs = *std::move(CLEARANCE_CONCAT(converted_, __LINE__))
