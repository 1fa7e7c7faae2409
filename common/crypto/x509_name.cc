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

// C0 and DEL, C1, and the signs that turn the direction of the text around them.
bool MayBeShown(std::string_view character) {
  if (character.size() == 1) return character[0] >= 0x20 && character[0] != 0x7F;
  if (character.size() == 2 && character[0] == '\xC2') return static_cast<unsigned char>(character[1]) >= 0xA0;
  if (character.size() == 3 && character.starts_with("\xE2\x80")) {
    const auto last = static_cast<unsigned char>(character[2]);
    return last != 0x8E && last != 0x8F && (last < 0xA8 || last > 0xAE);
  }
  return !(character.size() == 3 && character.starts_with("\xE2\x81") &&
           static_cast<unsigned char>(character[2]) >= 0xA6 && static_cast<unsigned char>(character[2]) <= 0xA9);
}

// False when the bound was met.
bool AppendShown(std::string& out, std::string_view text) {
  while (!text.empty()) {
    if (out.size() >= kMaxNameTextBytes) return false;
    const std::size_t bytes = Utf8CharacterBytes(text);
    const std::string_view character = text.substr(0, bytes == 0 ? 1 : bytes);
    if (bytes != 0 && MayBeShown(character)) {
      out += character;
    } else {
      out += '?';
    }
    text.remove_prefix(character.size());
  }
  return true;
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
    if (!AppendShown(text, Utf8Of(part.value))) return text + "...";
  }
  return text;
}

}  // namespace clearance
