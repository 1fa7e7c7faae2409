// A centre with a million entries (CLEARANCE_LONG=1; else a tenth of that or less) is ready in time, whatever of them
// is signed, whether somebody made them up or the port's own use cases wrote them, and after a kill -9 too; then it
// rereads them all beside its work.
#include <chrono>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/checkpoints.h"
#include "db/merkle_proofs.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "tests/bench/year_replay.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/long_run.h"

namespace clearance {
namespace {

constexpr int kLongEntries = 1'000'000;
constexpr int kShortEntries = 100'000;
constexpr int kBatch = 5'000;
constexpr int kSmallBatch = 500;
constexpr int kTravellers = 200'000;
constexpr int kPortDays = 27;  // of winter, with some 20,000 crossings a day
constexpr double kShortScale = 0.05;
constexpr std::chrono::milliseconds kReadyWithin{2'000};
// Short of the 16,000 pages at which it is brought into the file.
constexpr std::uintmax_t kLargeJournalBytes = 56 << 20;
constexpr std::chrono::minutes kCheckPatience{10};

int NumberOfEntries() { return IsLongRun() ? kLongEntries : kShortEntries; }
double PortScale() { return IsLongRun() ? 1 : kShortScale; }

LedgerEntry EntryNumber(int number) {
  std::string traveller(kPseudonymBytes, 'p');
  const int who = number * 7 % kTravellers;
  for (int i = 0; i < 4; ++i) traveller[static_cast<std::size_t>(i)] = static_cast<char>(who >> (8 * i) & 0xFF);
  return {.log = number % 50 == 0 ? std::string(kCentreLog) : "KHORGOS",
          .kind = EntryKind::kAbandonment,
          .event_time = FromUnixMs(1'790'000'000'000 + number * 1'000LL),
          .record_time = FromUnixMs(1'790'000'000'500 + number * 1'000LL),
          .traveller = traveller,
          .request_id = "00112233-4455-4677-8899-aabbccddeeff",
          .lane_id = "gate-1/a",
          .body = std::string(150, 'b')};
}

class StartTimeTest : public CentreTest {
 protected:
  // Behind the back of the service's own checks: nothing is derived from these.
  void Fill(int entries) {
    ThreadPool executor(1);
    const auto store = SqliteStore::Open({.path = hall().Database(), .max_batch = 1}, executor);
    ASSERT_TRUE(store.ok()) << store.status();
    for (int first = 0; first < entries; first += kBatch) AppendFrom(first, kBatch, **store);
  }
  static void AppendFrom(int first, int count, SqliteStore& store) {
    const Status status = TransactAndWait(store, [=](Transaction& t) -> Status {
      for (int i = first; i < first + count; ++i) RETURN_IF_ERROR(t.ledger().Append(EntryNumber(i)).status());
      return OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  // What a kill leaves at its worst: more entries, all in a journal as large as it gets before it is brought into the
  // file. They are copied while the file is open and put in place of what an orderly end makes of them.
  void FillAndBeKilled(int first) {
    const std::string journal = hall().Database() + "-wal";
    const auto kept = [](const std::string& file) { return file + ".killed"; };
    {
      ThreadPool executor(1);
      const auto store = SqliteStore::Open({.path = hall().Database(), .max_batch = 1}, executor);
      ASSERT_TRUE(store.ok()) << store.status();
      while (std::filesystem::file_size(journal) < kLargeJournalBytes) {
        AppendFrom(first, kSmallBatch, **store);
        ASSERT_FALSE(HasFatalFailure());
        first += kSmallBatch;
      }
      for (const std::string& file : {hall().Database(), journal}) std::filesystem::copy_file(file, kept(file));
    }
    for (const std::string& file : {hall().Database(), journal}) std::filesystem::rename(kept(file), file);
    std::cout << "killed with a journal of " << (std::filesystem::file_size(journal) >> 20) << " MiB" << std::endl;
  }
  // Signs the log as it was at `size` entries, which is what a long silence of the gates leaves behind.
  void SignEarly(std::uint64_t size) {
    ThreadPool executor(1);
    const auto store = SqliteStore::Open({.path = hall().Database()}, executor);
    ASSERT_TRUE(store.ok()) << store.status();
    const SigningKey key = SigningKey::FromFile(hall().Path("pki/ledger_key.pem")).value();
    const Status status = TransactAndWait(**store, [&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(const std::string root, RootAt(t.ledger(), "KHORGOS", size));
      ASSIGN_OR_RETURN(const std::string note, MakeCheckpoint("khorgos.test/ledger", {"KHORGOS", size, root}, key));
      return t.checkpoints().Put(note, SystemClock().Now()).status();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  // As the port writes: weeks of its crossings up to yesterday, through the centre's own use cases and under its keys.
  void Live() {
    ThreadPool executor(1);
    const ZoneTable zones = MakeZoneTable().value();
    const Date today = zones.DateAt(Territory::kKaz, SystemClock().Now());
    const YearPlan plan{.first_day = today - Days(kPortDays), .days = kPortDays, .scale = PortScale()};
    const RuleBook book = KhorgosRuleBook();
    const Pseudonyms pseudonyms = Pseudonyms::FromFile(hall().Path("pki/lookup_key.hex")).value();
    const PersonalFields fields = PersonalFields::FromFile(hall().Path("pki/master_key.hex")).value();
    const auto store = SqliteStore::Open({.path = hall().Database()}, executor);
    ASSERT_TRUE(store.ok()) << store.status();
    PortYear port(plan, zones);
    YearReplay replay(**store, pseudonyms, fields, book, zones, plan.seed);
    const Status lived = replay.Run(port, [](const ReplayCounts&, Instant) { return true; });
    ASSERT_TRUE(lived.ok()) << lived;
    ASSERT_TRUE((*store)
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(lived_entries_, s.ledger().LastPosition());
                      return OkStatus();
                    })
                    .ok());
  }
  std::uint64_t lived_entries() const { return lived_entries_; }
  std::chrono::milliseconds TimeToStart() {
    Disconnect();
    const auto begun = std::chrono::steady_clock::now();
    const Status started = hall().StartCentre();
    EXPECT_TRUE(started.ok()) << started << "\n" << FileText("centre.log");
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  }

 private:
  std::uint64_t lived_entries_ = 0;
};

TEST_F(StartTimeTest, ManyEntriesAreServedInTime) {
  Disconnect();
  ASSERT_EQ(hall().StopCentre(), 0);
  Fill(NumberOfEntries());
  const auto unsigned_start = TimeToStart();
  EXPECT_LE(unsigned_start, kReadyWithin) << "without any checkpoint";
  Disconnect();
  ASSERT_EQ(hall().StopCentre(), 0);
  SignEarly(1'000);
  const auto signed_start = TimeToStart();
  EXPECT_LE(signed_start, kReadyWithin) << "with a checkpoint of long ago";
  Disconnect();
  ASSERT_EQ(hall().StopCentre(), 0);
  FillAndBeKilled(NumberOfEntries());
  ASSERT_FALSE(HasFatalFailure());
  const auto killed_start = TimeToStart();
  EXPECT_LE(killed_start, kReadyWithin) << "after a kill";
  std::cout << NumberOfEntries() << " entries: ready with 10,000 rehashed in " << unsigned_start.count()
            << " ms, with up to 100,000 in " << signed_start.count() << " ms, after a kill in " << killed_start.count()
            << " ms" << std::endl;

  const auto begun = std::chrono::steady_clock::now();
  const v1::DecideCrossingRequest crossing = Crossing(1);
  Decide(crossing);
  // Every entry was as its seals say; that no table can follow from bodies made up here comes after, and is told so.
  EXPECT_EQ(PortCheckpointWhenChecked(kCheckPatience).verification(), v1::LEDGER_VERIFICATION_DIFFERENT)
      << FileText("centre.log");
  // The line is written after the state is set.
  constexpr std::string_view kWord = "\"position\":0,\"what\":\"position 2: nothing follows from the entry";
  while (FileText("centre.log").find(kWord) == std::string::npos &&
         std::chrono::steady_clock::now() - begun < kCheckPatience) {
    std::this_thread::yield();
  }
  EXPECT_NE(FileText("centre.log").find(kWord), std::string::npos) << FileText("centre.log");
  std::cout << "reread in the background within "
            << std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count()
            << " s" << std::endl;
}

TEST_F(StartTimeTest, WeeksOfThePortAreServedInTimeAndFoundSound) {
  Disconnect();
  ASSERT_EQ(hall().StopCentre(), 0);
  Live();
  ASSERT_FALSE(HasFatalFailure());
  ASSERT_GE(lived_entries(), kLongEntries * PortScale());
  const auto start = TimeToStart();
  EXPECT_LE(start, kReadyWithin);
  const auto begun = std::chrono::steady_clock::now();
  Decide(Crossing(1));
  EXPECT_EQ(PortCheckpointWhenChecked(kCheckPatience).verification(), v1::LEDGER_VERIFICATION_VERIFIED)
      << FileText("centre.log");
  std::cout << lived_entries() << " entries as the port writes them: ready in " << start.count()
            << " ms, found sound with all that follows from them within "
            << std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count()
            << " s" << std::endl;
}

}  // namespace
}  // namespace clearance
