// kill -9 of the centre under load, again and again: nothing it has acknowledged is lost or doubled, and what it has
// not is done once when it is asked again. The moment is drawn from a seed: CLEARANCE_KILL_SEED=N takes another one.
// Proves atomicity, not durability (the system keeps what a dead process has written): tests/durability does that.
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "tests/integration/centre_fixture.h"
#include "tests/support/event_count.h"
#include "tests/support/long_run.h"

namespace clearance {
namespace {

constexpr int kShortKills = 20;
constexpr int kLongKills = 500;
constexpr int kLongVerifyEvery = 20;
constexpr int kLanes = 6;
constexpr std::uint64_t kMaxEventsBeforeDeath = 160;

// A crossing as a lane knows it.
struct Crossed {
  v1::DecideCrossingRequest decide;
  std::uint64_t decided_at = 0;  // position; 0: no answer came
  v1::ReportPassageRequest report;
  bool reported = false;
  std::uint64_t passed_at = 0;
};

class CentreKillTest : public CentreTest {
 protected:
  // Sends travellers through one lane over a connection of its own until the centre is gone.
  void Cross(std::vector<Crossed>& done) {
    const auto stub = As<v1::ClearanceService>("gate-1");
    for (;;) {
      Crossed crossed;
      {
        const std::lock_guard lock(mutex_);  // NewId is not thread-safe
        crossed.decide = Crossing(++travellers_);
        crossed.report = PassageOf(crossed.decide);
      }
      events_.Note();
      v1::DecideCrossingResponse decided;
      Patient decide_context(false);
      const bool answered = stub->DecideCrossing(&decide_context, crossed.decide, &decided).ok();
      crossed.decided_at = answered ? decided.position() : 0;
      if (answered) {
        events_.Note();
        crossed.reported = true;
        v1::ReportPassageResponse passed;
        Patient report_context(false);
        if (stub->ReportPassage(&report_context, crossed.report, &passed).ok()) crossed.passed_at = passed.position();
      }
      done.push_back(crossed);
      if (crossed.passed_at == 0) return;
      events_.Note();
    }
  }

  // Load, death at the event of that number, and a new start; what every lane remembers.
  std::vector<Crossed> LoadAndKill(std::uint64_t event) {
    std::vector<std::vector<Crossed>> of_lane(kLanes);
    std::vector<std::thread> lanes;
    events_.Restart();
    for (std::vector<Crossed>& done : of_lane) lanes.emplace_back([this, &done] { Cross(done); });
    const bool enough = events_.WaitFor(event, kCallPatience);
    hall().centre()->Signal(SIGKILL);
    for (std::thread& lane : lanes) lane.join();
    EXPECT_TRUE(enough) << "the load stands still";
    std::vector<Crossed> all;
    for (const std::vector<Crossed>& done : of_lane) all.insert(all.end(), done.begin(), done.end());
    return all;
  }

  // Sends everything again, as gates do with what they are not sure of, and holds the answers against the first ones.
  void SendAgain(std::vector<Crossed>& all) {
    for (Crossed& crossed : all) {
      const std::uint64_t decided_at = Decide(crossed.decide).position();
      EXPECT_TRUE(crossed.decided_at == 0 || crossed.decided_at == decided_at)
          << "a decision acknowledged at " << crossed.decided_at << " is at " << decided_at;
      crossed.decided_at = decided_at;
      if (!crossed.reported) continue;
      const std::uint64_t passed_at = Report(crossed.report);
      EXPECT_TRUE(crossed.passed_at == 0 || crossed.passed_at == passed_at)
          << "a passage acknowledged at " << crossed.passed_at << " is at " << passed_at;
      crossed.passed_at = passed_at;
    }
  }

  // Reads what is new in the ledger: exactly what was sent, each once, where the answers said.
  void ReadLedger(const std::vector<Crossed>& sent) {
    std::map<std::pair<std::string, std::string>, std::uint64_t> expected;
    for (const Crossed& crossed : sent) {
      expected[{"DECISION", crossed.decide.request_id()}] = crossed.decided_at;
      if (crossed.reported) expected[{"PASSAGE", crossed.report.request_id()}] = crossed.passed_at;
    }
    for (const v1::LedgerEntry& entry : EntriesAfter(last_position_, page_token_)) {
      EXPECT_EQ(entry.position(), ++last_position_) << "a gap";
      if (entry.kind() == "RECORD_VIEWED") continue;  // the look before this one
      const auto found = expected.find({entry.kind(), entry.request_id()});
      ASSERT_NE(found, expected.end()) << "doubled or never sent: " << entry.kind() << " at " << entry.position();
      EXPECT_EQ(found->second, entry.position());
      expected.erase(found);
    }
    EXPECT_TRUE(expected.empty()) << expected.size() << " entries are lost";
  }

  void Verify() {
    int exit_code = -1;
    const auto said = hall().Clearctl({"ledger", "verify", "--database", hall().Database()}, exit_code);
    ASSERT_TRUE(said.ok()) << said.status();
    EXPECT_EQ(exit_code, 0) << *said;
    EXPECT_NE(said->find(std::to_string(last_position_ + 1) + " entries"), std::string::npos)
        << "and the last look: " << *said;
  }

 private:
  std::mutex mutex_;
  EventCount events_;  // what the lanes have begun or been answered so far
  int travellers_ = 0;
  std::uint64_t last_position_ = kBookEntries;
  std::string page_token_;  // of the last page looked at
};

TEST_F(CentreKillTest, NothingAcknowledgedIsLostOrDoubled) {
  const char* chosen = std::getenv("CLEARANCE_KILL_SEED");
  const std::uint64_t seed = chosen == nullptr ? 1 : std::strtoull(chosen, nullptr, 10);
  SeededRandom random(seed);
  const int kills = IsLongRun() ? kLongKills : kShortKills;
  std::size_t acknowledged = 0;
  std::size_t in_doubt = 0;
  for (int kill = 1; kill <= kills; ++kill) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", kill " + std::to_string(kill));
    std::vector<Crossed> sent = LoadAndKill(1 + random.Below(kMaxEventsBeforeDeath));
    for (const Crossed& crossed : sent) (crossed.passed_at == 0 ? in_doubt : acknowledged) += 1;
    KillAndRestart();
    if (HasFatalFailure()) return;
    SendAgain(sent);
    ReadLedger(sent);
    if (!IsLongRun() || kill % kLongVerifyEvery == 0) Verify();
    if (HasFailure()) return;
  }
  Verify();
  std::cout << kills << " kills; " << acknowledged << " crossings acknowledged, " << in_doubt << " in doubt\n";
  EXPECT_GT(acknowledged, static_cast<std::size_t>(kills));
  EXPECT_GT(in_doubt, static_cast<std::size_t>(kills));
}

}  // namespace
}  // namespace clearance
