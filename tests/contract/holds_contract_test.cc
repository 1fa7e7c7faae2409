// Holds and their hits, over every store.
#include <atomic>
#include <future>

#include "common/base/error_reasons.h"
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

class HoldsContract : public StoreContract {
 protected:
  // A hold that binds, put in minute `number`, of somebody of its own by each kind of key.
  static Hold HoldOf(int number) {
    Hold hold = SampleHold();
    hold.hold_id = Uuid(number);
    hold.state = HoldState::kActive;
    hold.keys = {
        .document = Pseudonym(100 + number), .person = Pseudonym(200 + number), .name = Pseudonym(300 + number)};
    hold.put_at = hold.changed_at = Minute(number);
    hold.terms.to.reset();
    return hold;
  }
  static HoldHit HitOf(int hold, int minute) {
    HoldHit hit = SampleHoldHit();
    hit.hold_id = Uuid(hold);
    hit.at = Minute(minute);
    hit.decision_request_id = Uuid(2000 + hold);
    return hit;
  }
  void Put(const std::vector<Hold>& holds) {
    Write([&](Transaction& t) -> Status {
      for (const Hold& hold : holds) RETURN_IF_ERROR(t.holds().Insert(hold).status());
      return OkStatus();
    });
  }
  static std::string Ids(const std::vector<Hold>& holds) {
    std::string ids;
    for (const Hold& hold : holds) ids += hold.hold_id.substr(34) + " ";
    return ids;
  }
  // "01! 02? ": exact, possible.
  std::string Found(const HoldSearch& search, Instant from = Minute(0)) {
    std::string ids;
    Read([&](const Snapshot& s) {
      for (const MatchedHold& found : Must(s.holds().FindFor(search, from)))
        ids += found.hold.hold_id.substr(34) + (found.match == HoldMatch::kExact ? "! " : "? ");
    });
    return ids;
  }
};
CLEARANCE_EVERY_STORE(HoldsContract);

TEST_P(HoldsContract, AHoldComesBackWhole) {
  Hold hold = After({}, SampleHoldChange(), Minute(1));
  Write([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(hold.change, t.holds().Insert(hold));
    return OkStatus();
  });
  EXPECT_EQ(hold.change, 1U);
  const auto expect_kept = [&] {
    Read([&](const Snapshot& s) {
      EXPECT_EQ(Must(s.holds().Find(hold.hold_id)), std::optional<Hold>(hold));
      EXPECT_FALSE(Must(s.holds().Find(Uuid(2))));
    });
  };
  expect_kept();
  for (const HoldKind kind : kAllHoldKinds) {
    hold.terms = {
        .kind = kind, .scope = {.territories = {Territory::kChn}, .sides = {.entry = true}}, .from = FromUnixMs(-1)};
    hold.state = HoldState::kLifted;
    hold.confirmed_by = "b";
    hold.lift_proposed_by = "a";
    hold.lifted_by = "c";
    hold.lift_ground = "Ұсыныс: ok";
    hold.keys = {.person = Pseudonym(7)};
    hold.sealed_text = "";
    hold.changed_at = Minute(9);
    Write([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(hold.change, t.holds().Update(hold));
      return OkStatus();
    });
    expect_kept();
  }
}

TEST_P(HoldsContract, InsertUpdateAndHitsKnowWhatIsThere) {
  Put({HoldOf(1)});
  const auto status_of = [&](const Store::Function& fn) { return TransactAndWait(*store_, fn); };
  const Status taken = status_of([](Transaction& t) { return t.holds().Insert(HoldOf(1)).status(); });
  EXPECT_EQ(taken.code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(taken), error_reason::kHoldState);
  EXPECT_EQ(status_of([](Transaction& t) { return t.holds().Update(HoldOf(2)).status(); }).code(),
            StatusCode::kNotFound);
  EXPECT_EQ(status_of([](Transaction& t) { return t.holds().AddHit(HitOf(2, 1)).status(); }).code(),
            StatusCode::kNotFound);
  Hold nobody = HoldOf(3);
  nobody.keys = {};
  EXPECT_EQ(FieldOf(status_of([&](Transaction& t) { return t.holds().Insert(nobody).status(); })), "keys");
  nobody.keys.name = "short";
  EXPECT_EQ(FieldOf(status_of([&](Transaction& t) { return t.holds().Insert(nobody).status(); })), "keys.name");
}

