// The other views in memory. Each is its contract over ordered maps, without a thought for speed.
#pragma once

#include <iterator>
#include <string>
#include <tuple>
#include <utility>

#include "db/checkpoints.h"
#include "db/lane_commands.h"
#include "db/lanes.h"
#include "db/lookup_key_check.h"
#include "db/memory_table.h"
#include "db/open_decisions.h"
#include "db/referrals.h"
#include "db/requests.h"
#include "db/rule_books.h"
#include "db/stay_record.h"
#include "db/stays.h"
#include "db/subscribers.h"

namespace clearance {

class MemoryRequests final : public Requests {
 public:
  explicit MemoryRequests(UndoLog& undo) : records_(undo) {}
  StatusOr<std::optional<RequestRecord>> Find(std::string_view request_id) const override;
  Status Put(const RequestRecord& record) override;
  StatusOr<std::size_t> Forget(Date today, std::size_t limit) override;

 private:
  MemoryTable<std::string, RequestRecord> records_;
};

class MemoryStays final : public Stays {
 public:
  explicit MemoryStays(UndoLog& undo) : records_(undo), voids_(undo), complete_from_(undo) {}
  StatusOr<std::vector<Stay>> History(std::span<const std::string> documents, Territory territory,
                                      std::size_t limit) const override;
  StatusOr<std::vector<Stay>> HistoryAsOf(std::span<const std::string> documents, Territory territory,
                                          std::uint64_t seen_position, std::size_t limit) const override;
  Status RecordEntry(std::string_view traveller, const EntryRecord& record, std::uint64_t position) override;
  Status RecordExit(std::string_view traveller, const ExitRecord& record, std::uint64_t position) override;
  Status AddStay(std::string_view traveller, const Stay& stay, Instant at, std::uint64_t position) override;
  Status RecordBasisChange(std::string_view traveller, const BasisChange& change, std::uint64_t position) override;
  StatusOr<std::optional<TravelRecord>> FindRecord(std::string_view traveller, Territory territory,
                                                   std::uint64_t position) const override;
  Status CheckVoid(std::string_view traveller, Territory territory, const RecordVoid& record_void,
                   Voiding voiding) const override;
  Status Void(std::string_view traveller, Territory territory, const RecordVoid& record_void, Voiding voiding) override;
  StatusOr<std::optional<Date>> CompleteFrom(Territory territory) const override;
  Status SetCompleteFrom(Territory territory, Date date) override;

 private:
  using Key = std::tuple<std::string, Territory, Instant, std::uint64_t>;
  using Person = std::pair<std::string, Territory>;
  Status Keep(std::string_view traveller, const TravelRecord& record);
  // What Void keeps.
  StatusOr<std::vector<RecordVoid>> VoidsOf(const Person& person, const RecordVoid& record_void, Voiding voiding) const;
  MemoryTable<Key, TravelRecord> records_;
  MemoryTable<Person, std::vector<RecordVoid>> voids_;
  MemoryTable<Territory, Date> complete_from_;
};

class MemoryOpenDecisions final : public OpenDecisions {
 public:
  explicit MemoryOpenDecisions(UndoLog& undo) : decisions_(undo) {}
  StatusOr<std::vector<OpenDecision>> FindByTraveller(std::string_view traveller) const override;
  StatusOr<std::optional<OpenDecision>> FindByRequest(std::string_view request_id) const override;
  StatusOr<std::vector<OpenDecision>> Expired(Instant now, std::size_t limit) const override;
  Status Put(const OpenDecision& decision) override;
  Status Close(std::string_view request_id) override;

 private:
  MemoryTable<std::string, OpenDecision> decisions_;
};

class MemoryReferrals final : public Referrals {
 public:
  MemoryReferrals(UndoLog& undo, ViewChanges& changes)
      : referrals_(undo), by_change_(undo), last_change_(undo), changes_(changes) {}
  StatusOr<std::optional<Referral>> Find(std::string_view referral_id) const override;
  StatusOr<std::vector<Referral>> FindByDecision(std::string_view decision_request_id) const override;
  StatusOr<std::vector<Referral>> List(const ReferralFilter& filter, const std::optional<ReferralCursor>& after,
                                       std::size_t limit) const override;
  StatusOr<std::vector<Referral>> ChangesSince(std::uint64_t change, std::size_t limit) const override;
  StatusOr<std::uint64_t> LastChange() const override;
  StatusOr<std::uint64_t> Insert(const Referral& referral) override;
  StatusOr<std::uint64_t> Update(const Referral& referral) override;

