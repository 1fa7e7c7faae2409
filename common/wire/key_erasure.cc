#include "common/wire/key_erasure.h"

#include "common/base/cbor.h"
#include "common/wire/fields.h"
#include "common/wire/ledger_reading.h"

namespace clearance {
namespace {

constexpr std::uint64_t kItems = 5;
constexpr std::int64_t kVersion = 1;
constexpr std::size_t kSubjectBytes = 32;
constexpr std::size_t kMaxAuthorBytes = 64;

StatusOr<DataPurpose> ReadDataPurpose(CborReader& in) { return ReadName(in, ParseDataPurpose); }

}  // namespace

Status ValidateKeyErasure(const KeyErasure& erasure) {
  if (erasure.subject.size() != kSubjectBytes) return InvalidField("subject", "a pseudonym has 32 bytes");
  if (erasure.purposes.empty()) return InvalidField("purposes", "there is none");
  for (std::size_t i = 1; i < erasure.purposes.size(); ++i) {
    if (erasure.purposes[i] <= erasure.purposes[i - 1]) return InvalidField("purposes", "are not in order");
  }
  if (erasure.author.size() > kMaxAuthorBytes) return InvalidField("author", "is longer than 64 bytes");
  RETURN_IF_ERROR(RequireText(erasure.author, kMaxGroundCharacters, "author"));
  return RequireText(erasure.reason, kMaxGroundCharacters, "reason");
}

std::string KeyErasedBody(const KeyErasure& erasure) {
  CborWriter out;
  out.Array(kItems).Int(kVersion).Bytes(erasure.subject).Array(erasure.purposes.size());
  for (const DataPurpose purpose : erasure.purposes) out.Text(DataPurposeName(purpose));
  out.Text(erasure.author).Text(erasure.reason);
  return out.Take();
}

StatusOr<KeyErasure> ReadKeyErasedBody(std::string_view body) {
  CborReader in(body);
  KeyErasure erasure;
  RETURN_IF_ERROR(ExpectArray(in, kItems));
  RETURN_IF_ERROR(ExpectVersion(in, kVersion));
  ASSIGN_OR_RETURN(erasure.subject, in.Bytes());
  ASSIGN_OR_RETURN(erasure.purposes, ReadList(in, ReadDataPurpose));
  ASSIGN_OR_RETURN(erasure.author, in.Text());
  ASSIGN_OR_RETURN(erasure.reason, in.Text());
  RETURN_IF_ERROR(in.Finish());
  RETURN_IF_ERROR(ValidateKeyErasure(erasure));
  return erasure;
}

}  // namespace clearance
