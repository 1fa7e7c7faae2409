// Erasing a person and rotating the master key with the real program on real files: what is gone is looked for in the
// raw bytes of the file, its WAL and its shared memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/transaction.h"
#include "common/wire/document_fields.h"
#include "common/wire/settings_bodies.h"
#include "common/wire/shipped_rule_book.h"
#include "db/personal_fields.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "db/verify_ledger.h"
#include "services/derivation/derive.h"
#include "tests/support/process.h"
#include "tests/support/samples.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr int kPersons = 400;
constexpr int kVictim = 137;
constexpr int kRecent = 138;  // was here yesterday
constexpr std::size_t kMaxFileBytes = 64 * 1024 * 1024;

// Somebody who reads the file and is not yet done.
class Reading {
 public:
  explicit Reading(const std::string& path)
      : connection_(*sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly)),
        transaction_(*sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kRead)),
        look_(*connection_->Prepare("SELECT count(*) FROM entries")) {
    EXPECT_TRUE(*look_.Step());
  }

 private:
  std::unique_ptr<sqlite::Connection> connection_;
  sqlite::Transaction transaction_;
  sqlite::Statement look_;
};

class ClearctlEraseTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "clearctl_erase_test.XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    ASSERT_TRUE(WriteFile(Path("lookup_key.hex"), std::string(64, 'b')).ok());
    ASSERT_TRUE(WriteFile(Path("master_key.hex"), std::string(64, 'a')).ok());
    ASSERT_TRUE(WriteFile(Path("new_key.hex"), std::string(64, 'c')).ok());
    pseudonyms_.emplace(*Pseudonyms::FromFile(Path("lookup_key.hex")));
    MakeDatabase();
  }
  ~ClearctlEraseTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Database() const { return Path("clearance.db"); }

  static Document DocumentOf(int number) {
    Document document = SampleDocument();
    document.number = "N" + std::to_string(10'000'000 + number);
    document.national_number = std::to_string(900'517'400'000 + number);
    return document;
  }
  std::string SubjectOf(int number) const { return pseudonyms_->Traveller(DocumentOf(number)); }

  std::unique_ptr<SqliteStore> OpenStore() {
    auto store = SqliteStore::Open({.path = Database()}, executor_);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  // An entry for each person, with their document sealed in its body; the last one of all but kRecent ten years ago.
  void MakeDatabase() {
    const PersonalFields fields = *PersonalFields::FromFile(Path("master_key.hex"));
    const Instant now = SystemClock().Now();
    const auto store = OpenStore();
    const Status written = TransactAndWait(*store, [&](Transaction& t) -> Status {
      for (int number = 0; number < kPersons; ++number) {
        const std::string subject = SubjectOf(number);
        ASSIGN_OR_RETURN(const std::string sealed,
                         fields.Seal(t, {subject, DataPurpose::kBorder, kDocumentFieldsContext},
                                     DocumentFieldBytes(DocumentOf(number))));
        LedgerEntry entry;
        entry.log = "KHORGOS";
        entry.kind = EntryKind::kBookingChange;  // makes no view
        entry.event_time = now - Days(number == kRecent ? 1 : 3'650);
        entry.record_time = now;
        entry.traveller = subject;
        entry.body = sealed;
        RETURN_IF_ERROR(t.ledger().Append(entry).status());
      }
      return OkStatus();
    });
    ASSERT_TRUE(written.ok()) << written;
  }

  // Their document out of their entry, with the master key of that file.
  StatusOr<Document> Open(int number, const std::string& master = "master_key.hex") {
    const PersonalFields fields = *PersonalFields::FromFile(Path(master));
    const auto reader = *OpenSqliteReader(Database());
    return OpenWith(*reader, fields, number);
  }
  // How many persons' documents come back as they were.
  int Opening(const std::string& master) {
    const PersonalFields fields = *PersonalFields::FromFile(Path(master));
    const auto reader = *OpenSqliteReader(Database());
    int opening = 0;
    for (int number = 0; number < kPersons; ++number) {
      const auto document = OpenWith(*reader, fields, number);
      opening += document.ok() && *document == DocumentOf(number) ? 1 : 0;
    }
    return opening;
  }
  StatusOr<Document> OpenWith(StoreReader& reader, const PersonalFields& fields, int number) {
    Document document;
    RETURN_IF_ERROR(reader.Read([&](const Snapshot& s) -> Status {
      const std::string subject = SubjectOf(number);
      ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(static_cast<std::uint64_t>(number) + 1));
      ASSIGN_OR_RETURN(const SecretBytes plaintext,
                       fields.Open(s, {subject, DataPurpose::kBorder, kDocumentFieldsContext}, stored.entry.body));
      ASSIGN_OR_RETURN(document, ReadDocumentFields(plaintext.view()));
      return OkStatus();
    }));
    return document;
  }

  std::vector<PersonalKey> Keys() {
    std::vector<PersonalKey> keys;
    const auto reader = OpenSqliteReader(Database());
    EXPECT_TRUE(reader.ok()) << reader.status();
    EXPECT_TRUE((*reader)
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(keys, s.personal_keys().List(std::nullopt, kMaxRowsPerRead));
                      return OkStatus();
                    })
                    .ok());
    return keys;
  }
  std::string WrappedKeyOf(int number) {
    for (const PersonalKey& key : Keys()) {
      if (key.subject == SubjectOf(number)) return key.wrapped;
    }
    ADD_FAILURE() << "no key of " << number;
    return "";
  }

  // Everything in the file, its WAL and its shared memory, as it lies on the disk.
  std::string RawBytes() {
    std::string bytes;
    for (const char* suffix : {"", "-wal", "-shm"}) {
      const auto content = ReadFile(Database() + suffix, kMaxFileBytes);
      if (content.ok()) bytes += *content;
    }
    return bytes;
  }
  // Any eight bytes in a row of `secret`, so that no half of it is left either.
  bool AnyPieceIn(const std::string& raw, const std::string& secret) {
    for (std::size_t at = 0; at + 8 <= secret.size(); at += 4) {
      if (raw.find(secret.substr(at, 8)) != std::string::npos) return true;
    }
    return false;
  }

  std::string Clearctl(std::vector<std::string> arguments, int expected_exit) {
    arguments.insert(arguments.begin(), BinPath("clearctl"));
    std::filesystem::remove(Path("log"));
    int exit_code = -1;
    const auto output = RunProcess(arguments, Path("log"), exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    errors_ = ReadFile(Path("log"), kMaxFileBytes).value_or("");
    EXPECT_EQ(exit_code, expected_exit) << output.value_or("") << errors_;
    return output.value_or("");
  }
  // `more` are flags, and options instead of the usual ones.
  std::string Erase(int number, int expected_exit, const std::vector<std::string>& more) {
    std::map<std::string, std::string> options = {{"--database", Database()},  {"--lookup-key", Path("lookup_key.hex")},
                                                  {"--issuing-state", "KAZ"},  {"--number", DocumentOf(number).number},
                                                  {"--author", "authority-1"}, {"--reason", "asked for"}};
    std::vector<std::string> arguments = {"ledger", "erase"};
    for (std::size_t i = 0; i < more.size(); ++i) {
      if (options.count(more[i]) == 1) {
        options[more[i]] = more[i + 1];
        ++i;
      } else {
        arguments.push_back(more[i]);
      }
    }
    for (const auto& [option, value] : options) arguments.insert(arguments.end(), {option, value});
    return Clearctl(std::move(arguments), expected_exit);
  }

  void ExpectVerified(std::uint64_t entries) {
    const auto reader = OpenSqliteReader(Database());
    ASSERT_TRUE(reader.ok()) << reader.status();
    const auto report = VerifyLedger(**reader, nullptr);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_FALSE(report->first_difference) << report->first_difference->what;
    EXPECT_EQ(report->entries_checked, entries);
  }

  // From now on the ledger's rule book keeps fields for so many days.
  void KeepFor(const std::string& days) {
    std::string text(ShippedRuleBookText());
    for (const std::string key : {"\nfields_days = ", "\nfields_of_open_stay_days = "}) {
      const std::size_t at = text.find(key);
      ASSERT_NE(at, std::string::npos) << key;
      const std::size_t value = at + key.size();
      text.replace(value, text.find('\n', value) - value, days);
    }
    const auto store = OpenStore();
    const Instant now = SystemClock().Now();
    const Status written = TransactAndWait(*store, [&](Transaction& t) {
      return RecordEntry(t, {.log = std::string(kCentreLog),
                             .kind = EntryKind::kRuleBookChange,
                             .event_time = now,
                             .record_time = now,
                             .traveller = "",
                             .request_id = "",
                             .lane_id = "",
                             .body = RuleBookChangeBody({"test-" + days, MakeDate(2026, 1, 1), text, {}})})
          .status();
    });
    ASSERT_TRUE(written.ok()) << written;
  }

  std::string folder_;
  std::string errors_;
  std::optional<Pseudonyms> pseudonyms_;
  ThreadPool executor_{2};
};

