#include "common/base/ber.h"

#include <charconv>

#include "common/base/check.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxIdentifierOctets = 3;
constexpr std::size_t kMaxLengthOctets = 4;  // after the first one: 4 GiB
constexpr std::size_t kMaxIntegerOctets = 8;
constexpr std::size_t kMaxOidOctets = 64;
constexpr std::size_t kMaxOctetPieces = 4096;

constexpr std::uint8_t kConstructedBit = 0x20;
constexpr std::uint8_t kManyIdentifierOctets = 0x1F;
constexpr std::uint8_t kMoreFollowBit = 0x80;
constexpr std::uint8_t kIndefiniteLength = 0x80;

std::uint8_t OctetAt(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

Status Malformed(std::size_t offset, std::string_view problem) {
  return InvalidField("ber", "offset " + std::to_string(offset) + ": " + std::string(problem));
}

// Identifier and length octets; a header says nothing yet about whether the content is there.
struct Header {
  std::uint32_t tag = 0;
  bool constructed = false;
  bool indefinite = false;
  bool shortest = true;
  std::size_t size = 0;            // octets of the header itself
  std::size_t content_octets = 0;  // definite only
};

// `problem` is set when the answer is nullopt.
std::optional<Header> ReadIdentifier(std::string_view bytes, std::string_view& problem) {
  Header header;
  if (bytes.empty()) {
    problem = "an element is missing";
    return std::nullopt;
  }
  const std::uint8_t first = OctetAt(bytes, 0);
  header.tag = first;
  header.constructed = (first & kConstructedBit) != 0;
  header.size = 1;
  if ((first & kManyIdentifierOctets) != kManyIdentifierOctets) return header;
  bool more = true;
  while (more) {
    if (header.size == kMaxIdentifierOctets || header.size >= bytes.size()) {
      problem = "an identifier that does not end";
      return std::nullopt;
    }
    const std::uint8_t octet = OctetAt(bytes, header.size++);
    header.tag = (header.tag << 8) | octet;
    more = (octet & kMoreFollowBit) != 0;
  }
  return header;
}

std::optional<Header> ReadHeader(std::string_view bytes, std::string_view& problem) {
  std::optional<Header> header = ReadIdentifier(bytes, problem);
  if (!header) return header;
  if (header->size >= bytes.size()) {
    problem = "a length is missing";
    return std::nullopt;
  }
  const std::uint8_t first = OctetAt(bytes, header->size++);
  if (first == kIndefiniteLength) {
    header->indefinite = true;
    if (header->constructed) return header;
    problem = "a primitive element of indefinite length";
    return std::nullopt;
  }
  if ((first & kMoreFollowBit) == 0) {
    header->content_octets = first;
    return header;
  }
  const std::size_t octets = first & ~kMoreFollowBit;
  if (octets > kMaxLengthOctets || octets > bytes.size() - header->size) {
    problem = "a length of more octets than are read or there";
    return std::nullopt;
  }
  for (std::size_t i = 0; i < octets; ++i)
    header->content_octets = (header->content_octets << 8) | OctetAt(bytes, header->size++);
  const std::size_t before_last = octets > 1 ? header->content_octets >> (8 * (octets - 1)) : 1;
  header->shortest = header->content_octets >= kMoreFollowBit && before_last != 0;
  return header;
}

bool IsEndOfContents(const Header& header) { return header.tag == 0; }

// Octets of the content of an element of indefinite length that begins with `bytes`, without its end-of-contents. The
// elements in it are stepped over; those of indefinite length are counted, not entered by recursion.
std::optional<std::size_t> IndefiniteContentOctets(std::string_view bytes, std::string_view& problem) {
  std::size_t at = 0;
  std::size_t open = 1;
  while (true) {
    const std::optional<Header> header = ReadHeader(bytes.substr(at), problem);
    if (!header) return std::nullopt;
    if (IsEndOfContents(*header)) {
      if (header->indefinite || header->content_octets != 0 || header->size != 2) {
        problem = "end-of-contents octets that are not two zeros";
        return std::nullopt;
      }
      if (--open == 0) return at;
      at += header->size;
      continue;
    }
    at += header->size;
    if (header->indefinite) {
      if (++open > kMaxBerDepth) {
        problem = "elements nested too deep";
        return std::nullopt;
      }
      continue;
    }
    if (header->content_octets > bytes.size() - at) {
      problem = "a length that runs past the end";
      return std::nullopt;
    }
    at += header->content_octets;
  }
}

bool IsOctetString(const BerElement& element) {
  return element.tag == ber::kOctetString || element.tag == (ber::kOctetString | kConstructedBit);
}

bool ReadDigits(std::string_view text, std::size_t at, std::size_t count, int& value) {
  const char* begin = text.data() + at;
  for (std::size_t i = 0; i < count; ++i)
    if (begin[i] < '0' || begin[i] > '9') return false;
  std::from_chars(begin, begin + count, value);
  return true;
}

}  // namespace

