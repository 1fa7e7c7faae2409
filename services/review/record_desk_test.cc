// The record desk over the memory store: what one officer may mend alone, what takes two, and what becomes of the
// stays.
#include "services/review/record_desk.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/wire/ledger_bodies.h"
#include "common/wire/ledger_bytes.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "db/travel_history.h"
#include "services/derivation/derive.h"
#include "services/derivation/kept_requests.h"
#include "services/derivation/shared_number.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

const Officer kFirst{"officer-1", false};
const Officer kSecond{"officer-2", false};
constexpr Date kEntered = MakeDate(2026, 9, 1);

Document Named(std::string_view number) {
  Document document;
  document.issuing_state = "KAZ";
  document.number = number;
  return document;
}

class RecordDeskTest : public testing::Test {
 protected:
  RecordDeskTest() {
    Stay stay{.territory = Territory::kChn, .entry = kEntered, .entered_from = Territory::kKaz, .nationality = "KAZ"};
    entered_ = Import(stay);
    stay.entry.reset();
    stay.exit = MakeDate(2026, 9, 10);
    left_ = Import(stay);
  }
  std::uint64_t Import(const Stay& stay) {
    std::uint64_t position = 0;
    const Status status = TransactAndWait(*store_, [&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(position, RecordEntry(t, {.log = std::string(kCentreLog),
                                                 .kind = EntryKind::kImport,
                                                 .event_time = kSampleInstant + Duration(++imported_),
                                                 .record_time = clock_.Now(),
                                                 .traveller = pseudonyms_.Traveller(Named("N1")),
                                                 .body = ImportBody(stay, "test", "1")}));
      return OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return position;
  }
  RecordCorrection Correction(RecordActKind act, std::uint64_t concerns) {
    RecordCorrection correction;
    correction.request_id = NewUuid(random_);
    correction.document = Named("N1");
    correction.act = act;
    correction.concerns = concerns;
    correction.stay.territory = Territory::kChn;
    correction.ground = "the stamp says so";
    if (act != RecordActKind::kCorrection) return correction;
    correction.stay.entry = MakeDate(2026, 9, 3);
    correction.stay.nationality = "KAZ";
    return correction;
  }
  RecordCorrection Confirming(RecordCorrection correction) {
    correction.proposal_request_id = correction.request_id;
    correction.request_id = NewUuid(random_);
    return correction;
  }
  StatusOr<std::uint64_t> Correct(const RecordCorrection& correction, const Officer& officer = kFirst) {
    std::promise<StatusOr<std::uint64_t>> done;
    desk_.Correct(correction, officer, [&](StatusOr<std::uint64_t> position) { done.set_value(std::move(position)); });
    return done.get_future().get();
  }
  std::vector<Stay> Stays() {
    std::vector<Stay> stays;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const TravelHistory history,
                       ReadTravelHistory(s, pseudonyms_.Traveller(Named("N1")), Territory::kChn, clock_.Now()));
      stays = history.stays;
      return OkStatus();
    });
    return stays;
  }
  StoredEntry EntryAt(std::uint64_t position) {
    StoredEntry entry;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(entry, s.ledger().Get(position));
      ASSIGN_OR_RETURN(const std::string fault, KeptRequestFault(s.requests(), entry));
      EXPECT_EQ(fault, "");
      return OkStatus();
    });
    return entry;
  }
  std::uint64_t Last() {
    std::uint64_t last = 0;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(last, s.ledger().LastPosition());
      return OkStatus();
    });
    return last;
  }
  void Read(const std::function<Status(const Snapshot&)>& look) {
    const Status status = store_->Read(look);
    EXPECT_TRUE(status.ok()) << status;
  }

  ThreadPool executor_{1};
  ManualClock clock_{kSampleInstant};
  SystemRandom random_;
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  RuleBook book_ = KhorgosRuleBook();
  const ZoneTable zones_ = *MakeZoneTable();
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  RecordDesk desk_{{*store_, pseudonyms_, book_, zones_, clock_}};
  int imported_ = 0;
  std::uint64_t entered_ = 0;
  std::uint64_t left_ = 0;
};

TEST_F(RecordDeskTest, WhatTheBookLeavesToTwoIsDoneWhenASecondSendsTheSame) {
  const RecordCorrection proposed = Correction(RecordActKind::kCorrection, entered_);
  EXPECT_EQ(Correct(proposed).value_or(99), 0u);
  EXPECT_EQ(Last(), left_) << "a proposal changes nothing";
  EXPECT_EQ(Correct(proposed).value_or(99), 0u) << "a replay";
  EXPECT_EQ(ReasonOf(Correct(Confirming(proposed)).status()), error_reason::kSecondOfficerRequired) << "the same one";
  RecordCorrection otherwise = Confirming(proposed);
  otherwise.stay.entry = MakeDate(2026, 9, 4);
  EXPECT_EQ(ReasonOf(Correct(otherwise, kSecond).status()), error_reason::kSecondOfficerRequired) << "something else";
  const RecordCorrection confirming = Confirming(proposed);
  const auto position = Correct(confirming, kSecond);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(*Correct(confirming, kSecond), *position) << "a replay";
  ASSERT_EQ(Stays().size(), 1u);
  EXPECT_EQ(Stays()[0].entry, MakeDate(2026, 9, 3));
  EXPECT_EQ(Stays()[0].exit, MakeDate(2026, 9, 10));
  const StoredEntry entry = EntryAt(*position);
  EXPECT_EQ(entry.entry.kind, EntryKind::kCorrection);
  const RecordAct act = std::get<CorrectedStay>(*ReadCorrectionBody(entry.entry.body)).act;
  EXPECT_EQ(act.author, "officer-1");
  EXPECT_EQ(act.confirmed_by, "officer-2");
  EXPECT_EQ(act.reason, "the stamp says so");
  EXPECT_EQ(ReasonOf(Correct(Confirming(proposed), kSecond).status()), error_reason::kProposalOvertaken)
      << "it is done";
  EXPECT_EQ(FieldOf(Correct(Correction(RecordActKind::kCorrection, entered_)).status()), "concerns_position")
      << "nobody proposes it anew";
}

