// PersonalKeys: the erasable table of data keys, one for each person and purpose, each wrapped under the centre's
// master key. No part of the ledger and never derived from it: what is erased here is gone, and no entry changes. Knows
// no key in the clear (personal_fields.h does), and is no rebuild's concern.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/data_purpose.h"

namespace clearance {

inline constexpr std::size_t kMasterKeyIdBytes = 8;
inline constexpr std::size_t kWrappedKeyBytes = 60;  // 32 and what the seal adds (aead.h)

struct PersonalKey {
  std::string subject{};  // pseudonym of a document, kPseudonymBytes
  DataPurpose purpose = DataPurpose::kBorder;
  std::string master_key_id{};  // of the master key it is wrapped under, kMasterKeyIdBytes
  std::string wrapped{};        // kWrappedKeyBytes
  friend bool operator==(const PersonalKey&, const PersonalKey&) = default;
};

// How many keys are wrapped under one master key.
struct MasterKeyUse {
  std::string master_key_id{};
  std::uint64_t keys = 0;
  friend bool operator==(const MasterKeyUse&, const MasterKeyUse&) = default;
};

// People who have keys: one page of them.
struct KeyedSubjects {
  std::vector<std::string> subjects{};  // each once
  std::size_t nameless = 0;             // who have keys, but whose pseudonym is lost
  std::optional<std::string> next{};    // what the next page comes after; absent: these are the last
};

// Const methods are reads. Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class PersonalKeys {
 public:
  virtual ~PersonalKeys() = default;

  // Absent when there never was one and when it has been erased: the two are not to be told apart.
  virtual StatusOr<std::optional<PersonalKey>> Find(std::string_view subject, DataPurpose purpose) const = 0;
  // All of one person, in the order of kAllDataPurposes.
  virtual StatusOr<std::vector<PersonalKey>> FindAll(std::string_view subject) const = 0;
  // Every key once, page after page, at most `limit` (≤ kMaxRowsPerRead), in an order of the store's own that Put does
  // not change. `after`: the last key of the page before, whether or not it is still there.
  virtual StatusOr<std::vector<PersonalKey>> List(const std::optional<PersonalKey>& after, std::size_t limit) const = 0;

  // Everybody who has a key, at most `limit` (≤ kMaxRowsPerRead), in an order of the store's own. Reads no key: one
  // that is out of its form hides nobody. `after`: `next` of the page before; empty for the first.
  virtual StatusOr<KeyedSubjects> ListSubjects(const std::string& after, std::size_t limit) const = 0;

  // Every master key the keys of the table say they are wrapped under, in the order of their ids.
  virtual StatusOr<std::vector<MasterKeyUse>> MasterKeys() const = 0;

  // Inserts, or replaces the one of the same subject and purpose. INVALID_ARGUMENT naming the field out of its form.
  virtual Status Put(const PersonalKey& key) = 0;
  // Of every purpose. OK as well when there is none. In a file the bytes are overwritten when the transaction is
  // checkpointed: see SqliteStore::TruncateWal.
  virtual Status Erase(std::string_view subject) = 0;
};

// INVALID_ARGUMENT naming the first field out of the form PersonalKey states.
Status ValidatePersonalKey(const PersonalKey& key);

}  // namespace clearance
