// A renewed passport, a colliding number and two nationalities, from the lane to the views; and that a rebuild from the
// entries comes to the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/wire/identity_bytes.h"
#include "services/clearance/identity_use.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/entry_records.h"
#include "services/review/link_desk.h"
#include "tests/support/passports_fixture.h"

namespace clearance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AdmissionIdentityTest : public PassportsTest {
 protected:
  static CrossingRequest Matching(CrossingRequest request) {
    request.findings.push_back({CheckKind::kEarlierPortrait, FindingResult::kPassed});
    return request;
  }
  std::string NameOf(const CrossingRequest& request) {
    std::string name;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const NamedDocument named,
                       NameDocument(s, pseudonyms_, request.document, pseudonyms_.NamesOf(request.document)));
      name = named.traveller;
      return OkStatus();
    });
    return name;
  }
  std::vector<std::string> DocumentsOf(const std::string& traveller, std::uint64_t as_of = kAsItStands) {
    std::vector<std::string> documents;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(documents, s.identities().DocumentsOf(traveller, as_of));
      return OkStatus();
    });
    return documents;
  }
  std::vector<std::string> DocumentsOf(const CrossingRequest& request) { return DocumentsOf(NameOf(request)); }
  std::vector<clearance::Stay> StaysIn(const CrossingRequest& request, Territory territory) {
    return Stay(request, territory).history.stays;
  }
  std::vector<StoredEntry> Entries() {
    std::vector<StoredEntry> entries;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const EntryPage page, s.ledger().List({}, 0, 1000));
      entries = page.entries;
      return OkStatus();
    });
    return entries;
  }
};

TEST_F(AdmissionIdentityTest, ARenewedPassportIsLinkedForItsExitAndEndsTheStay) {
  const CrossingRequest in = IntoChina("OLD");
  EXPECT_THAT(Codes(Cross(in)), IsEmpty());
  const CrossingRequest out = Matching(OutOfChina("NEW"));
  const DecideAnswer answer = Cross(out);
  EXPECT_EQ(answer.decision.verdict, Verdict::kAdmit);
  EXPECT_THAT(Codes(answer), ElementsAre(ReasonCode::kDocumentRenewed));
  ASSERT_TRUE(answer.decision.stay);
  EXPECT_EQ(answer.decision.stay->days_used, 2) << "judged by the stay begun with the earlier one";
  EXPECT_THAT(DocumentsOf(out), ElementsAre(NameOf(in), NameOf(out)));
  for (const CrossingRequest& either : {in, out}) {
    const std::vector<clearance::Stay> stays = StaysIn(either, Territory::kChn);
    ASSERT_EQ(stays.size(), 1u);
    EXPECT_TRUE(stays[0].entry && stays[0].exit) << "ended";
  }
  ASSERT_EQ(Questions().size(), 1u);
  const Referral question = Questions()[0];
  EXPECT_EQ(question.traveller, NameOf(out));
  EXPECT_EQ(question.earlier_document, NameOf(in));
  EXPECT_EQ(question.decision_request_id, out.request_id);
  EXPECT_EQ(question.lane, out.lane);
  EXPECT_EQ(question.reasons.at(0).code, ReasonCode::kDocumentRenewed);
  EXPECT_EQ(question.state, ReferralState::kOpen) << "an officer's task after";
}

TEST_F(AdmissionIdentityTest, AnUndoneLinkPartsWhatItJoinedAndIsNotMadeAgain) {
  const CrossingRequest in = IntoChina("OLD");
  Cross(in);
  Cross(Matching(OutOfChina("NEW")));
  const std::uint64_t linked = LastPosition();
  Answer(Resolution::kUndoLink);
  EXPECT_THAT(DocumentsOf(in), ElementsAre(NameOf(in)));
  EXPECT_FALSE(StaysIn(in, Territory::kChn).at(0).exit) << "still inside";
  EXPECT_EQ(DocumentsOf(NameOf(in), linked).size(), 2u) << "as a decision of then saw it";
  const DecideAnswer again = Decide(Matching(OutOfChina("NEW")));
  EXPECT_EQ(again.decision.verdict, Verdict::kRefer);
  EXPECT_TRUE(Has(again, ReasonCode::kRenewalNotProven));
  EXPECT_THAT(DocumentsOf(in), ElementsAre(NameOf(in)));
  EXPECT_EQ(Questions().size(), 1u) << "it has been answered";
}

