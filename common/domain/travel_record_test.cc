// How stays are put together from records: one case per sentence of travel_record.h. Days are days of November 2026.
#include "common/domain/travel_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace clearance {
namespace {

using enum Provenance;

constexpr Date Day(int day) { return MakeDate(2026, 11, 1) + Days(day - 1); }
Instant Noon(int day) { return FromUnixMs(0) + Day(day).time_since_epoch() + std::chrono::hours(12); }

// Numbers its records 1, 2, 3 … in the order of the calls, which is the order of the ledger.
class Record {
 public:
  Record& In(int day, Provenance provenance = kElectronicRecord) {
    return Add(day, {.entry = Day(day), .nationality = "KAZ", .provenance = provenance});
  }
  Record& Out(int day, Provenance provenance = kElectronicRecord) {
    return Add(day, {.exit = Day(day), .left_to = Territory::kIcbc, .provenance = provenance});
  }
  Record& Whole(int entry, int exit) { return Add(entry, {.entry = Day(entry), .exit = Day(exit)}); }
  Record& Basis(int day, StayBasis basis, Provenance provenance = kElectronicRecord) {
    Add(day, {.entry = Day(day), .basis = basis, .nationality = "KAZ", .provenance = provenance});
    known_.records.back().kind = TravelRecordKind::kBasisChange;
    return *this;
  }
  // An entry of the ledger that voids another; what it brings itself is added before.
  Record& Void(std::uint64_t concerns, std::uint64_t by) {
    known_.voids.push_back({concerns, by});
    return *this;
  }
  Record& OnlyTheLatest(std::size_t count) {
    known_.records.erase(known_.records.begin(), known_.records.end() - static_cast<std::ptrdiff_t>(count));
    known_.earlier_left_out = true;
    return *this;
  }
  std::vector<Stay> Stays() const { return StaysOf(known_); }
  // "1-5 7-? 9-V*": entry and exit days, ? for an unknown exit, V for a visa, * for what is no electronic record.
  std::string Text() const {
    std::string text;
    for (const Stay& stay : Stays()) {
      if (!text.empty()) text += " ";
      if (stay.entry) text += std::to_string((*stay.entry - Day(1)).count() + 1);
      text += "-";
      if (stay.exit) text += std::to_string((*stay.exit - Day(1)).count() + 1);
      if (stay.exit_unknown) text += "?";
      if (stay.basis == StayBasis::kVisa) text += "V";
      if (stay.provenance != kElectronicRecord) text += "*";
    }
    return text;
  }
  TravelRecords known_;

