// Days at a border of which every second person's keys are erased: nothing else changes, and nothing else is missed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/sqlite/connection.h"
#include "common/wire/document_fields.h"
#include "common/wire/ledger_bodies.h"
#include "db/sqlite_dictionary.h"
#include "db/sqlite_store.h"
#include "services/clearctl/file_search.h"
#include "services/derivation/verify_derived.h"
#include "services/retention/personal_erasure.h"
#include "tests/contract/store_contract.h"
#include "tests/derivation/border_days.h"
#include "tests/support/process.h"

namespace clearance {
namespace {

constexpr int kActs = 250;

class ErasedBorderDaysTest : public testing::Test {
 protected:
  std::string Path() const { return folder_.Path("ledger.db"); }

  std::string Clearctl(const std::string& command) {
    const char* bin = std::getenv("CLEARANCE_BIN_DIR");
    int exited = -1;
    const std::string output = Must(RunProcess({std::string(bin == nullptr ? "build/release/bin" : bin) + "/clearctl",
                                                "ledger", command, "--database", Path()},
                                               folder_.Path("clearctl.log"), exited));
    EXPECT_EQ(exited, 0) << output << Must(ReadFile(folder_.Path("clearctl.log"), 1 << 20));
    return output;
  }

  std::uint64_t WithoutKey() { return Must(VerifyDerived(Path(), nullptr)).without_key; }

  // Whom a hold with words is on, each once.
  std::vector<std::string> SubjectsOfHolds() {
    std::vector<std::string> subjects;
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    auto rows = connection->Prepare(
        "SELECT DISTINCT coalesce(document, person, name) FROM holds WHERE length(sealed_text) > 0");
    const Status read = rows.ok() ? ForEachRow(*rows,
                                               [&](const sqlite::Statement& row) {
                                                 subjects.push_back(row.Bytes(0));
                                                 return OkStatus();
                                               })
                                  : rows.status();
    EXPECT_TRUE(read.ok()) << read;
    return subjects;
  }

  // The sealed fields of every document shown, by whose they are.
  static std::vector<std::pair<std::string, std::string>> SealedFields(const Snapshot& s) {
    std::vector<std::pair<std::string, std::string>> sealed;
    for (std::uint64_t position = 1; position <= Must(s.ledger().LastPosition()); ++position) {
      const LedgerEntry entry = Must(s.ledger().Get(position)).entry;
      std::optional<ShownDocument> shown;
      if (entry.kind == EntryKind::kDecision) shown = Must(ReadDecisionBody(entry.body)).effects->shown;
      if (entry.kind == EntryKind::kPassage) shown = Must(ReadPassageBody(entry.body)).effects.shown;
      if (shown) sealed.emplace_back(entry.traveller, shown->sealed_fields);
    }
    return sealed;
  }

  TemporaryFolder folder_{MemoryDisk()};
};

TEST_F(ErasedBorderDaysTest, WhatIsLeftVerifiesRebuildsAndOpens) {
  const PersonalFields fields = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  std::set<std::string> erased;
  std::uint64_t without_key = 0;
  std::vector<std::string> held;
  std::vector<std::string> wrapped;
  {
    ThreadPool executor(2);
    const auto store = Must(SqliteStore::Open({.path = Path()}, executor));
    BorderDays(*store, 7).Run(kActs);
    without_key = WithoutKey();
    held = SubjectsOfHolds();
    ASSERT_EQ(held.size(), without_key) << "the words of the holds of these days are not sealed";
    std::vector<PersonalKey> keys;
    ASSERT_TRUE(store
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(keys, s.personal_keys().List(std::nullopt, kMaxRowsPerRead));
                      return OkStatus();
                    })
                    .ok());
    ASSERT_GE(keys.size(), 10u);
    for (std::size_t i = 0; i < keys.size(); i += 2) {
      const auto outcome = ErasePersonalKeys(
          *store, {.subject = keys[i].subject, .author = "authority-1", .reason = "asked for", .early = true},
          RetentionTimes{}, FromUnixMs(2'500'000'000'000));
      ASSERT_TRUE(outcome.ok()) << outcome.status();
      EXPECT_EQ(outcome->hindrance, std::nullopt);
      erased.insert(keys[i].subject);
      wrapped.insert(wrapped.end(), outcome->wrapped_keys.begin(), outcome->wrapped_keys.end());
    }
    EXPECT_EQ(Must(SearchFiles({Path() + "-wal"}, wrapped)).found, Path() + "-wal");
    ASSERT_TRUE(store->TruncateWal(Duration(1'000)).ok());
  }
  EXPECT_EQ(Must(SearchFiles({Path(), Path() + "-wal", Path() + "-shm"}, wrapped)).found, std::nullopt);
  EXPECT_EQ(Clearctl("verify").rfind("in order", 0), 0u);
  std::uint64_t of_erased = 0;
  for (const std::string& subject : held) of_erased += erased.count(subject);
  EXPECT_EQ(WithoutKey(), without_key - of_erased) << "an erasure says why there is no key";
  EXPECT_EQ(Clearctl("rebuild"), "rebuilt: everything was as it follows from the entries\n");

  int opened = 0;
  int gone = 0;
  const auto reader = Must(OpenSqliteReader(Path()));
  ASSERT_TRUE(
      reader
          ->Read([&](const Snapshot& s) {
            for (const auto& [subject, sealed] : SealedFields(s)) {
              const auto plaintext = fields.Open(s, {subject, DataPurpose::kBorder, kDocumentFieldsContext}, sealed);
              if (erased.count(subject) == 1) {
                EXPECT_EQ(ReasonOf(plaintext.status()), error_reason::kPersonalDataErased);
                ++gone;
              } else {
                EXPECT_TRUE(plaintext.ok()) << plaintext.status();
                EXPECT_TRUE(plaintext.ok() && ReadDocumentFields(plaintext->view()).ok());
                ++opened;
              }
            }
            return OkStatus();
          })
          .ok());
  EXPECT_GT(opened, 5);
  EXPECT_GT(gone, 5);
}

}  // namespace
}  // namespace clearance