TEST_F(AdmissionIdentityTest, AConfirmedLinkStays) {
  Cross(IntoChina("OLD"));
  const CrossingRequest out = Matching(OutOfChina("NEW"));
  Cross(out);
  const std::uint64_t before = LastPosition();
  Answer(Resolution::kConfirmLink);
  EXPECT_EQ(DocumentsOf(out).size(), 2u);
  EXPECT_EQ(LastPosition(), before + 1);
  Answer(Resolution::kConfirmLink);
  EXPECT_EQ(LastPosition(), before + 1) << "what holds is not recorded again";
  EXPECT_THAT(Codes(Cross(IntoChina("NEW"))), IsEmpty());
}

TEST_F(AdmissionIdentityTest, WithoutAMatchingFaceAnOfficerIsAsked) {
  const CrossingRequest in = IntoChina("OLD");
  Cross(in);
  const CrossingRequest out = OutOfChina("NEW");
  const DecideAnswer answer = Cross(out);
  EXPECT_EQ(answer.decision.verdict, Verdict::kRefer);
  EXPECT_TRUE(Has(answer, ReasonCode::kRenewalNotProven));
  EXPECT_THAT(DocumentsOf(out), ElementsAre(NameOf(out)));
  EXPECT_FALSE(StaysIn(in, Territory::kChn).at(0).exit);
  ASSERT_EQ(Questions().size(), 1u);
  Decide(OutOfChina("NEW"));
  EXPECT_EQ(Questions().size(), 1u) << "asked once";
  Answer(Resolution::kConfirmLink);
  EXPECT_TRUE(StaysIn(in, Territory::kChn).at(0).exit) << "the officer's word ends the stay after the fact";
}

TEST_F(AdmissionIdentityTest, AChinesePassportHasNoNumberToMatchBy) {
  CrossingRequest in = With("OLD", {Territory::kChn, Territory::kKaz}, {.entry = true});
  in.document.issuing_state = in.document.nationality = "CHN";
  in.document.national_number.clear();
  Cross(in);
  CrossingRequest out = Matching(With("NEW", {Territory::kKaz, Territory::kChn}, {.exit = true}));
  out.document.issuing_state = out.document.nationality = "CHN";
  out.document.national_number.clear();
  EXPECT_FALSE(Has(Cross(out), ReasonCode::kDocumentRenewed));
  EXPECT_THAT(DocumentsOf(out), ElementsAre(NameOf(out)));
  EXPECT_THAT(Questions(), IsEmpty());
}

TEST_F(AdmissionIdentityTest, NothingIsLinkedOnEntryButTheQuestionIsPut) {
  Cross(IntoChina("OLD"));
  Cross(OutOfChina("OLD"));
  const CrossingRequest in = Matching(IntoChina("NEW"));
  const DecideAnswer answer = Decide(in);
  EXPECT_EQ(answer.decision.verdict, Verdict::kAdmit);
  EXPECT_THAT(Codes(answer), ElementsAre(ReasonCode::kOtherDocumentKnown));
  EXPECT_EQ(answer.decision.stay->days_used, 0) << "the days under the other document are not counted yet";
  EXPECT_EQ(DocumentsOf(in).size(), 1u);
  ASSERT_EQ(Questions().size(), 1u);
  Answer(Resolution::kConfirmLink);
  CrossingRequest again = in;
  again.request_id = NewId();
  EXPECT_EQ(Decide(again).decision.stay->days_used, 2) << "and are from then on";
  EXPECT_FALSE(Has(Decide(again), ReasonCode::kOtherDocumentKnown));
}

TEST_F(AdmissionIdentityTest, AnOwnNationalComesHomeUnasked) {
  Cross(IntoChina("OLD"));
  const CrossingRequest home = With("NEW", {Territory::kChn, Territory::kKaz}, {.entry = true});
  const DecideAnswer answer = Cross(home);
  EXPECT_EQ(answer.decision.verdict, Verdict::kAdmit);
  EXPECT_THAT(Codes(answer), ElementsAre(ReasonCode::kOwnNational));
  EXPECT_THAT(Questions(), IsEmpty());
}

