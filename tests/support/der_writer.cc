#include "tests/support/der_writer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "common/base/ber.h"
#include "common/base/check.h"
#include "tests/support/oids.h"

namespace clearance::der {

std::string Join(std::initializer_list<std::string_view> elements) {
  std::string joined;
  for (const std::string_view element : elements) joined.append(element);
  return joined;
}

std::string Join(const std::vector<std::string>& elements) {
  std::string joined;
  for (const std::string& element : elements) joined.append(element);
  return joined;
}

std::string Sequence(std::initializer_list<std::string_view> elements) {
  return BerElementOf(ber::kSequence, Join(elements));
}
std::string Sequence(const std::vector<std::string>& elements) { return BerElementOf(ber::kSequence, Join(elements)); }

std::vector<std::string> InOrder(std::vector<std::string> elements) {
  // Octets compare unsigned, as std::char_traits<char> does it.
  std::sort(elements.begin(), elements.end());
  return elements;
}

std::string SetOf(std::vector<std::string> elements) {
  return BerElementOf(ber::kSet, Join(InOrder(std::move(elements))));
}
std::string SetAsGiven(const std::vector<std::string>& elements) { return BerElementOf(ber::kSet, Join(elements)); }

std::string Integer(std::int64_t value) {
  std::string content;
  do {
    content.insert(content.begin(), static_cast<char>(value & 0xFF));
    value >>= 8;
  } while (!(value == 0 && (content.front() & 0x80) == 0) && !(value == -1 && (content.front() & 0x80) != 0));
  return IntegerOf(content);
}

std::string Unsigned(std::string_view big_endian) {
  while (!big_endian.empty() && big_endian.front() == 0) big_endian.remove_prefix(1);
  std::string content(big_endian);
  if (content.empty() || (content.front() & 0x80) != 0) content.insert(content.begin(), '\0');
  return IntegerOf(content);
}

std::string IntegerOf(std::string_view content) { return BerElementOf(ber::kInteger, content); }
std::string Boolean(bool value) { return BerElementOf(ber::kBoolean, value ? "\xFF" : std::string_view("\0", 1)); }
std::string Null() { return BerElementOf(ber::kNull, ""); }
std::string Oid(std::string_view dotted) { return BerElementOf(ber::kOid, OidContent(dotted)); }
std::string OctetString(std::string_view content) { return BerElementOf(ber::kOctetString, content); }

std::string BitString(std::string_view content, unsigned unused_bits) {
  return BerElementOf(ber::kBitString, std::string(1, static_cast<char>(unused_bits)).append(content));
}

std::string PrintableString(std::string_view text) { return BerElementOf(ber::kPrintableString, text); }
std::string Utf8String(std::string_view text) { return BerElementOf(ber::kUtf8String, text); }

std::string GeneralizedTimeText(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  char text[32];
  const int size = std::snprintf(text, sizeof(text), "%04d%02u%02u%02d%02d%02dZ", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                 static_cast<int>(time.seconds().count()));
  CHECK(size == 15);
  return text;
}

std::string GeneralizedTime(Instant at) { return BerElementOf(ber::kGeneralizedTime, GeneralizedTimeText(at)); }

std::string Time(Instant at) {
  const std::string text = GeneralizedTimeText(at);
  const bool is_utc_time = text >= "1950" && text < "2050";
  return is_utc_time ? BerElementOf(ber::kUtcTime, text.substr(2)) : GeneralizedTime(at);
}

std::string Explicit(unsigned n, std::string_view elements) {
  return BerElementOf(ber::ContextConstructed(n), elements);
}
std::string Implicit(unsigned n, std::string_view content) { return BerElementOf(ber::Context(n), content); }

std::string Indefinite(std::uint32_t tag, std::string_view elements) {
  CHECK(tag <= 0xFF);
  std::string element = {static_cast<char>(tag), '\x80'};
  return element.append(elements).append(2, '\0');
}

std::string OctetsInPieces(std::string_view content, std::size_t piece_bytes) {
  CHECK(piece_bytes > 0);
  std::string pieces;
  for (std::size_t at = 0; at < content.size(); at += piece_bytes)
    pieces += OctetString(content.substr(at, piece_bytes));
  constexpr std::uint32_t kConstructed = 0x20;
  return Indefinite(ber::kOctetString | kConstructed, pieces);
}

}  // namespace clearance::der
