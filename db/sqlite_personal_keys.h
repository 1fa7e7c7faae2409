// Personal keys in SQLite. Belongs to its connection's thread and keeps no state beside the file.
#pragma once

#include "db/personal_keys.h"
#include "db/sqlite_dictionary.h"

namespace clearance {

class SqlitePersonalKeys final : public PersonalKeys {
 public:
  explicit SqlitePersonalKeys(sqlite::Connection& connection, DictionaryMemo* memo = nullptr)
      : connection_(connection), dictionary_(connection, memo) {}
  StatusOr<std::optional<PersonalKey>> Find(std::string_view subject, DataPurpose purpose) const override;
  StatusOr<std::vector<PersonalKey>> FindAll(std::string_view subject) const override;
  StatusOr<std::vector<PersonalKey>> List(const std::optional<PersonalKey>& after, std::size_t limit) const override;
  StatusOr<KeyedSubjects> ListSubjects(const std::string& after, std::size_t limit) const override;
  StatusOr<std::vector<MasterKeyUse>> MasterKeys() const override;
  Status Put(const PersonalKey& key) override;
  Status Erase(std::string_view subject) override;

 private:
  sqlite::Connection& connection_;
  SqliteDictionary dictionary_;
};

}  // namespace clearance
