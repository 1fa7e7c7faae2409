// Which look-up keys are taken for a ledger's own: the recorded one, one that a sealed document proves, and no other.
#include "services/derivation/lookup_key_standing.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/wire/document_fields.h"
#include "common/wire/ledger_bytes.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/ledger_samples.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr char kName[] = "keys.lookup (a.hex)";

Pseudonyms KeyOf(char letter) { return *Pseudonyms::FromKey(SecretBytes(std::string(32, letter))); }
PersonalFields MasterOf(char letter) { return *PersonalFields::FromKey(SecretBytes(std::string(32, letter))); }

Document DocumentNumbered(const std::string& number) {
  Document document = SampleDocument();
  document.number = number;
  return document;
}

class LookupKeyStandingTest : public testing::Test {
 protected:
  // A passage by which that traveller became known, with their document sealed.
  void Pass(const std::string& traveller, const Document& document) {
    Write([&](Transaction& t) -> Status {
      PassageEffects effects = SamplePassageEffects();
      effects.shown = ShownDocument{"", std::string(32, 'f'), ""};
      ASSIGN_OR_RETURN(
          effects.shown->sealed_fields,
          master_.Seal(t, {traveller, DataPurpose::kBorder, kDocumentFieldsContext}, DocumentFieldBytes(document)));
      return t.ledger()
          .Append({.log = "KHORGOS",
                   .kind = EntryKind::kPassage,
                   .traveller = traveller,
                   .request_id = kSampleId,
                   .lane_id = SampleLane().lane_id,
                   .body = PassageBody(SamplePassage(), effects)})
          .status();
    });
  }
  void Pass(const Document& document) { Pass(own_.Traveller(document), document); }
  void Erase(const Document& document) {
    Write([&](Transaction& t) { return t.personal_keys().Erase(own_.Traveller(document)); });
  }
  void Write(const Store::Function& fn) {
    const Status status = TransactAndWait(*store_, fn);
    ASSERT_TRUE(status.ok()) << status;
  }

  StatusOr<LookupKeyStanding> Standing(const Pseudonyms& key, const PersonalFields& master) {
    StatusOr<LookupKeyStanding> standing = LookupKeyStanding::kRecorded;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) {
                      standing = LookupKeyStandingOf(s, {key, kName}, master);
                      return OkStatus();
                    })
                    .ok());
    return standing;
  }
  StatusOr<LookupKeyStanding> Standing(const Pseudonyms& key) { return Standing(key, master_); }
  Status Required(const Pseudonyms& key) {
    return store_->Read([&](const Snapshot& s) { return RequireLookupKey(s, {key, kName}); });
  }
  std::optional<std::string> Recorded() {
    std::optional<std::string> value;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(value, s.lookup_key_check().Find());
                      return OkStatus();
                    })
                    .ok());
    return value;
  }
  static void ExpectWrong(const Status& status) {
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kLookupKeyWrong) << status;
    EXPECT_NE(MessageOf(status).find(kName), std::string::npos) << status;
  }

  ThreadPool executor_{1};
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const Pseudonyms own_ = KeyOf('k');
  const Pseudonyms other_ = KeyOf('o');
  const PersonalFields master_ = MasterOf('m');
};

TEST_F(LookupKeyStandingTest, ANewLedgerTakesTheFirstKeyAndThenNoOther) {
  EXPECT_EQ(*Standing(own_), LookupKeyStanding::kNewLedger);
  EXPECT_EQ(Required(own_), OkStatus());
  EXPECT_EQ(Recorded(), std::nullopt) << "to look changes nothing";
  EXPECT_EQ(RequireOrRecordLookupKey(*store_, {own_, kName}), OkStatus());
  EXPECT_EQ(Recorded(), own_.CheckValue());

  EXPECT_EQ(*Standing(own_), LookupKeyStanding::kRecorded);
  EXPECT_EQ(Required(own_), OkStatus());
  ExpectWrong(Standing(other_).status());
  ExpectWrong(Required(other_));
  ExpectWrong(RequireOrRecordLookupKey(*store_, {other_, kName}));
  EXPECT_EQ(Recorded(), own_.CheckValue());
}

TEST_F(LookupKeyStandingTest, WhatIsRecordedCountsAndNoDocument) {
  Pass(other_.Traveller(SampleDocument()), SampleDocument());
  Write([&](Transaction& t) { return t.lookup_key_check().Put(own_.CheckValue()); });
  EXPECT_EQ(*Standing(own_), LookupKeyStanding::kRecorded);
  ExpectWrong(Standing(other_).status());
}

TEST_F(LookupKeyStandingTest, ADocumentThatOpensProvesTheKeyOrThatItIsAnother) {
  Pass(SampleDocument());
  EXPECT_EQ(*Standing(own_), LookupKeyStanding::kProven);
  ExpectWrong(Standing(other_).status());
  EXPECT_EQ(Recorded(), std::nullopt) << "to look changes nothing";
}

TEST_F(LookupKeyStandingTest, TheSecondHolderOfANumberProvesTheKeyAsWell) {
  Pass(own_.CollidingTraveller(SampleDocument()), SampleDocument());
  EXPECT_EQ(*Standing(own_), LookupKeyStanding::kProven);
  ExpectWrong(Standing(other_).status());
}

TEST_F(LookupKeyStandingTest, WhoseFieldsNobodyCanOpenIsPassedOver) {
  const Document erased = DocumentNumbered("N10000001");
  Pass(erased);
  Erase(erased);
  EXPECT_EQ(*Standing(own_), LookupKeyStanding::kUnproven);
  EXPECT_EQ(*Standing(other_), LookupKeyStanding::kUnproven) << "nothing tells them apart";
  // Come again, they have a key that does not open what was sealed under the first.
  Write([&](Transaction& t) {
    return master_.Seal(t, {own_.Traveller(erased), DataPurpose::kBorder, "face"}, "x").status();
  });
  EXPECT_EQ(*Standing(other_), LookupKeyStanding::kUnproven);
  Pass(DocumentNumbered("N10000002"));
  EXPECT_EQ(*Standing(own_), LookupKeyStanding::kProven);
  ExpectWrong(Standing(other_).status());
  EXPECT_EQ(*Standing(other_, MasterOf('x')), LookupKeyStanding::kUnproven) << "the master key opens nothing";
}

TEST_F(LookupKeyStandingTest, AToolDoesNotBelieveAKeyThatNobodyRecorded) {
  Pass(SampleDocument());
  for (const Pseudonyms* key : {&own_, &other_}) {
    ExpectWrong(Required(*key));
    const Status status = RequireOrRecordLookupKey(*store_, {*key, kName});
    ExpectWrong(status);
    EXPECT_NE(MessageOf(status).find("start the centre"), std::string::npos) << status;
  }
  EXPECT_EQ(Recorded(), std::nullopt);
}

}  // namespace
}  // namespace clearance
