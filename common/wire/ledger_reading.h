// The pieces that bodies of ledger entries are read from (ledger_bodies.h). Each reads one item or a named group of
// items and refuses every other form with INVALID_ARGUMENT, field `body`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/cbor.h"
#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/date.h"
#include "common/domain/decision.h"
#include "common/domain/territory.h"
#include "common/wire/ledger_records.h"

namespace clearance {

Status Malformed(std::string_view problem);
Status ExpectArray(CborReader& in, std::uint64_t items);
Status ExpectVersion(CborReader& in, std::int64_t expected);

StatusOr<int> ReadInt(CborReader& in);
StatusOr<std::optional<int>> ReadOptionalInt(CborReader& in);
StatusOr<std::uint64_t> ReadPosition(CborReader& in);
// 1900 to 2199.
StatusOr<Date> ReadDate(CborReader& in);
StatusOr<std::optional<Date>> ReadOptionalDate(CborReader& in);
StatusOr<Instant> ReadInstant(CborReader& in);
// A UUID of 16 bytes as its text.
StatusOr<std::string> ReadId(CborReader& in);
// Null reads as empty.
StatusOr<std::string> ReadOptionalId(CborReader& in);

template <typename Enum>
StatusOr<Enum> ReadName(CborReader& in, std::optional<Enum> (*parse)(std::string_view)) {
  ASSIGN_OR_RETURN(const std::string name, in.Text());
  const std::optional<Enum> value = parse(name);
  if (!value) return Malformed("a name is none of its list");
  return *value;
}

// A name, or "" for none.
template <typename Enum>
StatusOr<std::optional<Enum>> ReadOptionalName(CborReader& in, std::optional<Enum> (*parse)(std::string_view)) {
  ASSIGN_OR_RETURN(const std::string name, in.Text());
  if (name.empty()) return std::optional<Enum>();
  const std::optional<Enum> value = parse(name);
  if (!value) return Malformed("a name is none of its list");
  return value;
}

template <typename Value>
StatusOr<std::vector<Value>> ReadList(CborReader& in, StatusOr<Value> (*read)(CborReader&)) {
  std::vector<Value> values;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  for (std::uint64_t i = 0; i < items; ++i) {
    ASSIGN_OR_RETURN(Value value, read(in));
    values.push_back(std::move(value));
  }
  return values;
}

std::optional<Side> ParseSide(std::string_view name);
StatusOr<LaneProfile> ReadLane(CborReader& in);
StatusOr<Finding> ReadFinding(CborReader& in);
StatusOr<Reason> ReadReason(CborReader& in);
StatusOr<std::optional<StayAnswer>> ReadStayAnswer(CborReader& in);
StatusOr<std::optional<ShownDocument>> ReadShown(CborReader& in);

}  // namespace clearance
