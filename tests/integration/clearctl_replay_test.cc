// `clearctl ledger replay` as a program, over a file that the centre's own admission has written: its exit codes, its
// lines and its JSON, with the keys and without.
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/base/bytes.h"
#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/sqlite/connection.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/personal_fields.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/clearance/admission.h"
#include "services/derivation/lookup_key_standing.h"
#include "services/server/rule_book_entry.h"
#include "tests/support/process.h"
#include "tests/support/samples.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

constexpr int kMisused = 100;  // or more: what the command line does not allow
constexpr std::size_t kMaxLogBytes = 1 << 20;

// Of the entries that a test asks about.
struct Positions {
  std::uint64_t same = 0;
  std::uint64_t passage = 0;
  std::uint64_t different = 0;  // another lane had the person in hand, and the table did not know it
};

class ClearctlReplayTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteFile(Path("lookup_key.hex"), std::string(64, 'b')).ok());
    ASSERT_TRUE(WriteFile(Path("master_key.hex"), std::string(64, 'a')).ok());
    ASSERT_TRUE(WriteFile(Path("other_key.hex"), std::string(64, 'c')).ok());
    MakeDatabase();
  }

  std::string Path(const std::string& name) const { return folder_.Path(name); }

  static CrossingRequest Crossing(Random& random, const std::string& number, const std::string& lane_id) {
    CrossingRequest request = SampleCrossing();
    request.request_id = NewUuid(random);
    request.lane.lane_id = lane_id;
    request.document.number = number;
    request.document.national_number.clear();
    request.findings = {SoundDocumentFinding(), {CheckKind::kFace, FindingResult::kPassed}};
    request.booking_id.clear();
    return request;
  }

  void MakeDatabase() {
    ThreadPool executor(2);
    SeededRandom random(7);
    const ManualClock clock(kSampleInstant);
    const Pseudonyms pseudonyms = *Pseudonyms::FromFile(Path("lookup_key.hex"));
    const PersonalFields fields = *PersonalFields::FromFile(Path("master_key.hex"));
    const RuleBook book = KhorgosRuleBook();
    const ZoneTable zones = *MakeZoneTable();
    const auto store = *SqliteStore::Open({.path = Path("ledger.db")}, executor);
    ASSERT_EQ(RequireOrRecordLookupKey(*store, {pseudonyms, "lookup_key.hex"}), OkStatus());
    ASSERT_TRUE(RecordRuleBook(*store,
                               {.version = book.version,
                                .effective_from = book.effective_from,
                                .text = std::string(ShippedRuleBookText()),
                                .approved_by = {}},
                               clock.Now())
                    .ok());
    Admission admission({*store, pseudonyms, fields, book, zones, clock, random, {}});
    const auto decide = [&](const CrossingRequest& request) {
      std::promise<StatusOr<DecideAnswer>> done;
      admission.Decide(request, [&](StatusOr<DecideAnswer> answer) { done.set_value(std::move(answer)); });
      const auto answer = done.get_future().get();
      EXPECT_TRUE(answer.ok()) << answer.status();
      return answer.ok() ? answer->position : 0;
    };
    const CrossingRequest same = Crossing(random, "N1", "gate-1/a");
    at_.same = decide(same);
    std::promise<StatusOr<std::uint64_t>> passed;
    admission.RecordPassage({NewUuid(random), same.request_id, same.lane, same.document, same.booking_id, clock.Now()},
                            [&](StatusOr<std::uint64_t> position) { passed.set_value(position); });
    at_.passage = passed.get_future().get().value_or(0);
    const CrossingRequest first = Crossing(random, "N2", "gate-1/a");
    decide(first);
    ASSERT_TRUE(
        TransactAndWait(*store, [&](Transaction& t) { return t.open_decisions().Close(first.request_id); }).ok());
    at_.different = decide(Crossing(random, "N2", "gate-2/a"));
    ASSERT_TRUE(at_.same != 0 && at_.passage != 0 && at_.different != 0);
  }

  std::string Run(std::vector<std::string> arguments, int expected_exit) {
    int exit_code = -1;
    const std::string output = Ran(std::move(arguments), exit_code);
    EXPECT_EQ(exit_code, expected_exit) << output << errors_;
    return output;
  }
  std::string Ran(std::vector<std::string> arguments, int& exit_code) {
    arguments.insert(arguments.begin(), BinPath("clearctl"));
    std::filesystem::remove(Path("log"));
    const auto output = RunProcess(arguments, Path("log"), exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    errors_ = ReadFile(Path("log"), kMaxLogBytes).value_or("");
    return output.value_or("");
  }
  std::string Replay(std::uint64_t position, int expected_exit, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"ledger",     "replay",         "--entry", std::to_string(position),
                                          "--database", Path("ledger.db")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(std::move(arguments), expected_exit);
  }
  bool Said(const std::string& words) const { return errors_.find(words) != std::string::npos; }

  const TemporaryFolder folder_;
  std::string errors_;
  Positions at_;
};

