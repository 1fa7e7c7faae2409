// CBOR in its one deterministic form (RFC 8949 §4.2.1): definite lengths, shortest integers, no floats, no tags but
// those asked for. What is signed or hashed is written and read here; any other encoding of the same data is an error.
//
// Written by hand and not over libcbor: that library accepts what must be refused here (lengths not in their shortest
// form, indefinite lengths, texts that are no UTF-8) and keeps no trace of how a length was written, so that the check
// could not be added on top of it. It must never accept two encodings of one value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/status.h"

namespace clearance {

// Appends items; the caller writes as many items after Array(n)/Map(n) as it announced (a map: 2n), keys in order.
class CborWriter {
 public:
  CborWriter& Int(std::int64_t value);
  CborWriter& Bytes(std::string_view value);
  // `value` is UTF-8: the reader refuses any other.
  CborWriter& Text(std::string_view value);
  CborWriter& Bool(bool value);
  CborWriter& Null();
  CborWriter& Array(std::uint64_t items);
  CborWriter& Map(std::uint64_t pairs);
  CborWriter& Tag(std::uint64_t number);
  std::string Take() { return std::move(out_); }

 private:
  void Head(std::uint8_t major, std::uint64_t value);
  std::string out_;
};

// Reads items in order. Every call but Finish fails with INVALID_ARGUMENT when the next item is of another kind,
// is not in its shortest form, or runs past the end; the reader then stands where it stood before. Bounded: never
// allocates more than the input's size. Does not own the input.
class CborReader {
 public:
  explicit CborReader(std::string_view input) : rest_(input) {}
  StatusOr<std::int64_t> Int();
  StatusOr<std::string> Bytes();
  StatusOr<std::string> Text();
  StatusOr<bool> Bool();
  // True, and the null is consumed, when the next item is null.
  bool NullNext();
  // The number of items (of pairs) that follow: never more than the rest of the input could hold.
  StatusOr<std::uint64_t> Array();
  StatusOr<std::uint64_t> Map();
  Status Tag(std::uint64_t number);
  // Error when bytes are left.
  Status Finish() const;

 private:
  struct Item;
  StatusOr<Item> Peek(std::uint8_t major) const;
  StatusOr<std::uint64_t> Head(std::uint8_t major, std::uint64_t max);
  StatusOr<std::string> String(std::uint8_t major);
  std::string_view rest_;
};

}  // namespace clearance
