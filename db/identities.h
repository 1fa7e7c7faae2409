// Identities: the documents the ledger knows and which of them are one person's, derived from what was shown at a lane
// and from links. A link is kept with the positions between which it held, so that the person as of any earlier
// position can be had. Never joins two documents by itself.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/identity.h"

namespace clearance {

// As of the last entry there is.
inline constexpr std::uint64_t kAsItStands = std::numeric_limits<std::uint64_t>::max();

// Links one document may ever have had, those taken back among them.
inline constexpr std::size_t kMaxLinksPerDocument = 64;

// True when a document that has had so many links has room for a question and for what answers it: whoever is parted
// where nothing joined them has one more link by it.
constexpr bool HasRoomForAQuestion(std::size_t links) { return links + 2 <= kMaxLinksPerDocument; }

// What is kept of a document that was shown. The keys are Pseudonyms'.
struct DocumentFacts {
  std::string national_key{};  // empty without a national number
  std::string facts_key{};
  std::string nationality{};
  friend bool operator==(const DocumentFacts&, const DocumentFacts&) = default;
};

struct KnownDocument {
  std::string document{};  // pseudonym
  DocumentFacts facts{};
  std::uint64_t first_seen = 0;  // position of the entry that told its facts first
  // And of the last one that showed it with other facts; 0: nobody has shown it, an import named its holder.
  std::uint64_t facts_changed = 0;
  friend bool operator==(const KnownDocument&, const KnownDocument&) = default;
};

// `document` belongs to the person of `earlier`, or may.
struct DocumentLink {
  std::string document{};
  std::string earlier{};
  std::uint64_t linked_at = 0;                  // position
  std::optional<std::uint64_t> confirmed_at{};  // absent: provisional
  std::optional<std::uint64_t> unlinked_at{};   // absent: it was not taken back
  bool proposed = false;                        // a question that joined nothing
  friend bool operator==(const DocumentLink&, const DocumentLink&) = default;
};

// True when `link` joins its documents as of `as_of`.
bool Joins(const DocumentLink& link, std::uint64_t as_of);

// Documents are pseudonyms of kPseudonymBytes bytes; positions are those of ledger entries.
class Identities {
 public:
  virtual ~Identities() = default;

  // Absent for a document that was never shown, nor imported with its holder's facts, though a link may name it.
  virtual StatusOr<std::optional<KnownDocument>> FindDocument(std::string_view document) const = 0;
  // The documents shown with this national key (not empty), the one seen first before the others; of more than
  // kMaxDocumentsPerPerson those seen first are left out.
  virtual StatusOr<std::vector<KnownDocument>> FindByNationalKey(std::string_view national_key) const = 0;
  // The documents first seen after position `after`, and not after `as_of`, that were shown with other facts since
  // `as_of`: those of which the present does not tell what they were shown with then. In order of first_seen, at most
  // `limit` (≤ kMaxRowsPerRead). Looks at every document.
  virtual StatusOr<std::vector<KnownDocument>> ShownOtherwiseSince(std::uint64_t as_of, std::uint64_t after,
                                                                   std::size_t limit) const = 0;
  // A document was shown. With other facts than known the first facts key stays, for ever, and a national key is taken
  // over only with the facts key that is known.
  virtual Status RecordShown(std::string_view document, const DocumentFacts& facts, std::uint64_t position) = 0;

  // An import named the holder of a document. Nothing where it is known; whoever shows it with these facts afterwards
  // is seen first by that.
  virtual Status RecordNamed(std::string_view document, const DocumentFacts& facts, std::uint64_t position) = 0;

  // Every link there ever was of `document`, as either of the two, in order of linked_at.
  virtual StatusOr<std::vector<DocumentLink>> LinksOf(std::string_view document) const = 0;
  // Joins the persons of the two, or confirms a provisional link that holds between them, whichever is the earlier. Of
  // kProposed it is only kept that it was asked. INVALID_ARGUMENT for a document linked to itself; FAILED_PRECONDITION
  // (IDENTITY_STATE) when both are one person already and there is nothing to confirm, or when the person joined would
  // have more than kMaxDocumentsPerPerson documents, or one of the two more than kMaxLinksPerDocument links.
  virtual Status Link(std::string_view document, std::string_view earlier, LinkState state, std::uint64_t position) = 0;
  // Takes back the link that holds between the two, whichever is the earlier. Where none holds it is kept that they
  // were found not to be one person; FAILED_PRECONDITION (IDENTITY_STATE) when they are one by other links, or one of
  // them has had kMaxLinksPerDocument.
  virtual Status Unlink(std::string_view document, std::string_view earlier, std::uint64_t position) = 0;

  // The documents of the person of `document` as of a position, itself among them, the one the ledger spoke of first
  // before the others; it alone when nothing is linked to it.
  virtual StatusOr<std::vector<std::string>> DocumentsOf(std::string_view document, std::uint64_t as_of) const = 0;
  // The name of that person: the first of their documents.
  StatusOr<std::string> PersonOf(std::string_view document, std::uint64_t as_of) const;
};

// When the ledger spoke of a document first: the order of one person's documents.
struct FirstMention {
  std::uint64_t position = 0;
  bool as_later = false;  // of the two of one link, the later document comes after the other
  friend auto operator<=>(const FirstMention&, const FirstMention&) = default;
};

// What is common to the identities of every store.
using ReadLinks = std::function<StatusOr<std::vector<DocumentLink>>(const std::string& document)>;
using ReadMention = std::function<StatusOr<FirstMention>(const std::string& document)>;

// DocumentsOf, given the links of each document.
StatusOr<std::vector<std::string>> CollectDocuments(std::string_view document, std::uint64_t as_of,
                                                    const ReadLinks& read_links, const ReadMention& read_mention);

// What to keep for Link and Unlink: a link that is new, or the one it changes, as it is from now on.
StatusOr<DocumentLink> LinkToKeep(const Identities& identities, std::string_view document, std::string_view earlier,
                                  LinkState state, std::uint64_t position);
StatusOr<DocumentLink> UnlinkToKeep(const Identities& identities, std::string_view document, std::string_view earlier,
                                    std::uint64_t position);

// RecordShown on what is known, if anything.
KnownDocument ShownAgain(const std::optional<KnownDocument>& known, std::string_view document,
                         const DocumentFacts& facts, std::uint64_t position);

// RecordNamed where nothing is known.
KnownDocument NamedFirst(std::string_view document, const DocumentFacts& facts, std::uint64_t position);

// INVALID_ARGUMENT unless the keys have their lengths and the nationality is one.
Status ValidateFacts(const DocumentFacts& facts);

}  // namespace clearance
