#include "db/memory_personal_keys.h"

#include <map>

#include "db/ledger.h"

namespace clearance {

StatusOr<std::optional<PersonalKey>> MemoryPersonalKeys::Find(std::string_view subject, DataPurpose purpose) const {
  const PersonalKey* key = keys_.Find(Place(subject, purpose));
  return key == nullptr ? std::optional<PersonalKey>() : std::optional(*key);
}

StatusOr<std::vector<PersonalKey>> MemoryPersonalKeys::FindAll(std::string_view subject) const {
  std::vector<PersonalKey> keys;
  for (const DataPurpose purpose : kAllDataPurposes) {
    if (const PersonalKey* key = keys_.Find(Place(subject, purpose))) keys.push_back(*key);
  }
  return keys;
}

StatusOr<std::vector<PersonalKey>> MemoryPersonalKeys::List(const std::optional<PersonalKey>& after,
                                                            std::size_t limit) const {
  const auto& rows = keys_.rows();
  std::vector<PersonalKey> keys;
  for (auto row = after ? rows.upper_bound(Place(after->subject, after->purpose)) : rows.begin();
       row != rows.end() && keys.size() < BoundedLimit(limit); ++row) {
    keys.push_back(row->second);
  }
  return keys;
}

StatusOr<KeyedSubjects> MemoryPersonalKeys::ListSubjects(const std::string& after, std::size_t limit) const {
  KeyedSubjects page;
  const auto& rows = keys_.rows();
  const std::size_t most = BoundedLimit(limit);
  auto row = after.empty() ? rows.begin() : rows.upper_bound(Place(after, kAllDataPurposes.back()));
  for (; row != rows.end(); ++row) {
    const std::string& subject = row->first.first;
    if (!page.subjects.empty() && page.subjects.back() == subject) continue;
    if (page.subjects.size() == most) {
      page.next = page.subjects.back();
      break;
    }
    page.subjects.push_back(subject);
  }
  return page;
}

StatusOr<std::vector<MasterKeyUse>> MemoryPersonalKeys::MasterKeys() const {
  std::map<std::string, std::uint64_t> counted;
  for (const auto& [place, key] : keys_.rows()) ++counted[key.master_key_id];
  std::vector<MasterKeyUse> uses;
  for (const auto& [id, keys] : counted) uses.push_back({id, keys});
  return uses;
}

Status MemoryPersonalKeys::Put(const PersonalKey& key) {
  RETURN_IF_ERROR(ValidatePersonalKey(key));
  keys_.Set(Place(key.subject, key.purpose), key);
  return OkStatus();
}

Status MemoryPersonalKeys::Erase(std::string_view subject) {
  for (const DataPurpose purpose : kAllDataPurposes) keys_.Erase(Place(subject, purpose));
  return OkStatus();
}

}  // namespace clearance
