// Documents of one national number that nothing links: what a second one may not bring about. And who comes back after
// an erasure.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/derivation/entry_records.h"
#include "tests/support/passports_fixture.h"

namespace clearance {
namespace {

using ::testing::ElementsAre;

class AdmissionUnlinkedTest : public PassportsTest {
 protected:
  std::size_t DocumentsOf(const CrossingRequest& request) {
    std::vector<std::string> documents;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(documents,
                       s.identities().DocumentsOf(pseudonyms_.NamesOf(request.document).traveller, kAsItStands));
      return OkStatus();
    });
    return documents.size();
  }
  // An officer finds that the two of the only question are two people.
  void Part() {
    ASSERT_EQ(Questions().size(), 1u);
    Answer(Resolution::kUndoLink);
  }
};

TEST_F(AdmissionUnlinkedTest, OnePersonWithTwoPassportsStandsInOneLane) {
  Decide(IntoChina("OLD"));
  CrossingRequest with_new = IntoChina("NEW");
  with_new.lane.lane_id = "gate-2/a";
  EXPECT_TRUE(Has(Decide(with_new), ReasonCode::kInProgressElsewhere)) << "though nothing links the two";
  Part();
  with_new.request_id = NewId();
  EXPECT_FALSE(Has(Decide(with_new), ReasonCode::kInProgressElsewhere)) << "an officer has found two people";
}

TEST_F(AdmissionUnlinkedTest, DaysUsedUnderAnotherPassportAreNotGivenTwice) {
  for (int stay = 0; stay < 3; ++stay) {
    EXPECT_EQ(Cross(IntoChina("OLD")).decision.verdict, Verdict::kAdmit);
    clock_.Advance(28 * kDay);
    Cross(OutOfChina("OLD"));
  }
  const CrossingRequest in = IntoChina("NEW");
  const DecideAnswer answer = Decide(in);
  EXPECT_EQ(answer.decision.verdict, Verdict::kRefer);
  EXPECT_THAT(Codes(answer), ElementsAre(ReasonCode::kRenewalNotProven));
  EXPECT_EQ(answer.decision.reasons.at(0).side, Side::kEntry);
  EXPECT_EQ(DocumentsOf(in), 1u) << "nothing is joined";
  Part();
  CrossingRequest again = in;
  again.request_id = NewId();
  EXPECT_EQ(Decide(again).decision.verdict, Verdict::kAdmit) << "an officer has found two people";
}

TEST_F(AdmissionUnlinkedTest, WhoeverIsInsideByOnePassportDoesNotEnterByAnother) {
  Cross(IntoChina("OLD"));
  EXPECT_THAT(Codes(Decide(IntoChina("NEW"))), ElementsAre(ReasonCode::kRenewalNotProven));
}

TEST_F(AdmissionUnlinkedTest, WhoReturnsAfterAnErasureIsSealedAgain) {
  CrossingRequest request = IntoChina("OLD");
  const std::string name = pseudonyms_.NamesOf(request.document).traveller;
  const std::string national_key = pseudonyms_.NamesOf(request.document).national_key;
  Cross(request);
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.personal_keys().Erase(name); }).ok());
  request.request_id = NewId();
  request.document.national_number.clear();  // not read this time
  const std::uint64_t position = Decide(request).position;
  Look([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(position));
    const auto record = DecisionOf(stored);
    if (!record.ok()) return record.status();
    EXPECT_TRUE(record->effects && record->effects->shown && !record->effects->shown->sealed_fields.empty());
    ASSIGN_OR_RETURN(const auto key, s.personal_keys().Find(name, DataPurpose::kBorder));
    EXPECT_TRUE(key.has_value());
    ASSIGN_OR_RETURN(const auto known, s.identities().FindDocument(name));
    EXPECT_EQ(known->facts.national_key, national_key) << "what is known of it is not forgotten";
    return OkStatus();
  });
}

}  // namespace
}  // namespace clearance
