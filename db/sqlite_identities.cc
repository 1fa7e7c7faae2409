#include "db/sqlite_identities.h"

#include <algorithm>

#include "db/ledger.h"
#include "db/stay_record.h"

namespace clearance {
namespace {

std::uint64_t PositionIn(const sqlite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.Int(column));
}

std::optional<std::uint64_t> OptionalPositionIn(const sqlite::Statement& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return PositionIn(row, column);
}

// From a row of facts_key, national_key, nationality, first_seen, facts_changed, pseudonym, but for the last.
KnownDocument DocumentIn(const sqlite::Statement& row, std::string_view document) {
  return {.document = std::string(document),
          .facts = {.national_key = row.OptionalBytes(1).value_or(""),
                    .facts_key = row.Bytes(0),
                    .nationality = row.Text(2)},
          .first_seen = PositionIn(row, 3),
          .facts_changed = PositionIn(row, 4)};
}

std::optional<std::string> OrNull(const std::string& key) { return key.empty() ? std::nullopt : std::optional(key); }

}  // namespace

StatusOr<std::optional<KnownDocument>> SqliteIdentities::FindDocument(std::string_view document) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(document));
  if (!id) return std::optional<KnownDocument>();
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT facts_key, national_key, nationality, first_seen, facts_changed "
                                       "FROM documents WHERE document = ? AND facts_key IS NOT NULL"));
  statement.Bind(*id);
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<KnownDocument>();
  return std::optional<KnownDocument>(DocumentIn(statement, document));
}

StatusOr<std::vector<KnownDocument>> SqliteIdentities::FindByNationalKey(std::string_view national_key) const {
  std::vector<KnownDocument> found;
  if (national_key.empty()) return found;
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT d.facts_key, d.national_key, d.nationality, d.first_seen, "
                          "d.facts_changed, t.pseudonym "
                          "FROM documents d JOIN travellers t ON t.id = d.document "
                          "WHERE d.national_key = ? ORDER BY d.first_seen DESC, t.pseudonym DESC LIMIT ?"));
  statement.Bind(sqlite::Blob{national_key}, kMaxDocumentsPerPerson);
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    found.push_back(DocumentIn(row, row.Bytes(5)));
    return OkStatus();
  }));
  std::reverse(found.begin(), found.end());
  return found;
}

StatusOr<std::vector<KnownDocument>> SqliteIdentities::ShownOtherwiseSince(std::uint64_t as_of, std::uint64_t after,
                                                                           std::size_t limit) const {
  std::vector<KnownDocument> found;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT d.facts_key, d.national_key, d.nationality, d.first_seen, "
                                       "d.facts_changed, t.pseudonym "
                                       "FROM documents d JOIN travellers t ON t.id = d.document "
                                       "WHERE d.facts_changed > ?1 AND d.first_seen > ?2 AND d.first_seen <= ?1 "
                                       "ORDER BY d.first_seen LIMIT ?3"));
  statement.Bind(as_of, after, BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    found.push_back(DocumentIn(row, row.Bytes(5)));
    return OkStatus();
  }));
  return found;
}

Status SqliteIdentities::RecordShown(std::string_view document, const DocumentFacts& facts, std::uint64_t position) {
  RETURN_IF_ERROR(ValidateTraveller(document));
  RETURN_IF_ERROR(ValidateFacts(facts));
  ASSIGN_OR_RETURN(const std::optional<KnownDocument> known, FindDocument(document));
  const KnownDocument shown = ShownAgain(known, document, facts, position);
  return known == shown ? OkStatus() : Keep(shown, position);
}

Status SqliteIdentities::RecordNamed(std::string_view document, const DocumentFacts& facts, std::uint64_t position) {
  RETURN_IF_ERROR(ValidateTraveller(document));
  RETURN_IF_ERROR(ValidateFacts(facts));
  ASSIGN_OR_RETURN(const std::optional<KnownDocument> known, FindDocument(document));
  return known ? OkStatus() : Keep(NamedFirst(document, facts, position), position);
}

