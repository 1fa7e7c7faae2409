#include "db/personal_fields.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/crypto/aead.h"
#include "common/crypto/key_file.h"
#include "common/crypto/keyed_hash.h"

namespace clearance {
namespace {

constexpr char kSealedFormat = 1;
constexpr std::size_t kDataKeyIdBytes = 8;
constexpr std::size_t kHeaderBytes = 1 + kDataKeyIdBytes;
static_assert(kPersonalFieldOverheadBytes == kHeaderBytes + kAeadOverheadBytes);
static_assert(kWrappedKeyBytes == kAeadKeyBytes + kAeadOverheadBytes);
static_assert(kKeyedHashKeyBytes == kAeadKeyBytes);

// The format's number, then what names the data key without telling anything of it: a field whose key has been erased
// is known from a damaged one, even when the same person has a newer key.
std::string HeaderOf(const SecretBytes& data_key) {
  return kSealedFormat + KeyedHash(data_key.view(), "data key id", {}).substr(0, kDataKeyIdBytes);
}

std::string BoundToKey(std::string_view subject, DataPurpose purpose) {
  CborWriter out;
  out.Array(3).Text("clearance personal key").Bytes(subject).Text(DataPurposeName(purpose));
  return out.Take();
}

std::string BoundToField(std::string_view header, const PersonalFieldName& name) {
  CborWriter out;
  out.Array(5).Text("clearance personal field").Bytes(header).Bytes(name.subject);
  out.Text(DataPurposeName(name.purpose)).Text(name.context);
  return out.Take();
}

std::string SealUnder(const SecretBytes& data_key, const PersonalFieldName& name, std::string_view plaintext) {
  const std::string header = HeaderOf(data_key);
  return header + AeadSeal(data_key.view(), plaintext, BoundToField(header, name));
}

Status CheckSize(std::string_view plaintext) {
  return plaintext.size() <= kMaxPersonalFieldBytes ? OkStatus()
                                                    : InvalidField("plaintext", "longer than 32,768 bytes");
}

Status Erased() {
  return Error(StatusCode::kNotFound, error_reason::kPersonalDataErased,
               "the key of this field has been erased: nobody can open it");
}

Status Damaged(std::string_view what) { return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, what); }

Status MasterKeyWrong() {
  return Error(StatusCode::kFailedPrecondition, error_reason::kMasterKeyWrong,
               "a key of personal fields is wrapped under another master key than the one given");
}

}  // namespace

PersonalFields::PersonalFields(SecretBytes master_key)
    : master_key_(std::move(master_key)),
      master_key_id_(KeyedHash(master_key_.view(), "master key id", {}).substr(0, kMasterKeyIdBytes)) {}

StatusOr<PersonalFields> PersonalFields::FromKey(SecretBytes master_key) {
  if (master_key.view().size() != kAeadKeyBytes) return InvalidField("master_key", "must be 32 bytes");
  return PersonalFields(std::move(master_key));
}

StatusOr<PersonalFields> PersonalFields::FromFile(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes key, ReadKeyFile(path));
  return FromKey(std::move(key));
}

StatusOr<std::string> PersonalFields::Seal(Transaction& t, const PersonalFieldName& name, std::string_view plaintext,
                                           const PreparedField* prepared) const {
  RETURN_IF_ERROR(CheckSize(plaintext));
  ASSIGN_OR_RETURN(const std::optional<PersonalKey> found, t.personal_keys().Find(name.subject, name.purpose));
  if (found) {
    ASSIGN_OR_RETURN(const SecretBytes data_key, Unwrap(*found));
    return SealUnder(data_key, name, plaintext);
  }
  PreparedField made;
  if (prepared == nullptr) {
    ASSIGN_OR_RETURN(made, Prepare(name, plaintext));
    prepared = &made;
  }
  CHECK(prepared->key.subject == name.subject && prepared->key.purpose == name.purpose);
  RETURN_IF_ERROR(t.personal_keys().Put(prepared->key));
  return prepared->sealed;
}

StatusOr<PreparedField> PersonalFields::Prepare(const PersonalFieldName& name, std::string_view plaintext) const {
  RETURN_IF_ERROR(CheckSize(plaintext));
  const SecretBytes data_key = NewAeadKey();
  return PreparedField{Wrap(name.subject, name.purpose, data_key), SealUnder(data_key, name, plaintext)};
}

StatusOr<SecretBytes> PersonalFields::Open(const Snapshot& snapshot, const PersonalFieldName& name,
                                           std::string_view sealed) const {
  if (sealed.size() < kPersonalFieldOverheadBytes || sealed.front() != kSealedFormat)
    return Damaged("a sealed field is not of a form this program writes");
  ASSIGN_OR_RETURN(const std::optional<PersonalKey> found, snapshot.personal_keys().Find(name.subject, name.purpose));
  if (!found) return Erased();
  ASSIGN_OR_RETURN(const SecretBytes data_key, Unwrap(*found));
  const std::string header = HeaderOf(data_key);
  if (sealed.substr(0, kHeaderBytes) != header) return Erased();
  return AeadOpen(data_key.view(), sealed.substr(kHeaderBytes), BoundToField(header, name));
}

KeyStanding PersonalFields::StandingOf(const PersonalKey& key) const {
  if (key.master_key_id != master_key_id_) return KeyStanding::kOfAnotherMaster;
  return Unwrap(key).ok() ? KeyStanding::kOpens : KeyStanding::kDamaged;
}

StatusOr<PersonalKey> PersonalFields::Rewrap(const PersonalKey& key, const PersonalFields& to) const {
  ASSIGN_OR_RETURN(const SecretBytes data_key, Unwrap(key));
  return to.Wrap(key.subject, key.purpose, data_key);
}

StatusOr<SecretBytes> PersonalFields::Unwrap(const PersonalKey& key) const {
  if (key.master_key_id != master_key_id_) return MasterKeyWrong();
  StatusOr<SecretBytes> data_key = AeadOpen(master_key_.view(), key.wrapped, BoundToKey(key.subject, key.purpose));
  if (!data_key.ok()) return Damaged("a key of personal fields does not open under its master key");
  CHECK(data_key->view().size() == kAeadKeyBytes);
  return data_key;
}

PersonalKey PersonalFields::Wrap(std::string_view subject, DataPurpose purpose, const SecretBytes& data_key) const {
  return {.subject = std::string(subject),
          .purpose = purpose,
          .master_key_id = master_key_id_,
          .wrapped = AeadSeal(master_key_.view(), data_key.view(), BoundToKey(subject, purpose))};
}

bool IsOfOneField(const Status& status) {
  return status.code() == StatusCode::kDataLoss || ReasonOf(status) == error_reason::kMasterKeyWrong;
}

Status CheckMasterKey(const Snapshot& snapshot, const PersonalFields& fields) {
  ASSIGN_OR_RETURN(const std::vector<MasterKeyUse> uses, snapshot.personal_keys().MasterKeys());
  std::uint64_t own = 0;
  std::string others;
  for (const MasterKeyUse& use : uses) {
    if (use.master_key_id == fields.master_key_id()) {
      own = use.keys;
    } else {
      others += ", " + std::to_string(use.keys) + " under another (id " + ToHex(use.master_key_id) + ")";
    }
  }
  if (others.empty()) return OkStatus();
  return Error(StatusCode::kFailedPrecondition, error_reason::kMasterKeyWrong,
               "of the keys of personal fields, " + std::to_string(own) +
                   " are wrapped under the master key given (id " + ToHex(fields.master_key_id()) + ")" + others +
                   ": give the right one, or run `clearctl keys rotate` again if it has stopped half way");
}

}  // namespace clearance
