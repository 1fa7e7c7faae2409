// A gate's own file on a disk that forgets and fails: no report it has taken is lost, doubled or put out of order, one
// that the centre refused neither, none that was acknowledged comes back, and a lane's journal says what it said last.
// A failure prints its seed.
#include "gate-agent/link/gate_store.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "common/sqlite/fault_vfs.h"
#include "common/sqlite/statement.h"
#include "tests/contract/store_contract.h"
#include "tests/support/long_run.h"

namespace clearance {
namespace {

constexpr std::uint64_t kShortFaults = 1'000;
constexpr std::uint64_t kLongFaults = 8'000;
constexpr std::uint64_t kFaultsOfALife = 30;
constexpr std::uint64_t kLiesOfALife = 100'000;
constexpr std::uint64_t kLyingLives = 10;
constexpr int kCallsOfALife = 2'000;
constexpr char kLane[] = "gate-1/a";

Report ReportOf(int number) {
  Abandonment abandonment;
  abandonment.request_id = Uuid(number);
  abandonment.decision_request_id = Uuid(100'000 + number);
  abandonment.lane = Lane(kLane);
  abandonment.cause = AbandonmentCause::kTurnedBack;
  abandonment.at = Minute(number);
  return abandonment;
}

// What may be said of a report, or of the journal's content: there, not there, or nobody knows.
enum class Known { kThere, kGone, kInDoubt };

class GateLife {
 public:
  // `lies`: a sync does nothing, as no test can pass on.
  explicit GateLife(std::uint64_t seed, bool lies = false) : lies_(lies), random_(seed), disk_(random_.Next()) {}

  // What was found wrong, in words; empty: nothing.
  std::string Live() {
    const std::uint64_t faults = lies_ ? kLiesOfALife : kFaultsOfALife;
    for (int call = 0; call < kCallsOfALife && disk_.Statistics().Faults() < faults && wrong_.empty(); ++call) {
      if (store_ == nullptr) Reopen();
      if (store_ == nullptr) break;
      if (random_.Below(12) == 0) SetFaults(NewFaults());
      const bool done = Call();
      // An end right after a failure is where the journal holds what nobody was told.
      if (!disk_.HasPower() || random_.Below(done ? 20 : 2) == 0) End();
    }
    return wrong_;
  }

  sqlite::DiskStatistics disk() const { return disk_.Statistics(); }
  std::uint64_t taken() const { return taken_; }

 private:
  int Thousandths(std::uint64_t below) { return static_cast<int>(random_.Below(below)); }

  sqlite::DiskFaults NewFaults() {
    sqlite::DiskFaults faults;
    switch (random_.Below(5)) {
      case 0:
        faults.write_fails = faults.write_cut_short = Thousandths(100);
        break;
      case 1:
        faults.sync_fails = Thousandths(1000);
        break;
      case 2:
        faults.read_fails = Thousandths(200);
        break;
      case 3:
        faults.free_bytes = random_.Below(50'000);
        break;
      default:
        faults.power_cut_at = 1 + random_.Below(40);
    }
    return faults;
  }

  void SetFaults(sqlite::DiskFaults faults) {
    faults.lies = lies_;
    disk_.SetFaults(faults);
  }

  // All of these: true when it was done.
  bool Call() {
    switch (random_.Below(6)) {
      case 0:
      case 1:
        return Acknowledge();
      case 2:
        return Refuse();
      case 3:
        return WriteJournal();
      default:
        return Put();
    }
  }

  bool Put() {
    const int number = ++last_number_;
    const std::string crossing = "crossing " + std::to_string(number);
    const Status status = store_->PutReport(ReportOf(number), Minute(0), {kLane, crossing});
    reports_[number] = status.ok() ? Known::kThere : Known::kInDoubt;
    if (status.ok()) ++taken_;
    return JournalSays(crossing, status);
  }

  bool WriteJournal() {
    const std::string crossing = "journal " + std::to_string(++last_journal_);
    return JournalSays(crossing, store_->WriteJournal({kLane, crossing}));
  }

  // `status` is of the call that was to write so.
  bool JournalSays(const std::string& crossing, const Status& status) {
    if (status.ok()) journal_.clear();
    journal_.push_back(crossing);
    if (!status.ok() && status.code() != StatusCode::kUnavailable) wrong_ = status.ToString();
    return status.ok();
  }

  // It is kept, whatever the disk does.
  bool Refuse() {
    const auto oldest = store_->OldestWaiting();
    if (!oldest.ok() || !*oldest) return oldest.ok();
    return store_->Refuse((*oldest)->position, "NO_DECISION").ok();
  }

  bool Acknowledge() {
    const auto oldest = store_->OldestWaiting();
    if (!oldest.ok() || !*oldest) return oldest.ok();
    const int number = std::stoi((*oldest)->request_id.substr(24));
    reports_[number] = store_->Acknowledge((*oldest)->position).ok() ? Known::kGone : Known::kInDoubt;
    return reports_[number] == Known::kGone;
  }

  // A power cut, kill -9 or an orderly end.
  void End() {
    const std::uint64_t way = random_.Below(3);
    if (way == 0) SetFaults({});
    if (way != 0 || !disk_.HasPower()) disk_.CutPower();
    store_.reset();
    if (disk_.HasPower()) return;
    way == 1 ? disk_.RestartProcess() : disk_.RestorePower();
  }

  void Reopen() {
    SetFaults({});
    auto opened = GateStore::Open(path_, vfs_.name().c_str());
    if (!opened.ok()) {
      wrong_ = "does not open: " + opened.status().ToString();
      return;
    }
    store_ = *std::move(opened);
    if (const Status looked = Look(); !looked.ok()) wrong_ = "cannot be read: " + looked.ToString();
  }

  Status Look() {
    ASSIGN_OR_RETURN(const auto beside,
                     sqlite::Connection::Open(path_, sqlite::OpenMode::kReadOnly, vfs_.name().c_str()));
    ASSIGN_OR_RETURN(auto rows, beside->Prepare("SELECT request_id, body FROM reports ORDER BY position"));
    int last = 0;
    std::map<int, Known> found;
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, rows.Step());
      if (!more) break;
      const int number = std::stoi(rows.Text(0).substr(24));
      if (number <= last) wrong_ = "out of order or doubled: report " + std::to_string(number);
      if (rows.Bytes(1) != EncodeReport(ReportOf(number))) wrong_ = "altered: report " + std::to_string(number);
      last = number;
      found[number] = Known::kThere;
    }
    for (auto& [number, known] : reports_) {
      const Known now = found.count(number) != 0 ? Known::kThere : Known::kGone;
      if (known != Known::kInDoubt && known != now) {
        wrong_ = (now == Known::kGone ? "lost: report " : "back again: report ") + std::to_string(number);
      }
      known = now;
    }
    ASSIGN_OR_RETURN(const std::string crossing, store_->ReadJournal(kLane));
    if (std::find(journal_.begin(), journal_.end(), crossing) == journal_.end()) wrong_ = "the journal: " + crossing;
    journal_ = {crossing};
    return OkStatus();
  }

  const bool lies_;
  SeededRandom random_;
  sqlite::FaultDisk disk_;
  sqlite::FaultVfs vfs_{disk_};
  TemporaryFolder folder_;
  const std::string path_ = folder_.Path("gate.db");
  std::unique_ptr<GateStore> store_;
  int last_number_ = 0;
  int last_journal_ = 0;
  std::uint64_t taken_ = 0;
  std::map<int, Known> reports_;
  std::vector<std::string> journal_ = {""};  // what it may say
  std::string wrong_;
};

TEST(GateStoreDurabilityTest, NoReportIsLostDoubledOrBackAgain) {
  const std::uint64_t wanted = IsLongRun() ? kLongFaults : kShortFaults;
  sqlite::DiskStatistics disk;
  std::uint64_t taken = 0;
  for (std::uint64_t seed = 1; disk.Faults() < wanted; ++seed) {
    GateLife life(seed);
    ASSERT_EQ(life.Live(), "") << "seed " << seed;
    disk += life.disk();
    taken += life.taken();
  }
  std::cout << disk.Faults() << " faults, " << taken << " reports taken\n";
  EXPECT_GT(taken, wanted);
  for (const std::uint64_t met : {disk.failed_writes, disk.short_writes, disk.full_writes, disk.failed_reads,
                                  disk.failed_syncs, disk.power_cuts, disk.lost_writes})
    EXPECT_GT(met, 0u);
}

// What the test above says is worth nothing unless it can fail.
TEST(GateStoreDurabilityTest, ADiskThatLiesIsFound) {
  for (std::uint64_t seed = 1; seed <= kLyingLives; ++seed)
    EXPECT_NE(GateLife(seed, true).Live(), "") << "seed " << seed;
}

}  // namespace
}  // namespace clearance
