#include "common/document/lds.h"

#include <array>
#include <cstddef>

#include "common/base/ber.h"
#include "common/document/chip_files.h"

namespace clearance {
namespace {

constexpr std::uint32_t kEfComTag = 0x60;
constexpr std::uint32_t kLdsVersionTag = 0x5F01;
constexpr std::uint32_t kUnicodeVersionTag = 0x5F36;
constexpr std::uint32_t kTagListTag = 0x5C;
constexpr std::uint32_t kDg1Tag = 0x61;
constexpr std::uint32_t kMrzTag = 0x5F1F;

constexpr std::size_t kLdsVersionDigits = 4;
constexpr std::size_t kUnicodeVersionDigits = 6;
constexpr std::size_t kMaxListedTags = 64;

// Doc 9303-10 table 3, DG1 first.
constexpr std::array<std::uint32_t, kLastDataGroup> kDataGroupTags = {0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                                                      0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70};

struct ZoneShape {
  std::size_t lines;
  std::size_t line_length;
};
constexpr std::array kZoneShapes = {ZoneShape{3, 30}, ZoneShape{2, 36}, ZoneShape{2, 44}};

StatusOr<std::string> ReadVersion(BerReader& reader, std::uint32_t tag, std::size_t digits) {
  ASSIGN_OR_RETURN(const BerElement element, reader.Take(tag));
  if (element.content.size() != digits || element.content.find_first_not_of("0123456789") != std::string_view::npos)
    return InvalidField("ef_com", "a version that is not of as many digits as it should be");
  return std::string(element.content);
}

}  // namespace

std::optional<std::uint32_t> TagOfDataGroup(int number) {
  if (number < kFirstDataGroup || number > kLastDataGroup) return std::nullopt;
  return kDataGroupTags[static_cast<std::size_t>(number - kFirstDataGroup)];
}

std::optional<int> DataGroupOfTag(std::uint32_t tag) {
  for (int number = kFirstDataGroup; number <= kLastDataGroup; ++number)
    if (TagOfDataGroup(number) == tag) return number;
  return std::nullopt;
}

StatusOr<EfCom> ReadEfCom(std::string_view file) {
  if (file.size() > kMaxChipFileBytes) return InvalidField("ef_com", "too large");
  BerReader outside(file);
  ASSIGN_OR_RETURN(const BerElement element, outside.Take(kEfComTag));
  EfCom com;
  com.trailing_bytes = !outside.AtEnd();
  BerReader reader(element.content);
  ASSIGN_OR_RETURN(com.lds_version, ReadVersion(reader, kLdsVersionTag, kLdsVersionDigits));
  ASSIGN_OR_RETURN(com.unicode_version, ReadVersion(reader, kUnicodeVersionTag, kUnicodeVersionDigits));
  ASSIGN_OR_RETURN(const BerElement tags, reader.Take(kTagListTag));
  RETURN_IF_ERROR(reader.Finish());
  if (tags.content.size() > kMaxListedTags) return InvalidField("ef_com", "more tags than are read");
  for (const char octet : tags.content) {
    const std::optional<int> number = DataGroupOfTag(static_cast<std::uint8_t>(octet));
    if (number) {
      com.data_groups.push_back(*number);
    } else {
      com.has_unknown_tags = true;
    }
  }
  return com;
}

StatusOr<std::string> ReadDg1(std::string_view file) {
  if (file.size() > kMaxChipFileBytes) return InvalidField("dg1", "too large");
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(file, kDg1Tag));
  ASSIGN_OR_RETURN(const BerElement zone, ReadBer(element.content, kMrzTag));
  // A line break of its own would give the lines another shape than their number of characters says.
  if (zone.content.find_first_of("\r\n") != std::string_view::npos)
    return InvalidField("dg1", "a machine-readable zone with line breaks");
  for (const ZoneShape& shape : kZoneShapes) {
    if (zone.content.size() != shape.lines * shape.line_length) continue;
    std::string lines;
    for (std::size_t line = 0; line < shape.lines; ++line) {
      if (line != 0) lines.push_back('\n');
      lines.append(zone.content.substr(line * shape.line_length, shape.line_length));
    }
    return lines;
  }
  return InvalidField("dg1", "a machine-readable zone of another length than TD1, TD2 and TD3 have");
}

}  // namespace clearance