TEST_F(ClearctlEraseTest, TheRuleBookOfTheLedgerSaysHowLong) {
  KeepFor("4000");
  EXPECT_NE(Erase(kVictim, 2, {"--yes"}).find("not erased: kept until "), std::string::npos);
  EXPECT_NE(Erase(kVictim, 2, {}).find("not erased: kept until "), std::string::npos);
  KeepFor("3650");
  EXPECT_NE(Erase(kVictim, 0, {"--yes"}).find("erased the keys of BORDER"), std::string::npos);
}

TEST_F(ClearctlEraseTest, ErasesOnePersonFromTheFileAndLeavesEverythingElse) {
  const std::string wrapped = WrappedKeyOf(kVictim);
  ASSERT_TRUE(AnyPieceIn(RawBytes(), wrapped));
  EXPECT_EQ(RawBytes().find(DocumentOf(kVictim).number), std::string::npos) << "never in the clear";
  ASSERT_TRUE(Open(kVictim).ok());

  EXPECT_EQ(
      Erase(kVictim, 0, {}),
      "would erase the keys of BORDER, for ever; entries that name the document: 1, further documents of the person, "
      "each to be erased by itself: 0. Nothing is done yet, --yes does it\n");
  ASSERT_TRUE(Open(kVictim).ok());

  const std::string said = Erase(kVictim, 0, {"--yes"});
  EXPECT_EQ(said.find("erased the keys of BORDER, entry 401\ngone: no bytes of them in "), 0u) << said;
  EXPECT_FALSE(AnyPieceIn(RawBytes(), wrapped));
  const auto gone = Open(kVictim);
  EXPECT_EQ(gone.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(gone.status()), error_reason::kPersonalDataErased);
  EXPECT_EQ(Opening("master_key.hex"), kPersons - 1);
  ExpectVerified(kPersons + 1);
  EXPECT_NE(Clearctl({"ledger", "verify", "--database", Database()}, 0).find("in order: 401 entries"),
            std::string::npos);

  EXPECT_EQ(Erase(kVictim, 0, {"--yes"}), "nothing to erase: there is no key of this person\n");
  ExpectVerified(kPersons + 1);
}

