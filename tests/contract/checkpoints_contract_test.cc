// The signed checkpoints a store keeps, over every store.
#include <filesystem>

#include "common/base/error_reasons.h"
#include "common/crypto/checkpoint.h"
#include "common/crypto/hash.h"
#include "common/sqlite/connection.h"
#include "db/checkpoints.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

constexpr std::string_view kSite = "khorgos.example/ledger";

const SigningKey& Key() {
  static const SigningKey key = SigningKey::Generate();
  return key;
}

LogRoot RootNumber(std::uint64_t size, std::string_view log = "KHORGOS") {
  return {std::string(log), size, Sha256(std::string(log) + std::to_string(size))};
}

std::string Note(const LogRoot& root, const SigningKey& key = Key()) { return Must(MakeCheckpoint(kSite, root, key)); }

class CheckpointsContract : public StoreContract {
 protected:
  // The field at fault; empty when it was kept.
  std::string FieldOfPut(std::string_view note) {
    const Status status =
        TransactAndWait(*store_, [&](Transaction& t) { return t.checkpoints().Put(note, Minute(1)).status(); });
    EXPECT_EQ(status.ok() ? StatusCode::kInvalidArgument : status.code(), StatusCode::kInvalidArgument) << status;
    return FieldOf(status);
  }
};
CLEARANCE_EVERY_STORE(CheckpointsContract);

TEST_P(CheckpointsContract, WhatWasPutIsThereByLogAndInOrder) {
  std::vector<StoredCheckpoint> port;
  std::vector<StoredCheckpoint> centre;
  for (std::uint64_t i = 1; i <= 9; ++i) {
    const LogRoot root = RootNumber(i * 10, i % 3 == 0 ? kCentreLog : "KHORGOS");
    StoredCheckpoint stored{i, root, Minute(static_cast<int>(i)), Note(root)};
    Write([&](Transaction& t) -> Status {
      EXPECT_EQ(Must(t.checkpoints().Put(stored.note, stored.made_at)), i);
      return OkStatus();
    });
    (i % 3 == 0 ? centre : port).push_back(std::move(stored));
  }
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.checkpoints().Latest("KHORGOS")), std::optional(port.back()));
    EXPECT_EQ(Must(s.checkpoints().Latest(kCentreLog)), std::optional(centre.back()));
    EXPECT_FALSE(Must(s.checkpoints().Latest("ALTYNKOL")));
    EXPECT_EQ(Must(s.checkpoints().List("KHORGOS", 0, 100)), port);
    EXPECT_EQ(Must(s.checkpoints().List(kCentreLog, 0, 100)), centre);
    EXPECT_EQ(Must(s.checkpoints().List("KHORGOS", port[1].number, 2)),
              (std::vector<StoredCheckpoint>{port[2], port[3]}));
    EXPECT_TRUE(Must(s.checkpoints().List("KHORGOS", port.back().number, 100)).empty());
    EXPECT_TRUE(Must(s.checkpoints().List("KHORGOS", UINT64_MAX, 100)).empty());
    EXPECT_TRUE(Must(s.checkpoints().List("ALTYNKOL", 0, 100)).empty());
  });
}

TEST_P(CheckpointsContract, ALogNeverGoesBackAndNeverContradictsItself) {
  EXPECT_EQ(FieldOfPut(Note(RootNumber(20))), "");
  EXPECT_EQ(FieldOfPut(Note(RootNumber(19))), "note");
  EXPECT_EQ(FieldOfPut(Note({"KHORGOS", 20, Sha256("another past")})), "note");
  // The same again, under a new key.
  EXPECT_EQ(FieldOfPut(Note(RootNumber(20), SigningKey::Generate())), "");
  EXPECT_EQ(FieldOfPut(Note(RootNumber(1, kCentreLog))), "");
  EXPECT_EQ(FieldOfPut(Note(RootNumber(21))), "");
  Read([](const Snapshot& s) {
    EXPECT_EQ(Must(s.checkpoints().List("KHORGOS", 0, 10)).size(), 3U);
    EXPECT_EQ(Must(s.checkpoints().Latest("KHORGOS"))->root.size, 21U);
  });
}

