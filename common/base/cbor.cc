#include "common/base/cbor.h"

#include <cstddef>
#include <limits>

#include "common/base/text.h"

namespace clearance {
namespace {

// Major types (RFC 8949 §3.1).
constexpr std::uint8_t kUnsigned = 0;
constexpr std::uint8_t kNegative = 1;
constexpr std::uint8_t kByteString = 2;
constexpr std::uint8_t kTextString = 3;
constexpr std::uint8_t kArray = 4;
constexpr std::uint8_t kMap = 5;
constexpr std::uint8_t kTag = 6;

// Major type 7 with the simple values false, true and null.
constexpr std::uint8_t kFalseByte = 0xF4;
constexpr std::uint8_t kTrueByte = 0xF5;
constexpr std::uint8_t kNullByte = 0xF6;

// The low five bits of the first byte: below 24 the value itself, then 1, 2, 4 or 8 bytes follow.
constexpr std::uint8_t kOneByteFollows = 24;
constexpr std::uint8_t kEightBytesFollow = 27;

constexpr std::uint64_t kMaxInt = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

Status Malformed(std::string_view problem) { return InvalidField("cbor", problem); }

// How many bytes follow the first one in the shortest form of `value`.
std::size_t ShortestArgumentBytes(std::uint64_t value) {
  if (value < kOneByteFollows) return 0;
  if (value <= 0xFF) return 1;
  if (value <= 0xFFFF) return 2;
  return value <= 0xFFFFFFFF ? 4 : 8;
}

}  // namespace

void CborWriter::Head(std::uint8_t major, std::uint64_t value) {
  const auto type = static_cast<unsigned>(major) << 5;
  const std::size_t size = ShortestArgumentBytes(value);
  if (size == 0) {
    out_.push_back(static_cast<char>(type | value));
    return;
  }
  const unsigned power = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3;
  out_.push_back(static_cast<char>(type | (kOneByteFollows + power)));
  for (std::size_t i = size; i > 0; --i) out_.push_back(static_cast<char>((value >> (8 * (i - 1))) & 0xFF));
}

CborWriter& CborWriter::Int(std::int64_t value) {
  if (value >= 0) {
    Head(kUnsigned, static_cast<std::uint64_t>(value));
  } else {
    Head(kNegative, static_cast<std::uint64_t>(-(value + 1)));
  }
  return *this;
}

CborWriter& CborWriter::Bytes(std::string_view value) {
  Head(kByteString, value.size());
  out_.append(value);
  return *this;
}

CborWriter& CborWriter::Text(std::string_view value) {
  Head(kTextString, value.size());
  out_.append(value);
  return *this;
}

CborWriter& CborWriter::Bool(bool value) {
  out_.push_back(static_cast<char>(value ? kTrueByte : kFalseByte));
  return *this;
}

CborWriter& CborWriter::Null() {
  out_.push_back(static_cast<char>(kNullByte));
  return *this;
}

CborWriter& CborWriter::Array(std::uint64_t items) {
  Head(kArray, items);
  return *this;
}

CborWriter& CborWriter::Map(std::uint64_t pairs) {
  Head(kMap, pairs);
  return *this;
}

CborWriter& CborWriter::Tag(std::uint64_t number) {
  Head(kTag, number);
  return *this;
}

struct CborReader::Item {
  std::uint64_t value = 0;
  std::size_t head_bytes = 0;
};

StatusOr<CborReader::Item> CborReader::Peek(std::uint8_t major) const {
  if (rest_.empty()) return Malformed("ends where an item is expected");
  const auto first = static_cast<unsigned char>(rest_[0]);
  if (first >> 5 != major) return Malformed("an item is of another kind than expected");
  const unsigned low = first & 0x1F;
  if (low < kOneByteFollows) return Item{low, 1};
  if (low > kEightBytesFollow) return Malformed("an indefinite or reserved length is not allowed");
  const std::size_t size = std::size_t{1} << (low - kOneByteFollows);
  if (rest_.size() < 1 + size) return Malformed("ends within an item");
  std::uint64_t value = 0;
  for (std::size_t i = 1; i <= size; ++i) value = (value << 8) | static_cast<unsigned char>(rest_[i]);
  if (ShortestArgumentBytes(value) != size) return Malformed("a number is not in its shortest form");
  return Item{value, 1 + size};
}

StatusOr<std::uint64_t> CborReader::Head(std::uint8_t major, std::uint64_t max) {
  ASSIGN_OR_RETURN(const Item item, Peek(major));
  if (item.value > max) return Malformed("a number is too large");
  rest_.remove_prefix(item.head_bytes);
  return item.value;
}

StatusOr<std::int64_t> CborReader::Int() {
  const bool negative = !rest_.empty() && static_cast<unsigned char>(rest_[0]) >> 5 == kNegative;
  ASSIGN_OR_RETURN(const std::uint64_t value, Head(negative ? kNegative : kUnsigned, kMaxInt));
  const auto number = static_cast<std::int64_t>(value);
  return negative ? -1 - number : number;
}

StatusOr<std::string> CborReader::String(std::uint8_t major) {
  ASSIGN_OR_RETURN(const Item item, Peek(major));
  if (item.value > rest_.size() - item.head_bytes) return Malformed("ends within a string");
  std::string value(rest_.substr(item.head_bytes, item.value));
  if (major == kTextString && !IsUtf8(value)) return Malformed("a text is not UTF-8");
  rest_.remove_prefix(item.head_bytes + value.size());
  return value;
}

StatusOr<std::string> CborReader::Bytes() { return String(kByteString); }

StatusOr<std::string> CborReader::Text() { return String(kTextString); }

StatusOr<bool> CborReader::Bool() {
  if (rest_.empty()) return Malformed("ends where an item is expected");
  const auto first = static_cast<unsigned char>(rest_[0]);
  if (first != kFalseByte && first != kTrueByte) return Malformed("an item is of another kind than expected");
  rest_.remove_prefix(1);
  return first == kTrueByte;
}

bool CborReader::NullNext() {
  if (rest_.empty() || static_cast<unsigned char>(rest_[0]) != kNullByte) return false;
  rest_.remove_prefix(1);
  return true;
}

StatusOr<std::uint64_t> CborReader::Array() {
  ASSIGN_OR_RETURN(const Item item, Peek(kArray));
  return Head(kArray, rest_.size() - item.head_bytes);
}

StatusOr<std::uint64_t> CborReader::Map() {
  ASSIGN_OR_RETURN(const Item item, Peek(kMap));
  return Head(kMap, (rest_.size() - item.head_bytes) / 2);
}

Status CborReader::Tag(std::uint64_t number) {
  ASSIGN_OR_RETURN(const Item item, Peek(kTag));
  if (item.value != number) return Malformed("a tag is another than expected");
  return Head(kTag, kNoLimit).status();
}

Status CborReader::Finish() const {
  if (!rest_.empty()) return Malformed("bytes are left after the last item");
  return OkStatus();
}

}  // namespace clearance