TEST_F(ClearctlEraseTest, OfTwoPeopleWithOneNumberTheOneMeantIsErased) {
  // Somebody else came with the same number: born on another day, so recorded under a pseudonym of their own.
  const PersonalFields fields = *PersonalFields::FromFile(Path("master_key.hex"));
  Document other = DocumentOf(kVictim);
  other.birth_date = MakeDate(1971, 3, 4);
  const std::string subject = pseudonyms_->CollidingTraveller(other);
  ASSERT_TRUE(TransactAndWait(*OpenStore(), [&](Transaction& t) -> Status {
                const DocumentFacts facts{
                    .national_key = "", .facts_key = pseudonyms_->FactsKey(DocumentOf(kVictim)), .nationality = "KAZ"};
                RETURN_IF_ERROR(t.identities().RecordShown(SubjectOf(kVictim), facts, kVictim + 1));
                return fields.Seal(t, {subject, DataPurpose::kBorder, "document"}, "theirs").status();
              }).ok());
  const auto has_key = [&](const std::string& of) {
    const std::vector<PersonalKey> keys = Keys();
    return std::any_of(keys.begin(), keys.end(), [&](const PersonalKey& key) { return key.subject == of; });
  };
  EXPECT_EQ(Erase(kVictim, 0, {"--nationality=KAZ", "--birth-date=1971-03-04", "--sex=F", "--yes"}).find("erased"), 0u);
  EXPECT_FALSE(has_key(subject));
  EXPECT_TRUE(has_key(SubjectOf(kVictim)));
  EXPECT_EQ(Erase(kVictim, 0, {"--nationality=KAZ", "--birth-date=1990-05-17", "--sex=F", "--yes"}).find("erased"), 0u);
  EXPECT_FALSE(has_key(SubjectOf(kVictim)));
  Erase(kVictim, 1, {"--birth-date=1990-05-17", "--yes"});
}