Status BerReader::ErrorHere(std::string_view problem) const { return Malformed(input_.size() - rest_.size(), problem); }

StatusOr<BerElement> BerReader::Next() {
  std::string_view problem;
  const std::optional<Header> header = ReadHeader(rest_, problem);
  if (!header) return ErrorHere(problem);
  if (IsEndOfContents(*header)) return ErrorHere("end-of-contents octets where none belong");
  BerElement element;
  element.tag = header->tag;
  element.constructed = header->constructed;
  element.indefinite = header->indefinite;
  element.shortest = header->shortest;
  const std::string_view after = rest_.substr(header->size);
  std::size_t whole = header->size;
  if (header->indefinite) {
    const std::optional<std::size_t> octets = IndefiniteContentOctets(after, problem);
    if (!octets) return ErrorHere(problem);
    element.content = after.substr(0, *octets);
    whole += *octets + 2;
  } else {
    if (header->content_octets > after.size()) return ErrorHere("a length that runs past the end");
    element.content = after.substr(0, header->content_octets);
    whole += header->content_octets;
  }
  element.whole = rest_.substr(0, whole);
  rest_.remove_prefix(whole);
  return element;
}

StatusOr<BerElement> BerReader::Take(std::uint32_t tag) {
  const std::string_view before = rest_;
  StatusOr<BerElement> element = Next();
  if (!element.ok() || element->tag == tag) return element;
  rest_ = before;
  return ErrorHere("an element with another tag than belongs here");
}

StatusOr<std::optional<BerElement>> BerReader::TakeIf(std::uint32_t tag) {
  std::string_view problem;
  if (AtEnd()) return std::optional<BerElement>();
  const std::optional<Header> header = ReadIdentifier(rest_, problem);
  if (!header) return ErrorHere(problem);
  if (header->tag != tag) return std::optional<BerElement>();
  ASSIGN_OR_RETURN(BerElement element, Next());
  return std::optional<BerElement>(element);
}

Status BerReader::Finish() const { return AtEnd() ? OkStatus() : ErrorHere("more than belongs here"); }

StatusOr<BerElement> ReadBer(std::string_view input, std::uint32_t tag) {
  BerReader reader(input);
  ASSIGN_OR_RETURN(BerElement element, reader.Take(tag));
  RETURN_IF_ERROR(reader.Finish());
  return element;
}

StatusOr<std::int64_t> BerInteger(std::string_view content) {
  if (content.empty() || content.size() > kMaxIntegerOctets) return InvalidField("ber", "a number of another size");
  std::uint64_t value = (OctetAt(content, 0) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < content.size(); ++i) value = (value << 8) | OctetAt(content, i);
  return static_cast<std::int64_t>(value);
}

StatusOr<bool> BerBoolean(std::string_view content) {
  if (content.size() != 1) return InvalidField("ber", "a truth value of another size");
  return content[0] != 0;
}

