#include "services/clearctl/chip_evidence_file.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/canonical_json.h"
#include "common/base/text.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxProtocolCharacters = 64;
constexpr std::size_t kMaxKeyBytes = 1024;                 // of a key for Diffie-Hellman over 8192 bits
constexpr std::size_t kMaxResponseBytes = 16 * 1024;       // of one response APDU
constexpr std::int64_t kMaxWhole = std::int64_t{1} << 53;  // beyond it JSON numbers are not exact
constexpr std::size_t kMaxShownNameBytes = 40;

// The members of the object, each to be taken once.
class Members {
 public:
  explicit Members(std::vector<CanonicalMember> members) : members_(std::move(members)) {}

  bool Has(std::string_view name) const {
    return std::any_of(members_.begin(), members_.end(), [&](const CanonicalMember& m) { return m.name == name; });
  }

  // A string in which nothing is escaped: neither dotted numbers nor hexadecimal digits have to be.
  StatusOr<std::string> Text(std::string_view name) {
    ASSIGN_OR_RETURN(const std::string value, Take(name));
    if (!value.starts_with('"') || value.find('\\') != std::string::npos)
      return InvalidField(name, "is no plain string");
    if (value.size() == 2) return InvalidField(name, "is empty");
    return value.substr(1, value.size() - 2);
  }

  StatusOr<std::string> Bytes(std::string_view name, std::size_t max_bytes) {
    ASSIGN_OR_RETURN(const std::string text, Text(name));
    if (text.size() > max_bytes * 2)
      return InvalidField(name, "is longer than " + std::to_string(max_bytes) + " bytes");
    auto bytes = FromHex(text);
    if (!bytes.ok()) return InvalidField(name, "must be an even number of hexadecimal digits");
    return *std::move(bytes);
  }

  StatusOr<std::int64_t> Whole(std::string_view name) {
    ASSIGN_OR_RETURN(const std::string value, Take(name));
    std::int64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || rest != end || number < 0 || number > kMaxWhole)
      return InvalidField(name, "must be a whole number from 0 to 2^53");
    return number;
  }

  StatusOr<std::string> Protocol() {
    ASSIGN_OR_RETURN(const std::string text, Text("protocol"));
    if (text.size() > kMaxProtocolCharacters || text.find_first_not_of("0123456789.") != std::string::npos)
      return InvalidField("protocol", "must be an object identifier, dotted");
    return text;
  }

  // Whatever has not been taken does not belong there.
  Status Finish() const {
    if (members_.empty()) return OkStatus();
    return InvalidField(ShownText(members_.front().name, kMaxShownNameBytes), "does not belong here");
  }

 private:
  StatusOr<std::string> Take(std::string_view name) {
    const auto member =
        std::find_if(members_.begin(), members_.end(), [&](const CanonicalMember& m) { return m.name == name; });
    if (member == members_.end()) return InvalidField(name, "is missing");
    std::string value = std::move(member->value);
    members_.erase(member);
    return value;
  }

  std::vector<CanonicalMember> members_;
};

StatusOr<ChipEvidence> ReadPaceCam(Members& members) {
  PaceCamEvidence evidence;
  ASSIGN_OR_RETURN(evidence.protocol, members.Protocol());
  ASSIGN_OR_RETURN(evidence.chip_mapping_key, members.Bytes("chip_mapping_key", kMaxKeyBytes));
  ASSIGN_OR_RETURN(evidence.chip_authentication_data, members.Bytes("chip_authentication_data", kMaxKeyBytes));
  RETURN_IF_ERROR(members.Finish());
  return ChipEvidence(std::move(evidence));
}

StatusOr<ChipEvidence> ReadChipAuthentication(Members& members) {
  ChipAuthenticationEvidence evidence;
  ASSIGN_OR_RETURN(evidence.protocol, members.Protocol());
  if (members.Has("key_id")) {
    ASSIGN_OR_RETURN(evidence.key_id, members.Whole("key_id"));
  }
  ASSIGN_OR_RETURN(evidence.terminal_private_key, members.Bytes("terminal_private_key", kMaxKeyBytes));
  ASSIGN_OR_RETURN(evidence.response, members.Bytes("response", kMaxResponseBytes));
  ASSIGN_OR_RETURN(const std::int64_t counter, members.Whole("send_sequence_counter"));
  evidence.send_sequence_counter = static_cast<std::uint64_t>(counter);
  RETURN_IF_ERROR(members.Finish());
  return ChipEvidence(std::move(evidence));
}

}  // namespace

StatusOr<ChipEvidence> ParseChipEvidence(std::string_view json) {
  if (json.size() > kMaxChipEvidenceFileBytes) return InvalidField("json", "is too long");
  ASSIGN_OR_RETURN(auto all, CanonicalMembers(json));
  Members members(std::move(all));
  const bool mapping = members.Has("chip_mapping_key") || members.Has("chip_authentication_data");
  return mapping ? ReadPaceCam(members) : ReadChipAuthentication(members);
}

}  // namespace clearance
