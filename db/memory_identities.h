// Identities in memory: its contract over ordered maps.
#pragma once

#include <string>
#include <utility>

#include "db/identities.h"
#include "db/memory_table.h"

namespace clearance {

class MemoryIdentities final : public Identities {
 public:
  explicit MemoryIdentities(UndoLog& undo) : documents_(undo), mentions_(undo), links_(undo) {}
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
  void Mention(const std::string& document, FirstMention mention);
  void Keep(const DocumentLink& link);
  MemoryTable<std::string, KnownDocument> documents_;
  MemoryTable<std::string, FirstMention> mentions_;
  MemoryTable<std::pair<std::string, std::uint64_t>, DocumentLink> links_;  // by document and linked_at
};

}  // namespace clearance
