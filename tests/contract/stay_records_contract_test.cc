// Corrections, annulments, changes of basis and weaker records, over every store; and files from before there were any.
#include "common/sqlite/migrations.h"
#include "db/schema.h"
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

using enum Provenance;

constexpr Date Day(int day) { return MakeDate(2026, 11, 1) + Days(day - 1); }
Instant Noon(int day) { return FromUnixMs(0) + Day(day).time_since_epoch() + std::chrono::hours(12); }
constexpr Territory kHere = Territory::kChn;

Stay Said(std::optional<int> entry, std::optional<int> exit, Provenance provenance = kElectronicRecord) {
  Stay stay{.territory = kHere, .nationality = "KAZ", .provenance = provenance};
  if (entry) stay.entry = Day(*entry);
  if (exit) stay.exit = Day(*exit);
  return stay;
}

// "1-5 7-V*": see travel_record_test.cc.
std::string TextOf(const std::vector<Stay>& stays) {
  std::string text;
  for (const Stay& stay : stays) {
    if (!text.empty()) text += " ";
    if (stay.entry) text += std::to_string((*stay.entry - Day(1)).count() + 1);
    text += "-";
    if (stay.exit) text += std::to_string((*stay.exit - Day(1)).count() + 1);
    if (stay.exit_unknown) text += "?";
    if (stay.basis == StayBasis::kVisa) text += "V";
    if (stay.provenance != kElectronicRecord) text += "*";
  }
  return text;
}

class StayRecordsContract : public StoreContract {
 protected:
  // Its position in the ledger.
  std::uint64_t Add(const Stay& stay) {
    const std::uint64_t position = ++position_;
    const int day = static_cast<int>(((stay.entry ? *stay.entry : *stay.exit) - Day(1)).count()) + 1;
    Write([&](Transaction& t) { return t.stays().AddStay(Pseudonym(1), stay, Noon(day), position); });
    return position;
  }
  std::uint64_t Change(int day, StayBasis basis) {
    const BasisChange change{kHere, Day(day), Noon(day), basis, Territory::kKaz, "KAZ", kStamp};
    const std::uint64_t position = ++position_;
    Write([&](Transaction& t) { return t.stays().RecordBasisChange(Pseudonym(1), change, position); });
    return position;
  }
  std::uint64_t Void(std::uint64_t concerns, Voiding voiding) {
    const std::uint64_t position = ++position_;
    Write([&](Transaction& t) { return t.stays().Void(Pseudonym(1), kHere, {concerns, position}, voiding); });
    return position;
  }
  std::uint64_t Correct(std::uint64_t concerns, const Stay& by) {
    const std::uint64_t position = Add(by);
    Write([&](Transaction& t) {
      return t.stays().Void(Pseudonym(1), kHere, {concerns, position}, Voiding::kCorrects);
    });
    return position;
  }
  Status TryVoid(const RecordVoid& record_void, Voiding voiding, int traveller = 1, Territory territory = kHere) {
    // CheckVoid is to answer the same before, and to change nothing.
    Status checked;
    const Status status = TransactAndWait(*store_, [&](Transaction& t) {
      checked = t.stays().CheckVoid(Pseudonym(traveller), territory, record_void, voiding);
      EXPECT_EQ(t.stays().CheckVoid(Pseudonym(traveller), territory, record_void, voiding), checked);
      return t.stays().Void(Pseudonym(traveller), territory, record_void, voiding);
    });
    EXPECT_EQ(status, checked);
    return status;
  }
  std::string Stays(std::size_t limit = 100, Territory territory = kHere) {
    std::string text;
    Read([&](const Snapshot& s) { text = TextOf(Must(s.stays().History(Pseudonym(1), territory, limit))); });
    return text;
  }
  std::uint64_t position_ = 0;
};
CLEARANCE_EVERY_STORE(StayRecordsContract);

