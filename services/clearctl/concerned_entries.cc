#include "services/clearctl/concerned_entries.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/wire/booking_bytes.h"
#include "common/wire/ledger_bodies.h"
#include "services/clearctl/booking_as_of.h"
#include "services/clearctl/entry_forms.h"
#include "services/derivation/entry_records.h"
#include "services/derivation/national_keys.h"

namespace clearance {
namespace {

constexpr std::size_t kEntriesPerRead = 1'000;

using Entries = std::map<std::uint64_t, StoredEntry>;
using Look = std::function<StatusOr<bool>(const StoredEntry&)>;  // whether the entry is one of them

// Who is or may be the same person as somebody, as far as the ledger speaks of it.
class Persons {
 public:
  explicit Persons(std::uint64_t as_of) : as_of_(as_of) {}

  void Add(const std::string& document) {
    if (!document.empty() && found_.insert(document).second) to_look_.push_back(document);
  }
  void AddNumber(const std::string& national_key) {
    if (!national_key.empty() && numbers_.insert(national_key).second) new_numbers_.push_back(national_key);
  }
  const std::set<std::string>& found() const { return found_; }

  // Everybody who hangs together with those added.
  Status Close(const Snapshot& s) {
    while (!to_look_.empty() || !new_numbers_.empty()) {
      RETURN_IF_ERROR(LookAtDocuments(s));
      RETURN_IF_ERROR(LookAtNumbers(s));
      if (found_.size() > kMaxConcerned) {
        return Error(StatusCode::kResourceExhausted, error_reason::kOverloaded,
                     "more documents hang together with this one than one decision is made anew from");
      }
    }
    return OkStatus();
  }

 private:
  Status LookAtDocuments(const Snapshot& s) {
    while (!to_look_.empty() && found_.size() <= kMaxConcerned) {
      const std::string document = std::move(to_look_.back());
      to_look_.pop_back();
      ASSIGN_OR_RETURN(const std::vector<DocumentLink> links, s.identities().LinksOf(document));
      for (const DocumentLink& link : links) {
        if (link.linked_at <= as_of_) Add(link.document == document ? link.earlier : link.document);
      }
      ASSIGN_OR_RETURN(const auto known, s.identities().FindDocument(document));
      if (!known) continue;
      ASSIGN_OR_RETURN(const std::vector<std::string> numbers, NationalKeysOf(s, *known));
      for (const std::string& number : numbers) AddNumber(number);
    }
    return OkStatus();
  }

  Status LookAtNumbers(const Snapshot& s) {
    if (new_numbers_.empty()) return OkStatus();
    for (const std::string& number : std::exchange(new_numbers_, {})) {
      ASSIGN_OR_RETURN(const std::vector<KnownDocument> shown, s.identities().FindByNationalKey(number));
      for (const KnownDocument& known : shown) Add(known.document);
    }
    RETURN_IF_ERROR(ReadOtherwise(s));
    for (const auto& [document, numbers] : *otherwise_) {
      const auto is_known = [&](const std::string& number) { return numbers_.contains(number); };
      if (std::any_of(numbers.begin(), numbers.end(), is_known)) Add(document);
    }
    return OkStatus();
  }

  // Documents that are not found by what they were shown with then, because they have been shown with another number.
  Status ReadOtherwise(const Snapshot& s) {
    if (otherwise_) return OkStatus();
    otherwise_.emplace();
    std::uint64_t after = 0;
    for (;;) {
      ASSIGN_OR_RETURN(const std::vector<KnownDocument> page,
                       s.identities().ShownOtherwiseSince(as_of_, after, kMaxRowsPerRead));
      if (page.empty()) return OkStatus();
      after = page.back().first_seen;
      for (const KnownDocument& known : page) {
        ASSIGN_OR_RETURN(std::vector<std::string> numbers, NationalKeysOf(s, known));
        otherwise_->push_back({known.document, std::move(numbers)});
      }
    }
  }

  const std::uint64_t as_of_;
  std::set<std::string> found_;
  std::vector<std::string> to_look_;
  std::set<std::string> numbers_;
  std::vector<std::string> new_numbers_;
  std::optional<std::vector<std::pair<std::string, std::vector<std::string>>>> otherwise_;
};

using ReadPage = std::function<StatusOr<EntryPage>(const Ledger& ledger, std::uint64_t after)>;

// Adds to `entries` those after `after` and up to `as_of` that are on `read`'s pages and that `look` takes.
Status CollectPages(StoreReader& store, const ReadPage& read, std::uint64_t after, std::uint64_t as_of,
                    const Look& look, Entries& entries, const OnEntriesRead& on_read = nullptr) {
  std::optional<std::uint64_t> next = after;
  while (next && *next < as_of) {
    if (on_read) on_read(*next, as_of);
    RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(EntryPage page, read(s.ledger(), *next));
      next = page.next_after;
      for (StoredEntry& stored : page.entries) {
        if (stored.position > as_of) break;
        ASSIGN_OR_RETURN(const bool taken, look(stored));
        if (taken) entries.emplace(stored.position, std::move(stored));
      }
      return OkStatus();
    }));
  }
  if (on_read) on_read(as_of, as_of);
  return OkStatus();
}

// The same of those that pass `filter`.
Status Collect(StoreReader& store, const EntryFilter& filter, std::uint64_t after, std::uint64_t as_of,
               const Look& look, Entries& entries, const OnEntriesRead& on_read = nullptr) {
  const auto read = [&](const Ledger& ledger, std::uint64_t behind) {
    return ledger.List(filter, behind, kEntriesPerRead);
  };
  return CollectPages(store, read, after, as_of, look, entries, on_read);
}

