// Erasing a person's keys over the memory store: what is refused, what is written, and that it is all or nothing.
#include "services/retention/personal_erasure.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/wire/key_erasure.h"
#include "db/memory_store.h"
#include "db/personal_fields.h"
#include "db/transact_and_wait.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kNow = kSampleInstant;

constexpr RetentionTimes kTimes{.fields = Days(1098), .fields_of_open_stay = Days(1830), .booking_attempts = Days(180)};

class PersonalErasureTest : public testing::Test {
 protected:
  // An entry of the subject's, so many days ago, that makes no view.
  void Happened(int days_ago, EntryKind kind = EntryKind::kBookingChange) {
    Write([&](Transaction& t) {
      return t.ledger()
          .Append({.log = "KHORGOS",
                   .kind = kind,
                   .event_time = kNow - Days(days_ago),
                   .record_time = kNow,
                   .traveller = subject_,
                   .request_id = "",
                   .lane_id = "",
                   .body = "b"})
          .status();
    });
  }
  void Seal(DataPurpose purpose) {
    Write([&](Transaction& t) { return fields_.Seal(t, {subject_, purpose, "document"}, "N1").status(); });
  }
  void Enter(int days_ago, StayBasis basis) {
    Write([&](Transaction& t) {
      return t.stays().RecordEntry(
          subject_, {Territory::kKaz, MakeDate(2022, 1, 1), kNow - Days(days_ago), Territory::kChn, basis, "CHN"}, 1);
    });
  }
  void Write(const Store::Function& fn) {
    const Status status = TransactAndWait(*store_, fn);
    ASSERT_TRUE(status.ok()) << status;
  }
  ErasurePlan Plan() {
    ErasurePlan plan;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(plan, PlanErasure(s, subject_, kTimes, kNow));
                      return OkStatus();
                    })
                    .ok());
    return plan;
  }
  ErasureOutcome Erase(bool early = false) {
    const auto outcome = ErasePersonalKeys(*store_, Order(early), kTimes, kNow);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.value_or(ErasureOutcome());
  }
  ErasureOrder Order(bool early) const {
    return {.subject = subject_, .author = "authority-1", .reason = "asked for", .early = early};
  }

  ThreadPool executor_{1};
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'a')));
  const std::string subject_ = std::string(kPseudonymBytes, 's');
};

