// Every seal shown in a lane is kept as an attempt with its result, so that abuse shows.
#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "services/clearance/booking_use.h"
#include "tests/support/admission_fixture.h"

namespace clearance {
namespace {

class BookingAttemptsTest : public AdmissionTest {
 protected:
  std::vector<BookingAttempt> Attempts() {
    std::vector<BookingAttempt> attempts;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(attempts, s.booking_attempts().List({.to = kNoon + std::chrono::hours(48)},
                                                                           std::nullopt, kMaxRowsPerRead));
                      return OkStatus();
                    })
                    .ok());
    return attempts;
  }
  std::string Results() {
    std::string results;
    for (const BookingAttempt& attempt : Attempts()) {
      EXPECT_EQ(attempt.act, AttemptAct::kUse);
      results.append(AttemptResultName(attempt.result)).append(" ");
    }
    return results;
  }
  std::vector<Referral> AbuseCases() {
    std::vector<Referral> cases = Referrals();
    std::erase_if(cases, [](const Referral& referral) { return referral.kind != ReferralKind::kBookingAbuse; });
    return cases;
  }
  static std::string DetailOf(const Referral& referral) {
    for (const Reason& reason : referral.reasons)
      if (reason.code == ReasonCode::kBookingAbuse) return reason.detail;
    return "";
  }
  // No decision was heard of; each time another crossing.
  void AbandonWith(const CrossingRequest& request, const ShownSeal& seal) {
    Abandonment abandonment = AbandonmentOf(request);
    abandonment.seal = seal;
    const auto position = TryAbandon(abandonment);
    EXPECT_TRUE(position.ok()) << position.status();
    clock_.Advance(std::chrono::seconds(1));
  }
  CrossingRequest With(const std::string& number, FindingCause cause) {
    CrossingRequest request = Crossing(number);
    request.findings.push_back({CheckKind::kBooking, FindingResult::kFailed, cause});
    return request;
  }
};

TEST_F(BookingAttemptsTest, AUseNamesItsBookingAndTheDocumentShown) {
  CrossingRequest request = Crossing("1");
  request.booking_id = Book("1");
  Decide(request);
  EXPECT_TRUE(TryDecide(request).ok()) << "a retry";
  Report(PassageOf(request));
  const auto attempts = Attempts();
  ASSERT_EQ(attempts.size(), 1u) << "the passage follows the decision, which has it";
  EXPECT_EQ(attempts[0].result, AttemptResult::kOk);
  EXPECT_EQ(attempts[0].subject, request.booking_id);
  EXPECT_EQ(attempts[0].document, pseudonyms_.Traveller(request.document));
  EXPECT_EQ(attempts[0].at, kNoon);
}

TEST_F(BookingAttemptsTest, WhatDoesNotServeIsTold) {
  CrossingRequest first = Crossing("1");
  first.booking_id = Book("1");
  Decide(first);
  Report(PassageOf(first));
  CrossingRequest again = Crossing("1", "gate-1/b");
  again.booking_id = first.booking_id;
  Decide(again);
  CrossingRequest thief = Crossing("2");
  thief.booking_id = Book("3");
  Decide(thief);
  CrossingRequest unknown = Crossing("4");
  unknown.booking_id = NewId();
  Decide(unknown);
  clock_.Set(kNoon - std::chrono::hours(2));
  CrossingRequest early = Crossing("5");
  early.booking_id = Book("5");
  Decide(early);
  EXPECT_EQ(Results(), "TOO_EARLY OK SECOND_USE OTHER_DOCUMENT NOT_FOUND ") << "by their moments";
}

TEST_F(BookingAttemptsTest, ASealThatNamesNothingIsToldByTheLane) {
  for (const FindingCause cause : {FindingCause::kBadSignature, FindingCause::kUnknownKey, FindingCause::kMalformed,
                                   FindingCause::kNoBooking, FindingCause::kOtherDocument}) {
    Decide(With("7", cause));
    clock_.Advance(std::chrono::minutes(5));
  }
  Decide(Crossing("8"));
  EXPECT_EQ(Results(), "SEAL_BAD_SIGNATURE SEAL_UNKNOWN_KEY SEAL_MALFORMED OTHER_DOCUMENT ");
  for (const BookingAttempt& attempt : Attempts()) EXPECT_EQ(attempt.subject, "");
}