TEST_P(StayRecordsContract, ProvenanceAndChangesOfBasisAreKept) {
  Add(Said(1, std::nullopt, kDeclaration));
  Add(Said(std::nullopt, 3, kStamp));
  const std::uint64_t entry = Add(Said(5, std::nullopt));
  const std::uint64_t change = Change(8, StayBasis::kVisa);
  EXPECT_EQ(Stays(), "1-3* 5-7* 8-V*");
  Read([&](const Snapshot& s) {
    const auto history = Must(s.stays().History(Pseudonym(1), kHere, 5));
    EXPECT_EQ(history[0].provenance, kDeclaration);
    EXPECT_EQ(history[1].provenance, kStamp);
    EXPECT_EQ(Must(s.stays().FindRecord(Pseudonym(1), kHere, entry)),
              (TravelRecord{Noon(5), entry, TravelRecordKind::kPresence, Said(5, std::nullopt)}));
    const auto changed = Must(s.stays().FindRecord(Pseudonym(1), kHere, change));
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->kind, TravelRecordKind::kBasisChange);
    EXPECT_EQ(changed->stay.basis, StayBasis::kVisa);
    EXPECT_EQ(changed->stay.provenance, kStamp);
    EXPECT_FALSE(Must(s.stays().FindRecord(Pseudonym(1), Territory::kKaz, entry)));
    EXPECT_FALSE(Must(s.stays().FindRecord(Pseudonym(2), kHere, entry)));
    EXPECT_FALSE(Must(s.stays().FindRecord(Pseudonym(1), kHere, 99)));
  });
}

TEST_P(StayRecordsContract, AReturnedExitGoesAndComesBack) {
  Add(Said(1, std::nullopt));
  const std::uint64_t exit = Add(Said(std::nullopt, 5));
  const std::uint64_t returned = Void(exit, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "1-");
  Add(Said(std::nullopt, 9));
  EXPECT_EQ(Stays(), "1-9");
  Void(returned, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "1-5 -9");
}

TEST_P(StayRecordsContract, CorrectionsStandInEachOthersPlace) {
  const std::uint64_t original = Add(Said(1, 5));
  const std::uint64_t first = Correct(original, Said(1, 6));
  EXPECT_EQ(Stays(), "1-6");
  const std::uint64_t second = Correct(first, Said(1, 7));
  EXPECT_EQ(Stays(), "1-7");
  const std::uint64_t third = Correct(second, Said(1, 8));
  EXPECT_EQ(Stays(), "1-8") << "the original and both corrections stay void";
  Void(third, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "1-7");
  Void(second, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "1-6");
  Void(first, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "1-5");
}

TEST_P(StayRecordsContract, AnnullingLetsGoOfWhatWasVoided) {
  const std::uint64_t original = Add(Said(1, 5));
  const std::uint64_t first = Correct(original, Said(1, 6));
  const std::uint64_t annulment = Void(first, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "1-5") << "an annulment takes over none of the voids";
  Void(annulment, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "1-6");
}

TEST_P(StayRecordsContract, AVoidConcernsOneTerritoryOnly) {
  // One passage with both sides is one entry of the ledger and says something of two territories.
  Write([](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.stays().RecordExit(Pseudonym(1), {kHere, Day(5), Noon(5), Territory::kIcbc, "KAZ"}, 1));
    return t.stays().RecordEntry(Pseudonym(1), {Territory::kIcbc, Day(5), Noon(5), kHere, StayBasis::kVisaFree, "KAZ"},
                                 1);
  });
  position_ = 1;
  Void(1, Voiding::kAnnuls);
  EXPECT_EQ(Stays(), "");
  EXPECT_EQ(Stays(100, Territory::kIcbc), "5-");
}

TEST_P(StayRecordsContract, OnlyWhatHasEffectCanBeVoided) {
  const std::uint64_t exit = Add(Said(std::nullopt, 5));
  const std::uint64_t change = Change(8, StayBasis::kVisa);
  const auto refused = [&](const RecordVoid& record_void, Voiding voiding, int traveller = 1,
                           Territory territory = kHere) {
    const Status status = TryVoid(record_void, voiding, traveller, territory);
    return status.code() == StatusCode::kInvalidArgument && FieldOf(status) == "concerns";
  };
  EXPECT_TRUE(refused({exit, exit}, Voiding::kAnnuls)) << "itself";
  EXPECT_TRUE(refused({exit, exit - 1}, Voiding::kAnnuls)) << "a later one";
  EXPECT_TRUE(refused({77, 78}, Voiding::kAnnuls)) << "unknown";
  EXPECT_TRUE(refused({exit, 78}, Voiding::kAnnuls, 2)) << "of another traveller";
  EXPECT_TRUE(refused({exit, 78}, Voiding::kAnnuls, 1, Territory::kKaz)) << "of another territory";
  EXPECT_TRUE(refused({change, 78}, Voiding::kCorrects)) << "a change of basis can only be annulled";
  const std::uint64_t annulment = Void(exit, Voiding::kAnnuls);
  EXPECT_TRUE(refused({exit, 78}, Voiding::kAnnuls)) << "void already";
  EXPECT_TRUE(refused({exit, 78}, Voiding::kCorrects)) << "void already";
  EXPECT_TRUE(refused({annulment, 78}, Voiding::kCorrects)) << "an annulment can only be annulled";
  EXPECT_EQ(Stays(), "8-V*");
  EXPECT_EQ(TryVoid({annulment, 78}, Voiding::kAnnuls), OkStatus());
  EXPECT_EQ(TryVoid({change, 79}, Voiding::kAnnuls), OkStatus());
  EXPECT_EQ(Stays(), "-5");
  EXPECT_EQ(TransactAndWait(*store_,
                            [](Transaction& t) {
                              return t.stays().Void("short", kHere, {1, 2}, Voiding::kAnnuls);
                            })
                .code(),
            StatusCode::kInvalidArgument);
}

