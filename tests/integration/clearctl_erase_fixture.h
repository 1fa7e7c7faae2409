// A ledger file of many people, for the commands that change its personal keys.
#pragma once

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
#include "services/derivation/lookup_key_standing.h"
#include "tests/support/process.h"
#include "tests/support/samples.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {

inline constexpr int kPersons = 400;
inline constexpr int kVictim = 137;
inline constexpr int kRecent = 138;  // was here yesterday
inline constexpr std::size_t kMaxFileBytes = 64 * 1024 * 1024;

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
    ASSERT_TRUE(WriteFile(Path("lookup_key.hex"), std::string(64, 'b')).ok());
    ASSERT_TRUE(WriteFile(Path("master_key.hex"), std::string(64, 'a')).ok());
    ASSERT_TRUE(WriteFile(Path("new_key.hex"), std::string(64, 'c')).ok());
    pseudonyms_.emplace(*Pseudonyms::FromFile(Path("lookup_key.hex")));
    MakeDatabase();
  }

  std::string Path(const std::string& name) const { return folder_.Path(name); }
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
    ASSERT_EQ(RequireOrRecordLookupKey(*store, {*pseudonyms_, "lookup_key.hex"}), OkStatus());
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

  const TemporaryFolder folder_;
  std::string errors_;
  std::optional<Pseudonyms> pseudonyms_;
  ThreadPool executor_{2};
};

}  // namespace clearance