TEST_F(ClearctlEraseTest, TheWordsOfHoldsByNumberAndByNameAreErasedToo) {
  const PersonalFields fields = *PersonalFields::FromFile(Path("master_key.hex"));
  const Document smith = DocumentOf(kVictim);
  const std::string by_number = pseudonyms_->NationalKey(smith);
  const std::string by_name = pseudonyms_->NameKey("SMITH", "JOHN", smith.birth_date);
  Hold hold = After({}, SampleHoldChange(), SystemClock().Now());
  hold.state = HoldState::kActive;
  hold.terms.to.reset();
  hold.keys = {.name = by_name};
  ASSERT_TRUE(TransactAndWait(*OpenStore(), [&](Transaction& t) -> Status {
                for (const std::string& subject : {by_number, by_name})
                  RETURN_IF_ERROR(fields.Seal(t, {subject, DataPurpose::kHold, "hold"}, "SMITH").status());
                return t.holds().Insert(hold).status();
              }).ok());
  const auto has_key = [&](const std::string& of) {
    const std::vector<PersonalKey> keys = Keys();
    return std::any_of(keys.begin(), keys.end(), [&](const PersonalKey& key) { return key.subject == of; });
  };
  const auto erase = [&](std::vector<std::string> who, int expected_exit) {
    std::vector<std::string> arguments = {
        "ledger",   "erase",       "--database", Database(), "--lookup-key", Path("lookup_key.hex"),
        "--author", "authority-1", "--reason",   "asked for"};
    arguments.insert(arguments.end(), who.begin(), who.end());
    return Clearctl(arguments, expected_exit);
  };
  const std::vector<std::string> number = {"--nationality=KAZ", "--national-number=" + smith.national_number,
                                           "--birth-date=1990-05-17", "--yes"};
  EXPECT_EQ(erase(number, 0).find("erased the keys of HOLD, entry 401"), 0u);
  EXPECT_FALSE(has_key(by_number));
  std::vector<std::string> name = {"--name=SMITH", "--given-names=JOHN", "--birth-date=1990-05-17", "--yes"};
  EXPECT_EQ(erase(name, 2), "not erased: a hold binds, and these keys open its words\n");
  EXPECT_TRUE(has_key(by_name));
  name.push_back("--despite-hold");
  EXPECT_EQ(erase(name, 0).find("erased the keys of HOLD, entry 402"), 0u);
  EXPECT_FALSE(has_key(by_name));
  EXPECT_TRUE(has_key(SubjectOf(kVictim))) << "each by itself";
  for (const std::vector<std::string>& incomplete :
       {std::vector<std::string>{"--name=SMITH"}, {"--national-number=1", "--nationality=KAZ"}, {"--nationality=KAZ"}})
    erase(incomplete, 1);
  erase({"--name=SMITH", "--birth-date=1990-05-17", "--number=N1"}, 108);
}