bool Has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

TEST_F(ClearctlReplayTest, TheSameIsToldWithWhatTheLedgerDoesNotHold) {
  const std::string said = Replay(at_.same, 0);
  EXPECT_EQ(said.rfind("the same: " + std::to_string(at_.same) + " ", 0), 0U) << said;
  EXPECT_TRUE(Has(said, " gate-1/a ")) << said;
  EXPECT_TRUE(Has(said, "\n  not from the ledger: age: as the sealed reasons have it\n")) << said;
  EXPECT_TRUE(Has(said, "\n  not from the ledger: expiry date: as the sealed reasons have it\n")) << said;
  EXPECT_FALSE(Has(said, "rule book")) << "the ledger names it: " << said;
  EXPECT_EQ(errors_, "");
}

TEST_F(ClearctlReplayTest, ADifferenceIsToldWithItsExitCode) {
  const std::string said = Replay(at_.different, 2);
  EXPECT_EQ(said.rfind("DIFFERENT: " + std::to_string(at_.different) + " ", 0), 0U) << said;
  EXPECT_TRUE(Has(said, "\n  verdict: sealed ADMIT, made anew REFER\n")) << said;
  EXPECT_TRUE(Has(said, "\n  reason missing: IN_PROGRESS_ELSEWHERE(gate-1/a")) << said;
  EXPECT_EQ(errors_, "");
}

TEST_F(ClearctlReplayTest, InJsonItIsOneObject) {
  for (const std::uint64_t position : {at_.same, at_.different}) {
    const bool same = position == at_.same;
    const std::string said = Replay(position, same ? 0 : 2, {"--json"});
    EXPECT_EQ(said.find('\n'), said.size() - 1) << "one line: " << said;
    const Json json = Json::parse(said, nullptr, false);
    ASSERT_TRUE(json.is_object()) << said;
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    ASSERT_EQ(keys, (std::vector<std::string>{"after", "before", "decided_at", "differences", "lane_id",
                                              "not_from_ledger", "position", "traveller"}));
    EXPECT_EQ(json["position"], position);
    EXPECT_EQ(json["lane_id"], same ? "gate-1/a" : "gate-2/a");
    EXPECT_EQ(json["traveller"].get<std::string>().size(), 8U) << "no more than tells people apart";
    EXPECT_EQ(json["before"]["verdict"], "ADMIT");
    EXPECT_EQ(json["after"]["verdict"], same ? "ADMIT" : "REFER");
    for (const char* side : {"before", "after"}) {
      EXPECT_TRUE(json[side]["reasons"].is_array());
      for (const Json& reason : json[side]["reasons"]) EXPECT_TRUE(reason["code"].is_string());
      EXPECT_TRUE(json[side]["last_day"].is_string() || json[side]["last_day"].is_null());
    }
    EXPECT_EQ(json["differences"].empty(), same);
    EXPECT_FALSE(json["not_from_ledger"].empty());
    for (const char* lines : {"differences", "not_from_ledger"}) {
      ASSERT_TRUE(json[lines].is_array());
      for (const Json& line : json[lines]) EXPECT_TRUE(line.is_string());
    }
  }
}

