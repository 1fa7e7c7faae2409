// Ledger: the append-only record. Every entry has a place in the one commit order and is a leaf of its log's Merkle
// tree (RFC 6962 hashing). Never updates or deletes an entry; never looks into a body. docs/ledger.md is the format.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/ledger_log.h"

namespace clearance {

// What an entry records: the closed list. The numbers are sealed in every entry and never change.
enum class EntryKind : std::uint8_t {
  kDecision = 1,
  kPassage = 2,
  kAbandonment = 3,
  kReturned = 4,  // the other side refused: the exit it names is annulled
  kCorrection = 5,
  kImport = 6,
  kIdentityLink = 7,
  kIdentityUnlink = 8,
  kReferralClaim = 9,
  kReferralResolution = 10,
  kBookingChange = 11,
  kHoldChange = 12,
  kHoldHit = 13,
  kServiceLevelChange = 14,
  kRuleBookChange = 15,
  kRecordViewed = 16,
  kKeyErased = 17,  // the personal fields of its traveller cannot be opened any more
};

inline constexpr std::array kAllEntryKinds = {EntryKind::kDecision,       EntryKind::kPassage,
                                              EntryKind::kAbandonment,    EntryKind::kReturned,
                                              EntryKind::kCorrection,     EntryKind::kImport,
                                              EntryKind::kIdentityLink,   EntryKind::kIdentityUnlink,
                                              EntryKind::kReferralClaim,  EntryKind::kReferralResolution,
                                              EntryKind::kBookingChange,  EntryKind::kHoldChange,
                                              EntryKind::kHoldHit,        EntryKind::kServiceLevelChange,
                                              EntryKind::kRuleBookChange, EntryKind::kRecordViewed,
                                              EntryKind::kKeyErased};

// "DECISION", "REFERRAL_RESOLUTION" …; and back.
std::string_view EntryKindName(EntryKind kind);
std::optional<EntryKind> ParseEntryKind(std::string_view name);
// The kind sealed as `number`.
std::optional<EntryKind> EntryKindFromNumber(std::int64_t number);

inline constexpr std::size_t kPseudonymBytes = 32;
inline constexpr std::size_t kMaxLogNameBytes = 64;
inline constexpr std::size_t kMaxLaneIdBytes = 64;
inline constexpr std::size_t kMaxEntryBodyBytes = 65'536;
// No read returns more rows than this at a time; a larger limit is taken as this one, 0 as 1.
inline constexpr std::size_t kMaxRowsPerRead = 1'000;
constexpr std::size_t BoundedLimit(std::size_t limit) { return std::clamp(limit, std::size_t{1}, kMaxRowsPerRead); }
// A filtered List gives up after looking at so many entries and says how far it came.
inline constexpr std::size_t kMaxEntriesScanned = 10'000;

struct LedgerEntry {
  std::string log{};  // the port ("KHORGOS"), or kCentreLog; 1 to kMaxLogNameBytes of printable ASCII
  EntryKind kind = EntryKind::kDecision;
  Instant event_time{};      // when it happened
  Instant record_time{};     // when it was recorded
  std::string traveller{};   // pseudonym of kPseudonymBytes bytes, or empty
  std::string request_id{};  // UUID of the call that wrote it, or empty
  std::string lane_id{};     // up to kMaxLaneIdBytes of printable ASCII, or empty
  std::string body{};        // canonical bytes, opaque here; at most kMaxEntryBodyBytes
  friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

// An entry as it stands in the ledger.
struct StoredEntry {
  std::uint64_t position = 0;    // place in the one commit order, from 1, without gaps
  std::uint64_t leaf_index = 0;  // place in its log, from 0, without gaps
  LedgerEntry entry{};           // opened from `sealed`
  std::string sealed{};          // what is stored and hashed
  std::string leaf_hash{};       // SHA-256(0x00 ‖ sealed)
};

// One row as stored, the sealed bytes and the columns beside them: what a verifier compares.
struct EntryRow {
  std::uint64_t position = 0;
  std::uint64_t leaf_index = 0;
  std::string log{};
  std::int64_t kind = 0;
  std::int64_t event_time_ms = 0;
  std::string traveller{};
  std::string lane_id{};
  std::string leaf_hash{};
  std::string sealed{};
  // The column that does not hold a value of its type, which only a damaged file can say; empty: none. Refers to a
  // constant.
  std::string_view mistyped_column{};
};

// Absent members do not filter.
struct EntryFilter {
  std::optional<std::string> log{};
  std::optional<EntryKind> kind{};
  std::optional<std::string> traveller{};
  std::optional<std::string> lane_id{};
  std::optional<Instant> from{};  // event_time >= from
  std::optional<Instant> to{};    // event_time < to
};

struct EntryPage {
  std::vector<StoredEntry> entries{};  // in commit order
  // Where to go on: List(filter, next_after, …). Absent: there is nothing more.
  std::optional<std::uint64_t> next_after{};
};

// Size and RFC 6962 tree hash of one log.
struct LogRoot {
  std::string log{};
  std::uint64_t size = 0;
  std::string root_hash{};  // 32 bytes
  friend bool operator==(const LogRoot&, const LogRoot&) = default;
};

// Const methods are reads. Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class Ledger {
 public:
  virtual ~Ledger() = default;

