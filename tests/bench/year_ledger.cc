#include "tests/bench/year_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/crypto/aead.h"
#include "common/crypto/keyed_hash.h"
#include "common/sqlite/connection.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/travel_history.h"

namespace clearance {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kWarmLookUps = 20'000;
constexpr int kLookUps = 50'000;
constexpr int kDecisions = 3'000;
constexpr int kDecisionsATurn = 100;
constexpr std::array kWays = {Movement{Territory::kKaz, Territory::kIcbc}, Movement{Territory::kIcbc, Territory::kKaz},
                              Movement{Territory::kChn, Territory::kIcbc}, Movement{Territory::kKaz, Territory::kChn}};

double SecondsSince(SteadyClock::time_point began) {
  return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

double Quantile(std::vector<double>& values, double quantile) {
  const auto at = static_cast<std::ptrdiff_t>(quantile * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

}  // namespace

LedgerKeys BenchKeys() {
  return {*Pseudonyms::FromKey(SecretBytes(std::string(kKeyedHashKeyBytes, 'b'))),
          *PersonalFields::FromKey(SecretBytes(std::string(kAeadKeyBytes, 'm')))};
}

StatusOr<std::unique_ptr<YearLedger>> YearLedger::Open(const YearLedgerOptions& options, LedgerKeys keys) {
  ASSIGN_OR_RETURN(ZoneTable zones, MakeZoneTable());
  std::unique_ptr<YearLedger> ledger(new YearLedger(options, std::move(keys), std::move(zones)));
  // Nobody waits for a single answer here: a commit holds what there is.
  ASSIGN_OR_RETURN(
      ledger->store_,
      SqliteStore::Open(
          {.path = options.path, .max_batch = 1'024, .min_batch_time = Duration(100), .max_batch_time = Duration(100)},
          ledger->executor_));
  ledger->replay_ =
      std::make_unique<YearReplay>(*ledger->store_, ledger->keys_.pseudonyms, ledger->keys_.personal_fields,
                                   ledger->rule_book_, ledger->zones_, options.plan.seed);
  return ledger;
}

YearLedger::YearLedger(const YearLedgerOptions& options, LedgerKeys keys, ZoneTable zones)
    : options_(options),
      keys_(std::move(keys)),
      zones_(std::move(zones)),
      rule_book_(KhorgosRuleBook()),
      year_(options.plan, zones_),
      random_(options.plan.seed + 99),
      next_decision_(zones_.StartOf(Territory::kKaz, options.plan.first_day + Days(options.plan.days + 1))) {}

YearLedger::~YearLedger() = default;

Status YearLedger::Fill(const YearReplay::Told& told) {
  const Status filled = replay_->Run(year_, told);
  passages_ = replay_->counts().passages;
  return filled;
}

StatusOr<double> YearLedger::LookUp() {
  const std::string traveller = keys_.pseudonyms.Traveller(DocumentOfTraveller(options_.plan.seed, RandomTraveller()));
  const Territory territory = kAllTerritories[random_.Below(kAllTerritories.size())];
  const auto began = SteadyClock::now();
  RETURN_IF_ERROR(store_->Read(
      [&](const Snapshot& s) { return ReadTravelHistory(s, traveller, territory, next_decision_).status(); }));
  return SecondsSince(began);
}

StatusOr<std::function<StatusOr<double>()>> YearLedger::BareLookUp() const {
  ASSIGN_OR_RETURN(auto opened, sqlite::Connection::Open(options_.path, sqlite::OpenMode::kReadOnly));
  const std::shared_ptr<sqlite::Connection> connection = std::move(opened);
  auto random = std::make_shared<SeededRandom>(options_.plan.seed + 100);
  return std::function<StatusOr<double>()>([this, connection, random]() -> StatusOr<double> {
    const auto number = static_cast<std::uint32_t>(random->Below(year_.travellers()));
    const std::string traveller = keys_.pseudonyms.Traveller(DocumentOfTraveller(options_.plan.seed, number));
    const std::uint64_t territory = random->Below(kAllTerritories.size());
    const auto began = SteadyClock::now();
    ASSIGN_OR_RETURN(sqlite::Statement id, connection->Prepare("SELECT id FROM travellers WHERE pseudonym = ?"));
    id.Bind(sqlite::Blob{traveller});
    ASSIGN_OR_RETURN(const bool known, id.Step());
    if (!known) return SecondsSince(began);
    ASSIGN_OR_RETURN(sqlite::Statement rows,
                     connection->Prepare("SELECT at_ms, position, entry_day, exit_day, terms FROM stay_records "
                                         "WHERE traveller = ? AND territory = ? ORDER BY at_ms DESC, position DESC"));
    rows.Bind(id.Int(0), territory + 1);
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, rows.Step());
      if (!row) break;
    }
    return SecondsSince(began);
  });
}

StatusOr<YearLedger::DecideTime> YearLedger::Decide() {
  DecideTime time;
  bool decided = false;
  replay_->store().SetWatch([&](SteadyClock::duration took) {
    if (!std::exchange(decided, true)) time.inside = std::chrono::duration<double>(took).count();
  });
  next_decision_ += std::chrono::seconds(30);
  const auto took = replay_->CrossAlone({.at = next_decision_,
                                         .traveller = RandomTraveller(),
                                         .movement = kWays[random_.Below(kWays.size())],
                                         .fate = CrossingFate::kPassed});
  replay_->store().SetWatch(nullptr);
  if (!took.ok()) return took.status();
  time.whole = std::chrono::duration<double>(*took).count();
  return time;
}

StatusOr<std::vector<TableBytes>> BytesByTable(const std::string& path) {
  ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
  // Summed here: dbstat's own sums (aggregate = TRUE) are 32 bits wide and lose the upper ones beyond 4 GiB a table.
  ASSIGN_OR_RETURN(sqlite::Statement pages,
                   connection->Prepare("SELECT coalesce(s.tbl_name, d.name), coalesce(s.type, 'table'), sum(d.pgsize) "
                                       "FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name GROUP BY d.name"));
  std::map<std::string, TableBytes> by_table;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, pages.Step());
    if (!row) break;
    TableBytes& bytes = by_table[pages.Text(0)];
    bytes.table = pages.Text(0);
    (pages.Text(1) == "index" ? bytes.indexes : bytes.rows) += pages.Int(2);
  }
  std::vector<TableBytes> tables;
  for (auto& [name, bytes] : by_table) tables.push_back(std::move(bytes));
  std::sort(tables.begin(), tables.end(),
            [](const TableBytes& a, const TableBytes& b) { return a.rows + a.indexes > b.rows + b.indexes; });
  return tables;
}