TEST_F(RecordDeskTest, WhatWasMendedMeanwhileIsNotMendedAgain) {
  const RecordCorrection first = Correction(RecordActKind::kCorrection, entered_);
  RecordCorrection second = Correction(RecordActKind::kAnnulment, entered_);
  ASSERT_EQ(Correct(first).value_or(99), 0u);
  ASSERT_EQ(Correct(second, kSecond).value_or(99), 0u);
  ASSERT_TRUE(Correct(Confirming(first), kSecond).ok());
  const auto late = Correct(Confirming(second), kFirst);
  EXPECT_EQ(late.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(late.status()), error_reason::kProposalOvertaken);
  ASSERT_EQ(Stays().size(), 1u);
  EXPECT_EQ(Stays()[0].entry, MakeDate(2026, 9, 3)) << "the first stands";
}

TEST_F(RecordDeskTest, AProposalIsKeptAsLongAsCallsAre) {
  const RecordCorrection proposed = Correction(RecordActKind::kAnnulment, left_);
  ASSERT_EQ(Correct(proposed).value_or(99), 0u);
  const auto forget = [&](Days after) {
    const Status status = TransactAndWait(
        *store_, [&](Transaction& t) { return t.requests().Forget(UtcDayOf(clock_.Now() + after), 100).status(); });
    EXPECT_TRUE(status.ok()) << status;
  };
  forget(kRequestWindow);
  EXPECT_EQ(Correct(Confirming(proposed)).status().code(), StatusCode::kFailedPrecondition) << "it is there";
  forget(kRequestWindow + Days(1));
  EXPECT_EQ(Correct(Confirming(proposed), kSecond).status().code(), StatusCode::kNotFound);
}

TEST_F(RecordDeskTest, WhatTheBookLeavesToOneIsDoneAtOnce) {
  const auto returned = Correct(Correction(RecordActKind::kReturned, left_));
  ASSERT_TRUE(returned.ok()) << returned.status();
  EXPECT_EQ(EntryAt(*returned).entry.kind, EntryKind::kReturned);
  ASSERT_EQ(Stays().size(), 1u);
  EXPECT_FALSE(Stays()[0].exit) << "the stay goes on";
  EXPECT_EQ(FieldOf(Correct(Correction(RecordActKind::kReturned, entered_)).status()), "act") << "no exit";
}

TEST_F(RecordDeskTest, TheBookSaysWhatTakesTwo) {
  EXPECT_EQ(Correct(Correction(RecordActKind::kAnnulment, left_)).value_or(99), 0u);
  book_.two_persons = {RecordActKind::kReturned};
  EXPECT_GT(Correct(Correction(RecordActKind::kAnnulment, left_)).value_or(0), left_);
  EXPECT_FALSE(Stays()[0].exit);
}

TEST_F(RecordDeskTest, NobodyElsesEntryAndNoneThatIsNotThere) {
  RecordCorrection others = Correction(RecordActKind::kReturned, left_);
  others.document = Named("N2");
  EXPECT_EQ(FieldOf(Correct(others).status()), "concerns_position");
  EXPECT_EQ(FieldOf(Correct(Correction(RecordActKind::kReturned, 99)).status()), "concerns_position");
  RecordCorrection elsewhere = Correction(RecordActKind::kAnnulment, left_);
  elsewhere.stay.territory = Territory::kKaz;
  book_.two_persons.clear();
  EXPECT_EQ(FieldOf(Correct(elsewhere).status()), "concerns_position") << "it says nothing of that territory";
  RecordCorrection unasked = Confirming(Correction(RecordActKind::kAnnulment, left_));
  EXPECT_EQ(Correct(unasked, kSecond).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Last(), left_);
}

TEST_F(RecordDeskTest, AnIdUsedForAnotherCorrectionIsRefused) {
  RecordCorrection correction = Correction(RecordActKind::kReturned, left_);
  ASSERT_TRUE(Correct(correction).ok());
  EXPECT_EQ(ReasonOf(Correct(correction, kSecond).status()), error_reason::kRequestIdReused);
  correction.ground = "another";
  EXPECT_EQ(ReasonOf(Correct(correction).status()), error_reason::kRequestIdReused);
}

TEST_F(RecordDeskTest, TheEntrySaysOfWhomItIsWhoeverElseHasTheirNumber) {
  Document twin = Named("N1");
  twin.nationality = "KAZ";
  twin.birth_date = MakeDate(1955, 1, 2);
  const std::string first = pseudonyms_.Traveller(twin);
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                RETURN_IF_ERROR(t.identities().RecordShown(
                    first, {.national_key = "", .facts_key = std::string(32, 'f'), .nationality = "KAZ"}, 1));
                return NoteSharedNumber(t, pseudonyms_.CollidingTraveller(twin), first, clock_.Now());
              }).ok());
  RecordCorrection of_twin = Correction(RecordActKind::kReturned, left_);
  of_twin.document = twin;
  of_twin.named_by = NamedBy::kFacts;
  const Status refused = Correct(of_twin).status();
  EXPECT_EQ(FieldOf(refused), "concerns_position") << refused;
  const auto returned = Correct(Correction(RecordActKind::kReturned, left_));
  EXPECT_TRUE(returned.ok()) << returned.status();
}

}  // namespace
}  // namespace clearance
