// `clearctl db` interrupted by a signal, with the real program: at many moments of a backup, a check and a restore, in
// every one of which either nothing has changed or everything is done.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/executor.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/transaction.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr int kEntries = 3'000;
constexpr std::size_t kMaxFileBytes = 64 << 20;
// Of the calls a command makes: so many spread over all of them, and each of the last, where names are given.
constexpr int kSpread = 10;
constexpr int kLast = 24;

struct Moment {
  std::int32_t signal = 0;
  std::int32_t at = 0;  // 0: never
  std::int32_t calls = 0;
};

class InterruptedBackupTest : public testing::Test {
 protected:
  struct Ended {
    int exit_code = -1;
    std::string said;
  };
  using Files =
      std::map<std::string, std::string>;  // by name, within the folder that is worked in; a folder's is empty

  void SetUp() override {
    fs::create_directories(Path("work"));
    MakeLedger(1, kEntries);
    ASSERT_EQ(Backup("older").exit_code, 0);
    MakeLedger(kEntries + 1, kEntries + 7);
  }

  std::string Path(const std::string& name) const { return folder_.Path(name); }
  std::string Work(const std::string& name) const { return Path("work/" + name); }

  // Entries from `first` on, and a key for each hundredth.
  void MakeLedger(int first, int last) {
    {
      ThreadPool executor(1);
      const auto store = SqliteStore::Open({.path = Work("clearance.db")}, executor);
      ASSERT_TRUE(store.ok()) << store.status();
      const Status written = TransactAndWait(**store, [&](Transaction& t) -> Status {
        for (int number = first; number <= last; ++number) {
          const LedgerEntry entry{.log = "KHORGOS", .kind = EntryKind::kAbandonment, .body = std::string(300, 'b')};
          RETURN_IF_ERROR(t.ledger().Append(entry).status());
        }
        return OkStatus();
      });
      ASSERT_TRUE(written.ok()) << written;
    }
    const auto connection = *sqlite::Connection::Open(Work("clearance.db"), sqlite::OpenMode::kReadWrite);
    for (int subject = first; subject <= last; subject += 100) {
      const std::string pseudonym = "pseudonym-" + std::to_string(100'000 + subject) + std::string(16, 'p');
      const std::string wrapped(60, 'w');
      ASSERT_TRUE(connection->Run("INSERT INTO travellers VALUES (?, ?)", subject, sqlite::Blob{pseudonym}).ok());
      ASSERT_TRUE(
          connection
              ->Run("INSERT INTO personal_keys VALUES (?, 1, x'0102030405060708', ?)", subject, sqlite::Blob{wrapped})
              .ok());
    }
  }

  Ended Backup(const std::string& name, const Moment& moment = {}) {
    return Clearctl({"db", "backup", "--database", Work("clearance.db"), "--out", Work(name)}, moment);
  }

  // With the signal of `moment` at the call it names; calls_ says how many there were.
  Ended Clearctl(const std::vector<std::string>& arguments, const Moment& moment) {
    std::ofstream(Path("moment"), std::ios::binary).write(reinterpret_cast<const char*>(&moment), sizeof moment);
    std::vector<std::string> argv = {"/usr/bin/env",
                                     "--default-signal",  // nohup around the tests would have SIGHUP ignored
                                     "LD_PRELOAD=" + BinPath("libclearance_signal_at.so"),
                                     "ASAN_OPTIONS=verify_asan_link_order=0",
                                     "CLEARANCE_TEST_SIGNAL=" + Path("moment"),
                                     "CLEARANCE_TEST_FOLDER=" + Path("work"),
                                     BinPath("clearctl")};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    fs::remove(Path("said"));
    Ended ended;
    const auto output = RunProcess(argv, Path("said"), ended.exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    ended.said = output.value_or("") + ReadFile(Path("said"), kMaxFileBytes).value_or("");
    Moment counted;
    std::ifstream(Path("moment"), std::ios::binary).read(reinterpret_cast<char*>(&counted), sizeof counted);
    calls_ = counted.calls;
    return ended;
  }

  void PutBackWhatWasReplaced() {
    std::vector<std::string> aside;
    for (const auto& [name, bytes] : Found()) {
      if (name.starts_with("clearance.db.replaced-")) aside.push_back(name);
    }
    ASSERT_EQ(aside.size(), 1u);
    fs::rename(Work(aside.front()), Work("clearance.db"));
  }

  // But for what SQLite keeps for readers of a ledger while nobody writes to it.
  Files Found() const {
    Files found;
    for (const auto& entry : fs::recursive_directory_iterator(Path("work"))) {
      const std::string name = entry.path().lexically_relative(Path("work")).string();
      if (name.ends_with("-shm") || (name.ends_with("-wal") && entry.file_size() == 0)) continue;
      found[name] = entry.is_directory() ? "" : ReadFile(entry.path().string(), kMaxFileBytes).value();
    }
    return found;
  }

  // The names of files that are not the same in both.
  static std::set<std::string> Differing(const Files& one, const Files& other) {
    std::set<std::string> names;
    for (const auto& [here, there] : {std::pair(&one, &other), std::pair(&other, &one)}) {
      for (const auto& [name, bytes] : *here) {
        const auto found = there->find(name);
        if (found == there->end() || found->second != bytes) names.insert(name);
      }
    }
    return names;
  }

  // Of a command that makes so many calls, and of its last ones each.
  static std::set<int> Moments(int calls, int last) {
    std::set<int> moments;
    for (int i = 0; i < kSpread; ++i) moments.insert(1 + i * calls / kSpread);
    for (int at = std::max(1, calls - last); at <= calls; ++at) moments.insert(at);
    return moments;
  }
  static int SignalOf(int at) {
    constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
    return kSignals[at % 3];
  }

  // The command with a signal at each moment: until one from which on it ends what it has begun, nothing has changed.
  // `done` looks at what a command has left that was not interrupted, and brings back what was there before.
  struct Times {
    int interrupted = 0;
    int done = 0;
  };
  Times ExpectNothingOrAll(const std::vector<std::string>& arguments, const std::function<void()>& done,
                           int last = kLast) {
    const Files before = Found();
    EXPECT_EQ(Clearctl(arguments, {}).exit_code, 0);
    done();
    EXPECT_EQ(Differing(before, Found()), std::set<std::string>{});
    Times times;
    for (const int at : Moments(calls_, last)) {
      SCOPED_TRACE("signal " + std::to_string(SignalOf(at)) + " at call " + std::to_string(at));
      const Ended ended = Clearctl(arguments, {.signal = SignalOf(at), .at = at});
      if (ended.exit_code == 0) {
        ++times.done;
        done();
      } else {
        ++times.interrupted;
        EXPECT_EQ(times.done, 0) << "what a signal at an earlier moment did not end";
        EXPECT_EQ(ended.exit_code, 128 + SignalOf(at)) << ended.said;
        EXPECT_EQ(ended.said, "clearctl: interrupted; nothing was changed\n");
      }
      EXPECT_EQ(Differing(before, Found()), std::set<std::string>{});
      if (testing::Test::HasFailure()) break;
    }
    return times;
  }

  const TemporaryFolder folder_;
  int calls_ = 0;
};

TEST_F(InterruptedBackupTest, ABackupIsMadeWholeOrNothingIsChanged) {
  const std::string older_keys = Found().at("personal.keys");
  const Times times =
      ExpectNothingOrAll({"db", "backup", "--database", Work("clearance.db"), "--out", Work("one")}, [&] {
        const Files found = Found();
        EXPECT_TRUE(found.contains("one/ledger.db") && found.contains("one/manifest.json"));
        EXPECT_NE(found.at("personal.keys"), older_keys);
        fs::remove_all(Work("one"));
        ASSERT_TRUE(WriteFile(Work("personal.keys"), older_keys).ok());
      });
  EXPECT_GE(times.interrupted, kSpread);
  EXPECT_GT(times.done, 0) << "no signal came after the moment from which on the command ends what it has begun";
}

// --quick: nothing would follow from the entries made up here. That the comparison of what follows ends as well is in
// tests/derivation.
TEST_F(InterruptedBackupTest, ALedgerIsRestoredWholeOrNothingIsChanged) {
  const auto entries = [&] {
    const auto connection = *sqlite::Connection::Open(Work("clearance.db"), sqlite::OpenMode::kReadOnly);
    auto statement = *connection->Prepare("SELECT count(*) FROM entries");
    return statement.Step().ok() ? statement.Int(0) : -1;
  };
  ASSERT_EQ(entries(), kEntries + 7);
  const Times times =
      ExpectNothingOrAll({"db", "restore", "--backup", Work("older"), "--database", Work("clearance.db"), "--keys",
                          Work("personal.keys"), "--replace", "--quick"},
                         [&] {
                           EXPECT_EQ(entries(), kEntries);
                           PutBackWhatWasReplaced();
                           EXPECT_EQ(entries(), kEntries + 7);
                         });
  EXPECT_GE(times.interrupted, kSpread);
  EXPECT_GT(times.done, 0) << "no signal came after the moment from which on the command ends what it has begun";
}

TEST_F(InterruptedBackupTest, ACheckEndsAndChangesNothing) {
  const auto nothing = [] {};
  const std::vector<std::string> backup = {
      "db", "check", "--backup", Work("older"), "--keys", Work("personal.keys"), "--quick"};
  EXPECT_GE(ExpectNothingOrAll(backup, nothing, 0).interrupted, kSpread);
  const std::vector<std::string> file = {"db", "check", "--database", Work("clearance.db")};
  EXPECT_GE(ExpectNothingOrAll(file, nothing, 0).interrupted, kSpread);
}

}  // namespace
}  // namespace clearance
