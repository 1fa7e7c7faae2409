#include "common/document/chip_keys.h"

#include <algorithm>
#include <cstdint>

#include "common/base/ber.h"
#include "common/document/chip_files.h"

namespace clearance {
namespace {

constexpr std::uint32_t kDg14Tag = 0x6E;
constexpr std::uint32_t kDg15Tag = 0x6F;

// Doc 9303-11 §9.2 and BSI TR-03110-3 §A.1.1.
constexpr std::string_view kPublicKeyDh = "0.4.0.127.0.7.2.2.1.1";
constexpr std::string_view kPublicKeyEcdh = "0.4.0.127.0.7.2.2.1.2";
constexpr std::string_view kChipAuthenticationDh = "0.4.0.127.0.7.2.2.3.1";
constexpr std::string_view kChipAuthenticationEcdh = "0.4.0.127.0.7.2.2.3.2";
constexpr std::string_view kPace = "0.4.0.127.0.7.2.2.4.";
constexpr std::string_view kActiveAuthentication = "2.23.136.1.1.5";

// `oid` itself, or one below it.
bool IsUnder(std::string_view oid, std::string_view root) {
  return oid.substr(0, root.size()) == root && (oid.size() == root.size() || oid[root.size()] == '.');
}

// A mapping and a cipher below id-PACE; with the mapping alone it would be domain parameters (PACEDomainParameterInfo).
bool IsPaceProtocol(std::string_view oid) {
  if (oid.substr(0, kPace.size()) != kPace) return false;
  return std::count(oid.begin() + static_cast<std::ptrdiff_t>(kPace.size()), oid.end(), '.') == 1;
}

StatusOr<std::optional<std::int64_t>> ReadKeyId(BerReader& reader) {
  ASSIGN_OR_RETURN(const std::optional<BerElement> element, reader.TakeIf(ber::kInteger));
  std::optional<std::int64_t> key_id;
  if (element) {
    ASSIGN_OR_RETURN(key_id, BerInteger(element->content));
  }
  RETURN_IF_ERROR(reader.Finish());
  return key_id;
}

// SubjectPublicKeyInfo: an algorithm and bits; what they hold, public_key.h reads.
StatusOr<std::string_view> ReadKeyInfo(BerReader& reader) {
  ASSIGN_OR_RETURN(const BerElement info, reader.Take(ber::kSequence));
  BerReader parts(info.content);
  RETURN_IF_ERROR(parts.Take(ber::kSequence).status());
  RETURN_IF_ERROR(parts.Take(ber::kBitString).status());
  RETURN_IF_ERROR(parts.Finish());
  return info.whole;
}

Status ReadChipAuthentication(BerReader& reader, std::string protocol, SecurityInfos& infos) {
  ChipAuthenticationProtocol info{.protocol = std::move(protocol)};
  ASSIGN_OR_RETURN(const BerElement version, reader.Take(ber::kInteger));
  ASSIGN_OR_RETURN(info.version, BerInteger(version.content));
  ASSIGN_OR_RETURN(info.key_id, ReadKeyId(reader));
  infos.chip_authentication.push_back(std::move(info));
  return OkStatus();
}

Status ReadChipAuthenticationKey(BerReader& reader, std::string protocol, SecurityInfos& infos) {
  ChipAuthenticationKey key{.protocol = std::move(protocol)};
  ASSIGN_OR_RETURN(key.key_info, ReadKeyInfo(reader));
  ASSIGN_OR_RETURN(key.key_id, ReadKeyId(reader));
  infos.chip_authentication_keys.push_back(std::move(key));
  return OkStatus();
}

Status ReadActiveAuthentication(BerReader& reader, SecurityInfos& infos) {
  RETURN_IF_ERROR(reader.Take(ber::kInteger).status());
  ASSIGN_OR_RETURN(const BerElement algorithm, reader.Take(ber::kOid));
  RETURN_IF_ERROR(reader.Finish());
  ASSIGN_OR_RETURN(std::string dotted, BerOid(algorithm.content));
  if (infos.active_authentication_algorithm)
    return InvalidField("security_infos", "two algorithms of active authentication");
  infos.active_authentication_algorithm = std::move(dotted);
  return OkStatus();
}

Status ReadSecurityInfo(std::string_view content, SecurityInfos& infos) {
  BerReader reader(content);
  ASSIGN_OR_RETURN(const BerElement oid, reader.Take(ber::kOid));
  ASSIGN_OR_RETURN(std::string protocol, BerOid(oid.content));
  if (IsUnder(protocol, kChipAuthenticationDh) || IsUnder(protocol, kChipAuthenticationEcdh))
    return ReadChipAuthentication(reader, std::move(protocol), infos);
  if (protocol == kPublicKeyDh || protocol == kPublicKeyEcdh)
    return ReadChipAuthenticationKey(reader, std::move(protocol), infos);
  if (protocol == kActiveAuthentication) return ReadActiveAuthentication(reader, infos);
  if (IsPaceProtocol(protocol)) {
    infos.pace.push_back(std::move(protocol));
  } else {
    ++infos.others;
  }
  return OkStatus();
}

}  // namespace

StatusOr<SecurityInfos> ReadSecurityInfos(std::string_view set) {
  if (set.size() > kMaxChipFileBytes) return InvalidField("security_infos", "too large");
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(set, ber::kSet));
  SecurityInfos infos;
  std::size_t count = 0;
  for (BerReader reader(element.content); !reader.AtEnd();) {
    if (++count > kMaxSecurityInfos) return InvalidField("security_infos", "more of them than are read");
    ASSIGN_OR_RETURN(const BerElement info, reader.Take(ber::kSequence));
    RETURN_IF_ERROR(ReadSecurityInfo(info.content, infos));
  }
  return infos;
}

StatusOr<SecurityInfos> ReadDg14(std::string_view file) {
  if (file.size() > kMaxChipFileBytes) return InvalidField("dg14", "too large");
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(file, kDg14Tag));
  return ReadSecurityInfos(element.content);
}

StatusOr<std::string_view> ReadDg15(std::string_view file) {
  if (file.size() > kMaxChipFileBytes) return InvalidField("dg15", "too large");
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(file, kDg15Tag));
  BerReader reader(element.content);
  ASSIGN_OR_RETURN(const std::string_view key_info, ReadKeyInfo(reader));
  RETURN_IF_ERROR(reader.Finish());
  return key_info;
}

}  // namespace clearance
