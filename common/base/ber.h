// BER and DER (ITU-T X.690) read as tag, length, value: certificates, signed messages and the files of a passport's
// chip. Made for hostile input: no recursion, no allocation beyond the answer, every length held against the bytes that
// are there, every depth and count against a named bound.
//
// It must never interpret a value it was not asked for, and never copy what it can point at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

// How deep elements of indefinite length may stand in each other.
inline constexpr std::size_t kMaxBerDepth = 32;

// Universal tags as they stand in a file: identifier octets, class and "constructed" bit included.
namespace ber {
inline constexpr std::uint32_t kBoolean = 0x01;
inline constexpr std::uint32_t kInteger = 0x02;
inline constexpr std::uint32_t kBitString = 0x03;
inline constexpr std::uint32_t kOctetString = 0x04;
inline constexpr std::uint32_t kNull = 0x05;
inline constexpr std::uint32_t kOid = 0x06;
inline constexpr std::uint32_t kEnumerated = 0x0A;
inline constexpr std::uint32_t kUtf8String = 0x0C;
inline constexpr std::uint32_t kPrintableString = 0x13;
inline constexpr std::uint32_t kUtcTime = 0x17;
inline constexpr std::uint32_t kGeneralizedTime = 0x18;
inline constexpr std::uint32_t kSequence = 0x30;
inline constexpr std::uint32_t kSet = 0x31;
// [n], primitive (IMPLICIT over a primitive type) and constructed (EXPLICIT, or IMPLICIT over a constructed type).
constexpr std::uint32_t Context(unsigned n) { return 0x80U | n; }
constexpr std::uint32_t ContextConstructed(unsigned n) { return 0xA0U | n; }
}  // namespace ber

// Views into the input, which must outlive them.
struct BerElement {
  std::uint32_t tag = 0;       // the identifier octets as one number, at most three: 0x30, 0x5F1F, 0x7F2E
  bool constructed = false;    // bit 6 of the first identifier octet
  bool indefinite = false;     // ended by end-of-contents octets
  bool shortest = true;        // a definite length in as few octets as DER asks for
  std::string_view content{};  // the value's octets, without end-of-contents
  std::string_view whole{};    // everything from the identifier octets on
};

// Reads elements that stand one after the other. Definite and indefinite lengths. Errors: INVALID_ARGUMENT with the
// offset and never the content: truncated, a length that runs past the end, end-of-contents where none belongs, an
// identifier or a length of more octets than we read (three, four), deeper than kMaxBerDepth. After an error the reader
// stands where it stood.
class BerReader {
 public:
  explicit BerReader(std::string_view input) : input_(input), rest_(input) {}

  bool AtEnd() const { return rest_.empty(); }
  // What has not been read yet.
  std::string_view rest() const { return rest_; }

  StatusOr<BerElement> Next();
  // The next element, which must have this tag.
  StatusOr<BerElement> Take(std::uint32_t tag);
  // The next element when it has this tag; nullopt, and nothing is read, when it has another or nothing is left.
  StatusOr<std::optional<BerElement>> TakeIf(std::uint32_t tag);
  // Error when something is left.
  Status Finish() const;

 private:
  Status ErrorHere(std::string_view problem) const;
  std::string_view input_;
  std::string_view rest_;
};

// The only element of `input`: error when it has another tag, or something follows it.
StatusOr<BerElement> ReadBer(std::string_view input, std::uint32_t tag);

// A value that INTEGER or ENUMERATED content states, where it fits; error when it is empty or longer than 8 octets.
StatusOr<std::int64_t> BerInteger(std::string_view content);
// BOOLEAN content. Error unless one octet.
StatusOr<bool> BerBoolean(std::string_view content);
// "2.23.136.1.1.1". Error on an empty, unended or overlong OBJECT IDENTIFIER (an arc of 2^63 or more, more than 64
// octets).
StatusOr<std::string> BerOid(std::string_view content);
// The whole bytes of BIT STRING content. Error when bits are left unused, or it is empty.
StatusOr<std::string_view> BerWholeBits(std::string_view content);
// Octets of an OCTET STRING, also of one in constructed pieces (X.690 §8.7.3). Nested pieces are followed without
// recursion. Error on another element, another piece, or too many of them.
StatusOr<std::string> BerOctets(const BerElement& element);
// UTCTime or GeneralizedTime in the form of RFC 5280 §4.1.2.5 (seconds, Z); UTCTime lies in 1950–2049.
StatusOr<Instant> BerTime(const BerElement& element);

// For whoever makes what is read here: an element of definite, shortest length.
std::string BerElementOf(std::uint32_t tag, std::string_view content);

}  // namespace clearance
