#include "common/document/security_object.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/base/ber.h"
#include "common/document/chip_files.h"

namespace clearance {
namespace {

constexpr std::uint32_t kEfSodTag = 0x77;
constexpr int kSignedDataVersion = 3;  // RFC 5652 §5.1 where the content is not id-data
constexpr std::uint32_t kLastUniversalTag = 0x3F;

Status Malformed(std::string_view problem) { return InvalidField("ef_sod", problem); }

void AddDefect(InspectionReason defect, SecurityObject& object) {
  if (std::find(object.defects.begin(), object.defects.end(), defect) == object.defects.end())
    object.defects.push_back(defect);
}

// Universal types that DER writes in one piece (X.690 §10.2); of those with many octets to a tag there is none.
bool IsConstructedString(const BerElement& element) {
  if (!element.constructed || element.tag > kLastUniversalTag) return false;
  return element.tag != ber::kSequence && element.tag != ber::kSet;
}

// X.690 §8.3.2: neither a leading octet of zeros nor one of ones that the sign would give anyway.
bool IsShortestInteger(std::string_view content) {
  if (content.size() < 2) return !content.empty();
  const auto first = static_cast<std::uint8_t>(content[0]);
  const bool second_negative = (static_cast<std::uint8_t>(content[1]) & 0x80) != 0;
  return !(first == 0x00 && !second_negative) && !(first == 0xFF && second_negative);
}

// Whether every element in `bytes` has a definite, shortest length, is in one piece, and its integers are shortest:
// what of DER can be told without knowing the types. False, too, for what is no BER or nested deeper than we read.
bool LooksLikeDer(std::string_view bytes) {
  std::vector<BerReader> open = {BerReader(bytes)};
  while (!open.empty()) {
    if (open.back().AtEnd()) {
      open.pop_back();
      continue;
    }
    const StatusOr<BerElement> element = open.back().Next();
    if (!element.ok() || element->indefinite || !element->shortest || IsConstructedString(*element)) return false;
    if (element->tag == ber::kInteger && !IsShortestInteger(element->content)) return false;
    if (!element->constructed) continue;
    if (open.size() == kMaxBerDepth) return false;
    open.emplace_back(element->content);
  }
  return true;
}

StatusOr<DigestAlgorithm> ReadDigestAlgorithm(BerReader& reader) {
  ASSIGN_OR_RETURN(const BerElement identifier, reader.Take(ber::kSequence));
  BerReader parts(identifier.content);
  ASSIGN_OR_RETURN(const BerElement oid, parts.Take(ber::kOid));
  ASSIGN_OR_RETURN(const std::string dotted, BerOid(oid.content));
  const std::optional<DigestAlgorithm> digest = DigestAlgorithmOfOid(dotted);
  if (!digest) return Status(StatusCode::kUnimplemented, "a digest that is not used here");
  return *digest;
}

// DataGroupHash, one after the other.
Status ReadHashes(std::string_view content, SecurityObject& object) {
  BerReader reader(content);
  if (reader.AtEnd()) return Malformed("no hash");
  while (!reader.AtEnd()) {
    ASSIGN_OR_RETURN(const BerElement element, reader.Take(ber::kSequence));
    BerReader parts(element.content);
    ASSIGN_OR_RETURN(const BerElement number, parts.Take(ber::kInteger));
    ASSIGN_OR_RETURN(const BerElement hash, parts.Take(ber::kOctetString));
    RETURN_IF_ERROR(parts.Finish());
    ASSIGN_OR_RETURN(const std::int64_t group, BerInteger(number.content));
    if (group < kFirstDataGroup || group > kLastDataGroup) return Malformed("a data group that there is none of");
    if (hash.content.size() != DigestBytes(object.digest)) return Malformed("a hash of another length than its digest");
    if (!object.hashes.emplace(static_cast<int>(group), hash.content).second) return Malformed("a data group twice");
  }
  return OkStatus();
}

// LDSVersionInfo, which only version 1 has.
Status ReadVersionInfo(const BerElement& element, SecurityObject& object) {
  BerReader reader(element.content);
  ASSIGN_OR_RETURN(const BerElement lds, reader.Take(ber::kPrintableString));
  ASSIGN_OR_RETURN(const BerElement unicode, reader.Take(ber::kPrintableString));
  RETURN_IF_ERROR(reader.Finish());
  if (object.version == 0) {
    AddDefect(InspectionReason::kVersionUnusual, object);
    return OkStatus();
  }
  object.lds_version = lds.content;
  object.unicode_version = unicode.content;
  return OkStatus();
}

// LDSSecurityObject, Doc 9303-10 §4.6.2.3.
Status ReadContent(std::string_view content, SecurityObject& object) {
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(content, ber::kSequence));
  BerReader reader(element.content);
  ASSIGN_OR_RETURN(const BerElement number, reader.Take(ber::kInteger));
  ASSIGN_OR_RETURN(const std::int64_t version, BerInteger(number.content));
  if (version != 0 && version != 1) return Malformed("a security object of another version than 0 and 1");
  object.version = static_cast<int>(version);
  ASSIGN_OR_RETURN(object.digest, ReadDigestAlgorithm(reader));
  ASSIGN_OR_RETURN(const BerElement hashes, reader.Take(ber::kSequence));
  RETURN_IF_ERROR(ReadHashes(hashes.content, object));
  ASSIGN_OR_RETURN(const std::optional<BerElement> version_info, reader.TakeIf(ber::kSequence));
  if (version_info) RETURN_IF_ERROR(ReadVersionInfo(*version_info, object));
  return reader.Finish();
}

// The message in the file: under the tag of EF.SOD, or as some write it, bare.
StatusOr<std::string_view> FindMessage(std::string_view file, SecurityObject& object) {
  BerReader outside(file);
  ASSIGN_OR_RETURN(const BerElement first, outside.Next());
  bool trailing = !outside.AtEnd();
  std::string_view message = first.whole;
  if (first.tag == kEfSodTag) {
    BerReader inside(first.content);
    ASSIGN_OR_RETURN(const BerElement element, inside.Take(ber::kSequence));
    message = element.whole;
    trailing = trailing || !inside.AtEnd();
  } else if (first.tag == ber::kSequence) {
    AddDefect(InspectionReason::kVersionUnusual, object);
  } else {
    return Malformed("another tag than EF.SOD has");
  }
  if (!LooksLikeDer(first.whole)) AddDefect(InspectionReason::kEncodingNotDer, object);
  if (trailing) AddDefect(InspectionReason::kTrailingBytes, object);
  return message;
}

}  // namespace

StatusOr<SecurityObject> ReadEfSod(std::string_view file) {
  if (file.size() > kMaxSecurityObjectBytes) return Malformed("too large");
  SecurityObject object;
  ASSIGN_OR_RETURN(const std::string_view message, FindMessage(file, object));
  ASSIGN_OR_RETURN(object.message, ReadCmsMessage(std::string(message)));
  if (object.message.version != kSignedDataVersion) AddDefect(InspectionReason::kVersionUnusual, object);
  if (object.message.content_type != kLdsSecurityObjectOid) return Malformed("a message of another content type");
  if (!object.message.has_content) return Malformed("a message without its content");
  if (!LooksLikeDer(object.message.content)) AddDefect(InspectionReason::kEncodingNotDer, object);
  RETURN_IF_ERROR(ReadContent(object.message.content, object));
  return object;
}

StatusOr<CmsMessage> ReadEfSodMessage(std::string_view file) {
  if (file.size() > kMaxSecurityObjectBytes) return Malformed("too large");
  SecurityObject passed_over;
  ASSIGN_OR_RETURN(const std::string_view message, FindMessage(file, passed_over));
  return ReadCmsMessage(std::string(message));
}

}  // namespace clearance