// Everything of somebody concerned.
StatusOr<bool> IsTheirs(const StoredEntry& stored) {
  // Of a booking it matters only if the decision names that one.
  if (stored.entry.kind != EntryKind::kBookingChange) RETURN_IF_ERROR(CheckForm(stored));
  return true;
}

// What is nobody's: holds, and from when a record is complete.
StatusOr<bool> IsOfEverybody(const StoredEntry& stored) {
  if (stored.entry.kind == EntryKind::kHoldChange) return true;
  if (stored.entry.kind != EntryKind::kImport || !stored.entry.traveller.empty()) return false;
  const auto record = ReadCompletenessBody(stored.entry.body);
  if (!record.ok()) return UnreadableBody(stored, record.status());
  return record->has_value();
}

// True when the entry ends the decision of that call, as derivation does.
StatusOr<bool> Ends(const StoredEntry& stored, const std::string& request_id) {
  switch (stored.entry.kind) {
    case EntryKind::kPassage: {
      RETURN_IF_ERROR(CheckForm(stored));
      ASSIGN_OR_RETURN(const PassageRecord record, PassageOf(stored));
      return record.passage.decision_request_id == request_id;
    }
    case EntryKind::kAbandonment: {
      ASSIGN_OR_RETURN(const Abandonment abandonment, AbandonmentOf(stored));
      return abandonment.decision_request_id == request_id;
    }
    case EntryKind::kDecision: {
      ASSIGN_OR_RETURN(const DecisionRecord record, DecisionOf(stored));
      if (!record.effects) return false;
      const auto& replaced = record.effects->replaces;
      return std::find(replaced.begin(), replaced.end(), request_id) != replaced.end();
    }
    default:
      return false;
  }
}

// A report of somebody else's passage may name a decision of theirs: it is the lane's, and ends it.
StatusOr<Entries> EndsOf(StoreReader& store, const Entries& entries, std::uint64_t as_of, Instant now) {
  Entries ends;
  for (const auto& [position, stored] : entries) {
    if (stored.entry.kind != EntryKind::kDecision) continue;
    ASSIGN_OR_RETURN(const DecisionRecord record, DecisionOf(stored));
    if (record.answer.decision.valid_until <= now) continue;
    const EntryFilter of_lane{.log = stored.entry.log, .lane_id = stored.entry.lane_id};
    // Named anew: clang 14 lets no lambda capture a structured binding.
    const auto look = [&asked_by = stored.entry.request_id](const StoredEntry& other) { return Ends(other, asked_by); };
    RETURN_IF_ERROR(Collect(store, of_lane, position, as_of, look, ends));
  }
  return ends;
}

// Everything of those concerned, and of whoever has ended a decision of theirs: that entry alone would leave them as
// they were shown then, whatever they have been shown with since.
Status CollectPersons(StoreReader& store, Persons& persons, std::uint64_t as_of, Instant now, Entries& entries) {
  std::set<std::string> collected;
  for (;;) {
    RETURN_IF_ERROR(store.Read([&](const Snapshot& s) { return persons.Close(s); }));
    if (collected.size() == persons.found().size()) return OkStatus();
    for (const std::string& person : persons.found()) {
      if (collected.insert(person).second)
        RETURN_IF_ERROR(Collect(store, {.traveller = person}, 0, as_of, IsTheirs, entries));
    }
    ASSIGN_OR_RETURN(Entries ends, EndsOf(store, entries, as_of, now));
    for (const auto& [position, stored] : ends) persons.Add(stored.entry.traveller);
    entries.merge(ends);
  }
}

// Who made the booking, where that was none of those concerned: the table of bookings says whom to ask, and where it
// does not know the booking any more every entry is looked at.
Status CollectBooking(StoreReader& store, const std::string& booking_id, std::uint64_t as_of, Entries& entries,
                      const OnEntriesRead& on_read) {
  const auto look = [&](const StoredEntry& stored) { return SpeaksOfBooking(stored, booking_id); };
  for (const auto& [position, stored] : entries) {
    ASSIGN_OR_RETURN(const bool spoken_of, look(stored));
    if (spoken_of) return OkStatus();
  }
  std::optional<Booking> known;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(known, s.bookings().FindById(booking_id));
    return OkStatus();
  }));
  const std::size_t before = entries.size();
  if (known) RETURN_IF_ERROR(Collect(store, {.traveller = known->traveller}, 0, as_of, look, entries));
  if (entries.size() > before) return OkStatus();
  return Collect(store, {.kind = EntryKind::kBookingChange}, 0, as_of, look, entries, on_read);
}

}  // namespace

StatusOr<std::vector<StoredEntry>> ConcernedEntries(StoreReader& store, const StoredEntry& decision,
                                                    const DecisionRecord& record, const OnEntriesRead& on_read) {
  const std::uint64_t as_of = record.seen_position;
  Persons persons(as_of);
  persons.Add(decision.entry.traveller);
  if (record.effects && record.effects->shown) persons.AddNumber(record.effects->shown->national_key);
  Entries entries;
  RETURN_IF_ERROR(CollectPersons(store, persons, as_of, decision.entry.record_time, entries));
  const auto of_everybody = [](const Ledger& ledger, std::uint64_t after) {
    return ledger.ListOfEverybody(after, kEntriesPerRead);
  };
  RETURN_IF_ERROR(CollectPages(store, of_everybody, 0, as_of, IsOfEverybody, entries, on_read));
  if (!record.request.booking_id.empty())
    RETURN_IF_ERROR(CollectBooking(store, record.request.booking_id, as_of, entries, on_read));
  std::vector<StoredEntry> in_order;
  for (auto& [position, stored] : entries) in_order.push_back(std::move(stored));
  return in_order;
}

}  // namespace clearance