TEST_P(HoldsContract, AreFoundByAnyDocumentThePersonOrTheName) {
  Put({HoldOf(1), HoldOf(2), HoldOf(3)});
  EXPECT_EQ(Found({}), "");
  EXPECT_EQ(Found({.documents = {Pseudonym(101)}}), "01! ");
  EXPECT_EQ(Found({.documents = {Pseudonym(9), Pseudonym(102), Pseudonym(101)}}), "01! 02! ");
  EXPECT_EQ(Found({.persons = {Pseudonym(202)}}), "02! ");
  EXPECT_EQ(Found({.name = Pseudonym(303)}), "03? ");
  EXPECT_EQ(Found({.documents = {Pseudonym(103)}, .persons = {Pseudonym(203)}, .name = Pseudonym(303)}), "03! ")
      << "once, and exact";
  EXPECT_EQ(Found({.documents = {Pseudonym(103)}, .persons = {Pseudonym(202)}, .name = Pseudonym(301)}),
            "02! 03! 01? ");
  EXPECT_EQ(Found({.documents = {Pseudonym(301)}, .persons = {Pseudonym(101)}, .name = Pseudonym(201)}), "")
      << "a key of another kind is no key";
}

TEST_P(HoldsContract, AHoldWithoutAKeyIsNotFoundByNobodysKey) {
  Hold hold = HoldOf(1);
  hold.keys = {.document = Pseudonym(101)};
  Put({hold});
  EXPECT_EQ(Found({.documents = {""}, .persons = {""}, .name = ""}), "");
}

TEST_P(HoldsContract, OnlyThoseThatBindAndHaveNotEndedAreFound) {
  for (const HoldState state : kAllHoldStates) {
    Hold hold = HoldOf(1 + static_cast<int>(state));
    hold.keys = {.document = Pseudonym(1), .name = Pseudonym(2)};
    hold.state = state;
    Put({hold});
  }
  EXPECT_EQ(Found({.documents = {Pseudonym(1)}}), "02! 03! ") << "confirmed, and not lifted by two";
  EXPECT_EQ(Found({.name = Pseudonym(2)}), "02? 03? ");
  Hold ended = HoldOf(9);
  ended.terms.to = Minute(50);
  ended.terms.from = Minute(40);
  Put({ended});
  EXPECT_EQ(Found({.persons = {Pseudonym(209)}}, Minute(50) - Duration(1)), "09! ");
  EXPECT_EQ(Found({.persons = {Pseudonym(209)}}, Minute(50)), "");
  EXPECT_EQ(Found({.persons = {Pseudonym(209)}}, Minute(1)), "09! ") << "that it has not begun is for others to see";
}

TEST_P(HoldsContract, AnUpdateIsFoundUnderItsNewStateAndKeys) {
  Put({HoldOf(1)});
  Hold moved = HoldOf(1);
  moved.keys = {.document = Pseudonym(5)};
  Write([&](Transaction& t) { return t.holds().Update(moved).status(); });
  EXPECT_EQ(Found({.documents = {Pseudonym(101)}, .persons = {Pseudonym(201)}, .name = Pseudonym(301)}), "");
  EXPECT_EQ(Found({.documents = {Pseudonym(5)}}), "01! ");
  moved.state = HoldState::kLifted;
  Write([&](Transaction& t) { return t.holds().Update(moved).status(); });
  EXPECT_EQ(Found({.documents = {Pseudonym(5)}}), "");
}

TEST_P(HoldsContract, NoneIsLeftOutHoweverManyStand) {
  constexpr int kMany = 300;
  std::vector<Hold> holds;
  for (int number = 1; number <= kMany; ++number) {
    holds.push_back(HoldOf(number));
    holds.back().keys = {.document = Pseudonym(1), .name = Pseudonym(2)};
  }
  holds.push_back(HoldOf(kMany + 1));
  holds.back().keys = {.name = Pseudonym(2)};
  Put(holds);
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.holds().FindFor({.documents = {Pseudonym(1)}}, Minute(0))).size(), std::size_t{kMany});
    const auto found = Must(s.holds().FindFor({.documents = {Pseudonym(1)}, .name = Pseudonym(2)}, Minute(0)));
    ASSERT_EQ(found.size(), std::size_t{kMany} + 1);
    EXPECT_EQ(found.back(), (MatchedHold{Must(s.holds().Find(Uuid(kMany + 1))).value(), HoldMatch::kPossible}));
  });
}