// A lane asks for a decision anew after a repeated capture, or when one has lapsed.
TEST_F(BookingAttemptsTest, ASealIsShownOnceHoweverOftenItsCrossingAsks) {
  const std::string id = Book("1");
  CrossingRequest request = With("1", FindingCause::kOtherDocument);
  request.booking_id = id;
  for (int round = 0; round < 3; ++round) {
    Decide(request);
    request.request_id = NewId();
  }
  EXPECT_EQ(Results(), "OTHER_DOCUMENT ");
  EXPECT_EQ(AbuseCases().size(), 1u);

  request.findings.pop_back();  // now the lane has nothing against it
  Decide(request);
  EXPECT_EQ(Results(), "OTHER_DOCUMENT OK ") << "it came to something else";
  Abandon(request);
  clock_.Advance(std::chrono::seconds(1));
  request.request_id = NewId();
  Decide(request);
  EXPECT_EQ(Results(), "OTHER_DOCUMENT OK OK ") << "another crossing";
}

// The centre is told of which booking a seal was that the lane did not take.
TEST_F(BookingAttemptsTest, ASealTheLaneDidNotTakeNamesItsBooking) {
  const std::string id = Book("1");
  for (const FindingCause cause : {FindingCause::kCancelled, FindingCause::kTooLate, FindingCause::kTooEarly,
                                   FindingCause::kWrongPort, FindingCause::kOtherDocument}) {
    CrossingRequest request = With("1", cause);
    request.booking_id = id;
    Decide(request);
    Report(PassageOf(request));
    clock_.Advance(std::chrono::seconds(10));
  }
  EXPECT_EQ(Results(), "SEAL_REVOKED TOO_LATE TOO_EARLY WRONG_PORT OTHER_DOCUMENT ");
  for (const BookingAttempt& attempt : Attempts()) EXPECT_EQ(attempt.subject, id);
  EXPECT_EQ(BookingNow(id).state, BookingState::kConfirmed) << "a walk-in uses nothing up";
  const auto cases = AbuseCases();
  ASSERT_EQ(cases.size(), 1u) << "another's seal is a case, no other";
  EXPECT_EQ(cases[0].booking_id, id);
}

TEST_F(BookingAttemptsTest, WithoutTheCentreThePassageTellsWhatTheLaneFound) {
  CrossingRequest request = Crossing("1");
  request.booking_id = Book("1");
  Passage passage = PassageOf(request);
  passage.booking_finding = Finding{CheckKind::kBooking, FindingResult::kFailed, FindingCause::kCancelled};
  Report(passage);
  Passage thief = PassageOf(request);
  thief.document = Crossing("2").document;
  Report(thief);
  Passage unknown = PassageOf(request);
  unknown.booking_id = NewId();
  Report(unknown);
  EXPECT_EQ(Results(), "SEAL_REVOKED OTHER_DOCUMENT NOT_FOUND ");
  EXPECT_EQ(BookingNow(request.booking_id).state, BookingState::kConfirmed);
  const auto cases = AbuseCases();
  ASSERT_EQ(cases.size(), 1u) << "another's seal is a case, no other";
  EXPECT_EQ(cases[0].booking_id, request.booking_id);
  EXPECT_EQ(DetailOf(cases[0]), "OTHER_DOCUMENT");
}

