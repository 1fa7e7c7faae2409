// Stays and open decisions, over every store.
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

constexpr Date Day(unsigned day) { return MakeDate(2026, 11, day); }

// Noon of that day, and some minutes.
Instant Noon(unsigned day, int minutes = 0) {
  return FromUnixMs(0) + Day(day).time_since_epoch() + std::chrono::hours(12) + std::chrono::minutes(minutes);
}

class StaysContract : public StoreContract {
 protected:
  void In(unsigned day, int minutes = 0, std::string_view nationality = "KAZ") {
    const EntryRecord record{Territory::kIcbc,     Day(day),
                             Noon(day, minutes),   Territory::kKaz,
                             StayBasis::kVisaFree, std::string(nationality)};
    Write([&](Transaction& t) { return t.stays().RecordEntry(Pseudonym(1), record, NextPosition()); });
  }
  void Out(unsigned day, int minutes = 0) {
    const ExitRecord record{Territory::kIcbc, Day(day), Noon(day, minutes), Territory::kKaz, "KAZ"};
    Write([&](Transaction& t) { return t.stays().RecordExit(Pseudonym(1), record, NextPosition()); });
  }
  void Import(const Stay& stay, Instant at) {
    Write([&](Transaction& t) { return t.stays().AddStay(Pseudonym(1), stay, at, NextPosition()); });
  }
  // "1-5 7-? 9-" : entry and exit days; ? for an unknown exit, nothing while inside or without an entry.
  static std::string InWords(const std::vector<Stay>& stays) {
    std::string text;
    for (const Stay& stay : stays) {
      if (!text.empty()) text += " ";
      if (stay.entry) text += std::to_string((*stay.entry - Day(1)).count() + 1);
      text += "-";
      if (stay.exit) text += std::to_string((*stay.exit - Day(1)).count() + 1);
      if (stay.exit_unknown) text += "?";
    }
    return text;
  }
  std::string Stays(std::size_t limit = 100) {
    std::string text;
    Read([&](const Snapshot& s) { text = InWords(Must(s.stays().History(Pseudonym(1), Territory::kIcbc, limit))); });
    return text;
  }
  std::string StaysAsOf(std::uint64_t position, std::size_t limit = 100) {
    std::string text;
    Read([&](const Snapshot& s) {
      text = InWords(Must(s.stays().HistoryAsOf(Pseudonym(1), Territory::kIcbc, position, limit)));
    });
    return text;
  }
  std::uint64_t NextPosition() { return ++position_; }

 private:
  std::uint64_t position_ = 0;
};
CLEARANCE_EVERY_STORE(StaysContract);

TEST_P(StaysContract, AnExitClosesTheOpenStay) {
  In(1);
  EXPECT_EQ(Stays(), "1-");
  Out(5);
  EXPECT_EQ(Stays(), "1-5");
  In(7);
  EXPECT_EQ(Stays(), "1-5 7-");
}

TEST_P(StaysContract, AStayKeepsWhatItsEntryAndExitSaid) {
  Write([&](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.stays().RecordEntry(
        Pseudonym(1),
        {Territory::kChn, Day(1), Noon(1), Territory::kIcbc, StayBasis::kResidence, "D", Day(9), "CHN-KAZ"}, 1));
    return t.stays().RecordExit(Pseudonym(1), {Territory::kChn, Day(3), Noon(3), Territory::kKaz, "KAZ"}, 2);
  });
  Stay expected;
  expected.territory = Territory::kChn;
  expected.entry = Day(1);
  expected.exit = Day(3);
  expected.basis = StayBasis::kResidence;
  expected.entered_from = Territory::kIcbc;
  expected.left_to = Territory::kKaz;
  expected.nationality = "D";
  expected.promised_until = Day(9);
  expected.regime = "CHN-KAZ";
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.stays().History(Pseudonym(1), Territory::kChn, 5)), std::vector<Stay>{expected});
    EXPECT_TRUE(Must(s.stays().History(Pseudonym(1), Territory::kKaz, 5)).empty());
    EXPECT_TRUE(Must(s.stays().History(Pseudonym(2), Territory::kChn, 5)).empty());
  });
}

TEST_P(StaysContract, OutAndInOnOneDayAreTwoStays) {
  In(1);
  Out(5, 0);
  In(5, 10);
  Out(5, 20);
  In(5, 30);
  EXPECT_EQ(Stays(), "1-5 5-5 5-");
}

TEST_P(StaysContract, AnExitWithoutAnEntryIsAStayWithoutAnEntry) {
  Out(3);
  EXPECT_EQ(Stays(), "-3");
  Out(4);
  In(6);
  Out(8);
  EXPECT_EQ(Stays(), "-3 -4 6-8");
}