TEST_F(AdmissionIdentityTest, ANumberWithOtherFactsIsAnotherPersonUntilAnOfficerSaysOtherwise) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  CrossingRequest second = OutOfChina("N1");
  second.document.birth_date = MakeDate(1971, 2, 3);
  const DecideAnswer answer = Cross(second);
  EXPECT_EQ(answer.decision.verdict, Verdict::kRefer);
  EXPECT_TRUE(Has(answer, ReasonCode::kIdentityCollision));
  EXPECT_NE(NameOf(second), NameOf(first));
  EXPECT_FALSE(StaysIn(first, Territory::kChn).at(0).exit) << "nothing of the one is counted with the other";
  ASSERT_EQ(Questions().size(), 1u);
  EXPECT_EQ(Questions()[0].reasons.at(0).code, ReasonCode::kIdentityCollision);
  EXPECT_THAT(Codes(Decide(IntoChina("N1"))), ElementsAre(ReasonCode::kAlreadyInside)) << "the first is undisturbed";
  second.request_id = NewId();
  EXPECT_TRUE(Has(Decide(second), ReasonCode::kIdentityCollision)) << "told each time";
  EXPECT_EQ(Questions().size(), 1u) << "asked once";
  Answer(Resolution::kConfirmLink);  // a slip of the reader
  EXPECT_TRUE(StaysIn(first, Territory::kChn).at(0).exit);
  second.request_id = NewId();
  EXPECT_FALSE(Has(Decide(second), ReasonCode::kIdentityCollision));
}

TEST_F(AdmissionIdentityTest, TwoDocumentsOfOnePersonAreNotTwoPeople) {
  Cross(IntoChina("OLD"));
  Cross(Matching(OutOfChina("NEW")));
  Answer(Resolution::kConfirmLink);
  Cross(IntoChina("NEW"));
  const CrossingRequest third = Matching(OutOfChina("THIRD"));
  EXPECT_THAT(Codes(Cross(third)), ElementsAre(ReasonCode::kDocumentRenewed)) << "whoever is inside is one";
  EXPECT_EQ(DocumentsOf(third).size(), 3u);
}

TEST_F(AdmissionIdentityTest, ACollisionIsFoundToBeTwoPeople) {
  Cross(IntoChina("N1"));
  CrossingRequest second = OutOfChina("N1");
  second.document.sex = second.document.sex == Sex::kMale ? Sex::kFemale : Sex::kMale;
  Cross(second);
  Answer(Resolution::kUndoLink);
  second.request_id = NewId();
  EXPECT_TRUE(Has(Decide(second), ReasonCode::kIdentityCollision));
  EXPECT_EQ(DocumentsOf(second).size(), 1u);
  EXPECT_EQ(Questions().size(), 1u);
}

TEST_F(AdmissionIdentityTest, WhoeverAsksAboutTheSecondOfOneNumberIsToldNothingOfTheFirst) {
  Cross(IntoChina("N1"));
  CrossingRequest second = IntoChina("N1");
  second.document.birth_date = MakeDate(1971, 2, 3);
  Decide(second);
  EXPECT_THAT(StaysIn(second, Territory::kChn), IsEmpty());
  EXPECT_FALSE(Stay(second, Territory::kChn).inside);
  Report(PassageOf(second));
  EXPECT_EQ(StaysIn(second, Territory::kChn).size(), 1u);
  EXPECT_EQ(StaysIn(IntoChina("N1"), Territory::kChn).size(), 1u);
}