TEST_F(BookingAttemptsTest, AbuseThatALaneFoundWithoutTheCentreIsACaseWhenItIsReported) {
  const std::vector<std::pair<FindingCause, bool>> table = {
      {FindingCause::kBadSignature, true}, {FindingCause::kUnknownKey, true}, {FindingCause::kOtherDocument, true},
      {FindingCause::kMalformed, false},   {FindingCause::kTooLate, false},   {FindingCause::kCancelled, false}};
  std::size_t cases = 0;
  for (const auto& [cause, is_case] : table) {
    Passage passage = PassageOf(Crossing("1"));
    passage.booking_finding = Finding{CheckKind::kBooking, FindingResult::kFailed, cause};
    Report(passage);
    Report(passage);
    cases += is_case ? 1 : 0;
    const auto opened = AbuseCases();
    ASSERT_EQ(opened.size(), cases) << FindingCauseName(cause);
    if (is_case) {
      EXPECT_EQ(DetailOf(opened.back()), FindingCauseName(cause));
    }
    clock_.Advance(std::chrono::minutes(1));
  }
  CrossingRequest online = With("2", FindingCause::kBadSignature);
  Decide(online);
  Passage passage = PassageOf(online);
  passage.booking_finding = Finding{CheckKind::kBooking, FindingResult::kFailed, FindingCause::kBadSignature};
  Report(passage);
  EXPECT_EQ(AbuseCases().size(), cases + 1) << "the decision has opened it, and nobody else does";
}

TEST_F(BookingAttemptsTest, WhoGoesAwayWithoutTheCentreHasShownTheirSealAllTheSame) {
  CrossingRequest request = Crossing("1");
  const std::string id = Book("1");
  AbandonWith(request, {request.document, id, std::nullopt});
  AbandonWith(request,
              {request.document, id, Finding{CheckKind::kBooking, FindingResult::kFailed, FindingCause::kTooLate}});
  AbandonWith(request, {Crossing("2").document, id, std::nullopt});
  AbandonWith(request, {request.document, "",
                        Finding{CheckKind::kBooking, FindingResult::kFailed, FindingCause::kBadSignature}});
  EXPECT_EQ(Results(), "OK TOO_LATE OTHER_DOCUMENT SEAL_BAD_SIGNATURE ");
  const auto attempts = Attempts();
  ASSERT_EQ(attempts.size(), 4u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(attempts[i].subject, id);
  EXPECT_EQ(attempts[3].subject, "");
  EXPECT_EQ(attempts[2].document, pseudonyms_.Traveller(Crossing("2").document));
  EXPECT_EQ(BookingNow(id).state, BookingState::kConfirmed) << "it was not used";
  EXPECT_TRUE(Referrals().empty()) << "nobody crossed";
}

TEST_F(BookingAttemptsTest, AnAbandonmentTellsOfNoSealThatADecisionHasKept) {
  CrossingRequest request = Crossing("1");
  request.booking_id = Book("1");
  Decide(request);  // its answer was lost on the way
  AbandonWith(request, {request.document, request.booking_id, std::nullopt});
  EXPECT_EQ(Results(), "OK ");
  EXPECT_EQ(BookingNow(request.booking_id).state, BookingState::kConfirmed) << "and is given back";
}

TEST_F(BookingAttemptsTest, AnAbandonmentReportedAgainIsOneAttempt) {
  const CrossingRequest request = Crossing("1");
  Abandonment abandonment = AbandonmentOf(request);
  abandonment.seal = ShownSeal{request.document, Book("1"), std::nullopt};
  const auto first = TryAbandon(abandonment);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(TryAbandon(abandonment), first);
  EXPECT_EQ(Results(), "OK ");
  abandonment.seal->document.number = "2";
  EXPECT_EQ(ReasonOf(TryAbandon(abandonment).status()), error_reason::kRequestIdReused);
}

TEST_F(BookingAttemptsTest, WithoutTheCentreThePassageTells) {
  CrossingRequest first = Crossing("1");
  first.booking_id = Book("1");
  Passage offline = PassageOf(first);
  offline.decision_request_id = "";
  Report(offline);
  CrossingRequest second = Crossing("1", "gate-1/b");
  second.booking_id = first.booking_id;
  Passage copy = PassageOf(second);
  copy.decision_request_id = "";
  copy.passed_at = kNoon + std::chrono::minutes(1);
  Report(copy);
  EXPECT_EQ(Results(), "OK SECOND_USE ");
}

}  // namespace
}  // namespace clearance
