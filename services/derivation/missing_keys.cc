#include "services/derivation/missing_keys.h"

#include "db/ledger.h"
#include "db/sqlite_dictionary.h"
#include "db/stored_codes.h"

namespace clearance {
namespace {

// Document and whether it lacks its key: ?1 the purpose, ?2 the kind of an erasure, ?3 after which, ?4 how many. Of one
// that an import alone named nothing is sealed.
constexpr std::string_view kDocuments =
    "SELECT d.document, d.facts_key IS NOT NULL AND d.facts_changed > 0 "
    "AND NOT EXISTS (SELECT 1 FROM personal_keys k WHERE k.subject = d.document AND k.purpose = ?1) "
    "AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.traveller = d.document AND e.kind = ?2) "
    "FROM documents d WHERE d.document > ?3 ORDER BY d.document LIMIT ?4";
constexpr std::string_view kHolds =
    "SELECT count(*) FROM (SELECT DISTINCT coalesce(document, person, name) AS subject FROM holds "
    "WHERE length(sealed_text) > 0) h LEFT JOIN travellers t ON t.pseudonym = h.subject "
    "WHERE NOT EXISTS (SELECT 1 FROM personal_keys k WHERE k.subject = t.id AND k.purpose = ?1) "
    "AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.traveller = t.id AND e.kind = ?2)";

constexpr auto kErased = static_cast<std::int64_t>(EntryKind::kKeyErased);

}  // namespace

StatusOr<bool> MissingKeys::Step(sqlite::Connection& connection, std::size_t max_documents) {
  ASSIGN_OR_RETURN(sqlite::Statement documents, connection.Prepare(kDocuments));
  documents.Bind(DataPurposeCode(DataPurpose::kBorder), kErased, last_document_, max_documents);
  std::size_t looked_at = 0;
  RETURN_IF_ERROR(ForEachRow(documents, [&](const sqlite::Statement& row) {
    ++looked_at;
    last_document_ = row.Int(0);
    count_ += static_cast<std::uint64_t>(row.Int(1));
    return OkStatus();
  }));
  if (looked_at == max_documents) return true;
  ASSIGN_OR_RETURN(const auto holds, FindInt(connection, kHolds, DataPurposeCode(DataPurpose::kHold), kErased));
  count_ += static_cast<std::uint64_t>(holds.value_or(0));
  return false;
}

}  // namespace clearance