TEST_F(ClearctlReplayTest, TheMasterKeyOpensWhatTheDocumentSays) {
  const std::string said = Replay(at_.same, 0, {"--master-key", Path("master_key.hex")});
  EXPECT_FALSE(Has(said, "age: ") || Has(said, "expiry date: ")) << said;
  EXPECT_TRUE(Has(said, "not from the ledger: name: ")) << said;
}

TEST_F(ClearctlReplayTest, AMasterKeyThatOpensNothingIsAnError) {
  EXPECT_EQ(Replay(at_.same, 1, {"--master-key", Path("other_key.hex")}), "");
  EXPECT_NE(errors_.find(Path("other_key.hex") + ": opens no key of this ledger"), std::string::npos) << errors_;
  EXPECT_EQ(Replay(at_.same, 1, {"--master-key", Path("no_such.hex")}), "");
  EXPECT_NE(errors_, "");
}

TEST_F(ClearctlReplayTest, WhoWasErasedIsReplayedByWhatTheDecisionSays) {
  const std::string erased = Run(
      {"ledger", "erase", "--database", Path("ledger.db"), "--lookup-key", Path("lookup_key.hex"), "--issuing-state",
       "KAZ", "--number", "N1", "--author", "authority-1", "--reason", "asked for", "--early", "--yes"},
      0);
  ASSERT_TRUE(Has(erased, "erased the keys of BORDER")) << erased;
  const std::string said = Replay(at_.same, 0, {"--master-key", Path("master_key.hex")});
  EXPECT_EQ(said.rfind("the same: ", 0), 0U) << said;
  EXPECT_TRUE(Has(said, "not from the ledger: age: as the sealed reasons have it")) << said;
  EXPECT_TRUE(Has(said, "not from the ledger: expiry date: as the sealed reasons have it")) << said;
}

TEST_F(ClearctlReplayTest, WhatIsNoDecisionIsNotReplayed) {
  EXPECT_EQ(Replay(at_.passage, 1), "");
  EXPECT_TRUE(Said("is no DECISION")) << errors_;
  EXPECT_EQ(Replay(1, 1, {"--json"}), "") << "the rule book's entry";
  EXPECT_TRUE(Said("is no DECISION")) << errors_;
  for (const std::uint64_t position : {std::uint64_t{0}, at_.different + 1, std::uint64_t{1} << 62}) {
    EXPECT_EQ(Replay(position, 1), "") << position;
    EXPECT_TRUE(Said("no entry at this position")) << errors_;
  }
}

TEST_F(ClearctlReplayTest, ADamagedEntryIsADifference) {
  {
    const auto connection = sqlite::Connection::Open(Path("ledger.db"), sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    ASSERT_TRUE((*connection)
                    ->Run("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = ?",
                          static_cast<std::int64_t>(at_.same))
                    .ok());
  }
  EXPECT_FALSE(Has(Replay(at_.same, 2), "the same"));
}

TEST_F(ClearctlReplayTest, AFileThatIsNotThereCannotBeRead) {
  EXPECT_EQ(Run({"ledger", "replay", "--database", Path("no_such.db"), "--entry", "1"}, 1), "");
  EXPECT_FALSE(std::filesystem::exists(Path("no_such.db"))) << "nor is it made";
}

TEST_F(ClearctlReplayTest, MisuseHasACodeOfItsOwn) {
  const std::vector<std::vector<std::string>> misuses = {
      {"--database", Path("ledger.db")},
      {"--entry", "1"},
      {"--database", Path("ledger.db"), "--entry", "one"},
      {"--database", Path("ledger.db"), "--entry", ""},
      {"--database", Path("ledger.db"), "--entry", "1", "--booking-late-minutes", "1441"},
      {"--database", Path("ledger.db"), "--entry", "1", "--no-such-option"},
  };
  for (const std::vector<std::string>& misuse : misuses) {
    std::vector<std::string> arguments = {"ledger", "replay"};
    arguments.insert(arguments.end(), misuse.begin(), misuse.end());
    int exit_code = -1;
    EXPECT_EQ(Ran(arguments, exit_code), "") << misuse.back();
    EXPECT_GE(exit_code, kMisused) << misuse.back() << ": " << errors_;
  }
}

}  // namespace
}  // namespace clearance