TEST_F(AdmissionIdentityTest, ANumberOfSeveralPeopleNamesNobodyWithoutTheirFacts) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  CrossingRequest other = IntoChina("E5");
  other.document.national_number = "";
  Cross(other);
  const auto traveller = [&](const Document& document, NamedBy named_by) {
    StatusOr<std::string> named = Status(StatusCode::kUnknown, "not run");
    Look([&](const Snapshot& s) {
      named = TravellerNamed(s, pseudonyms_, document, named_by);
      return OkStatus();
    });
    return named;
  };
  EXPECT_EQ(*traveller(first.document, NamedBy::kNumber), NameOf(first));
  CrossingRequest second = IntoChina("N1");
  second.document.birth_date = MakeDate(1971, 2, 3);
  Decide(second);
  const auto check = [&] {
    const Status refused = traveller(first.document, NamedBy::kNumber).status();
    EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(refused), error_reason::kIdentityState);
    EXPECT_EQ(*traveller(first.document, NamedBy::kFacts), NameOf(first));
    EXPECT_EQ(*traveller(second.document, NamedBy::kFacts), NameOf(second));
    EXPECT_EQ(*traveller(other.document, NamedBy::kNumber), NameOf(other));
  };
  check();

  LinkDesk desk(*store_, pseudonyms_, clock_);
  const auto link = [&](NamedBy earlier_by) {
    std::promise<StatusOr<LinkAnswer>> done;
    desk.Link({.request_id = NewId(),
               .document = other.document,
               .earlier = second.document,
               .ground = "two passports",
               .document_by = NamedBy::kNumber,
               .earlier_by = earlier_by},
              {"officer-1", false}, [&](StatusOr<LinkAnswer> answer) { done.set_value(std::move(answer)); });
    return done.get_future().get().status();
  };
  EXPECT_EQ(ReasonOf(link(NamedBy::kNumber)), error_reason::kIdentityState);
  EXPECT_EQ(link(NamedBy::kFacts), OkStatus());
  EXPECT_EQ(DocumentsOf(first).size(), 1u) << "nobody was linked with the first";
  EXPECT_EQ(DocumentsOf(second).size(), 2u);

  Answer(Resolution::kUndoLink);  // they are two people
  check();
}

TEST_F(AdmissionIdentityTest, ABookingIsOfItsDocumentWhoeverShowsIt) {
  CrossingRequest first = Crossing("1");
  Decide(first);
  CrossingRequest second = Crossing("1");
  second.document.birth_date = MakeDate(1971, 2, 3);
  second.booking_id = Book("1");
  const DecideAnswer answer = Decide(second);
  EXPECT_TRUE(Has(answer, ReasonCode::kIdentityCollision));
  EXPECT_FALSE(Has(answer, ReasonCode::kBookingAbuse));
}

TEST_F(AdmissionIdentityTest, OnePersonStandsInOneLane) {
  Cross(IntoChina("OLD"));
  CrossingRequest with_new = Matching(OutOfChina("NEW"));
  Decide(with_new);
  CrossingRequest with_old = OutOfChina("OLD");
  with_old.lane.lane_id = "gate-2/a";
  EXPECT_TRUE(Has(Decide(with_old), ReasonCode::kInProgressElsewhere));
  CrossingRequest another = OutOfChina("OLD");
  another.document.birth_date = MakeDate(1971, 2, 3);
  another.lane.lane_id = "gate-3/a";
  EXPECT_TRUE(Has(Decide(another), ReasonCode::kInProgressElsewhere)) << "nor two with one number";
}

TEST_F(AdmissionIdentityTest, TheFirstOfOneNumberIsInProgressWhereTheSecondStands) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  CrossingRequest second = OutOfChina("N1");
  second.document.birth_date = MakeDate(1971, 2, 3);
  second.lane.lane_id = "gate-2/a";
  EXPECT_FALSE(Has(Decide(second), ReasonCode::kInProgressElsewhere));
  EXPECT_TRUE(Has(Decide(OutOfChina("N1")), ReasonCode::kInProgressElsewhere));
}

TEST_F(AdmissionIdentityTest, AfterAReportWithoutADecisionTheNumberAloneNamesNeitherOfTwo) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  CrossingRequest second = IntoChina("N1");
  second.document.birth_date = MakeDate(1971, 2, 3);
  for (int passage = 0; passage < 2; ++passage) Report(PassageOf(second));
  Look([&](const Snapshot& s) -> Status {
    const auto named = [&](NamedBy by) { return TravellerNamed(s, pseudonyms_, second.document, by); };
    EXPECT_EQ(ReasonOf(named(NamedBy::kNumber).status()), error_reason::kIdentityState);
    EXPECT_EQ(*named(NamedBy::kFacts), pseudonyms_.CollidingTraveller(second.document));
    ASSIGN_OR_RETURN(const auto links, s.identities().LinksOf(pseudonyms_.Traveller(first.document)));
    EXPECT_EQ(links.size(), 1u) << "noted once";
    return OkStatus();
  });
}