TEST_P(StayRecordsContract, AFunctionThatFailsVoidsNothing) {
  const std::uint64_t original = Add(Said(1, 5));
  const Status failed = TransactAndWait(*store_, [&](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.stays().AddStay(Pseudonym(1), Said(1, 9), Noon(1), original + 1));
    RETURN_IF_ERROR(t.stays().Void(Pseudonym(1), kHere, {original, original + 1}, Voiding::kCorrects));
    RETURN_IF_ERROR(t.stays().RecordBasisChange(Pseudonym(1), {kHere, Day(3), Noon(3), StayBasis::kVisa}, 9));
    const auto seen = t.stays().History(Pseudonym(1), kHere, 5);
    EXPECT_EQ(TextOf(Must(seen)), "1-2 3-9V") << "it sees what it wrote";
    return InvalidField("test", "fails");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(Stays(), "1-5");
  EXPECT_EQ(TryVoid({original, original + 1}, Voiding::kAnnuls), OkStatus()) << "nothing is void from the first try";
  EXPECT_EQ(Stays(), "");
}

TEST_P(StayRecordsContract, VoidAndDoubledRecordsDoNotShortenAHistory) {
  for (int day = 1; day <= 19; day += 2) Add(Said(day, day + 1));
  for (int i = 0; i < 20; ++i) Void(Add(Said(30 + i, 30 + i)), Voiding::kAnnuls);
  for (int i = 0; i < 20; ++i) Add(Said(25, std::nullopt, kDeclaration));
  Add(Said(25, std::nullopt));
  Add(Said(std::nullopt, 29));
  EXPECT_EQ(Stays(1), "25-29");
  EXPECT_EQ(Stays(3), "17-18 19-20 25-29");
  EXPECT_EQ(Stays(11), "1-2 3-4 5-6 7-8 9-10 11-12 13-14 15-16 17-18 19-20 25-29");
  EXPECT_EQ(Stays(12), Stays(11)) << "there are no more";
}

TEST(StayRecordsFileTest, AFileOfTheFirstSchemaGoesOn) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("old.db");
  {
    const auto connection = Must(sqlite::Connection::Open(path, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(sqlite::Migrate(*connection, Schema().first(1)).ok());
    ASSERT_TRUE(
        connection->Run("INSERT INTO travellers (id, pseudonym) VALUES (1, ?)", sqlite::Blob{Pseudonym(1)}).ok());
    const std::int64_t terms = ((11 * 27 + 1) * 27 + 26) << 8 | 2 << 4 | 1 << 1;
    const std::int64_t entry = Day(1).time_since_epoch().count();
    ASSERT_TRUE(
        connection
            ->Run("INSERT INTO stay_records (traveller, territory, at_ms, position, entry_day, exit_day, terms) "
                  "VALUES (1, 1, ?, 1, ?, ?, ?)",
                  ToUnixMs(Noon(1)), entry, entry + 4, terms)
            .ok());
  }
  ThreadPool executor(1);
  const auto store = Must<std::unique_ptr<SqliteStore>>(SqliteStore::Open({.path = path}, executor));
  ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) -> Status {
                EXPECT_EQ(Must(t.stays().History(Pseudonym(1), kHere, 5)), std::vector<Stay>{Said(1, 5)});
                RETURN_IF_ERROR(t.stays().Void(Pseudonym(1), kHere, {1, 2}, Voiding::kAnnuls));
                EXPECT_TRUE(Must(t.stays().History(Pseudonym(1), kHere, 5)).empty());
                return OkStatus();
              }).ok());
}

}  // namespace
}  // namespace clearance