TEST_P(StaysContract, InWhileAlreadyInLeavesTheFormerExitUnknown) {
  In(1);
  In(5);
  EXPECT_EQ(Stays(), "1-? 5-");
  Out(9);
  EXPECT_EQ(Stays(), "1-? 5-9");
}

TEST_P(StaysContract, ALateExitClosesTheStayItBelongsTo) {
  In(1);
  In(8);
  EXPECT_EQ(Stays(), "1-? 8-");
  Out(5);
  EXPECT_EQ(Stays(), "1-5 8-");
}

TEST_P(StaysContract, ALateEntryTakesItsPlace) {
  Out(5);
  EXPECT_EQ(Stays(), "-5");
  In(2);
  EXPECT_EQ(Stays(), "2-5");
}

TEST_P(StaysContract, OrderIsByInstantNotByCivilDay) {
  // Entered by the eastern side at half past midnight of the 22nd there, left by the western one where it is the 21st.
  const Instant at = Noon(21, 300);
  Write([&](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.stays().RecordExit(
        Pseudonym(1), {Territory::kIcbc, Day(21), at + std::chrono::minutes(10), Territory::kKaz, "KAZ"}, 2));
    return t.stays().RecordEntry(Pseudonym(1),
                                 {Territory::kIcbc, Day(22), at, Territory::kChn, StayBasis::kVisaFree, "KAZ"}, 1);
  });
  EXPECT_EQ(Stays(), "22-21");
}

TEST_P(StaysContract, ImportedStaysJoinTheOthers) {
  Stay whole;
  whole.territory = Territory::kIcbc;
  whole.entry = Day(10);
  whole.exit = Day(12);
  whole.nationality = "KAZ";
  Stay open = whole;
  open.entry = Day(20);
  open.exit.reset();
  In(1);
  Import(open, FromUnixMs(0) + Day(20).time_since_epoch());
  Import(whole, FromUnixMs(0) + Day(10).time_since_epoch());
  EXPECT_EQ(Stays(), "1-? 10-12 20-");
  Out(22);
  EXPECT_EQ(Stays(), "1-? 10-12 20-22");
  Stay unknown = whole;
  unknown.entry = Day(24);
  unknown.exit.reset();
  unknown.exit_unknown = true;
  Import(unknown, FromUnixMs(0) + Day(24).time_since_epoch());
  Out(26);
  EXPECT_EQ(Stays(), "1-? 10-12 20-22 24-? -26");
  Stay exit_only = whole;
  exit_only.entry.reset();
  exit_only.exit = Day(28);
  exit_only.left_to = Territory::kChn;
  Import(exit_only, FromUnixMs(0) + Day(28).time_since_epoch());
  EXPECT_EQ(Stays(), "1-? 10-12 20-22 24-? -26 -28");
}

TEST_P(StaysContract, ImportedDaysWithoutATimeKeepTheirSense) {
  // All of the same moment, the first one of the day, and in the worst order.
  const Instant day_begins = FromUnixMs(0) + Day(5).time_since_epoch();
  Stay open;
  open.territory = Territory::kIcbc;
  open.entry = Day(5);
  Stay whole = open;
  whole.exit = Day(5);
  Stay exit_only;
  exit_only.territory = Territory::kIcbc;
  exit_only.exit = Day(5);
  Import(open, day_begins);
  Import(whole, day_begins);
  Import(exit_only, day_begins);
  In(1);
  EXPECT_EQ(Stays(), "1-5 5-5 5-");
}

TEST_P(StaysContract, TheLimitTakesTheLatestStaysWhole) {
  for (unsigned day = 1; day <= 20; day += 2) {
    In(day);
    Out(day + 1);
  }
  EXPECT_EQ(Stays(3), "15-16 17-18 19-20");
  In(25);
  EXPECT_EQ(Stays(1), "25-");
  EXPECT_EQ(Stays(2), "19-20 25-");
  Out(26);
  Out(27);
  Out(28);
  EXPECT_EQ(Stays(1), "-28");
  EXPECT_EQ(Stays(3), "25-26 -27 -28");
}

TEST_P(StaysContract, AHistoryIsReadAsItStoodAtAPosition) {
  In(1);    // position 1
  In(8);    // 2
  Out(12);  // 3
  Out(5);   // 4, late: closes the first stay
  EXPECT_EQ(StaysAsOf(0), "");
  EXPECT_EQ(StaysAsOf(1), "1-");
  EXPECT_EQ(StaysAsOf(2), "1-? 8-");
  EXPECT_EQ(StaysAsOf(3), "1-? 8-12");
  EXPECT_EQ(StaysAsOf(4), "1-5 8-12");
  EXPECT_EQ(StaysAsOf(UINT64_MAX), Stays());
  // What came later takes no place from what was there.
  for (unsigned day = 14; day <= 28; day += 2) {
    In(day);
    Out(day + 1);
  }
  EXPECT_EQ(StaysAsOf(4, 1), "8-12");
  EXPECT_EQ(StaysAsOf(3, 2), "1-? 8-12");
}

