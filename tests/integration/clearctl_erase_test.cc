// Erasing a person with the real program on real files: what is gone is looked for in the raw bytes of the file, its
// WAL and its shared memory.
#include "tests/integration/clearctl_erase_fixture.h"

namespace clearance {
namespace {

// CLI11's: an option lacks one that it needs, or one of several is not there.
constexpr int kRequires = 107;
constexpr int kRequired = 106;

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
  Erase(kVictim, kRequires, {"--birth-date=1990-05-17", "--yes"});
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
  EXPECT_EQ(erase(name, 2), "not erased: a hold binds or is proposed, and these keys open its words\n");
  EXPECT_TRUE(has_key(by_name));
  name.push_back("--despite-hold");
  EXPECT_EQ(erase(name, 0).find("erased the keys of HOLD, entry 402"), 0u);
  EXPECT_FALSE(has_key(by_name));
  EXPECT_TRUE(has_key(SubjectOf(kVictim))) << "each by itself";
  for (const std::vector<std::string>& incomplete :
       {std::vector<std::string>{"--name=SMITH"}, {"--national-number=1", "--nationality=KAZ"}, {"--nationality=KAZ"}})
    erase(incomplete, kRequires);
  erase({"--yes"}, kRequired);
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

}  // namespace
}  // namespace clearance