TEST_F(ClearctlEraseTest, ManyErasuresLeaveNothingBehindEither) {
  std::vector<std::string> wrapped;
  const auto store = OpenStore();
  for (const PersonalKey& key : Keys()) {
    if (wrapped.size() == 150) break;
    wrapped.push_back(key.wrapped);
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) { return t.personal_keys().Erase(key.subject); }).ok());
  }
  EXPECT_TRUE(AnyPieceIn(RawBytes(), wrapped.front())) << "the WAL is not in the file yet";
  ASSERT_TRUE(store->TruncateWal(Duration(100)).ok());
  const std::string raw = RawBytes();
  for (const std::string& key : wrapped) EXPECT_FALSE(AnyPieceIn(raw, key));
  EXPECT_EQ(Keys().size(), kPersons - 150u);
}

TEST_F(ClearctlEraseTest, WhoWasHereYesterdayIsKeptUnlessItIsSaidToBeEarly) {
  EXPECT_EQ(Erase(kRecent, 2, {}).find("not erased: kept until "), 0u);
  EXPECT_EQ(Erase(kRecent, 2, {"--yes"}).find("not erased: kept until "), 0u);
  EXPECT_TRUE(Open(kRecent).ok());
  EXPECT_EQ(Erase(kRecent, 0, {"--early"}).find("would erase"), 0u);
  EXPECT_EQ(Erase(kRecent, 0, {"--early", "--yes"}).find("erased the keys of BORDER"), 0u);
  EXPECT_FALSE(Open(kRecent).ok());
}

TEST_F(ClearctlEraseTest, IsRefusedWhileAServerHasTheFile) {
  const auto store = OpenStore();
  Erase(kVictim, 1, {"--yes"});
  EXPECT_TRUE(Open(kVictim).ok());
  EXPECT_EQ(Erase(kVictim, 0, {}).find("would erase"), 0u) << "only looking is no harm";
  Clearctl({"keys", "rotate", "--database", Database(), "--old-master", Path("master_key.hex"), "--new-master",
            Path("new_key.hex")},
           1);
  EXPECT_EQ(Opening("master_key.hex"), kPersons);
}

TEST_F(ClearctlEraseTest, AReaderThatHindersIsToldAndASecondRunFinishes) {
  const std::string wrapped = WrappedKeyOf(kVictim);
  {
    const Reading reading(Database());
    Erase(kVictim, 1, {"--yes"});
    EXPECT_NE(errors_.find("clearance.db-wal may still hold keys that were erased"), std::string::npos) << errors_;
    EXPECT_TRUE(AnyPieceIn(RawBytes(), wrapped));
  }
  EXPECT_EQ(Erase(kVictim, 0, {"--yes"}), "nothing to erase: there is no key of this person\n");
  EXPECT_FALSE(AnyPieceIn(RawBytes(), wrapped));
  EXPECT_FALSE(Open(kVictim).ok());
}

