// Personal keys in memory.
#pragma once

#include <string>
#include <utility>

#include "db/memory_table.h"
#include "db/personal_keys.h"

namespace clearance {

class MemoryPersonalKeys final : public PersonalKeys {
 public:
  explicit MemoryPersonalKeys(UndoLog& undo) : keys_(undo) {}
  StatusOr<std::optional<PersonalKey>> Find(std::string_view subject, DataPurpose purpose) const override;
  StatusOr<std::vector<PersonalKey>> FindAll(std::string_view subject) const override;
  StatusOr<std::vector<PersonalKey>> List(const std::optional<PersonalKey>& after, std::size_t limit) const override;
  StatusOr<KeyedSubjects> ListSubjects(const std::string& after, std::size_t limit) const override;
  StatusOr<std::vector<MasterKeyUse>> MasterKeys() const override;
  Status Put(const PersonalKey& key) override;
  Status Erase(std::string_view subject) override;

 private:
  using Place = std::pair<std::string, DataPurpose>;
  MemoryTable<Place, PersonalKey> keys_;
};

}  // namespace clearance
