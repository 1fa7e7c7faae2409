// Identities in SQLite. Belongs to its connection's thread and keeps no state beside the file.
#pragma once

#include <string>

#include "db/identities.h"
#include "db/sqlite_dictionary.h"

namespace clearance {

class SqliteIdentities final : public Identities {
 public:
  explicit SqliteIdentities(sqlite::Connection& connection, DictionaryMemo* memo = nullptr)
      : connection_(connection), dictionary_(connection, memo) {}
  StatusOr<std::optional<KnownDocument>> FindDocument(std::string_view document) const override;
  StatusOr<std::vector<KnownDocument>> FindByNationalKey(std::string_view national_key) const override;
  StatusOr<std::vector<KnownDocument>> ShownOtherwiseSince(std::uint64_t as_of, std::uint64_t after,
                                                           std::size_t limit) const override;
  Status RecordShown(std::string_view document, const DocumentFacts& facts, std::uint64_t position) override;
  Status RecordNamed(std::string_view document, const DocumentFacts& facts, std::uint64_t position) override;
  StatusOr<std::vector<DocumentLink>> LinksOf(std::string_view document) const override;
  Status Link(std::string_view document, std::string_view earlier, LinkState state, std::uint64_t position) override;
  Status Unlink(std::string_view document, std::string_view earlier, std::uint64_t position) override;
  StatusOr<std::vector<std::string>> DocumentsOf(std::string_view document, std::uint64_t as_of) const override;

 private:
  StatusOr<std::int64_t> Mention(std::string_view document, FirstMention mention);
  StatusOr<FirstMention> MentionOf(std::string_view document) const;
  Status Keep(const DocumentLink& link);
  Status Keep(const KnownDocument& known, std::uint64_t position);
  sqlite::Connection& connection_;
  SqliteDictionary dictionary_;
};

}  // namespace clearance
