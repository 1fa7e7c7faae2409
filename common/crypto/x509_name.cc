// Names of issuers and subjects as people read them. A name that is oddly written is still a name: what cannot be read
// is left out here, and never an error. Names are compared elsewhere, by their bytes.
#include <array>

#include "common/base/text.h"
#include "common/crypto/x509_parts.h"

namespace clearance {
namespace {

constexpr std::uint32_t kBmpString = 0x1E;
constexpr std::string_view kCountryName = "2.5.4.6";
constexpr std::size_t kMaxNameParts = 64;
constexpr std::size_t kMaxNameTextBytes = 512;

struct NamePart {
  std::string type{};  // dotted
  BerElement value{};
};

// AttributeTypeAndValues in their order, up to the first that cannot be read.
std::vector<NamePart> PartsOf(std::string_view name) {
  std::vector<NamePart> parts;
  const StatusOr<BerElement> sequence = ReadBer(name, ber::kSequence);
  if (!sequence.ok()) return parts;
  BerReader sets(sequence->content);
  while (!sets.AtEnd()) {
    const StatusOr<BerElement> set = sets.Take(ber::kSet);
    if (!set.ok()) return parts;
    BerReader members(set->content);
    while (!members.AtEnd()) {
      const StatusOr<BerElement> member = members.Take(ber::kSequence);
      if (!member.ok() || parts.size() == kMaxNameParts) return parts;
      BerReader reader(member->content);
      const StatusOr<BerElement> type = reader.Take(ber::kOid);
      const StatusOr<BerElement> value = reader.Next();
      if (!type.ok() || !value.ok()) return parts;
      StatusOr<std::string> oid = BerOid(type->content);
      if (!oid.ok()) return parts;
      parts.push_back({*std::move(oid), *value});
    }
  }
  return parts;
}

std::string_view ShortName(std::string_view type) {
  struct Row {
    std::string_view type, name;
  };
  static constexpr std::array kRows = {
      Row{"2.5.4.3", "CN"},
      Row{"2.5.4.4", "SN"},
      Row{"2.5.4.5", "serialNumber"},
      Row{"2.5.4.6", "C"},
      Row{"2.5.4.7", "L"},
      Row{"2.5.4.8", "ST"},
      Row{"2.5.4.10", "O"},
      Row{"2.5.4.11", "OU"},
      Row{"0.9.2342.19200300.100.1.25", "DC"},
      Row{"2.5.4.12", "T"},
      Row{"2.5.4.97", "organizationIdentifier"},
      Row{"1.2.840.113549.1.9.1", "emailAddress"},
  };
  for (const Row& row : kRows)
    if (row.type == type) return row.name;
  return type;
}

void AppendUtf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (code >> 6)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xE0 | (code >> 12)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

std::string Utf8Of(const BerElement& value) {
  if (value.tag != kBmpString) return std::string(value.content);
  std::string text;
  for (std::size_t i = 0; i + 1 < value.content.size(); i += 2) {
    const unsigned code =
        static_cast<unsigned char>(value.content[i]) * 256U + static_cast<unsigned char>(value.content[i + 1]);
    AppendUtf8(text, code);  // a surrogate makes no UTF-8, and is shown as such
  }
  return text;
}

}  // namespace

std::string CountryOfName(std::string_view name) {
  for (const NamePart& part : PartsOf(name)) {
    if (part.type != kCountryName) continue;
    std::string country;
    for (const char c : Utf8Of(part.value)) {
      if (c == ' ') continue;  // "KZ " is seen
      const bool lower = c >= 'a' && c <= 'z';
      if (!lower && (c < 'A' || c > 'Z')) return "";
      country.push_back(lower ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return country.size() == 2 || country.size() == 3 ? country : "";
  }
  return "";
}

std::string TextOfName(std::string_view name) {
  std::string text;
  for (const NamePart& part : PartsOf(name)) {
    if (!text.empty()) text += ", ";
    text += ShortName(part.type);
    text += '=';
    text += Utf8Of(part.value);
  }
  return ShownText(text, kMaxNameTextBytes);
}

}  // namespace clearance