Status ReportBytes(const std::string& path, std::int64_t crossings, BenchReport& report) {
  ASSIGN_OR_RETURN(const std::vector<TableBytes> tables, BytesByTable(path));
  const auto each = [&](std::int64_t bytes) { return static_cast<double>(bytes) / static_cast<double>(crossings); };
  std::int64_t all = 0;
  for (const TableBytes& table : tables) all += table.rows + table.indexes;
  const std::string of = ", " + Short(crossings) + " crossings";
  report.Add({"a crossing on disk" + of, each(all), "bytes", "the aim", 1'000});
  for (const TableBytes& table : tables) {
    if (each(table.rows + table.indexes) < 0.5) continue;
    report.Add({"  of these " + table.table + ": rows", each(table.rows), "bytes", "", 0});
    if (table.indexes > 0) report.Add({"  of these " + table.table + ": indexes", each(table.indexes), "bytes", "", 0});
  }
  return OkStatus();
}

namespace {

Status ReportLookUps(YearLedger& ledger, const std::string& of, BenchReport& report) {
  ASSIGN_OR_RETURN(const auto bare, ledger.BareLookUp());
  for (int i = 0; i < kWarmLookUps; ++i) {
    RETURN_IF_ERROR(ledger.LookUp().status());
    RETURN_IF_ERROR(bare().status());
  }
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int i = 0; i < kLookUps; ++i) {
    ASSIGN_OR_RETURN(ours.emplace_back(), ledger.LookUp());
    ASSIGN_OR_RETURN(theirs.emplace_back(), bare());
  }
  for (const auto& [name, quantile] : {std::pair{"p50", 0.5}, std::pair{"p99", 0.99}})
    report.Add({std::string("history look-up ") + name + of, Quantile(ours, quantile) * 1e6, "µs",
                "two bare statements, warm", Quantile(theirs, quantile) * 1e6});
  return OkStatus();
}

}  // namespace

Status ReportAtScale(YearLedger& small, YearLedger& large, BenchReport& report) {
  const std::string of_large = ", " + Short(large.passages()) + " passages";
  RETURN_IF_ERROR(ReportLookUps(large, of_large + " / " + Short(large.year().travellers()) + " travellers", report));
  std::array<std::vector<double>, 2> whole;
  std::array<std::vector<double>, 2> inside;
  for (int turn = 0; turn < 2 * kDecisions / kDecisionsATurn; ++turn) {
    const std::size_t which = turn % 2;
    for (int i = 0; i < kDecisionsATurn; ++i) {
      ASSIGN_OR_RETURN(const YearLedger::DecideTime time, (which == 0 ? small : large).Decide());
      whole[which].push_back(time.whole);
      inside[which].push_back(time.inside);
    }
  }
  const std::string at_small = "the same at " + Short(small.passages());
  for (const auto& [name, quantile] : {std::pair{"p50", 0.5}, std::pair{"p99", 0.99}}) {
    report.Add({std::string("DecideCrossing until durable, ") + name + of_large, Quantile(whole[1], quantile) * 1e6,
                "µs", at_small, Quantile(whole[0], quantile) * 1e6});
    report.Add({std::string("  inside its transaction, ") + name + of_large, Quantile(inside[1], quantile) * 1e6, "µs",
                at_small, Quantile(inside[0], quantile) * 1e6});
  }
  return OkStatus();
}

std::string Short(std::int64_t count) {
  if (count >= 1'000'000) return fmt::format("{:.3g} M", static_cast<double>(count) / 1e6);
  if (count >= 1'000) return fmt::format("{:.3g} k", static_cast<double>(count) / 1e3);
  return std::to_string(count);
}

}  // namespace clearance