 private:
  Record& Add(int day, const Stay& stay) {
    known_.records.push_back({.at = Noon(day), .position = known_.records.size() + 1, .stay = stay});
    return *this;
  }
};

TEST(TravelRecordTest, EntriesAndExitsBecomeStays) {
  EXPECT_EQ(Record().Text(), "");
  EXPECT_EQ(Record().In(1).Out(5).In(7).Text(), "1-5 7-");
  EXPECT_EQ(Record().Out(3).Out(4).In(6).Text(), "-3 -4 6-") << "a missing entry is never invented";
  EXPECT_EQ(Record().In(1).In(5).Out(9).Text(), "1-? 5-9") << "in while already in: both stand";
  EXPECT_EQ(Record().In(1).In(5).Out(5).Text(), "1-5 5-") << "by instant, exits first within one moment";
  EXPECT_EQ(Record().In(8).Out(9).Out(5).In(1).Text(), "1-5 8-9") << "late records take their place";
  EXPECT_EQ(Record().In(1).Whole(3, 4).Out(6).Text(), "1-? 3-4 -6");
}

TEST(TravelRecordTest, AClosedStayIsAsWeakAsItsWeakestRecord) {
  const Stay stay = Record().In(1).Out(5, kStamp).Stays().at(0);
  EXPECT_EQ(stay.provenance, kStamp);
  EXPECT_EQ(stay.left_to, Territory::kIcbc);
  EXPECT_EQ(Record().In(1, kDeclaration).Out(5, kStamp).Stays().at(0).provenance, kDeclaration);
  EXPECT_EQ(Record().In(1).Out(5).Stays().at(0).provenance, kElectronicRecord);
}

TEST(TravelRecordTest, OfOneEventSeenTwiceTheStrongerStands) {
  EXPECT_EQ(Record().In(1, kStamp).In(2).Out(5).Text(), "2-5");
  EXPECT_EQ(Record().In(2).In(3, kDeclaration).Out(5).Text(), "2-5");
  EXPECT_EQ(Record().In(1).Out(4, kStamp).Out(5).Text(), "1-5");
  EXPECT_EQ(Record().In(1).Out(5).Out(6, kDeclaration).In(8).Text(), "1-5 8-");
  EXPECT_EQ(Record().In(1, kDeclaration).In(2, kStamp).In(3).Text(), "3-") << "the strongest of the run";
  EXPECT_EQ(Record().In(1).In(2, kStamp).In(3).Text(), "1-? 3-") << "two electronic ones are two entries";
  EXPECT_EQ(Record().In(1, kStamp).Out(3, kStamp).In(4).Text(), "1-3* 4-") << "an exit lies between";
  EXPECT_EQ(Record().In(1, kStamp).In(2, kStamp).Text(), "1-?* 2-*");
}

TEST(TravelRecordTest, AReturnedExitIsAsIfItHadNotBeen) {
  EXPECT_EQ(Record().In(1).Out(5).Void(2, 9).Text(), "1-");
  EXPECT_EQ(Record().In(1).Out(5).Out(8).Void(2, 9).Text(), "1-8") << "the stay went on, and ended later";
  EXPECT_EQ(Record().In(1).Out(5).Void(2, 9).Stays(), Record().In(1).Stays());
}

TEST(TravelRecordTest, AVoidWithoutEffectVoidsNothing) {
  EXPECT_EQ(VoidedPositions({}), std::vector<std::uint64_t>{});
  EXPECT_EQ(VoidedPositions({{1, 2}}), std::vector<std::uint64_t>{1});
  EXPECT_EQ(VoidedPositions({{1, 2}, {2, 3}}), std::vector<std::uint64_t>{2}) << "annulled: the first has effect again";
  EXPECT_EQ(VoidedPositions({{1, 2}, {2, 3}, {3, 4}}), (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(VoidedPositions({{1, 2}, {1, 3}, {2, 3}}), (std::vector<std::uint64_t>{1, 2})) << "corrected twice";
  EXPECT_EQ(VoidedPositions({{1, 2}, {1, 3}, {2, 3}, {3, 4}}), (std::vector<std::uint64_t>{1, 3}))
      << "the second correction annulled: the first stands again, and the original stays void";
  EXPECT_EQ(VoidedPositions({{2, 2}, {3, 1}}), std::vector<std::uint64_t>{}) << "only what came before can be voided";
}

TEST(TravelRecordTest, ACorrectionStandsInThePlaceOfWhatItCorrects) {
  const Record corrected = Record().In(1).Out(5).Out(6).Void(2, 3);
  EXPECT_EQ(corrected.Text(), "1-6");
  EXPECT_EQ(Record().In(1).Out(5).Out(6).Void(2, 3).Out(7).Void(3, 4).Void(2, 4).Text(), "1-7") << "corrected again";
  EXPECT_EQ(Record().In(1).Out(5).Out(6).Void(2, 3).Void(3, 9).Text(), "1-5") << "annulled: the original is back";
}

TEST(TravelRecordTest, AChangeOfBasisSplitsTheStayOnItsDay) {
  EXPECT_EQ(Record().In(1).Basis(4, StayBasis::kVisa).Text(), "1-3 4-V");
  EXPECT_EQ(Record().In(1).Basis(4, StayBasis::kVisa).Out(9).Text(), "1-3 4-9V");
  EXPECT_EQ(Record().In(1).Basis(1, StayBasis::kVisa).Out(9).Text(), "1-9V") << "no day is left of the first part";
  EXPECT_EQ(Record().In(1).Basis(9, StayBasis::kVisa).Out(9).Text(), "1-8 9-9V");
  EXPECT_EQ(Record().Whole(1, 9).Basis(4, StayBasis::kVisa).Text(), "1-3 4-9V") << "an imported stay as well";
  EXPECT_EQ(Record().In(1).Basis(4, StayBasis::kVisaFree).Text(), "1-") << "to what it was: nothing happens";
  EXPECT_EQ(Record().In(1).Out(5).In(5).Basis(5, StayBasis::kVisa).Text(), "1-5 5-V") << "of two the one begun last";
  EXPECT_EQ(Record().Basis(7, StayBasis::kVisaFree).Basis(4, StayBasis::kVisa).In(1).Out(9).Text(), "1-3 4-6V 7-9");
  EXPECT_EQ(Record().In(1).Basis(4, StayBasis::kVisa, kDeclaration).Out(9).Text(), "1-3* 4-9V*");
  const std::vector<Stay> parts = Record().In(1).Basis(4, StayBasis::kVisa).Out(9).Stays();
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_FALSE(parts[0].left_to) << "nobody left";
  EXPECT_EQ(parts[1].left_to, Territory::kIcbc);
  EXPECT_EQ(parts[1].entered_from, parts[0].entered_from);
  EXPECT_EQ(parts[1].nationality, "KAZ");
}

TEST(TravelRecordTest, AChangeOfBasisWithoutAStayShowsPresenceFromItsDayOn) {
  EXPECT_EQ(Record().Basis(4, StayBasis::kVisa).Text(), "4-V");
  EXPECT_EQ(Record().Basis(4, StayBasis::kVisa).Out(9).Text(), "4-9V");
  EXPECT_EQ(Record().In(1).Out(3).Basis(4, StayBasis::kVisa).In(8).Text(), "1-3 4-?V 8-");
}

TEST(TravelRecordTest, RecordsOfLinkedDocumentsAreOnePersons) {
  // In by the old passport, out by the one renewed during the stay: two pseudonyms in the ledger, one record.
  Record old_passport = Record().In(1).Out(3).In(5);
  const Record renewed = Record().Out(9).In(12);
  TravelRecords all = old_passport.known_;
  for (TravelRecord record : renewed.known_.records) {
    record.position += 100;
    all.records.push_back(record);
  }
  all.voids = {{2, 200}};  // made under either
  old_passport.known_ = all;
  EXPECT_EQ(old_passport.Text(), "1-? 5-9 12-");
}

TEST(TravelRecordTest, WhatHangsOnRecordsLeftOutIsLeftOut) {
  const auto latest = [](std::size_t count) {
    return Record()
        .In(1)
        .Out(2)
        .In(3, kStamp)
        .In(4)
        .Out(5)
        .In(6)
        .Basis(7, StayBasis::kVisa)
        .Out(8)
        .In(9)
        .OnlyTheLatest(count);
  };
  const std::string all = "1-2 4-5 6-6 7-8V 9-";
  for (std::size_t count = 1; count <= 9; ++count) {
    const std::string text = latest(count).Text();
    EXPECT_TRUE(all.ends_with(text)) << count << ": " << text;
  }
  EXPECT_EQ(latest(1).Text(), "");
  EXPECT_EQ(latest(6).Text(), "6-6 7-8V 9-");
}

TEST(TravelRecordTest, AMomentThatIsCutInTwoIsLeftOut) {
  // The entry of position 2 was not read. It comes after the exit of its moment, and would have been the stronger.
  Record record = Record().In(1).In(4).Out(4).In(6, kStamp).Out(8).In(9);
  EXPECT_EQ(record.Text(), "1-4 4-8 9-");
  record.known_.records.erase(record.known_.records.begin(), record.known_.records.begin() + 2);
  record.known_.earlier_left_out = true;
  EXPECT_EQ(record.Text(), "9-");
}

TEST(TravelRecordTest, NamesOfProvenance) {
  for (const Provenance provenance : {kElectronicRecord, kStamp, kDeclaration}) {
    EXPECT_EQ(ParseProvenance(ProvenanceName(provenance)), provenance);
  }
  EXPECT_FALSE(ParseProvenance("RUMOUR"));
  EXPECT_EQ(WeakerOf(kStamp, kElectronicRecord), kStamp);
  EXPECT_EQ(WeakerOf(kStamp, kDeclaration), kDeclaration);
}

}  // namespace
}  // namespace clearance