Status SqliteIdentities::Keep(const KnownDocument& known, std::uint64_t position) {
  ASSIGN_OR_RETURN(const std::int64_t id, dictionary_.KeepTraveller(known.document));
  // What was said of it first stays.
  return connection_.Run(
      "INSERT INTO documents (document, mentioned_at, mentioned_later, facts_key, national_key, nationality, "
      "first_seen, facts_changed) VALUES (?, ?, 0, ?, ?, ?, ?, ?) ON CONFLICT (document) DO UPDATE SET "
      "facts_key = excluded.facts_key, national_key = excluded.national_key, nationality = excluded.nationality, "
      "first_seen = excluded.first_seen, facts_changed = excluded.facts_changed",
      id, position, sqlite::Blob{known.facts.facts_key}, BlobOrNull(OrNull(known.facts.national_key)),
      known.facts.nationality, known.first_seen, known.facts_changed);
}

StatusOr<std::vector<DocumentLink>> SqliteIdentities::LinksOf(std::string_view document) const {
  std::vector<DocumentLink> links;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(document));
  if (!id) return links;
  // Most have none, and to put two lists into one order costs as much when both are empty.
  ASSIGN_OR_RETURN(const auto any, FindInt(connection_,
                                           "SELECT 1 WHERE EXISTS (SELECT 1 FROM document_links WHERE document = ?1) "
                                           "OR EXISTS (SELECT 1 FROM document_links WHERE earlier = ?1)",
                                           *id));
  if (!any) return links;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare(
                       "SELECT d.pseudonym, e.pseudonym, l.linked_at, l.confirmed_at, l.unlinked_at, l.proposed FROM "
                       "(SELECT * FROM document_links WHERE document = ?1 "
                       "UNION ALL SELECT * FROM document_links WHERE earlier = ?1) l "
                       "JOIN travellers d ON d.id = l.document JOIN travellers e ON e.id = l.earlier "
                       "ORDER BY l.linked_at"));
  statement.Bind(*id);
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    links.push_back({.document = row.Bytes(0),
                     .earlier = row.Bytes(1),
                     .linked_at = PositionIn(row, 2),
                     .confirmed_at = OptionalPositionIn(row, 3),
                     .unlinked_at = OptionalPositionIn(row, 4),
                     .proposed = row.Int(5) != 0});
    return OkStatus();
  }));
  return links;
}

Status SqliteIdentities::Link(std::string_view document, std::string_view earlier, LinkState state,
                              std::uint64_t position) {
  ASSIGN_OR_RETURN(const DocumentLink link, LinkToKeep(*this, document, earlier, state, position));
  return Keep(link);
}

Status SqliteIdentities::Unlink(std::string_view document, std::string_view earlier, std::uint64_t position) {
  ASSIGN_OR_RETURN(const DocumentLink link, UnlinkToKeep(*this, document, earlier, position));
  return Keep(link);
}

StatusOr<std::vector<std::string>> SqliteIdentities::DocumentsOf(std::string_view document, std::uint64_t as_of) const {
  return CollectDocuments(
      document, as_of, [this](const std::string& one) { return LinksOf(one); },
      [this](const std::string& one) { return MentionOf(one); });
}

// Keeps the first mention only. The document's number.
StatusOr<std::int64_t> SqliteIdentities::Mention(std::string_view document, FirstMention mention) {
  ASSIGN_OR_RETURN(const std::int64_t id, dictionary_.KeepTraveller(document));
  RETURN_IF_ERROR(connection_.Run(
      "INSERT INTO documents (document, mentioned_at, mentioned_later) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id,
      mention.position, mention.as_later));
  return id;
}

StatusOr<FirstMention> SqliteIdentities::MentionOf(std::string_view document) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT d.mentioned_at, d.mentioned_later FROM travellers t "
                                       "JOIN documents d ON d.document = t.id WHERE t.pseudonym = ?"));
  statement.Bind(sqlite::Blob{document});
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return CorruptStore("a linked document that nothing speaks of");
  return FirstMention{.position = PositionIn(statement, 0), .as_later = statement.Int(1) != 0};
}

Status SqliteIdentities::Keep(const DocumentLink& link) {
  ASSIGN_OR_RETURN(const std::int64_t earlier, Mention(link.earlier, {.position = link.linked_at}));
  ASSIGN_OR_RETURN(const std::int64_t document, Mention(link.document, {.position = link.linked_at, .as_later = true}));
  return connection_.Run(
      "INSERT OR REPLACE INTO document_links (document, linked_at, earlier, confirmed_at, unlinked_at, "
      "proposed) VALUES (?, ?, ?, ?, ?, ?)",
      document, link.linked_at, earlier, link.confirmed_at, link.unlinked_at, link.proposed);
}

}  // namespace clearance
