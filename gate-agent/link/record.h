// Records: how a gate keeps domain values on its own disk, as deterministic CBOR.
//
// Each type's fields are named once, in Fields(), for writing and reading alike, so that the two can never disagree.
// Enum values stand as their names: a reordered enum must never change what an older record says.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/base/cbor.h"
#include "common/base/error_reasons.h"
#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/referral.h"

namespace clearance {

// True for `Domain` and `const Domain`: the reader fills values in, the writer takes them as they are.
template <typename Value, typename Domain>
concept MaybeConst = std::same_as<std::remove_const_t<Value>, Domain>;

// How an enum is spelled.
template <typename Enum>
struct EnumText;

#define CLEARANCE_ENUM_TEXT(type)                                                         \
  template <>                                                                             \
  struct EnumText<type> {                                                                 \
    static std::string_view Name(type value) { return type##Name(value); }                \
    static std::optional<type> Parse(std::string_view text) { return Parse##type(text); } \
  }

CLEARANCE_ENUM_TEXT(Territory);
CLEARANCE_ENUM_TEXT(DocumentKind);
CLEARANCE_ENUM_TEXT(ServiceLevel);
CLEARANCE_ENUM_TEXT(AbandonmentCause);
CLEARANCE_ENUM_TEXT(CheckKind);
CLEARANCE_ENUM_TEXT(FindingResult);
CLEARANCE_ENUM_TEXT(FindingCause);
CLEARANCE_ENUM_TEXT(InspectionCheck);
CLEARANCE_ENUM_TEXT(InspectionResult);
CLEARANCE_ENUM_TEXT(InspectionReason);
CLEARANCE_ENUM_TEXT(Resolution);

#undef CLEARANCE_ENUM_TEXT

// The letters of a machine-readable zone; the domain has no names of its own for them.
template <>
struct EnumText<Sex> {
  static std::string_view Name(Sex sex) { return sex == Sex::kFemale ? "F" : sex == Sex::kMale ? "M" : "<"; }
  static std::optional<Sex> Parse(std::string_view text) {
    if (text == "F") return Sex::kFemale;
    if (text == "M") return Sex::kMale;
    if (text == "<") return Sex::kUnspecified;
    return std::nullopt;
  }
};

// Writes the values it is called with, one after the other.
class RecordWriter {
 public:
  template <typename... Values>
  void operator()(const Values&... values) {
    (Write(values), ...);
  }
  std::string Take() { return out_.Take(); }

 private:
  template <typename Value>
  void Write(const Value& value) {
    if constexpr (std::is_enum_v<Value>) {
      out_.Text(EnumText<Value>::Name(value));
    } else if constexpr (std::is_same_v<Value, bool>) {
      out_.Bool(value);
    } else if constexpr (std::is_integral_v<Value>) {
      out_.Int(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<Value, double>) {
      out_.Int(std::bit_cast<std::int64_t>(value));
    } else {
      WriteWhole(value);
    }
  }
  // Bytes and not text: what a failing device gave as a text need not be UTF-8.
  void WriteWhole(const std::string& value) { out_.Bytes(value); }
  void WriteWhole(Instant value) { out_.Int(ToUnixMs(value)); }
  void WriteWhole(std::chrono::microseconds value) { out_.Int(value.count()); }
  void WriteWhole(Date value) { out_.Int(value.time_since_epoch().count()); }
  template <typename Value>
  void WriteWhole(const std::optional<Value>& value) {
    if (value) {
      Write(*value);
    } else {
      out_.Null();
    }
  }
  template <typename Value>
  void WriteWhole(const std::vector<Value>& values) {
    out_.Array(values.size());
    for (const Value& value : values) Write(value);
  }
  template <typename Value, std::size_t kSize>
  void WriteWhole(const std::array<Value, kSize>& values) {
    out_.Array(kSize);
    for (const Value& value : values) Write(value);
  }
  template <typename Value>
  void WriteWhole(const Value& value) {
    Fields(*this, value);
  }

  CborWriter out_;
};

// Reads into the values it is called with, in the order in which they were written; after the first error it changes
// nothing more.
class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : in_(bytes) {}

  template <typename... Values>
  void operator()(Values&... values) {
    (Read(values), ...);
  }
  // OK when every value was read and nothing is left. Error: DATA_LOSS, STORE_CORRUPT.
  Status Finish() {
    if (!failed_) Keep(in_.Finish());
    if (!failed_) return OkStatus();
    return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "a record on the gate's disk is not readable");
  }
  void Fail() { failed_ = true; }

 private:
  void Keep(const Status& status) { failed_ = failed_ || !status.ok(); }
  template <typename Item>
  Item Take(StatusOr<Item> item) {
    Keep(item.status());
    return item.ok() ? *std::move(item) : Item();
  }

  template <typename Value>
  void Read(Value& value) {
    if (failed_) return;
    if constexpr (std::is_enum_v<Value>) {
      const std::optional<Value> parsed = EnumText<Value>::Parse(Take(in_.Text()));
      parsed ? void(value = *parsed) : Fail();
    } else if constexpr (std::is_same_v<Value, bool>) {
      value = Take(in_.Bool());
    } else if constexpr (std::is_integral_v<Value>) {
      const std::int64_t number = Take(in_.Int());
      std::in_range<Value>(number) ? void(value = static_cast<Value>(number)) : Fail();
    } else if constexpr (std::is_same_v<Value, double>) {
      value = std::bit_cast<double>(Take(in_.Int()));
    } else {
      ReadWhole(value);
    }
  }
  void ReadWhole(std::string& value) { value = Take(in_.Bytes()); }
  void ReadWhole(Instant& value) { value = FromUnixMs(Take(in_.Int())); }
  void ReadWhole(std::chrono::microseconds& value) { value = std::chrono::microseconds(Take(in_.Int())); }
  void ReadWhole(Date& value) {
    std::int32_t day = 0;
    Read(day);
    value = Date(Days(day));
  }
  template <typename Value>
  void ReadWhole(std::optional<Value>& value) {
    value.reset();
    if (in_.NullNext()) return;
    Read(value.emplace());
  }
  template <typename Value>
  void ReadWhole(std::vector<Value>& values) {
    values.resize(Take(in_.Array()));
    for (Value& value : values) Read(value);
  }
  template <typename Value, std::size_t kSize>
  void ReadWhole(std::array<Value, kSize>& values) {
    if (Take(in_.Array()) != kSize) Fail();
    for (Value& value : values) Read(value);
  }
  template <typename Value>
  void ReadWhole(Value& value) {
    Fields(*this, value);
  }

  CborReader in_;
  bool failed_ = false;
};

void Fields(auto& record, MaybeConst<Movement> auto& value) { record(value.from, value.to); }

void Fields(auto& record, MaybeConst<Sides> auto& value) { record(value.exit, value.entry); }

void Fields(auto& record, MaybeConst<LaneProfile> auto& value) {
  record(value.lane_id, value.port, value.lane_group, value.authority, value.movement, value.sides);
}

void Fields(auto& record, MaybeConst<Document> auto& value) {
  record(value.kind, value.issuing_state, value.number, value.nationality, value.birth_date, value.expiry_date,
         value.sex, value.national_number);
}

void Fields(auto& record, MaybeConst<InspectionFinding> auto& value) {
  record(value.check, value.result, value.reason, value.took);
}

void Fields(auto& record, MaybeConst<Inspection> auto& value) { record(value.at, value.findings); }

// Without its inspection, which came later: whoever keeps it puts it beside.
void Fields(auto& record, MaybeConst<Finding> auto& value) {
  record(value.check, value.result, value.cause, value.score, value.threshold);
}

void Fields(auto& record, MaybeConst<ShownSeal> auto& value) {
  record(value.document, value.booking_id, value.finding);
}

void Fields(auto& record, MaybeConst<Passage> auto& value) {
  record(value.request_id, value.decision_request_id, value.lane, value.document, value.booking_id, value.passed_at);
}

void Fields(auto& record, MaybeConst<Abandonment> auto& value) {
  record(value.request_id, value.decision_request_id, value.lane, value.cause, value.at);
}

}  // namespace clearance
