#include "db/sqlite_personal_keys.h"

#include <charconv>
#include <limits>
#include <utility>

#include "db/ledger.h"
#include "db/stored_codes.h"

namespace clearance {
namespace {

#define CLEARANCE_PERSONAL_KEY_ROW                                            \
  "SELECT coalesce(t.pseudonym, x''), k.purpose, k.master_key_id, k.wrapped " \
  "FROM personal_keys k LEFT JOIN travellers t ON t.id = k.subject "

constexpr std::string_view kOne = CLEARANCE_PERSONAL_KEY_ROW "WHERE k.subject = ? AND k.purpose = ?";
constexpr std::string_view kAllOfSubject = CLEARANCE_PERSONAL_KEY_ROW "WHERE k.subject = ? ORDER BY k.purpose";
constexpr std::string_view kPage =
    CLEARANCE_PERSONAL_KEY_ROW "WHERE (k.subject, k.purpose) > (?, ?) ORDER BY k.subject, k.purpose LIMIT ?";

#undef CLEARANCE_PERSONAL_KEY_ROW

constexpr std::string_view kSubjects =
    "SELECT k.subject, coalesce(t.pseudonym, x'') "
    "FROM (SELECT DISTINCT subject FROM personal_keys WHERE subject > ? ORDER BY subject LIMIT ?) k "
    "LEFT JOIN travellers t ON t.id = k.subject ORDER BY k.subject";

StatusOr<PersonalKey> KeyOf(const sqlite::Statement& row) {
  PersonalKey key;
  key.subject = row.Bytes(0);
  ASSIGN_OR_RETURN(key.purpose, DataPurposeOfCode(row.Int(1)));
  key.master_key_id = row.Bytes(2);
  key.wrapped = row.Bytes(3);
  if (!ValidatePersonalKey(key).ok()) return CorruptStore("a personal key out of its form");
  return key;
}

StatusOr<std::vector<PersonalKey>> KeysOf(sqlite::Statement& statement) {
  std::vector<PersonalKey> keys;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(PersonalKey key, KeyOf(row));
    keys.push_back(std::move(key));
    return OkStatus();
  }));
  return keys;
}

}  // namespace

StatusOr<std::optional<PersonalKey>> SqlitePersonalKeys::Find(std::string_view subject, DataPurpose purpose) const {
  ASSIGN_OR_RETURN(const auto id, dictionary_.TravellerId(subject));
  if (!id) return std::optional<PersonalKey>();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kOne));
  statement.Bind(*id, DataPurposeCode(purpose));
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<PersonalKey>();
  ASSIGN_OR_RETURN(PersonalKey key, KeyOf(statement));
  return std::optional<PersonalKey>(std::move(key));
}

StatusOr<std::vector<PersonalKey>> SqlitePersonalKeys::FindAll(std::string_view subject) const {
  ASSIGN_OR_RETURN(const auto id, dictionary_.TravellerId(subject));
  if (!id) return std::vector<PersonalKey>();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kAllOfSubject));
  statement.Bind(*id);
  return KeysOf(statement);
}

StatusOr<std::vector<PersonalKey>> SqlitePersonalKeys::List(const std::optional<PersonalKey>& after,
                                                            std::size_t limit) const {
  std::optional<std::int64_t> after_id = 0;  // ids begin at 1
  if (after) {
    ASSIGN_OR_RETURN(after_id, dictionary_.TravellerId(after->subject));
    if (!after_id) return InvalidField("after", "was never a key of this list");
  }
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kPage));
  statement.Bind(*after_id, after ? DataPurposeCode(after->purpose) : 0, BoundedLimit(limit));
  return KeysOf(statement);
}

StatusOr<KeyedSubjects> SqlitePersonalKeys::ListSubjects(const std::string& after, std::size_t limit) const {
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  if (!after.empty() && std::from_chars(after.data(), after.data() + after.size(), last).ec != std::errc())
    return InvalidField("after", "was never the end of a page");
  const std::int64_t most = BoundedLimit(limit);
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kSubjects));
  statement.Bind(last, most + 1);
  KeyedSubjects page;
  std::int64_t found = 0;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    if (++found > most) {
      page.next = std::to_string(last);
      return OkStatus();
    }
    last = row.Int(0);
    std::string subject = row.Bytes(1);
    if (subject.size() == kPseudonymBytes) {
      page.subjects.push_back(std::move(subject));
    } else {
      ++page.nameless;
    }
    return OkStatus();
  }));
  return page;
}

StatusOr<std::vector<MasterKeyUse>> SqlitePersonalKeys::MasterKeys() const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT master_key_id, count(*) FROM personal_keys GROUP BY 1 ORDER BY 1"));
  std::vector<MasterKeyUse> uses;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    uses.push_back({row.Bytes(0), static_cast<std::uint64_t>(row.Int(1))});
    return OkStatus();
  }));
  return uses;
}

// A replaced key is as long as the new one, so that it is overwritten where it stood.
Status SqlitePersonalKeys::Put(const PersonalKey& key) {
  RETURN_IF_ERROR(ValidatePersonalKey(key));
  ASSIGN_OR_RETURN(const std::int64_t subject, dictionary_.KeepTraveller(key.subject));
  return connection_.Run(
      "INSERT INTO personal_keys (subject, purpose, master_key_id, wrapped) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (subject, purpose) DO UPDATE SET master_key_id = excluded.master_key_id, wrapped = excluded.wrapped",
      subject, DataPurposeCode(key.purpose), sqlite::Blob{key.master_key_id}, sqlite::Blob{key.wrapped});
}

Status SqlitePersonalKeys::Erase(std::string_view subject) {
  ASSIGN_OR_RETURN(const auto id, dictionary_.TravellerId(subject));
  if (!id) return OkStatus();
  return connection_.Run("DELETE FROM personal_keys WHERE subject = ?", *id);
}

}  // namespace clearance