StatusOr<std::string> BerOid(std::string_view content) {
  if (content.empty() || content.size() > kMaxOidOctets) return InvalidField("ber", "an object identifier without end");
  std::string dotted;
  std::uint64_t arc = 0;
  bool inside = false;
  for (const char octet : content) {
    constexpr std::uint64_t kMaxArc = std::uint64_t{1} << 56;
    if (arc >= kMaxArc) return InvalidField("ber", "an object identifier with too large an arc");
    arc = (arc << 7) | (static_cast<std::uint8_t>(octet) & 0x7F);
    inside = (static_cast<std::uint8_t>(octet) & kMoreFollowBit) != 0;
    if (inside) continue;
    if (dotted.empty()) {  // the first octets hold two arcs: 40 · first + second
      const std::uint64_t first = arc < 40 ? 0 : arc < 80 ? 1 : 2;
      dotted = std::to_string(first) + "." + std::to_string(arc - first * 40);
    } else {
      dotted += "." + std::to_string(arc);
    }
    arc = 0;
  }
  if (inside) return InvalidField("ber", "an object identifier that does not end");
  return dotted;
}

StatusOr<std::string_view> BerWholeBits(std::string_view content) {
  if (content.empty() || content[0] != 0) return InvalidField("ber", "bits that make no whole octets");
  return content.substr(1);
}

StatusOr<std::string> BerOctets(const BerElement& element) {
  if (!IsOctetString(element)) return InvalidField("ber", "octets that are none");
  if (!element.constructed) return std::string(element.content);
  std::string octets;
  std::size_t pieces = 0;
  std::vector<BerReader> open = {BerReader(element.content)};
  while (!open.empty()) {
    if (open.back().AtEnd()) {
      open.pop_back();
      continue;
    }
    ASSIGN_OR_RETURN(const BerElement piece, open.back().Next());
    if (!IsOctetString(piece)) return InvalidField("ber", "a piece of octets that is none");
    if (++pieces > kMaxOctetPieces) return InvalidField("ber", "octets in too many pieces");
    if (!piece.constructed) {
      octets.append(piece.content);
      continue;
    }
    if (open.size() == kMaxBerDepth) return InvalidField("ber", "elements nested too deep");
    open.emplace_back(piece.content);
  }
  return octets;
}

StatusOr<Instant> BerTime(const BerElement& element) {
  const Status malformed = InvalidField("ber", "a time of another form");
  const bool is_utc_time = element.tag == ber::kUtcTime;
  if (!is_utc_time && element.tag != ber::kGeneralizedTime) return malformed;
  const std::size_t year_digits = is_utc_time ? 2 : 4;
  const std::string_view text = element.content;
  if (text.size() != year_digits + 11 || text.back() != 'Z') return malformed;
  int year = 0;
  if (!ReadDigits(text, 0, year_digits, year)) return malformed;
  if (is_utc_time) year += year < 50 ? 2000 : 1900;
  int parts[5] = {};  // month, day, hour, minute, second
  for (std::size_t i = 0; i < 5; ++i)
    if (!ReadDigits(text, year_digits + 2 * i, 2, parts[i])) return malformed;
  const std::chrono::year_month_day day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(parts[0])),
                                        std::chrono::day(static_cast<unsigned>(parts[1])));
  if (!day.ok() || parts[2] > 23 || parts[3] > 59 || parts[4] > 59) return malformed;
  return Instant(std::chrono::sys_days(day)) + std::chrono::hours(parts[2]) + std::chrono::minutes(parts[3]) +
         std::chrono::seconds(parts[4]);
}

std::string BerElementOf(std::uint32_t tag, std::string_view content) {
  std::string element;
  for (int shift = 16; shift >= 0; shift -= 8) {
    if (shift == 0 || (tag >> shift) != 0) element.push_back(static_cast<char>((tag >> shift) & 0xFF));
  }
  if (content.size() < kMoreFollowBit) {
    element.push_back(static_cast<char>(content.size()));
  } else {
    std::string length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8)
      length.insert(length.begin(), static_cast<char>(rest & 0xFF));
    CHECK(length.size() <= kMaxLengthOctets);
    element.push_back(static_cast<char>(kMoreFollowBit | length.size()));
    element += length;
  }
  return element.append(content);
}

}  // namespace clearance
