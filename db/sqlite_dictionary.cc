#include "db/sqlite_dictionary.h"

#include <algorithm>
#include <string>

#include "common/base/error_reasons.h"

namespace clearance {

namespace {

// What is remembered, or what `read` finds in the table, which is then remembered.
template <typename Read>
StatusOr<std::optional<std::int64_t>> FindThrough(RememberedNumbers* remembered, std::string_view key, Read read) {
  if (remembered != nullptr) {
    if (const RememberedNumbers::Number* number = remembered->Find(key)) return *number;
  }
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> number, read());
  if (remembered != nullptr) remembered->Remember(key, number);
  return number;
}

}  // namespace

const RememberedNumbers::Number* RememberedNumbers::Find(std::string_view key) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [key](const Entry& entry) { return entry.key == key; });
  return found == entries_.end() ? nullptr : &found->number;
}

void RememberedNumbers::Remember(std::string_view key, Number number) {
  const auto known =
      std::find_if(entries_.begin(), entries_.end(), [key](const Entry& entry) { return entry.key == key; });
  if (known != entries_.end()) {
    known->number = number;
    return;
  }
  if (entries_.size() < capacity_) {
    entries_.push_back({std::string(key), number});
    return;
  }
  Entry& oldest = entries_[next_];
  oldest.key.assign(key);
  oldest.number = number;
  next_ = (next_ + 1) % capacity_;
}

void RememberedNumbers::Forget() {
  entries_.clear();
  next_ = 0;
}

void DictionaryMemo::Forget() {
  names_.Forget();
  travellers_.Forget();
}

StatusOr<std::optional<std::int64_t>> SqliteDictionary::NameId(std::string_view name) const {
  return FindThrough(memo_ == nullptr ? nullptr : &memo_->names(), name,
                     [&] { return FindInt(connection_, "SELECT id FROM names WHERE name = ?", name); });
}

StatusOr<std::optional<std::int64_t>> SqliteDictionary::TravellerId(std::string_view pseudonym) const {
  return FindThrough(memo_ == nullptr ? nullptr : &memo_->travellers(), pseudonym, [&] {
    return FindInt(connection_, "SELECT id FROM travellers WHERE pseudonym = ?", sqlite::Blob{pseudonym});
  });
}

StatusOr<std::int64_t> SqliteDictionary::KeepName(std::string_view name) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, NameId(name));
  if (id) return *id;
  RETURN_IF_ERROR(connection_.Run("INSERT INTO names (name) VALUES (?)", name));
  const std::int64_t given = connection_.LastInsertRowId();
  if (memo_ != nullptr) memo_->names().Remember(name, given);
  return given;
}

StatusOr<std::int64_t> SqliteDictionary::KeepTraveller(std::string_view pseudonym) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, TravellerId(pseudonym));
  if (id) return *id;
  RETURN_IF_ERROR(connection_.Run("INSERT INTO travellers (pseudonym) VALUES (?)", sqlite::Blob{pseudonym}));
  const std::int64_t given = connection_.LastInsertRowId();
  if (memo_ != nullptr) memo_->travellers().Remember(pseudonym, given);
  return given;
}

Status CorruptStore(std::string_view what) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "the store: " + std::string(what));
}

}  // namespace clearance
