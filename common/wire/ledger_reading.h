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
#include "common/wire/ledger_numbers.h"
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

// How a form writes the values of closed lists: by their names, or by the numbers of ledger_numbers.h.
enum class ListForm { kNames, kNumbers };

template <typename Enum>
StatusOr<std::optional<Enum>> ReadOptionalListed(CborReader& in, ListForm form,
                                                 std::optional<Enum> (*parse)(std::string_view)) {
  if (form == ListForm::kNames) return ReadOptionalName(in, parse);
  ASSIGN_OR_RETURN(const std::int64_t number, in.Int());
  if (number == 0) return std::optional<Enum>();
  const std::optional<Enum> value = FromLedgerNumber<Enum>(number);
  if (!value) return Malformed("a number is none of its list");
  return value;
}

template <typename Enum>
StatusOr<Enum> ReadListed(CborReader& in, ListForm form, std::optional<Enum> (*parse)(std::string_view)) {
  ASSIGN_OR_RETURN(const std::optional<Enum> value, ReadOptionalListed(in, form, parse));
  if (!value) return Malformed("a value of a list is missing");
  return *value;
}

// `read` is a StatusOr<Value>(CborReader&).
template <typename Read>
auto ReadList(CborReader& in, Read read) -> StatusOr<std::vector<typename decltype(read(in))::value_type>> {
  std::vector<typename decltype(read(in))::value_type> values;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  for (std::uint64_t i = 0; i < items; ++i) {
    ASSIGN_OR_RETURN(auto value, read(in));
    values.push_back(std::move(value));
  }
  return values;
}

std::optional<Side> ParseSide(std::string_view name);
// In numbers without the lane's id and port, which the entry has.
StatusOr<LaneProfile> ReadLane(CborReader& in, ListForm form);
StatusOr<std::vector<Finding>> ReadFindings(CborReader& in, ListForm form);
StatusOr<std::vector<Reason>> ReadReasons(CborReader& in, ListForm form);
StatusOr<std::optional<StayAnswer>> ReadStayAnswer(CborReader& in, ListForm form);
StatusOr<std::optional<ShownDocument>> ReadShown(CborReader& in);

}  // namespace clearance
