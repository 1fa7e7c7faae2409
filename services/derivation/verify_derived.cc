#include "services/derivation/verify_derived.h"

#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/stop_signals.h"
#include "common/sqlite/migrations.h"
#include "common/sqlite/sqlite_status.h"
#include "common/sqlite/transaction.h"
#include "db/ledger_file.h"
#include "db/schema.h"
#include "db/sqlite_derived_rows.h"
#include "db/sqlite_ledger.h"
#include "db/sqlite_views.h"
#include "services/derivation/kept_requests.h"
#include "services/derivation/missing_keys.h"
#include "services/derivation/rebuild.h"

namespace clearance {
namespace {

class FileVerifier final : public DerivedVerifier {
 public:
  FileVerifier(std::unique_ptr<sqlite::Connection> found, Rebuild rebuild, std::size_t rows_per_step)
      : found_(std::move(found)), rebuild_(std::move(rebuild)), rows_per_step_(rows_per_step) {}

  Status Step() override {
    if (report_.complete) return OkStatus();
    const Status status = StepInOneSnapshot();
    // What cannot be read, or has nothing that follows from it, is a difference.
    if (status.code() != StatusCode::kDataLoss) return status;
    Conclude(MessageOf(status));
    return OkStatus();
  }

  const DerivedReport& report() const override { return report_; }

 private:
  Status StepInOneSnapshot() {
    ASSIGN_OR_RETURN(const sqlite::Transaction snapshot,
                     sqlite::Transaction::Begin(*found_, sqlite::TransactionKind::kRead));
    ASSIGN_OR_RETURN(const bool more, DeriveOn());
    // Both files are of the same last entry now, or nothing can be told from what differs.
    return more ? OkStatus() : CompareOn();
  }

  // False when everything was derived from that the snapshot shows.
  StatusOr<bool> DeriveOn() {
    ASSIGN_OR_RETURN(report_.entries_total, SqliteLedger(*found_).LastPosition());
    if (!stood_there_) stood_there_ = report_.entries_total;
    const SqliteRequests requests(*found_);
    const auto look_up = [&](const StoredEntry& stored) -> Status {
      ASSIGN_OR_RETURN(const std::string fault, KeptRequestFault(requests, stored));
      if (fault.empty()) return OkStatus();
      return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, fault);
    };
    bool more = true;
    for (int times = rebuild_.position() < *stood_there_ ? 1 : kCatchUpFactor; more && times > 0; --times) {
      ASSIGN_OR_RETURN(more, rebuild_.Step(*found_, look_up));
    }
    report_.entries_done = rebuild_.position();
    report_.recorded_until = rebuild_.recorded_until();
    report_.behind = more && rebuild_.position() >= *stood_there_;
    return more;
  }

  Status CompareOn() {
    const auto tables = DerivedTables();
    if (table_ == tables.size()) {
      ASSIGN_OR_RETURN(const bool more, missing_keys_.Step(*found_, rows_per_step_));
      report_.without_key = missing_keys_.count();
      if (!more) Conclude(std::nullopt);
      return OkStatus();
    }
    if (!comparison_) comparison_.emplace(tables[table_]);
    const std::uint64_t before = comparison_->rows();
    ASSIGN_OR_RETURN(const bool more,
                     comparison_->Step(*found_, rebuild_.rebuilt(), rebuild_.recorded_until(), rows_per_step_));
    report_.rows_compared += comparison_->rows() - before;
    if (comparison_->difference()) {
      Conclude(comparison_->difference());
    } else if (!more) {
      comparison_.reset();
      ++table_;
    }
    return OkStatus();
  }

  void Conclude(std::optional<std::string> difference) {
    report_.first_difference = std::move(difference);
    report_.complete = true;
    comparison_.reset();
  }

  std::unique_ptr<sqlite::Connection> found_;
  Rebuild rebuild_;
  const std::size_t rows_per_step_;
  DerivedReport report_;
  std::optional<std::uint64_t> stood_there_;  // the last position at the first step
  std::size_t table_ = 0;
  std::optional<DerivedComparison> comparison_;  // of that table
  MissingKeys missing_keys_;
};

}  // namespace

StatusOr<std::unique_ptr<DerivedVerifier>> DerivedVerifier::Open(const std::string& database,
                                                                 std::size_t rows_per_step) {
  ASSIGN_OR_RETURN(auto found, sqlite::Connection::Open(database, sqlite::OpenMode::kReadOnly));
  RETURN_IF_ERROR(sqlite::CheckMigrated(*found, Schema()));
  ASSIGN_OR_RETURN(Rebuild rebuild, Rebuild::Begin(database));
  return StatusOr<std::unique_ptr<DerivedVerifier>>(
      std::make_unique<FileVerifier>(std::move(found), std::move(rebuild), rows_per_step));
}

StatusOr<DerivedReport> VerifyDerived(const std::string& database,
                                      const std::function<void(const DerivedReport&)>& progress,
                                      const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const auto verifier, DerivedVerifier::Open(database));
  while (!verifier->report().complete) {
    RETURN_IF_ERROR(CheckNotStopped(stop));
    RETURN_IF_ERROR(verifier->Step());
    if (progress) progress(verifier->report());
  }
  return verifier->report();
}

StatusOr<RebuildDifferences> ReplaceDerived(const std::string& database,
                                            const std::function<void(const DerivedReport&)>& progress,
                                            const std::stop_token& stop) {
  StatusOr<LedgerFile> file = OpenLedgerFile(database);
  RETURN_IF_ERROR(sqlite::NamingFile(database, file.status()));
  const auto& found = file->connection;
  RETURN_IF_ERROR(sqlite::CheckMigrated(*found, Schema()));
  ASSIGN_OR_RETURN(Rebuild rebuild, Rebuild::Begin(database));
  DerivedReport report;
  ASSIGN_OR_RETURN(report.entries_total, SqliteLedger(*found).LastPosition());
  for (bool more = true; more;) {
    RETURN_IF_ERROR(CheckNotStopped(stop));
    ASSIGN_OR_RETURN(more, rebuild.Step(*found));
    report.entries_done = rebuild.position();
    if (progress) progress(report);
  }
  RebuildDifferences differences;
  const Instant now = rebuild.recorded_until();
  ASSIGN_OR_RETURN(sqlite::Transaction transaction,
                   sqlite::Transaction::Begin(*found, sqlite::TransactionKind::kWrite));
  for (const DerivedTable& table : DerivedTables()) {
    DerivedComparison comparison(table);
    for (bool more = true; more;) {
      RETURN_IF_ERROR(CheckNotStopped(stop));
      ASSIGN_OR_RETURN(more, comparison.Step(*found, rebuild.rebuilt(), now, kRowsPerStep));
    }
    report.rows_compared += comparison.rows();
    if (comparison.difference()) differences.push_back(*comparison.difference());
    RETURN_IF_ERROR(ReplaceDerivedRows(table, *found, rebuild.rebuilt(), now));
  }
  RETURN_IF_ERROR(transaction.Commit());
  report.recorded_until = now;
  report.complete = true;
  if (progress) progress(report);
  return differences;
}

}  // namespace clearance