TEST_F(PersonalErasureTest, WritesAnEntryAndErasesEveryKey) {
  Seal(DataPurpose::kBorder);
  Seal(DataPurpose::kHold);
  Happened(3'000);
  Happened(4'000);
  const ErasureOutcome outcome = Erase();
  EXPECT_EQ(outcome.hindrance, std::nullopt);
  EXPECT_EQ(outcome.position, 3u);
  EXPECT_EQ(outcome.plan.purposes, (std::vector{DataPurpose::kBorder, DataPurpose::kHold}));
  EXPECT_EQ(outcome.plan.entries, 2u);
  EXPECT_EQ(outcome.plan.last_event, kNow - Days(3'000));
  EXPECT_EQ(outcome.wrapped_keys.size(), 2u);
  EXPECT_TRUE(store_
                  ->Read([&](const Snapshot& s) -> Status {
                    EXPECT_TRUE(s.personal_keys().FindAll(subject_)->empty());
                    ASSIGN_OR_RETURN(const StoredEntry stored, s.ledger().Get(3));
                    EXPECT_EQ(stored.entry.kind, EntryKind::kKeyErased);
                    EXPECT_EQ(stored.entry.log, kCentreLog);
                    EXPECT_EQ(stored.entry.traveller, subject_);
                    EXPECT_EQ(stored.entry.event_time, kNow);
                    ASSIGN_OR_RETURN(const KeyErasure erasure, ReadKeyErasedBody(stored.entry.body));
                    EXPECT_EQ(erasure, (KeyErasure{subject_, outcome.plan.purposes, "authority-1", "asked for"}));
                    return OkStatus();
                  })
                  .ok());

  const ErasureOutcome again = Erase();
  EXPECT_EQ(again.position, 0u) << "nothing is left to erase, and nothing is written";
  EXPECT_EQ(again.hindrance, std::nullopt);
  EXPECT_EQ(Plan().entries, 3u);
  EXPECT_EQ(Plan().last_event, kNow - Days(3'000)) << "an erasure is nothing that happened to the person";
}

TEST_F(PersonalErasureTest, IsKeptForItsTime) {
  Seal(DataPurpose::kBorder);
  Happened(kTimes.fields.count() - 1);
  const ErasureOutcome outcome = Erase();
  ASSERT_TRUE(outcome.hindrance);
  EXPECT_EQ(outcome.position, 0u);
  EXPECT_EQ(*outcome.hindrance, "kept until 2026-09-22: the last entry is of 2023-09-20");
  EXPECT_EQ(Plan().purposes.size(), 1u) << "the key is still there";
  EXPECT_NE(Erase(true).position, 0u) << "unless it is said to be early";
}

TEST_F(PersonalErasureTest, MayBeErasedOnTheDayItsTimeIsOver) {
  Seal(DataPurpose::kBorder);
  Happened(kTimes.fields.count());
  EXPECT_NE(Erase().position, 0u);
}

TEST_F(PersonalErasureTest, OneWhoHasNotLeftIsKeptLonger) {
  Seal(DataPurpose::kBorder);
  Happened(kTimes.fields.count() + 1);
  Enter(kTimes.fields.count() + 1, StayBasis::kVisaFree);
  EXPECT_EQ(Plan().inside, Territory::kKaz);
  const ErasureOutcome outcome = Erase();
  ASSERT_TRUE(outcome.hindrance);
  EXPECT_NE(outcome.hindrance->find("the stay in KAZ is open"), std::string::npos) << *outcome.hindrance;
  Write([&](Transaction& t) {
    return t.stays().RecordExit(
        subject_, {Territory::kKaz, MakeDate(2022, 1, 9), kNow - Days(kTimes.fields.count()), Territory::kChn, "CHN"},
        2);
  });
  EXPECT_EQ(Plan().inside, std::nullopt);
  EXPECT_NE(Erase().position, 0u);
}

TEST_F(PersonalErasureTest, OneWhoHasNotLeftForFiveYearsIsErased) {
  Seal(DataPurpose::kBorder);
  Happened(kTimes.fields_of_open_stay.count());
  Enter(kTimes.fields_of_open_stay.count(), StayBasis::kVisa);
  EXPECT_EQ(Plan().inside, Territory::kKaz);
  EXPECT_NE(Erase().position, 0u);
}

TEST_F(PersonalErasureTest, AnOwnNationalAtHomeHasNotFailedToLeave) {
  Seal(DataPurpose::kBorder);
  Happened(kTimes.fields.count() + 1);
  Enter(kTimes.fields.count() + 1, StayBasis::kOwnNational);
  EXPECT_EQ(Plan().inside, std::nullopt);
  EXPECT_NE(Erase().position, 0u);
}

TEST_F(PersonalErasureTest, OneWhoMustHaveLeftIsNotInside) {
  Stay stay = SampleStay();
  stay.exit.reset();
  stay.exit_unknown = true;
  stay.basis = StayBasis::kVisa;
  Write([&](Transaction& t) { return t.stays().AddStay(subject_, stay, kNow, 1); });
  EXPECT_EQ(Plan().inside, std::nullopt);
}

TEST_F(PersonalErasureTest, NobodyInALaneIsErased) {
  Seal(DataPurpose::kBorder);
  Happened(3'000);
  OpenDecision decision;
  decision.request_id = kSampleId;
  decision.traveller = subject_;
  decision.lane = SampleLane();
  decision.position = 1;
  decision.valid_until = kNow + Duration(1);
  Write([&](Transaction& t) { return t.open_decisions().Put(decision); });
  EXPECT_TRUE(Erase().hindrance);
  EXPECT_TRUE(Erase(true).hindrance) << "early or not";
  decision.valid_until = kNow;
  Write([&](Transaction& t) { return t.open_decisions().Put(decision); });
  EXPECT_NE(Erase().position, 0u) << "over, only not swept up yet";
}

TEST_F(PersonalErasureTest, TheWordsOfAHoldThatBindsAreKeptUnlessItIsSaid) {
  Seal(DataPurpose::kHold);
  Happened(3'000);
  Hold hold = After({}, SampleHoldChange(), kNow);
  hold.state = HoldState::kActive;
  hold.terms.to.reset();
  hold.keys = {.document = std::string(kPseudonymBytes, 'd'), .name = subject_};
  Write([&](Transaction& t) { return t.holds().Insert(hold).status(); });
  EXPECT_EQ(Plan().holds, 0u) << "its words stand under the document's key";
  hold.keys = {.name = subject_};
  Write([&](Transaction& t) { return t.holds().Update(hold).status(); });
  EXPECT_EQ(Plan().holds, 1u);
  const ErasureOutcome refused = Erase(true);
  EXPECT_EQ(refused.hindrance, "a hold binds or is proposed, and these keys open its words") << "early or not";
  EXPECT_EQ(Plan().purposes.size(), 1u);
  ErasureOrder despite = Order(false);
  despite.despite_hold = true;
  EXPECT_EQ(ErasureHindrance(Plan(), kNow, despite), std::nullopt);
  hold.keys = {.person = subject_};
  Write([&](Transaction& t) { return t.holds().Update(hold).status(); });
  EXPECT_TRUE(Erase().hindrance);
  hold.state = HoldState::kLifted;
  Write([&](Transaction& t) { return t.holds().Update(hold).status(); });
  EXPECT_NE(Erase().position, 0u) << "lifted";
}

// Whoever confirms it afterwards would confirm what nobody can read.
TEST_F(PersonalErasureTest, TheWordsOfAProposedHoldAreKeptUnlessItIsSaid) {
  Seal(DataPurpose::kHold);
  Happened(3'000);
  // Of others, on more pages than one, before and after it in the order of putting.
  Hold hold = After({}, SampleHoldChange(), kNow);
  hold.state = HoldState::kProposed;
  hold.terms.to.reset();
  const auto put = [&](int number, const std::string& subject) {
    char id[37];
    std::snprintf(id, sizeof id, "00000000-0000-4000-8000-%012d", number);
    hold.hold_id = id;
    hold.authority = "authority-" + std::to_string(number);
    hold.keys = {.name = subject};
    Write([&](Transaction& t) { return t.holds().Insert(hold).status(); });
  };
  const int others = static_cast<int>(kMaxRowsPerRead) + 3;
  for (int number = 0; number < others; ++number) put(number, std::string(kPseudonymBytes, 'o'));
  EXPECT_EQ(Plan().holds, 0u);
  put(others, subject_);
  EXPECT_EQ(Plan().holds, 1u);
  EXPECT_EQ(Erase(true).hindrance, "a hold binds or is proposed, and these keys open its words");
  ErasureOrder despite = Order(true);
  despite.despite_hold = true;
  EXPECT_EQ(ErasureHindrance(Plan(), kNow, despite), std::nullopt);
  hold.terms.to = kNow;
  Write([&](Transaction& t) { return t.holds().Update(hold).status(); });
  EXPECT_NE(Erase(true).position, 0u) << "would have ended by now";
}

TEST_F(PersonalErasureTest, APersonIsNamedAsAHoldNamesThem) {
  const Pseudonyms pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  ErasedPerson person{.document = SampleDocument()};
  person.document.primary_identifier = "SMITH";
  person.document.secondary_identifier = "JOHN";
  const auto subject_by = [&](ErasedBy by) {
    person.by = by;
    std::string subject;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(subject, SubjectOf(s, pseudonyms, person));
                      return OkStatus();
                    })
                    .ok());
    return subject;
  };
  EXPECT_EQ(subject_by(ErasedBy::kDocument), pseudonyms.Traveller(person.document));
  EXPECT_EQ(subject_by(ErasedBy::kNationalNumber), pseudonyms.NationalKey(person.document));
  EXPECT_EQ(subject_by(ErasedBy::kName), pseudonyms.NameKey("SMITH", "JOHN", person.document.birth_date));
}

TEST_F(PersonalErasureTest, WhatHappenedByAnotherDocumentOfThePersonCounts) {
  const std::string renewed(kPseudonymBytes, 'r');
  Seal(DataPurpose::kBorder);
  Happened(3'000);
  Enter(3'000, StayBasis::kVisaFree);
  Write([&](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.identities().Link(renewed, subject_, LinkState::kConfirmed, 1));
    LedgerEntry entry;
    entry.log = "KHORGOS";
    entry.kind = EntryKind::kBookingChange;
    entry.event_time = kNow - Days(1);
    entry.record_time = kNow;
    entry.traveller = renewed;
    entry.body = "b";
    ASSIGN_OR_RETURN(const std::uint64_t position, t.ledger().Append(entry));
    return t.stays().RecordExit(
        renewed, {Territory::kKaz, MakeDate(2022, 1, 9), kNow - Days(1), Territory::kChn, "CHN"}, position);
  });
  EXPECT_EQ(Plan().other_documents, 1u);
  EXPECT_EQ(Plan().entries, 1u);
  EXPECT_EQ(Plan().last_event, kNow - Days(1));
  EXPECT_EQ(Plan().inside, std::nullopt) << "left with the renewed one";
  EXPECT_TRUE(Erase().hindrance);
  OpenDecision decision;
  decision.request_id = kSampleId;
  decision.traveller = renewed;
  decision.lane = SampleLane();
  decision.position = 2;
  decision.valid_until = kNow + Duration(1);
  Write([&](Transaction& t) { return t.open_decisions().Put(decision); });
  EXPECT_TRUE(Erase(true).hindrance);
}

TEST_F(PersonalErasureTest, ALookMakesNobodyBeKeptLonger) {
  Seal(DataPurpose::kBorder);
  Happened(kTimes.fields.count());
  Happened(1, EntryKind::kRecordViewed);
  EXPECT_EQ(Plan().entries, 2u);
  EXPECT_NE(Erase().position, 0u);
}

TEST_F(PersonalErasureTest, AnOrderOutOfItsFormDoesNothing) {
  Seal(DataPurpose::kBorder);
  ErasureOrder order = Order(false);
  order.author.clear();
  EXPECT_EQ(FieldOf(ErasePersonalKeys(*store_, order, kTimes, kNow).status()), "author");
  order = Order(false);
  for (const std::string& reason : {std::string(201, 'r'), std::string("   ")}) {
    order.reason = reason;
    EXPECT_EQ(FieldOf(ErasePersonalKeys(*store_, order, kTimes, kNow).status()), "reason") << reason;
  }
  EXPECT_EQ(Plan().purposes.size(), 1u);
  EXPECT_EQ(Plan().entries, 0u);
}

TEST_F(PersonalErasureTest, ManyEntriesAreAllLookedThrough) {
  Seal(DataPurpose::kBorder);
  Write([&](Transaction& t) -> Status {
    for (int i = 0; i < 2'500; ++i) {
      RETURN_IF_ERROR(t.ledger()
                          .Append({.log = "KHORGOS",
                                   .kind = EntryKind::kBookingChange,
                                   .event_time = kNow - Days(i == 2'400 ? 1 : 3'000),
                                   .record_time = kNow,
                                   .traveller = subject_,
                                   .request_id = "",
                                   .lane_id = "",
                                   .body = "b"})
                          .status());
    }
    return OkStatus();
  });
  EXPECT_EQ(Plan().entries, 2'500u);
  EXPECT_EQ(Plan().last_event, kNow - Days(1));
}

}  // namespace
}  // namespace clearance