 private:
  std::uint64_t Write(Referral referral);
  MemoryTable<std::string, Referral> referrals_;
  MemoryTable<std::uint64_t, std::string> by_change_;
  MemoryTable<int, std::uint64_t> last_change_;  // one row
  ViewChanges& changes_;
};

class MemoryLaneCommands final : public LaneCommands {
 public:
  MemoryLaneCommands(UndoLog& undo, ViewChanges& changes)
      : commands_(undo), last_sequence_(undo), acknowledged_(undo), changes_(changes) {}
  StatusOr<std::vector<GateCommand>> Since(std::string_view gate_id, std::uint64_t sequence,
                                           std::size_t limit) const override;
  StatusOr<std::uint64_t> Acknowledged(std::string_view gate_id) const override;
  StatusOr<std::uint64_t> Append(const GateCommand& command) override;
  Status Acknowledge(std::string_view gate_id, std::uint64_t sequence) override;

 private:
  using Key = std::pair<std::string, std::uint64_t>;
  MemoryTable<Key, GateCommand> commands_;
  MemoryTable<std::string, std::uint64_t> last_sequence_;
  MemoryTable<std::string, std::uint64_t> acknowledged_;
  ViewChanges& changes_;
};

class MemoryLanes final : public Lanes {
 public:
  MemoryLanes(UndoLog& undo, ViewChanges& changes) : lanes_(undo), last_change_(undo), changes_(changes) {}
  StatusOr<std::optional<LaneStatus>> Find(std::string_view port, std::string_view lane_id) const override;
  StatusOr<std::vector<LaneStatus>> ChangesSince(std::string_view port, std::uint64_t change,
                                                 std::size_t limit) const override;
  StatusOr<std::uint64_t> Put(const LaneStatus& status) override;

 private:
  using Key = std::pair<std::string, std::string>;  // port, lane
  MemoryTable<Key, LaneStatus> lanes_;
  MemoryTable<int, std::uint64_t> last_change_;  // one row
  ViewChanges& changes_;
};

class MemoryRuleBooks final : public RuleBooks {
 public:
  explicit MemoryRuleBooks(UndoLog& undo) : books_(undo) {}
  StatusOr<std::optional<RuleBookInForce>> At(std::uint64_t position) const override {
    const auto after = books_.rows().upper_bound(position);
    if (after == books_.rows().begin()) return std::optional<RuleBookInForce>();
    return std::optional<RuleBookInForce>(std::prev(after)->second);
  }
  Status Put(const RuleBookInForce& book) override {
    books_.Set(book.position, book);
    return OkStatus();
  }

 private:
  MemoryTable<std::uint64_t, RuleBookInForce> books_;
};

class MemoryLookupKeyCheck final : public LookupKeyCheck {
 public:
  explicit MemoryLookupKeyCheck(UndoLog& undo) : value_(undo) {}
  StatusOr<std::optional<std::string>> Find() const override {
    const std::string* value = value_.Find(0);
    return value == nullptr ? std::optional<std::string>() : std::optional<std::string>(*value);
  }
  Status Put(std::string_view value) override {
    RETURN_IF_ERROR(ValidateKeyCheck(value));
    value_.Set(0, std::string(value));
    return OkStatus();
  }

 private:
  MemoryTable<int, std::string> value_;  // one row
};

class MemoryCheckpoints final : public Checkpoints {
 public:
  explicit MemoryCheckpoints(UndoLog& undo) : checkpoints_(undo) {}
  StatusOr<std::optional<StoredCheckpoint>> Latest(std::string_view log) const override;
  StatusOr<std::vector<StoredCheckpoint>> List(std::string_view log, std::uint64_t after_number,
                                               std::size_t limit) const override;
  StatusOr<std::vector<StoredCheckpoint>> ListAll(std::uint64_t after_number, std::size_t limit) const override;
  StatusOr<std::vector<std::string>> Logs() const override;
  StatusOr<std::uint64_t> Put(std::string_view note, Instant made_at) override;

 private:
  MemoryTable<std::uint64_t, StoredCheckpoint> checkpoints_;
};

}  // namespace clearance