  // Seals `entry` at the end of the commit order and of its log; its position. INVALID_ARGUMENT naming the field.
  virtual StatusOr<std::uint64_t> Append(const LedgerEntry& entry) = 0;

  // NOT_FOUND when there is no such position.
  virtual StatusOr<StoredEntry> Get(std::uint64_t position) const = 0;
  // Entries after `after_position` that concern everybody who crosses: each HOLD_CHANGE, and each IMPORT of no
  // traveller's, at most `limit` (≤ kMaxRowsPerRead), without a look at any other.
  virtual StatusOr<EntryPage> ListOfEverybody(std::uint64_t after_position, std::size_t limit) const = 0;
  // Entries after `after_position` that pass `filter`, at most `limit` (≤ kMaxRowsPerRead). A page may hold fewer, even
  // none, and yet name a next_after.
  virtual StatusOr<EntryPage> List(const EntryFilter& filter, std::uint64_t after_position,
                                   std::size_t limit) const = 0;
  // The latest entries of that kind about that traveller, the latest first, at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<StoredEntry>> LatestOf(std::string_view traveller, EntryKind kind,
                                                      std::size_t limit) const = 0;
  // The last position; 0 in an empty ledger.
  virtual StatusOr<std::uint64_t> LastPosition() const = 0;
  // A log without entries has size 0 and the hash of the empty tree.
  virtual StatusOr<LogRoot> Root(std::string_view log) const = 0;
  // Every log that has entries, in order of its name.
  virtual StatusOr<std::vector<LogRoot>> Roots() const = 0;

  // For verification: rows as stored, after `after_position`, at most kMaxRowsPerRead, sealed bytes unopened.
  virtual StatusOr<std::vector<EntryRow>> Rows(std::uint64_t after_position, std::size_t limit) const = 0;
  // For proofs: the leaf hashes as stored of leaves first_leaf, first_leaf + 1 …, at most `count` (≤ kMaxRowsPerRead);
  // fewer where the log ends. DATA_LOSS when one between is missing.
  virtual StatusOr<std::vector<std::string>> LeafHashes(std::string_view log, std::uint64_t first_leaf,
                                                        std::size_t count) const = 0;
  // The stored hash of a complete subtree (see MerkleNode), or absent.
  virtual StatusOr<std::optional<std::string>> Node(std::string_view log, int level, std::uint64_t index) const = 0;
  // The lowest stored index ≥ from_index at that level, or absent.
  virtual StatusOr<std::optional<std::uint64_t>> NextNode(std::string_view log, int level,
                                                          std::uint64_t from_index) const = 0;
  // How many hashes of subtrees are stored, of whatever log, level and index.
  virtual StatusOr<std::uint64_t> NodeCount() const = 0;
  // The lowest position there is a row at, as stored: 1, or somebody put a row there; absent when there is none.
  virtual StatusOr<std::optional<std::int64_t>> FirstPosition() const = 0;
  // What the store has beside the tables this program makes, or lacks of them, in words; empty: nothing. Never
  // anything for a store without a file.
  virtual StatusOr<std::string> SchemaFault() const = 0;
};

}  // namespace clearance