TEST_F(ClearctlEraseTest, WhatCannotBeDoneIsTold) {
  Erase(kVictim, 1, {"--reason", std::string(201, 'r'), "--yes"});
  Erase(kVictim, 1, {"--author", std::string(65, 'a'), "--yes"});
  Erase(kVictim, 1, {"--author", std::string(65, 'a')});
  Erase(kVictim, 1, {"--number", "n1", "--yes"});
  Erase(kVictim, 1, {"--issuing-state", "KAZZ", "--yes"});
  Erase(kVictim, 1, {"--lookup-key", Path("none.hex"), "--yes"});
  Erase(kVictim, 1, {"--database", Path("none.db")});
  Erase(kVictim, 1, {"--database", Path("none.db"), "--yes"});
  EXPECT_FALSE(std::filesystem::exists(Path("none.db")));
  EXPECT_TRUE(Open(kVictim).ok());
  EXPECT_EQ(Erase(kPersons + 7, 0, {"--yes"}), "nothing to erase: there is no key of this person\n");
  ExpectVerified(kPersons);
}

TEST_F(ClearctlEraseTest, ARotatedFileOpensWithTheNewKeyAlone) {
  const std::vector<PersonalKey> before = Keys();
  const std::vector<std::string> rotate = {"keys",         "rotate",           "--database",
                                           Database(),     "--old-master",     Path("master_key.hex"),
                                           "--new-master", Path("new_key.hex")};
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("master_key.hex")}, 0),
            "keys that open: 400, under another master key: 0, damaged: 0\n");
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("new_key.hex")}, 2),
            "keys that open: 0, under another master key: 400, damaged: 0\n");
  EXPECT_EQ(Clearctl(rotate, 0),
            "keys wrapped anew: 400, already before: 0, left, of a third master key or damaged: 0\n");
  EXPECT_EQ(Clearctl(rotate, 0),
            "keys wrapped anew: 0, already before: 400, left, of a third master key or damaged: 0\n");
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("new_key.hex")}, 0),
            "keys that open: 400, under another master key: 0, damaged: 0\n");
  EXPECT_EQ(Opening("master_key.hex"), 0);
  EXPECT_EQ(Opening("new_key.hex"), kPersons);
  ExpectVerified(kPersons);
  const std::string raw = RawBytes();
  for (const PersonalKey& key : before) EXPECT_FALSE(AnyPieceIn(raw, key.wrapped)) << "what the old key opens";
  Clearctl({"keys", "rotate", "--database", Database(), "--old-master", Path("new_key.hex"), "--new-master",
            Path("new_key.hex")},
           1);
}

TEST_F(ClearctlEraseTest, ARotationThatAReaderHindersIsToldAndASecondRunFinishes) {
  const std::string wrapped = WrappedKeyOf(kVictim);
  const std::vector<std::string> rotate = {"keys",         "rotate",           "--database",
                                           Database(),     "--old-master",     Path("master_key.hex"),
                                           "--new-master", Path("new_key.hex")};
  {
    const Reading reading(Database());
    Clearctl(rotate, 1);
    EXPECT_NE(errors_.find("clearance.db-wal may still hold keys that were"), std::string::npos) << errors_;
    EXPECT_TRUE(AnyPieceIn(RawBytes(), wrapped));
  }
  Clearctl(rotate, 0);
  EXPECT_FALSE(AnyPieceIn(RawBytes(), wrapped));
  EXPECT_TRUE(Open(kVictim, "new_key.hex").ok());
}

TEST_F(ClearctlEraseTest, ADamagedKeyIsCounted) {
  PersonalKey damaged = Keys().front();
  damaged.wrapped[30] = static_cast<char>(damaged.wrapped[30] ^ 4);
  ASSERT_TRUE(TransactAndWait(*OpenStore(), [&](Transaction& t) { return t.personal_keys().Put(damaged); }).ok());
  EXPECT_EQ(Clearctl({"keys", "check", "--database", Database(), "--master", Path("master_key.hex")}, 2),
            "keys that open: 399, under another master key: 0, damaged: 1\n");
  EXPECT_EQ(Clearctl({"keys", "rotate", "--database", Database(), "--old-master", Path("master_key.hex"),
                      "--new-master", Path("new_key.hex")},
                     2),
            "keys wrapped anew: 399, already before: 0, left, of a third master key or damaged: 1\n");
}

}  // namespace
}  // namespace clearance
