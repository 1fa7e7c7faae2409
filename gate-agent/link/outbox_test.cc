#include "gate-agent/link/outbox.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/retry.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/migrations.h"
#include "tests/support/report_central.h"

namespace clearance {
namespace {

constexpr Instant kStart = FromUnixMs(1'795'000'000'000);

// Answers reports under virtual time with the statuses it is given; notes what arrived.
class ScriptedCentral final : public ReportCentral {
 public:
  explicit ScriptedCentral(VirtualTime& time) : time_(time) {}

  std::deque<Status> answers;         // OK when there is none left
  std::vector<std::string> received;  // request ids

 private:
  void Answer(const std::string& request_id, OnReported done) override {
    received.push_back(request_id);
    Status status;
    if (!answers.empty()) {
      status = answers.front();
      answers.pop_front();
    }
    time_.PostAfter(Duration(5), [done = std::move(done), status] { done(status); });
  }
  VirtualTime& time_;
};

Status Away() { return Error(StatusCode::kUnavailable, error_reason::kCentreUnreachable, "away"); }
Status Nonsense() { return InvalidField("document.number", "is not a number"); }

class OutboxTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("outbox_test." + NewUuid(ids_));
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "gate.db").string();
    Open();
  }
  void TearDown() override {
    outbox_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Open() {
    StatusOr<std::unique_ptr<GateStore>> store = GateStore::Open(path_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  void StartSending(const BackoffLimits& backoff = kBackoff) {
    outbox_ = std::make_unique<Outbox>(Outbox::Parts{*store_, central_, time_, time_.clock(), random_}, backoff);
  }
  // As after kill -9: only what is on disk is left. The copy is taken while the first process still has its file open.
  void CrashAndReopen() {
    const std::filesystem::path copy = folder_ / "after_crash.db";
    for (const char* suffix : {"", "-wal"}) {
      if (!std::filesystem::exists(path_ + suffix)) continue;
      std::filesystem::copy_file(path_ + suffix, copy.string() + suffix,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    outbox_.reset();
    store_.reset();
    path_ = copy.string();
    Open();
  }

  Passage NewPassage() {
    Passage passage;
    passage.request_id = NewUuid(ids_);
    passage.decision_request_id = NewUuid(ids_);
    passage.lane.lane_id = "gate-1/a";
    passage.document.number = "N12345678";
    passage.passed_at = kStart;
    return passage;
  }
  std::string PutOne() {
    const Passage passage = NewPassage();
    const Status status = outbox_->Put(passage, {});
    EXPECT_TRUE(status.ok()) << status;
    return passage.request_id;
  }

  static constexpr BackoffLimits kBackoff{.first = Duration(100), .most = Duration(1000)};
  std::filesystem::path folder_;
  std::string path_;
  SystemRandom ids_;
  SeededRandom random_{1};
  VirtualTime time_{kStart};
  ScriptedCentral central_{time_};
  std::unique_ptr<GateStore> store_;
  std::unique_ptr<Outbox> outbox_;
};

using std::chrono::hours;
using std::chrono::seconds;

// A file of somebody else's, a pipe: whichever part of the store complains.
TEST_F(OutboxTest, AFileThatIsNotItsOwnIsNamed) {
  const std::string other = (folder_ / "other.db").string();
  {
    const auto connection = sqlite::Connection::Open(other, sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok() && (*connection)->RunScript("CREATE TABLE reports (x)").ok());
  }
  EXPECT_EQ(MessageOf(GateStore::Open(other).status()).find(other + ": "), 0u);
  const std::string pipe = (folder_ / "pipe.db").string();
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(MessageOf(GateStore::Open(pipe).status()), "cannot open " + pipe + ": it is no regular file");
  EXPECT_FALSE(std::filesystem::exists(pipe + ".lock"));
}

TEST_F(OutboxTest, SendsInOrderAndForgetsWhatIsAcknowledged) {
  StartSending();
  std::vector<std::string> put;
  for (int i = 0; i < 5; ++i) put.push_back(PutOne());
  EXPECT_EQ(outbox_->Waiting(), 5);
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.received, put);
  EXPECT_EQ(outbox_->Waiting(), 0);
  EXPECT_TRUE(outbox_->Faults().empty());
  time_.RunFor(hours(1));
  EXPECT_EQ(central_.received.size(), 5u);
}

TEST_F(OutboxTest, RepeatsTheSameReportUntilItIsAcknowledgedAndNoneOvertakesIt) {
  StartSending();
  central_.answers = {Away(), Error(StatusCode::kDeadlineExceeded, "", ""), Error(StatusCode::kAborted, "", "")};
  const std::string first = PutOne();
  const std::string second = PutOne();
  time_.RunFor(seconds(60));
  EXPECT_EQ(central_.received, (std::vector<std::string>{first, first, first, first, second}));
  EXPECT_EQ(outbox_->Waiting(), 0);
}

// Only the centre's own word about the report ends its sending: everything else may pass.
TEST_F(OutboxTest, WhatIsNoWordAboutTheReportIsRepeated) {
  StartSending();
  const std::string report = PutOne();
  std::size_t sent = 0;
  for (const StatusCode code :
       {StatusCode::kCancelled, StatusCode::kUnknown, StatusCode::kInternal, StatusCode::kUnauthenticated,
        StatusCode::kPermissionDenied, StatusCode::kUnimplemented, StatusCode::kInvalidArgument}) {
    central_.answers.push_back(Error(code, "", "from somewhere on the way"));
    ++sent;
  }
  central_.answers.push_back(Error(StatusCode::kResourceExhausted, error_reason::kOverloaded, "later"));
  time_.RunFor(seconds(60));
  EXPECT_EQ(central_.received, std::vector<std::string>(sent + 2, report));
  EXPECT_EQ(store_->Counts(), (ReportCounts{.waiting = 0, .refused = 0}));
}

TEST_F(OutboxTest, AnOverloadedCentreIsNotAskedBeforeTheTimeItGave) {
  StartSending();
  central_.answers = {Overloaded("too many writes are waiting")};
  const std::string report = PutOne();
  time_.RunFor(kOverloadedRetryAfter);
  EXPECT_EQ(central_.received.size(), 1u);
  time_.RunFor(kBackoff.first + Duration(50));
  EXPECT_EQ(central_.received, std::vector<std::string>(2, report));
  EXPECT_EQ(outbox_->Waiting(), 0);
}

TEST_F(OutboxTest, ThreeDaysWithoutTheCentreLoseNothing) {
  StartSending({.first = Duration(200), .most = Duration(5000)});  // as a gate does
  central_.answers.assign(200'000, Away());
  const std::string first = PutOne();
  const std::string second = PutOne();
  time_.RunFor(hours(72));
  // At the longest wait of 5 s (a half of it at least) over 72 h: repeated, and not in a hurry.
  EXPECT_GT(central_.received.size(), 50'000u);
  EXPECT_LT(central_.received.size(), 105'000u);
  EXPECT_EQ(outbox_->Waiting(), 2);
  central_.answers.clear();
  central_.received.clear();
  time_.RunFor(seconds(6));
  EXPECT_EQ(central_.received, (std::vector<std::string>{first, second}));
}

TEST_F(OutboxTest, AReportRefusedForGoodIsKeptRaisesAFaultAndHoldsUpNobody) {
  StartSending();
  central_.answers = {Nonsense()};
  const std::string refused = PutOne();
  const std::string next = PutOne();
  time_.RunFor(seconds(10));
  EXPECT_EQ(central_.received, (std::vector<std::string>{refused, next}));
  EXPECT_EQ(store_->Counts(), (ReportCounts{.waiting = 0, .refused = 1}));
  ASSERT_EQ(outbox_->Faults().size(), 1u);
  EXPECT_EQ(outbox_->Faults()[0].code, "REPORT_REFUSED");
}

// DATA_LOSS of one traveller's rows, a key of another master: for ever, and nothing to those behind.
TEST_F(OutboxTest, WhatTheCentreCannotTakeIsSetAsideAndThoseBehindAreSent) {
  StartSending();
  central_.answers = {Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "a damaged row"),
                      Error(StatusCode::kFailedPrecondition, error_reason::kMasterKeyWrong, "of another key"),
                      Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied, "another port")};
  std::vector<std::string> put;
  for (int i = 0; i < 5; ++i) put.push_back(PutOne());
  time_.RunFor(seconds(10));
  EXPECT_EQ(central_.received, put);
  EXPECT_EQ(store_->Counts(), (ReportCounts{.waiting = 0, .refused = 3}));
  ASSERT_EQ(outbox_->Faults().size(), 1u);
  EXPECT_EQ(outbox_->Faults()[0].code, "REPORT_REFUSED");
}

TEST_F(OutboxTest, WhatIsSetAsideIsTriedAgainRarelyBehindWhatWaits) {
  StartSending();
  const Status damaged = Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "a damaged row");
  central_.answers = {damaged, damaged};
  const std::string first = PutOne();
  const std::string second = PutOne();
  time_.RunFor(kRefusedRetryInterval - seconds(1));
  EXPECT_EQ(central_.received, (std::vector<std::string>{first, second}));
  central_.received.clear();
  central_.answers = {Away(), OkStatus(), damaged};  // of what is put now, and of the first of the round
  const std::string fresh = PutOne();
  time_.RunFor(seconds(30));
  EXPECT_EQ(central_.received, (std::vector<std::string>{fresh, fresh, first, second}));
  EXPECT_EQ(store_->Counts(), (ReportCounts{.waiting = 0, .refused = 1}));
  EXPECT_EQ(outbox_->Faults().size(), 1u);
  central_.received.clear();
  time_.RunFor(2 * kRefusedRetryInterval);
  EXPECT_EQ(central_.received, std::vector<std::string>{first});
  EXPECT_EQ(store_->Counts(), ReportCounts{});
  EXPECT_TRUE(outbox_->Faults().empty());
}

TEST_F(OutboxTest, ARefusedReportIsTriedAgainByTheNextRun) {
  StartSending();
  central_.answers = {Nonsense()};
  const std::string refused = PutOne();
  time_.RunFor(seconds(10));
  CrashAndReopen();
  StartSending();
  time_.RunFor(seconds(10));
  EXPECT_EQ(central_.received, (std::vector<std::string>{refused, refused}));
  EXPECT_EQ(store_->Counts(), ReportCounts{});
}

TEST_F(OutboxTest, WhatWasPutIsThereAfterACrashInOrder) {
  StartSending();
  central_.answers.assign(3, Away());
  std::vector<std::string> put;
  for (int i = 0; i < 4; ++i) put.push_back(PutOne());
  CrashAndReopen();
  central_.answers.clear();
  central_.received.clear();
  StartSending();
  EXPECT_EQ(outbox_->Waiting(), 4);
  time_.RunFor(seconds(5));
  EXPECT_EQ(central_.received, put);
}

TEST_F(OutboxTest, AReportWhoseAcknowledgementWasLostInACrashGoesOutAgainUnderTheSameId) {
  StartSending();
  const std::string id = PutOne();
  // The centre has it; the answer has not been seen when the process dies.
  while (central_.received.empty()) ASSERT_TRUE(time_.RunOne());
  CrashAndReopen();
  StartSending();
  time_.RunFor(seconds(5));
  EXPECT_EQ(central_.received, (std::vector<std::string>{id, id}));
  EXPECT_EQ(outbox_->Waiting(), 0);
}

TEST_F(OutboxTest, TheSameReportTwiceIsOneAndAnotherUnderItsIdIsRefused) {
  StartSending();
  const Passage passage = NewPassage();
  EXPECT_TRUE(outbox_->Put(passage, {}).ok());
  EXPECT_TRUE(outbox_->Put(passage, {}).ok());
  EXPECT_EQ(outbox_->Waiting(), 1);
  Passage other = passage;
  other.passed_at += seconds(1);
  const Status status = outbox_->Put(other, {});
  EXPECT_EQ(status.code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(status), error_reason::kRequestIdReused);
  EXPECT_EQ(outbox_->Waiting(), 1);
}

TEST_F(OutboxTest, DestroyedInTheMiddleItSendsNothingMore) {
  StartSending();
  PutOne();
  PutOne();
  while (central_.received.empty()) ASSERT_TRUE(time_.RunOne());
  outbox_.reset();
  time_.RunFor(hours(1));
  EXPECT_EQ(central_.received.size(), 1u);
}

TEST_F(OutboxTest, TheJournalStandsOrFallsWithTheReport) {
  StartSending();
  ASSERT_TRUE(store_->WriteJournal({.lane_id = "gate-1/a", .crossing = "inside"}).ok());
  ASSERT_TRUE(store_->WriteJournal({.lane_id = "gate-1/b", .crossing = "another"}).ok());
  ASSERT_TRUE(outbox_->Put(NewPassage(), {.lane_id = "gate-1/a", .crossing = ""}).ok());
  CrashAndReopen();
  EXPECT_EQ(*store_->ReadJournal("gate-1/a"), "");
  EXPECT_EQ(*store_->ReadJournal("gate-1/b"), "another");
  EXPECT_EQ(store_->Counts().waiting, 1);
}

TEST_F(OutboxTest, TheFileIsItsOwnersAloneAndOneProcesss) {
  EXPECT_EQ(std::filesystem::status(path_).permissions() & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(GateStore::Open(path_).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(OutboxTest, ALedgerIsNoOutboxAndIsNamed) {
  const std::string ledger = (folder_ / "clearance.db").string();
  const sqlite::Migration first{1, "create_ledger", "CREATE TABLE entries (position INTEGER PRIMARY KEY) STRICT"};
  {
    const auto connection = sqlite::Connection::Open(ledger, sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok() && sqlite::Migrate(**connection, {&first, 1}).ok());
  }
  const Status status = GateStore::Open(ledger).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(MessageOf(status), ledger + ": is a ledger, not a gate file");
}

TEST_F(OutboxTest, AFolderThatIsNotThereIsNamedAndNoLock) {
  const std::string folder = (folder_ / "absent").string();
  EXPECT_EQ(MessageOf(GateStore::Open(folder + "/gate.db").status()),
            "cannot open " + folder + "/gate.db: its folder " + folder + ": No such file or directory");
}

TEST_F(OutboxTest, WhatIsAcknowledgedIsOverwrittenInTheFile) {
  StartSending();
  Passage passage = NewPassage();
  passage.document.number = "UNMISTAKABLE7";
  ASSERT_TRUE(outbox_->Put(passage, {}).ok());
  time_.RunFor(seconds(1));
  ASSERT_EQ(outbox_->Waiting(), 0);
  outbox_.reset();
  store_.reset();  // the last connection takes the log over into the file
  const StatusOr<std::string> content = ReadFile(path_, 64 * 1024 * 1024);
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->find("UNMISTAKABLE7"), std::string::npos);
  Open();
}

TEST_F(OutboxTest, AFileThatIsNoneOfOursIsAnErrorAndIsLeftAlone) {
  const std::string foreign = (folder_ / "foreign.db").string();
  std::ofstream(foreign) << "this is no database, and long enough to be looked at by SQLite as one would be....";
  EXPECT_FALSE(GateStore::Open(foreign).ok());
  EXPECT_EQ(ReadFile(foreign, 1000)->substr(0, 19), "this is no database");
}

// A file that has lost its name goes with the process, and with it whatever was told as kept: nothing is. What the
// centre has is safe all the same.
TEST_F(OutboxTest, WhatIsPutIntoAFileThatIsGoneIsKeptOnlyOnceTheCentreHasIt) {
  StartSending();
  const std::string before = PutOne();
  time_.RunFor(seconds(1));
  ASSERT_TRUE(store_->Writable().ok());
  std::filesystem::remove(path_);
  const Passage passage = NewPassage();
  const Status told = outbox_->Put(passage, {"gate-1/a", "somebody"});
  EXPECT_EQ(told.code(), StatusCode::kUnavailable) << told;
  EXPECT_EQ(ReasonOf(told), error_reason::kStoreUnavailable);
  EXPECT_EQ(outbox_->Put(passage, {}).code(), StatusCode::kUnavailable);
  EXPECT_EQ(outbox_->Waiting(), 1) << "the second time it is the same report";
  EXPECT_EQ(store_->WriteJournal({"gate-1/a", "somebody"}).code(), StatusCode::kUnavailable);
  EXPECT_EQ(MessageOf(store_->Writable()).find("outbox: " + path_ + ": nothing can be written: the file is gone"), 0u)
      << store_->Writable();
  time_.RunFor(seconds(5));
  EXPECT_EQ(central_.received, (std::vector<std::string>{before, passage.request_id})) << "sent nevertheless";
  EXPECT_EQ(outbox_->Waiting(), 0);
  EXPECT_TRUE(outbox_->Put(passage, {}).ok()) << "it is where it was to come to";
  time_.RunFor(seconds(5));
  EXPECT_EQ(central_.received.size(), 2u) << "once";
  EXPECT_EQ(outbox_->Waiting(), 0);
  EXPECT_FALSE(store_->TryToWrite().ok());
}

TEST_F(OutboxTest, AFileThatIsPutBackTakesReportsAgain) {
  StartSending();
  central_.answers.assign(20, Away());
  const std::string away = path_ + ".away";
  std::filesystem::rename(path_, away);
  const Passage passage = NewPassage();
  EXPECT_FALSE(outbox_->Put(passage, {}).ok());
  std::filesystem::rename(away, path_);
  EXPECT_FALSE(store_->Writable().ok()) << "nobody has tried yet";
  EXPECT_TRUE(store_->TryToWrite().ok()) << store_->Writable();
  EXPECT_TRUE(store_->Writable().ok());
  EXPECT_TRUE(outbox_->Put(passage, {}).ok());
  EXPECT_EQ(outbox_->Waiting(), 1);
}

}  // namespace
}  // namespace clearance