TEST_F(AdmissionIdentityTest, ADocumentIsToldOnceAndAgainWithAnotherNumber) {
  const auto told = [&](std::uint64_t position) {
    bool shown = false;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(position));
      const auto record = DecisionOf(stored);
      if (!record.ok()) return record.status();
      shown = record->effects && record->effects->shown;
      return OkStatus();
    });
    return shown;
  };
  CrossingRequest request = Crossing("1");
  const auto ask = [&] {
    request.request_id = NewId();
    return told(Decide(request).position);
  };
  EXPECT_TRUE(ask());
  EXPECT_FALSE(ask());
  request.document.national_number = kNumber;
  EXPECT_TRUE(ask());
  EXPECT_FALSE(ask());
  request.document.national_number.clear();
  EXPECT_FALSE(ask()) << "a number that was not read is no other number";
}

TEST_F(AdmissionIdentityTest, APersonWithAsManyDocumentsAsMayBeIsNotLinkedFurther) {
  const CrossingRequest in = IntoChina("OLD");
  Cross(in);
  const std::string first = NameOf(in);
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                for (std::size_t i = 1; i < kMaxDocumentsPerPerson; ++i) {
                  const std::string more(kPseudonymBytes, static_cast<char>('A' + i));
                  RETURN_IF_ERROR(
                      RecordEntry(t, {.log = std::string(kCentreLog),
                                      .kind = EntryKind::kIdentityLink,
                                      .event_time = clock_.Now(),
                                      .record_time = clock_.Now(),
                                      .traveller = more,
                                      .request_id = NewId(),
                                      .lane_id = "",
                                      .body = IdentityLinkBody(
                                          {.document = more, .earlier = first, .grounds = {LinkGround::kOfficer}})})
                          .status());
                }
                return OkStatus();
              }).ok());
  const DecideAnswer answer = Decide(Matching(OutOfChina("NEW")));
  EXPECT_EQ(answer.decision.verdict, Verdict::kRefer);
  EXPECT_TRUE(Has(answer, ReasonCode::kRenewalNotProven));
  EXPECT_THAT(Questions(), IsEmpty());
}

TEST_F(AdmissionIdentityTest, ARebuildFromTheEntriesComesToTheSame) {
  Cross(IntoChina("OLD"));
  Cross(Matching(OutOfChina("NEW")));
  CrossingRequest other = IntoChina("OLD");
  other.document.birth_date = MakeDate(1971, 2, 3);
  Cross(other);
  Cross(IntoChina("THIRD"));
  Answer(Resolution::kConfirmLink);
  const std::unique_ptr<Store> rebuilt = NewMemoryStore(executor_);
  for (const StoredEntry& entry : Entries()) {
    const Status status = TransactAndWait(*rebuilt, [&](Transaction& t) { return Derive(t, entry); });
    ASSERT_TRUE(status.ok()) << entry.position << " " << status;
  }
  std::vector<Referral> referrals;
  ASSERT_TRUE(
      rebuilt
          ->Read([&](const Snapshot& s) -> Status {
            ASSIGN_OR_RETURN(referrals, s.referrals().List({}, std::nullopt, 100));
            for (const CrossingRequest& request : {IntoChina("OLD"), IntoChina("NEW"), IntoChina("THIRD"), other}) {
              const std::string name = NameOf(request);
              ASSIGN_OR_RETURN(const auto documents, s.identities().DocumentsOf(name, kAsItStands));
              EXPECT_EQ(documents, DocumentsOf(name));
              ASSIGN_OR_RETURN(const auto known, s.identities().FindDocument(name));
              EXPECT_TRUE(known);
            }
            return OkStatus();
          })
          .ok());
  EXPECT_EQ(referrals, Referrals());
  EXPECT_GE(Questions().size(), 3u);
}

}  // namespace
}  // namespace clearance