TEST_P(HoldsContract, ListsAreByPuttingAndFiltered) {
  Hold first = HoldOf(1);
  first.put_at = Minute(2);
  first.terms.visibility = HoldVisibility::kLaneOfficer;
  Hold second = HoldOf(2);
  second.terms.visibility = HoldVisibility::kAuthority;
  second.state = HoldState::kLifted;
  Hold third = HoldOf(3);
  third.put_at = Minute(1);
  third.authority = "chn-nia";
  third.terms.kind = HoldKind::kSilent;
  Put({first, second, third});
  Read([&](const Snapshot& s) {
    const auto list = [&](const HoldFilter& filter, const std::optional<HoldCursor>& after, std::size_t limit) {
      return Ids(Must(s.holds().List(filter, after, limit)));
    };
    EXPECT_EQ(list({}, std::nullopt, 10), "03 01 02 ");
    EXPECT_EQ(list({}, std::nullopt, 2), "03 01 ");
    EXPECT_EQ(list({}, HoldCursor{Minute(1), Uuid(3)}, 10), "01 02 ");
    EXPECT_EQ(list({}, HoldCursor{Minute(2), Uuid(1)}, 10), "02 ");
    EXPECT_EQ(list({.state = HoldState::kLifted}, std::nullopt, 10), "02 ");
    EXPECT_EQ(list({.kind = HoldKind::kSilent}, std::nullopt, 10), "03 ");
    EXPECT_EQ(list({.authority = "kaz-police"}, std::nullopt, 10), "01 02 ");
    EXPECT_EQ(list({.seen_by = HoldVisibility::kLaneOfficer}, std::nullopt, 10), "01 ");
    EXPECT_EQ(list({.seen_by = HoldVisibility::kSupervisor}, std::nullopt, 10), "03 01 ");
    EXPECT_EQ(list({.seen_by = HoldVisibility::kAuthority}, std::nullopt, 10), "03 01 02 ");
    EXPECT_EQ(
        list({.state = HoldState::kActive, .seen_by = HoldVisibility::kSupervisor}, HoldCursor{Minute(1), Uuid(3)}, 10),
        "01 ");
  });
}

TEST_P(HoldsContract, ChangesAndHitsShareOneCount) {
  Put({HoldOf(1), HoldOf(2), HoldOf(3)});
  Write([](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(const std::uint64_t hit, t.holds().AddHit(HitOf(2, 1)));
    EXPECT_EQ(hit, 4U);
    ASSIGN_OR_RETURN(const std::uint64_t update, t.holds().Update(HoldOf(1)));
    EXPECT_EQ(update, 5U);
    return t.holds().AddHit(HitOf(2, 2)).status();
  });
  Read([&](const Snapshot& s) {
    const auto news = [&](std::uint64_t change, std::size_t limit) {
      std::string text;
      for (const HoldNews& one : Must(s.holds().ChangesSince(change, limit))) {
        text += one.hold.hold_id.substr(34) + (one.hit ? "+" : "") + " ";
        EXPECT_GT(one.change(), change);
      }
      return text;
    };
    EXPECT_EQ(Must(s.holds().LastChange()), 6U);
    EXPECT_EQ(news(0, 10), "02 03 02+ 01 02+ ");
    EXPECT_EQ(news(0, 3), "02 03 02+ ");
    EXPECT_EQ(news(3, 10), "02+ 01 02+ ");
    EXPECT_EQ(news(4, 1), "01 ");
    EXPECT_EQ(news(6, 10), "");
    EXPECT_EQ(news(UINT64_MAX, 10), "");
    HoldHit expected = HitOf(2, 2);
    expected.change = 6;
    EXPECT_EQ(Must(s.holds().ChangesSince(5, 1)).front().hit, std::optional<HoldHit>(expected));
    EXPECT_EQ(Must(s.holds().HitsOf(Uuid(2002), 10)).size(), 2U);
    EXPECT_EQ(Must(s.holds().HitsOf(Uuid(2002), 1)).front().at, Minute(1));
    EXPECT_TRUE(Must(s.holds().HitsOf(Uuid(2001), 10)).empty());
  });
}

TEST_P(HoldsContract, WhatFailedIsUndoneAndNotCounted) {
  Put({HoldOf(1)});
  const Status failed = TransactAndWait(*store_, [](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.holds().Insert(HoldOf(2)).status());
    Hold lifted = HoldOf(1);
    lifted.state = HoldState::kLifted;
    RETURN_IF_ERROR(t.holds().Update(lifted).status());
    RETURN_IF_ERROR(t.holds().AddHit(HitOf(1, 1)).status());
    return InvalidField("x", "no");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(Found({.documents = {Pseudonym(101), Pseudonym(102)}}), "01! ");
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.holds().LastChange()), 1U);
    EXPECT_TRUE(Must(s.holds().HitsOf(Uuid(2001), 10)).empty());
  });
}

TEST_P(HoldsContract, WatchersAreTold) {
  std::promise<void> told;
  std::atomic<bool> done = false;
  const auto subscription = store_->Subscribe([&](const ViewChanges& changes) {
    if (changes.holds && !done.exchange(true)) told.set_value();
  });
  Put({HoldOf(1)});
  EXPECT_EQ(told.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

}  // namespace
}  // namespace clearance
