// PersonalFields: what is personal stands in the ledger only sealed (AES-256-GCM), under a random key for each person
// and purpose, and that key only wrapped under the centre's master key, in a table it can be erased from
// (personal_keys.h). Erase the key and nobody opens the fields any more, while no entry has changed. docs/ledger.md
// gives every form. Never lets a key out; never says whose field it was in an error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/secret.h"
#include "common/domain/data_purpose.h"
#include "db/store.h"

namespace clearance {

inline constexpr std::size_t kMaxPersonalFieldBytes = 32'768;
// How much longer the sealed form is than the plaintext.
inline constexpr std::size_t kPersonalFieldOverheadBytes = 37;

// What a field is bound to: it opens for exactly these again.
struct PersonalFieldName {
  std::string_view subject;  // pseudonym of a document, kPseudonymBytes
  DataPurpose purpose = DataPurpose::kBorder;
  std::string_view context;  // what it is of the subject's, a constant of the program: "document"
};

// A field sealed under a key that is in no table yet. Ciphertexts only.
struct PreparedField {
  PersonalKey key{};
  std::string sealed{};
};

// How a key of the table stands to a master key.
enum class KeyStanding {
  kOpens,
  kOfAnotherMaster,  // wrapped under another one, as its master_key_id says
  kDamaged,          // says to be wrapped under this one, and does not open
};

// Thread-safe.
class PersonalFields {
 public:
  // `master_key`: kAeadKeyBytes. INVALID_ARGUMENT on another length.
  static StatusOr<PersonalFields> FromKey(SecretBytes master_key);
  // A file with the key in hexadecimal. FILE_UNREADABLE or CONFIG_INVALID naming the path.
  static StatusOr<PersonalFields> FromFile(const std::string& path);

  // Seals `plaintext`, and makes the person's key for that purpose when there is none, in the same transaction. The
  // sealed bytes differ each time. INVALID_ARGUMENT when `plaintext` is longer than kMaxPersonalFieldBytes or the
  // subject is no pseudonym; FAILED_PRECONDITION (MASTER_KEY_WRONG) when the key there is wrapped under another master
  // key; DATA_LOSS (STORE_CORRUPT) when it is damaged; the view's own.
  // `prepared`, when there is one, is what Prepare made of the same name and plaintext: it is taken when the subject
  // has no key for that purpose, and costs the transaction no cryptography then. Otherwise it is left, and opens
  // nothing.
  StatusOr<std::string> Seal(Transaction& t, const PersonalFieldName& name, std::string_view plaintext,
                             const PreparedField* prepared = nullptr) const;

  // Makes a key and seals the field under it, outside any transaction. INVALID_ARGUMENT as for Seal.
  StatusOr<PreparedField> Prepare(const PersonalFieldName& name, std::string_view plaintext) const;

  // The plaintext.
  //  - NOT_FOUND (PERSONAL_DATA_ERASED): this subject has no key for this purpose, or another than it was sealed under:
  //    that one has been erased, and nobody can open it any more;
  //  - DATA_LOSS (STORE_CORRUPT): altered, or sealed for another context; or the key is damaged;
  //  - FAILED_PRECONDITION (MASTER_KEY_WRONG), and the view's own, as for Seal.
  StatusOr<SecretBytes> Open(const Snapshot& snapshot, const PersonalFieldName& name, std::string_view sealed) const;

  KeyStanding StandingOf(const PersonalKey& key) const;
  // The same data key wrapped under the master key of `to`. Errors as for Seal.
  StatusOr<PersonalKey> Rewrap(const PersonalKey& key, const PersonalFields& to) const;

  // kMasterKeyIdBytes, which name the master key and tell nothing of it.
  const std::string& master_key_id() const { return master_key_id_; }

 private:
  explicit PersonalFields(SecretBytes master_key);
  StatusOr<SecretBytes> Unwrap(const PersonalKey& key) const;
  PersonalKey Wrap(std::string_view subject, DataPurpose purpose, const SecretBytes& data_key) const;

  SecretBytes master_key_;
  std::string master_key_id_;
};

// True for a failure of Seal or Open that is of this one key or field: it is damaged, or of another master key. What
// does not need the field goes on without it.
bool IsOfOneField(const Status& status);

// For the start of a server: FAILED_PRECONDITION (MASTER_KEY_WRONG) when a key of the table is of another master key,
// telling how many are of which, so that a wrong file and a rotation that stopped half way are found before keys of two
// are mixed. OK without any.
Status CheckMasterKey(const Snapshot& snapshot, const PersonalFields& fields);

}  // namespace clearance