TEST_P(StaysContract, RefusesWhatIsNoRecord) {
  const auto code_of = [&](const Store::Function& fn) { return TransactAndWait(*store_, fn).code(); };
  EXPECT_EQ(code_of([](Transaction& t) { return t.stays().AddStay(Pseudonym(1), Stay(), Noon(1), 1); }),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of([](Transaction& t) {
              return t.stays().RecordExit("short", {Territory::kChn, Day(1), Noon(1), Territory::kKaz, "KAZ"}, 1);
            }),
            StatusCode::kInvalidArgument);
  for (const char* nationality : {"kaz", "KAZA", "K1"}) {
    EXPECT_EQ(code_of([&](Transaction& t) {
                return t.stays().RecordExit(Pseudonym(1),
                                            {Territory::kChn, Day(1), Noon(1), Territory::kKaz, nationality}, 1);
              }),
              StatusCode::kInvalidArgument);
  }
}

TEST_P(StaysContract, CompletenessIsKeptForEachTerritory) {
  Read([](const Snapshot& s) { EXPECT_FALSE(Must(s.stays().CompleteFrom(Territory::kChn))); });
  Write([](Transaction& t) { return t.stays().SetCompleteFrom(Territory::kChn, Day(3)); });
  Write([](Transaction& t) { return t.stays().SetCompleteFrom(Territory::kChn, Day(2)); });
  Read([](const Snapshot& s) {
    EXPECT_EQ(Must(s.stays().CompleteFrom(Territory::kChn)), std::optional<Date>(Day(2)));
    EXPECT_FALSE(Must(s.stays().CompleteFrom(Territory::kKaz)));
  });
}

using OpenDecisionsContract = StoreContract;
CLEARANCE_EVERY_STORE(OpenDecisionsContract);

TEST_P(OpenDecisionsContract, ALeaseIsFoundUntilItIsClosed) {
  Write([](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.open_decisions().Put(Lease(1, 1)));
    RETURN_IF_ERROR(t.open_decisions().Put(Lease(2, 1)));
    return t.open_decisions().Put(Lease(3, 2));
  });
  Read([](const Snapshot& s) {
    EXPECT_EQ(Must(s.open_decisions().FindByTraveller(Pseudonym(1))),
              (std::vector<OpenDecision>{Lease(2, 1), Lease(1, 1)}));
    EXPECT_EQ(Must(s.open_decisions().FindByRequest(Uuid(3))), std::optional<OpenDecision>(Lease(3, 2)));
    EXPECT_FALSE(Must(s.open_decisions().FindByRequest(Uuid(4))));
  });
  Write([](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.open_decisions().Close(Uuid(2)));
    return t.open_decisions().Close(Uuid(99));
  });
  OpenDecision longer = Lease(1, 1);
  longer.valid_until += Duration(1000);
  Write([&](Transaction& t) { return t.open_decisions().Put(longer); });
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.open_decisions().FindByTraveller(Pseudonym(1))), std::vector<OpenDecision>{longer});
  });
}

TEST_P(OpenDecisionsContract, ExpiredOnesComeLongestExpiredFirst) {
  Write([](Transaction& t) -> Status {
    for (const int number : {3, 1, 2}) RETURN_IF_ERROR(t.open_decisions().Put(Lease(number, number)));
    return OkStatus();
  });
  Read([](const Snapshot& s) {
    const auto expired = [&](Instant now, std::size_t limit) { return Must(s.open_decisions().Expired(now, limit)); };
    EXPECT_TRUE(expired(Minute(3) - Duration(1), 10).empty());
    EXPECT_EQ(expired(Minute(4), 10), (std::vector<OpenDecision>{Lease(1, 1), Lease(2, 2)}));
    EXPECT_EQ(expired(Minute(9), 1), std::vector<OpenDecision>{Lease(1, 1)});
  });
}

TEST_P(OpenDecisionsContract, NoMoreOfOneTravellerThanTheLimitTheNewestFirst) {
  Write([](Transaction& t) -> Status {
    for (int number = 1; number <= 20; ++number) RETURN_IF_ERROR(t.open_decisions().Put(Lease(number, 1)));
    return OkStatus();
  });
  Read([](const Snapshot& s) {
    const auto found = Must(s.open_decisions().FindByTraveller(Pseudonym(1)));
    ASSERT_EQ(found.size(), kMaxOpenDecisionsPerTraveller);
    EXPECT_EQ(found.front(), Lease(20, 1));
  });
}

}  // namespace
}  // namespace clearance