TEST_P(CheckpointsContract, RefusesWhatIsNoCheckpointOfALog) {
  EXPECT_EQ(FieldOfPut(""), "note");
  EXPECT_EQ(FieldOfPut("text\n\n— name c2lnbmF0dXJl\n"), "checkpoint");
  EXPECT_EQ(FieldOfPut(Note({"KHORGOS", 0, Sha256("")})), "note");
  EXPECT_EQ(FieldOfPut(Must(SignCheckpoint({"no-slash", 7, Sha256("x"), {}}, Key()))), "note");
  EXPECT_EQ(FieldOfPut(Must(SignCheckpoint({"ends/", 7, Sha256("x"), {}}, Key()))), "note");
  EXPECT_EQ(FieldOfPut(Must(SignCheckpoint({"o/" + std::string(65, 'L'), 7, Sha256("x"), {}}, Key()))), "note");
  EXPECT_EQ(FieldOfPut(Must(SignCheckpoint({"o/L", 7, Sha256("x"), {std::string(5'000, 'x')}}, Key()))), "note");
  Read([](const Snapshot& s) { EXPECT_FALSE(Must(s.checkpoints().Latest("KHORGOS"))); });
}

TEST_P(CheckpointsContract, NothingOfAFailedTransactionIsKept) {
  EXPECT_FALSE(TransactAndWait(*store_, [](Transaction& t) -> Status {
                 RETURN_IF_ERROR(t.checkpoints().Put(Note(RootNumber(20)), Minute(1)).status());
                 return InvalidField("x", "no");
               }).ok());
  Read([](const Snapshot& s) { EXPECT_FALSE(Must(s.checkpoints().Latest("KHORGOS"))); });
}

TEST(MakeCheckpointTest, IsSignedUnderTheLogsOrigin) {
  const std::string note = Note(RootNumber(7));
  const Checkpoint checkpoint = Must(OpenCheckpoint(note, Key().PublicKey()));
  EXPECT_EQ(checkpoint, (Checkpoint{"khorgos.example/ledger/KHORGOS", 7, RootNumber(7).root_hash, {}}));
  EXPECT_EQ(Must(RootOfNote(note)), RootNumber(7));
  EXPECT_EQ(FieldOf(MakeCheckpoint(kSite, RootNumber(7, "a/b"), Key()).status()), "log");
  EXPECT_EQ(FieldOf(MakeCheckpoint(kSite, RootNumber(7, "a+b"), Key()).status()), "log");
  EXPECT_EQ(FieldOf(MakeCheckpoint(kSite, RootNumber(7, ""), Key()).status()), "log");
  EXPECT_EQ(FieldOf(MakeCheckpoint("a site", RootNumber(7), Key()).status()), "site");
}

using StoredNoteTest = SqliteStoreTest;

TEST_F(StoredNoteTest, ANoteThatSaysSomethingElseThanItsRowIsCorrupt) {
  {
    const auto store = Open(Path());
    ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) -> Status {
                  // So that the other log has a number too.
                  RETURN_IF_ERROR(t.ledger().Append(Entry(1, kCentreLog)).status());
                  return t.checkpoints().Put(Note(RootNumber(20)), Minute(1)).status();
                }).ok());
  }
  for (const char* change : {"UPDATE checkpoints SET size = 19", "UPDATE checkpoints SET note = ''",
                             "UPDATE checkpoints SET note = replace(note, '/KHORGOS', '/centre')",
                             "UPDATE checkpoints SET log = (SELECT id FROM names WHERE name = 'centre')"}) {
    const std::string copy = folder_.Path("copy.db");
    std::filesystem::copy_file(Path(), copy, std::filesystem::copy_options::overwrite_existing);
    ASSERT_TRUE(Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite))->RunScript(change).ok());
    const auto reader = Must(OpenSqliteReader(copy));
    Status latest;
    Status list;
    EXPECT_TRUE(reader
                    ->Read([&](const Snapshot& s) {
                      for (const std::string_view log : {std::string_view("KHORGOS"), kCentreLog}) {
                        latest.Update(s.checkpoints().Latest(log).status());
                        list.Update(s.checkpoints().List(log, 0, 9).status());
                      }
                      return OkStatus();
                    })
                    .ok());
    EXPECT_EQ(ReasonOf(latest), error_reason::kStoreCorrupt) << change;
    EXPECT_EQ(list, latest) << change;
  }
}

}  // namespace
}  // namespace clearance
