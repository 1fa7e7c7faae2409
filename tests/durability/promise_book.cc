#include "tests/durability/promise_book.h"

#include "common/base/error_reasons.h"
#include "db/verify_ledger.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

constexpr char kRpc[] = "ClearanceService.DecideCrossing";
constexpr std::size_t kLongBody = 9000;  // runs over several pages

int EntriesOf(int work) { return 1 + work % 3; }

LedgerEntry EntryOf(int work, int part) {
  LedgerEntry entry = Entry(work, part == 2 ? kCentreLog : work % 2 == 0 ? "KHORGOS" : "ALTYNKOL");
  entry.traveller = Pseudonym(work % 50);
  entry.body = std::string(work % 9 == 0 ? kLongBody : 40, static_cast<char>('a' + part)) + std::to_string(work);
  return entry;
}

std::string Named(int work) { return "work " + std::to_string(work); }
std::string At(std::uint64_t position) { return "position " + std::to_string(position); }

// Every entry, by request id, in the order of the ledger, which must have no gaps.
StatusOr<std::map<std::string, std::vector<StoredEntry>>> AllEntries(const Ledger& ledger) {
  std::map<std::string, std::vector<StoredEntry>> found;
  std::optional<std::uint64_t> after = 0;
  std::uint64_t expected = 1;
  while (after) {
    ASSIGN_OR_RETURN(EntryPage page, ledger.List(EntryFilter{}, *after, kMaxRowsPerRead));
    for (StoredEntry& entry : page.entries) {
      if (entry.position != expected++) return Status(StatusCode::kDataLoss, "a gap before " + At(entry.position));
      std::string id = entry.entry.request_id;
      found[std::move(id)].push_back(std::move(entry));
    }
    after = page.next_after;
  }
  return found;
}

}  // namespace

int PromiseBook::NewWork() {
  work_.push_back({});
  return static_cast<int>(work_.size());
}

std::vector<int> PromiseBook::InDoubt() const {
  std::vector<int> numbers;
  for (std::size_t i = 0; i < work_.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    if (!work_[i].kept && !Refuses(number)) numbers.push_back(number);
  }
  return numbers;
}

Store::Function PromiseBook::FunctionOf(int work, Attempt& attempt) {
  return [work, &attempt](Transaction& t) -> Status {
    attempt.position = 0;
    const RequestRecord request = Request(work);
    ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), request.request_id, kRpc, request.body_hash));
    if (replay) {
      attempt.position = replay->position;
      return OkStatus();
    }
    std::uint64_t first = 0;
    for (int part = 0; part < EntriesOf(work); ++part) {
      ASSIGN_OR_RETURN(const std::uint64_t position, t.ledger().Append(EntryOf(work, part)));
      if (part == 0) first = position;
    }
    RETURN_IF_ERROR(t.requests().Put(Request(work, first)));
    RETURN_IF_ERROR(t.open_decisions().Put(Lease(work, work)));
    if (Refuses(work)) return InvalidField("work", "refuses itself");
    attempt.position = first;
    return OkStatus();
  };
}

void PromiseBook::Problem(const std::string& words) {
  if (problems_.size() < kMaxProblems) problems_.push_back(words);
}

void PromiseBook::Told(const Attempt& attempt) {
  const int number = attempt.work;
  Work& work = work_[static_cast<std::size_t>(number) - 1];
  const Status& status = attempt.status;
  if (attempt.told != 1) Problem(Named(number) + " was told " + std::to_string(attempt.told) + " times");
  if (status.ok()) {
    if (Refuses(number)) Problem(Named(number) + " refuses itself and was told OK");
    if (work.kept && work.position != attempt.position) {
      Problem(Named(number) + " is at " + At(work.position) + " and was told " + At(attempt.position));
    }
    work = {true, attempt.position};
  } else if (status.code() == StatusCode::kUnavailable) {
    if (ReasonOf(status) != error_reason::kStoreUnavailable) Problem(Named(number) + ": " + status.ToString());
  } else if (!Refuses(number) || FieldOf(status) != "work") {
    Problem(Named(number) + " was told " + status.ToString());
  }
}

void PromiseBook::Look(StoreReader& store, bool reopened) {
  const StatusOr<VerifyReport> report = VerifyLedger(store, nullptr);
  if (!report.ok()) return Problem("cannot be verified: " + report.status().ToString());
  if (report->first_difference) {
    return Problem("verification: " + At(report->first_difference->position) + ": " + report->first_difference->what);
  }
  const Status status = store.Read([&](const Snapshot& snapshot) { return LookAt(snapshot, reopened); });
  if (!status.ok()) Problem("cannot be read: " + status.ToString());
}

Status PromiseBook::LookAt(const Snapshot& snapshot, bool reopened) {
  ASSIGN_OR_RETURN(auto found, AllEntries(snapshot.ledger()));
  for (std::size_t i = 0; i < work_.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    auto entries = found.extract(Uuid(number));
    RETURN_IF_ERROR(LookAtWork(snapshot, number, entries ? entries.mapped() : std::vector<StoredEntry>(), reopened));
  }
  if (!found.empty()) Problem("entries of a request nobody made: " + found.begin()->first);
  return OkStatus();
}

Status PromiseBook::LookAtWork(const Snapshot& snapshot, int number, const std::vector<StoredEntry>& entries,
                               bool reopened) {
  Work& work = work_[static_cast<std::size_t>(number) - 1];
  ASSIGN_OR_RETURN(const auto request, snapshot.requests().Find(Uuid(number)));
  ASSIGN_OR_RETURN(const auto lease, snapshot.open_decisions().FindByRequest(Uuid(number)));
  if (entries.empty()) {
    if (request || lease) Problem(Named(number) + " has derived rows and no entry");
    if (work.kept) Problem(Named(number) + " was acknowledged at " + At(work.position) + " and is lost");
    return OkStatus();
  }
  const std::uint64_t first = entries.front().position;
  if (static_cast<int>(entries.size()) != EntriesOf(number)) {
    Problem(Named(number) + " has " + std::to_string(entries.size()) + " entries, not " +
            std::to_string(EntriesOf(number)));
    return OkStatus();
  }
  for (int part = 0; part < EntriesOf(number); ++part) {
    const StoredEntry& entry = entries[static_cast<std::size_t>(part)];
    if (entry.position != first + static_cast<std::uint64_t>(part) || entry.entry != EntryOf(number, part)) {
      Problem(Named(number) + ": another entry at " + At(entry.position));
    }
  }
  if (!request || request->position != first) Problem(Named(number) + " has no answer kept beside its entries");
  if (!lease) Problem(Named(number) + " lacks a derived row");
  if (Refuses(number)) Problem(Named(number) + " refused itself and is there");
  if (work.kept) {
    if (work.position != first) Problem(Named(number) + " moved from " + At(work.position) + " to " + At(first));
  } else if (!reopened) {
    Problem(Named(number) + " was told that nothing was written and is there");
  } else {
    ++recovered_;
    work = {true, first};
  }
  return OkStatus();
}

}  // namespace clearance
