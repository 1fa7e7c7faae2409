#include "services/derivation/lookup_key_standing.h"

#include <optional>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/wire/document_fields.h"
#include "db/transact_and_wait.h"
#include "services/derivation/national_keys.h"

namespace clearance {
namespace {

// Of so many people the first entries are tried, one after the other, until a document can be opened: whose keys were
// erased, who is known by holds alone, or whose fields could not be sealed has none.
constexpr std::size_t kPeopleTried = 100;
constexpr std::size_t kEntriesTried = 16;

Status Wrong(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kLookupKeyWrong, message);
}

Status OfAnotherKey(const GivenLookupKey& given) {
  return Wrong("the travellers of this ledger are under another look-up key than " + given.name +
               ": nobody would be found. Give the key the ledger was made with");
}

// Absent where the ledger does not say.
StatusOr<std::optional<LookupKeyStanding>> AsRecorded(const Snapshot& s, const GivenLookupKey& given) {
  ASSIGN_OR_RETURN(const std::optional<std::string> recorded, s.lookup_key_check().Find());
  if (recorded && *recorded != given.pseudonyms.CheckValue()) return OfAnotherKey(given);
  if (recorded) return std::optional(LookupKeyStanding::kRecorded);
  ASSIGN_OR_RETURN(const std::uint64_t last, s.ledger().LastPosition());
  if (last == 0) return std::optional(LookupKeyStanding::kNewLedger);
  return std::optional<LookupKeyStanding>();
}

// The document that `stored` keeps sealed; absent where there is none, or nobody can open it any more. What is damaged
// is for the verification to find, and proves nothing here.
StatusOr<std::optional<Document>> DocumentOpened(const Snapshot& s, const StoredEntry& stored,
                                                 const PersonalFields& fields) {
  const auto shown = ShownIn(stored);
  if (!shown.ok() || !*shown || (*shown)->sealed_fields.empty()) return std::optional<Document>();
  const auto opened =
      fields.Open(s, {stored.entry.traveller, DataPurpose::kBorder, kDocumentFieldsContext}, (*shown)->sealed_fields);
  if (opened.status().code() == StatusCode::kUnavailable) return opened.status();
  if (!opened.ok()) return std::optional<Document>();
  StatusOr<Document> document = ReadDocumentFields(opened->view());
  return document.ok() ? std::optional<Document>(*std::move(document)) : std::nullopt;
}

bool IsNameOf(const Pseudonyms& pseudonyms, const Document& document, const std::string& traveller) {
  return traveller == pseudonyms.Traveller(document) || traveller == pseudonyms.CollidingTraveller(document);
}

// Whether the first document that can be opened stands under the pseudonym that this key gives it; absent without any.
StatusOr<std::optional<bool>> SaysFirstDocument(const Snapshot& s, const Pseudonyms& pseudonyms,
                                                const PersonalFields& fields) {
  ASSIGN_OR_RETURN(const KeyedSubjects people, s.personal_keys().ListSubjects("", kPeopleTried));
  for (const std::string& subject : people.subjects) {
    const auto page = s.ledger().List({.traveller = subject}, 0, kEntriesTried);
    if (page.status().code() == StatusCode::kDataLoss) continue;
    RETURN_IF_ERROR(page.status());
    for (const StoredEntry& stored : page->entries) {
      ASSIGN_OR_RETURN(const std::optional<Document> document, DocumentOpened(s, stored, fields));
      if (document) return std::optional(IsNameOf(pseudonyms, *document, subject));
    }
  }
  return std::optional<bool>();
}

}  // namespace

StatusOr<LookupKeyStanding> LookupKeyStandingOf(const Snapshot& snapshot, const GivenLookupKey& given,
                                                const PersonalFields& fields) {
  ASSIGN_OR_RETURN(const std::optional<LookupKeyStanding> standing, AsRecorded(snapshot, given));
  if (standing) return *standing;
  ASSIGN_OR_RETURN(const std::optional<bool> own, SaysFirstDocument(snapshot, given.pseudonyms, fields));
  if (!own) return LookupKeyStanding::kUnproven;
  if (!*own) return OfAnotherKey(given);
  return LookupKeyStanding::kProven;
}

Status RequireLookupKey(const Snapshot& snapshot, const GivenLookupKey& given) {
  ASSIGN_OR_RETURN(const std::optional<LookupKeyStanding> standing, AsRecorded(snapshot, given));
  if (standing) return OkStatus();
  return Wrong("nobody has recorded yet which look-up key the travellers of this ledger are under, so that " +
               given.name + " cannot be told from another: start the centre with this ledger once, which records it");
}

Status RequireOrRecordLookupKey(Store& store, const GivenLookupKey& given) {
  return TransactAndWait(store, [&](Transaction& t) -> Status {
    RETURN_IF_ERROR(RequireLookupKey(t, given));
    ASSIGN_OR_RETURN(const std::optional<std::string> recorded, t.lookup_key_check().Find());
    return recorded ? OkStatus() : t.lookup_key_check().Put(given.pseudonyms.CheckValue());
  });
}

}  // namespace clearance
