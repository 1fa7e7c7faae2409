// Keys whose time is over, over the memory store: who is due and who is not, page after page.
#include "services/retention/retention_sweep.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "common/base/executor.h"
#include "common/sqlite/connection.h"
#include "common/wire/key_erasure.h"
#include "db/memory_store.h"
#include "db/personal_fields.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/last_position.h"
#include "tests/support/samples.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr Instant kNow = kSampleInstant;
constexpr RetentionTimes kTimes{.fields = Days(1000), .fields_of_open_stay = Days(2000), .booking_attempts = Days(90)};

class RetentionSweepTest : public testing::Test {
 protected:
  static std::string Subject(int number) {
    std::string subject(kPseudonymBytes, 's');
    subject[0] = static_cast<char>(number);
    return subject;
  }
  // Somebody with a key whose last entry was so many days ago.
  void Person(int number, int days_ago) {
    Write([&](Transaction& t) -> Status {
      RETURN_IF_ERROR(fields_.Seal(t, {Subject(number), DataPurpose::kBorder, "document"}, "N1").status());
      return t.ledger()
          .Append({.log = "KHORGOS",
                   .kind = EntryKind::kBookingChange,
                   .event_time = kNow - Days(days_ago),
                   .record_time = kNow,
                   .traveller = Subject(number),
                   .request_id = "",
                   .lane_id = "",
                   .body = "b"})
          .status();
    });
  }
  DueKeys Due(const std::string& after = "", Instant now = kNow) {
    DueKeys due;
    const Status status = store_->Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(due, FindDueKeys(s, after, kTimes, now));
      return OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return due;
  }
  std::size_t Erase(const DueKeys& due, Instant now = kNow) {
    std::size_t erased = 0;
    Write([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(erased, EraseDueKeys(t, due, kTimes, now));
      return OkStatus();
    });
    return erased;
  }
  bool HasKey(int number) {
    bool has = false;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto keys, s.personal_keys().FindAll(Subject(number)));
                      has = !keys.empty();
                      return OkStatus();
                    })
                    .ok());
    return has;
  }
  void Write(const Store::Function& fn) {
    const Status status = TransactAndWait(*store_, fn);
    ASSERT_TRUE(status.ok()) << status;
  }

  ThreadPool executor_{1};
  std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'a')));
};

TEST_F(RetentionSweepTest, ErasesWhoseTimeIsOverAndSaysSo) {
  Person(1, 1000);
  Person(2, 999);
  const DueKeys due = Due();
  EXPECT_EQ(due.subjects, std::vector{Subject(1)});
  EXPECT_EQ(due.next, std::nullopt) << "all were seen";
  EXPECT_EQ(Erase(due), 1u);
  EXPECT_FALSE(HasKey(1));
  EXPECT_TRUE(HasKey(2));
  EXPECT_TRUE(store_
                  ->Read([&](const Snapshot& s) -> Status {
                    ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(3));
                    EXPECT_EQ(stored.entry.kind, EntryKind::kKeyErased);
                    EXPECT_EQ(stored.entry.traveller, Subject(1));
                    ASSIGN_OR_RETURN(const KeyErasure erasure, ReadKeyErasedBody(stored.entry.body));
                    EXPECT_EQ(erasure.author, kRetentionAuthor);
                    EXPECT_EQ(erasure.reason, kRetentionReason);
                    return OkStatus();
                  })
                  .ok());
  EXPECT_EQ(Erase(due), 0u) << "gone already";
  EXPECT_EQ(LastPositionOf(*store_), 3u) << "and no entry more";
}

TEST_F(RetentionSweepTest, WhoHasNotLeftIsKeptLonger) {
  Person(1, 1999);
  Write([&](Transaction& t) {
    return t.stays().RecordEntry(Subject(1),
                                 {Territory::kKaz,
                                  MakeDate(2022, 1, 1),
                                  kNow - Days(1999),
                                  Territory::kChn,
                                  StayBasis::kVisaFree,
                                  "CHN",
                                  {},
                                  {}},
                                 1);
  });
  EXPECT_TRUE(Due().subjects.empty());
  EXPECT_EQ(Due("", kNow + Days(1)).subjects.size(), 1u);
}

TEST_F(RetentionSweepTest, WhoComesBackMeanwhileIsKept) {
  Person(1, 1000);
  const DueKeys due = Due();
  ASSERT_EQ(due.subjects.size(), 1u);
  Person(1, 0);
  EXPECT_EQ(Erase(due), 0u);
  EXPECT_TRUE(HasKey(1));
}

TEST_F(RetentionSweepTest, WordsOfAHoldThatNamesNoDocumentAreNobodysToForget) {
  Write([&](Transaction& t) {
    return fields_.Seal(t, {Subject(1), DataPurpose::kHold, "hold words"}, "who is sought").status();
  });
  EXPECT_TRUE(Due("", kNow + Days(10'000)).subjects.empty());
}

TEST_F(RetentionSweepTest, GoesOnWhereItWasAndBeginsAgain) {
  const int persons = static_cast<int>(kSubjectsALook) + 3;
  for (int i = 1; i <= persons; ++i) Person(i, 1000);
  const DueKeys first = Due();
  EXPECT_EQ(first.subjects.size(), kSubjectsALook);
  ASSERT_TRUE(first.next);
  EXPECT_EQ(Erase(first), kSubjectsALook);
  const DueKeys rest = Due(*first.next);
  EXPECT_EQ(rest.subjects.size(), 3u);
  EXPECT_EQ(rest.next, std::nullopt);
}

// Over a file in which something of one person cannot be read any more.
class DamagedRetentionSweepTest : public RetentionSweepTest {
 protected:
  DamagedRetentionSweepTest() {
    auto store = SqliteStore::Open({.path = Path()}, executor_);
    EXPECT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  ~DamagedRetentionSweepTest() override { store_.reset(); }
  std::string Path() const { return folder_.Path("ledger.db"); }
  void Damage(std::string_view sql, int number) {
    const auto connection = sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const Status status = (*connection)->Run(sql, sqlite::Blob{Subject(number)});
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_EQ((*connection)->ChangedRows(), 1);
  }

  const TemporaryFolder folder_;
};

TEST_F(DamagedRetentionSweepTest, WhoCannotBeReadIsLeftAndCountedAndTheRestGoesOn) {
  for (int number = 1; number <= 5; ++number) Person(number, 1000);
  Damage("UPDATE personal_keys SET wrapped = x'00' WHERE subject = (SELECT id FROM travellers WHERE pseudonym = ?)", 1);
  Damage("UPDATE entries SET sealed = x'00' WHERE traveller = (SELECT id FROM travellers WHERE pseudonym = ?)", 2);
  Damage("UPDATE travellers SET pseudonym = x'00' WHERE pseudonym = ?", 3);
  const DueKeys due = Due();
  EXPECT_EQ(due.subjects, (std::vector{Subject(4), Subject(5)}));
  EXPECT_EQ(due.unreadable, 3u);
  EXPECT_NE(due.why, "");
  Damage("UPDATE entries SET sealed = x'00' WHERE traveller = (SELECT id FROM travellers WHERE pseudonym = ?)", 4);
  EXPECT_EQ(Erase(due), 1u) << "what was damaged meanwhile hinders nobody else";
  EXPECT_TRUE(HasKey(4));
  EXPECT_FALSE(HasKey(5));
}

}  // namespace
}  // namespace clearance
