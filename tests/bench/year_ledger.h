// A ledger with a year of the port in it: made by replaying a plan into a SQLite file, then measured.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/executor.h"
#include "common/rules/rule_book.h"
#include "db/personal_fields.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "tests/bench/bench.h"
#include "tests/bench/port_year.h"
#include "tests/bench/year_replay.h"

namespace clearance {

// The keys a ledger is written with.
struct LedgerKeys {
  Pseudonyms pseudonyms;
  PersonalFields personal_fields;
};

// Constants, for a file that nothing goes on with.
LedgerKeys BenchKeys();

struct YearLedgerOptions {
  std::string path;  // of the SQLite file to be made
  YearPlan plan;
};

// Used by one thread.
class YearLedger {
 public:
  // Makes the file and opens it. Writes nothing into it yet.
  static StatusOr<std::unique_ptr<YearLedger>> Open(const YearLedgerOptions& options, LedgerKeys keys = BenchKeys());
  ~YearLedger();

  // Replays all days of the plan; see YearReplay::Run.
  Status Fill(const YearReplay::Told& told);

  const ReplayCounts& counts() const { return replay_->counts(); }
  // Of the year; what is measured afterwards does not count.
  std::int64_t passages() const { return passages_; }
  const PortYear& year() const { return year_; }
  const SqliteSettings& settings() const { return store_->Settings(); }

  // Seconds of one look at a random traveller's whole history in a random territory, through Store::Read.
  StatusOr<double> LookUp();
  // The same traveller and territory by two statements on a bare SQLite connection of `path`.
  StatusOr<std::function<StatusOr<double>()>> BareLookUp() const;

  // One more crossing of a random traveller after the last day: seconds of its decision until it is durable, and of
  // these inside its transaction.
  struct DecideTime {
    double whole = 0;
    double inside = 0;
  };
  StatusOr<DecideTime> Decide();

 private:
  YearLedger(const YearLedgerOptions& options, LedgerKeys keys, ZoneTable zones);
  std::uint32_t RandomTraveller() { return static_cast<std::uint32_t>(random_.Below(year_.travellers())); }

  const YearLedgerOptions options_;
  const LedgerKeys keys_;
  const ZoneTable zones_;
  const RuleBook rule_book_;
  ThreadPool executor_{1};
  std::unique_ptr<SqliteStore> store_;
  PortYear year_;
  std::unique_ptr<YearReplay> replay_;
  std::int64_t passages_ = 0;
  SeededRandom random_;
  Instant next_decision_{};
};

// Bytes of one table of a SQLite file: its rows, and its indexes.
struct TableBytes {
  std::string table;
  std::int64_t rows = 0;
  std::int64_t indexes = 0;
};

// By falling size. Reads every page of the file. The file itself is their sum and the free pages.
StatusOr<std::vector<TableBytes>> BytesByTable(const std::string& path);

// Adds "bytes a crossing", whole and table by table.
Status ReportBytes(const std::string& path, std::int64_t crossings, BenchReport& report);

// Adds the history look-up of `large`, and the decisions of `large` beside those of `small`, measured in turns.
Status ReportAtScale(YearLedger& small, YearLedger& large, BenchReport& report);

// "10 M", "250 k", "800".
std::string Short(std::int64_t count);

}  // namespace clearance
