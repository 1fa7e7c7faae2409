// The other views in SQLite. Each belongs to its connection's thread and keeps no state beside the file but what they
// all remember of the dictionaries (sqlite_dictionary.h).
#pragma once

#include <string>

#include "db/checkpoints.h"
#include "db/lane_commands.h"
#include "db/lanes.h"
#include "db/lookup_key_check.h"
#include "db/open_decisions.h"
#include "db/referrals.h"
#include "db/requests.h"
#include "db/rule_books.h"
#include "db/sqlite_dictionary.h"
#include "db/stay_record.h"
#include "db/stays.h"
#include "db/subscribers.h"

namespace clearance {

class SqliteRequests final : public Requests {
 public:
  explicit SqliteRequests(sqlite::Connection& connection, DictionaryMemo* memo = nullptr)
      : connection_(connection), dictionary_(connection, memo) {}
  StatusOr<std::optional<RequestRecord>> Find(std::string_view request_id) const override;
  Status Put(const RequestRecord& record) override;
  StatusOr<std::size_t> Forget(Date today, std::size_t limit) override;

 private:
  sqlite::Connection& connection_;
  SqliteDictionary dictionary_;
};

class SqliteStays final : public Stays {
 public:
  explicit SqliteStays(sqlite::Connection& connection, DictionaryMemo* memo = nullptr)
      : connection_(connection), dictionary_(connection, memo) {}
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
  Status Keep(std::string_view traveller, const TravelRecord& record);
  // Adds the latest `count` records to `records`, the latest first.
  Status AddLatestRecords(std::int64_t traveller_id, Territory territory, std::uint64_t seen_position,
                          std::size_t count, std::vector<TravelRecord>& records) const;
  Status AddVoids(std::int64_t traveller_id, Territory territory, std::uint64_t seen_position,
                  std::vector<RecordVoid>& voids) const;
  // What Void keeps.
  StatusOr<std::vector<RecordVoid>> VoidsOf(std::string_view traveller, Territory territory,
                                            const RecordVoid& record_void, Voiding voiding) const;
  sqlite::Connection& connection_;
  SqliteDictionary dictionary_;
};

class SqliteOpenDecisions final : public OpenDecisions {
 public:
  explicit SqliteOpenDecisions(sqlite::Connection& connection) : connection_(connection) {}
  StatusOr<std::vector<OpenDecision>> FindByTraveller(std::string_view traveller) const override;
  StatusOr<std::optional<OpenDecision>> FindByRequest(std::string_view request_id) const override;
  StatusOr<std::vector<OpenDecision>> Expired(Instant now, std::size_t limit) const override;
  Status Put(const OpenDecision& decision) override;
  Status Close(std::string_view request_id) override;

 private:
  sqlite::Connection& connection_;
};

class SqliteReferrals final : public Referrals {
 public:
  SqliteReferrals(sqlite::Connection& connection, ViewChanges& changes) : connection_(connection), changes_(changes) {}
  StatusOr<std::optional<Referral>> Find(std::string_view referral_id) const override;
  StatusOr<std::vector<Referral>> FindByDecision(std::string_view decision_request_id) const override;
  StatusOr<std::vector<Referral>> List(const ReferralFilter& filter, const std::optional<ReferralCursor>& after,
                                       std::size_t limit) const override;
  StatusOr<std::vector<Referral>> ChangesSince(std::uint64_t change, std::size_t limit) const override;
  StatusOr<std::uint64_t> LastChange() const override;
  StatusOr<std::uint64_t> Insert(const Referral& referral) override;
  StatusOr<std::uint64_t> Update(const Referral& referral) override;

 private:
  sqlite::Connection& connection_;
  ViewChanges& changes_;
};

class SqliteLaneCommands final : public LaneCommands {
 public:
  SqliteLaneCommands(sqlite::Connection& connection, ViewChanges& changes)
      : connection_(connection), changes_(changes) {}
  StatusOr<std::vector<GateCommand>> Since(std::string_view gate_id, std::uint64_t sequence,
                                           std::size_t limit) const override;
  StatusOr<std::uint64_t> Acknowledged(std::string_view gate_id) const override;
  StatusOr<std::uint64_t> Append(const GateCommand& command) override;
  Status Acknowledge(std::string_view gate_id, std::uint64_t sequence) override;

 private:
  StatusOr<std::uint64_t> LastSequence(std::string_view gate_id) const;
  sqlite::Connection& connection_;
  ViewChanges& changes_;
};

class SqliteLanes final : public Lanes {
 public:
  SqliteLanes(sqlite::Connection& connection, ViewChanges& changes) : connection_(connection), changes_(changes) {}
  StatusOr<std::optional<LaneStatus>> Find(std::string_view port, std::string_view lane_id) const override;
  StatusOr<std::vector<LaneStatus>> ChangesSince(std::string_view port, std::uint64_t change,
                                                 std::size_t limit) const override;
  StatusOr<std::uint64_t> Put(const LaneStatus& status) override;

 private:
  sqlite::Connection& connection_;
  ViewChanges& changes_;
};

class SqliteCheckpoints final : public Checkpoints {
 public:
  explicit SqliteCheckpoints(sqlite::Connection& connection, DictionaryMemo* memo = nullptr)
      : connection_(connection), dictionary_(connection, memo) {}
  StatusOr<std::optional<StoredCheckpoint>> Latest(std::string_view log) const override;
  StatusOr<std::vector<StoredCheckpoint>> List(std::string_view log, std::uint64_t after_number,
                                               std::size_t limit) const override;
  StatusOr<std::vector<StoredCheckpoint>> ListAll(std::uint64_t after_number, std::size_t limit) const override;
  StatusOr<std::vector<std::string>> Logs() const override;
  StatusOr<std::uint64_t> Put(std::string_view note, Instant made_at) override;

 private:
  sqlite::Connection& connection_;
  SqliteDictionary dictionary_;
};

class SqliteRuleBooks final : public RuleBooks {
 public:
  explicit SqliteRuleBooks(sqlite::Connection& connection) : connection_(connection) {}
  StatusOr<std::optional<RuleBookInForce>> At(std::uint64_t position) const override;
  Status Put(const RuleBookInForce& book) override;

 private:
  sqlite::Connection& connection_;
};

class SqliteLookupKeyCheck final : public LookupKeyCheck {
 public:
  explicit SqliteLookupKeyCheck(sqlite::Connection& connection) : connection_(connection) {}
  StatusOr<std::optional<std::string>> Find() const override;
  Status Put(std::string_view value) override;

 private:
  sqlite::Connection& connection_;
};

// The next running number of a view's changes, kept in the same transaction.
StatusOr<std::uint64_t> NextChange(sqlite::Connection& connection, std::string_view view);

}  // namespace clearance
