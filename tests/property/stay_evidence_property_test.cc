// What a record with holes can prove: never an overstay that did not happen, and every one it shows whole.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/rules/stay_account.h"
#include "tests/property/cases.h"
#include "tests/property/stay_generators.h"

namespace clearance {
namespace {

// What really happened to a person in one territory: stays one after the other, some parted by trips into the zone; the
// last still runs. The oracle knows it all.
stay_oracle::Record AnyTruth(int on) {
  const auto steps = *rc::gen::resize(14, rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(Between(0, 45))));
  const auto trips = *rc::gen::container<std::vector<bool>>(steps.size(), rc::gen::arbitrary<bool>());
  stay_oracle::Record truth;
  int day = on - steps[0];
  truth.stays.push_back({.entry = day, .from_zone = trips[0]});
  for (std::size_t i = 1; i + 1 < steps.size(); i += 2) {
    stay_oracle::Stay stay;
    stay.to_zone = trips[i];
    stay.exit = day -= steps[i] / 4;
    stay.entry = day -= steps[i + 1];
    stay.from_zone = trips[i + 1];
    truth.stays.push_back(stay);
  }
  std::reverse(truth.stays.begin(), truth.stays.end());
  truth.stays.front().from_zone = false;  // nothing went before
  return truth;
}

// The day from which the record is complete: on, before or after a day on which something happened, or any.
int AnyBeginOfRecord(const stay_oracle::Record& truth, int on) {
  if (*rc::gen::arbitrary<bool>()) return on - *rc::gen::oneOf(Between(0, 700), Between(0, 120));
  std::vector<int> days;
  for (const stay_oracle::Stay& stay : truth.stays) {
    days.push_back(*stay.entry);
    if (stay.exit) days.push_back(*stay.exit);
  }
  return std::min(on, days[static_cast<std::size_t>(*Between(0, static_cast<int>(days.size())))] + *Between(-1, 2));
}

// The record of `truth`: everything from `complete_from` on, and of the days before what chance has kept.
TravelHistory RecordOf(const stay_oracle::Record& truth, int complete_from) {
  TravelHistory history{.complete_from = DayOf(complete_from), .covers_all_ports = true};
  const auto kept = [&](int day) { return day >= complete_from || *rc::gen::arbitrary<bool>(); };
  for (const stay_oracle::Stay& stay : truth.stays) {
    if (kept(*stay.entry)) {
      if (!history.stays.empty() && !history.stays.back().exit) history.stays.back().exit_unknown = true;
      history.stays.push_back({.territory = Territory::kChn, .entry = DayOf(*stay.entry), .nationality = "KAZ"});
      if (stay.from_zone) history.stays.back().entered_from = Territory::kIcbc;
    }
    if (!stay.exit || !kept(*stay.exit)) continue;
    if (history.stays.empty() || history.stays.back().exit) {
      history.stays.push_back({.territory = Territory::kChn, .nationality = "KAZ"});
    }
    history.stays.back().exit = DayOf(*stay.exit);
    history.stays.back().left_to = stay.to_zone ? Territory::kIcbc : Territory::kKaz;
  }
  return history;
}

// Days of the present stay that were really unlawful under a reading.
int Really(const LawCase& law, const stay_oracle::Record& truth, int on, const stay_oracle::Reading& reading) {
  const stay_oracle::Stay& present = truth.stays.back();
  const std::size_t before = truth.stays.size() - 1;
  const auto past = stay_oracle::PastOf(truth, before, *present.entry, stay_oracle::Holes::kMost, reading);
  const auto start = stay_oracle::StartOf(truth, before, *present.entry, present.from_zone, reading);
  return stay_oracle::UnlawfulDays(stay_oracle::LongestStay(law.limits, past, start, reading), *present.entry, on);
}

CLEARANCE_PROPERTY(StayEvidenceProperty, NoOverstayIsEverProvedThatDidNotHappen, 25000) {
  const Date on = AnyDay();
  const stay_oracle::Record truth = AnyTruth(NumberOf(on));
  RecordCase record;
  LawCase law = AnyLaw(on, record);
  law.regime.effective_days_from.reset();
  record.history = RecordOf(truth, AnyBeginOfRecord(truth, NumberOf(on)));
  const Stay* present = OpenStay(record.history);
  Tell(law, record, on);
  for (const stay_oracle::Stay& stay : truth.stays) {
    RC_LOG() << "really " << FormatDate(DayOf(*stay.entry)) << ".."
             << (stay.exit ? FormatDate(DayOf(*stay.exit)) : std::string()) << (stay.from_zone ? " from zone" : "")
             << (stay.to_zone ? " to zone" : "") << "\n";
  }
  if (present == nullptr) return;
  const CountedHistory counted{record.history, law.regime, "KAZ"};
  const bool all_recorded = *record.history.complete_from <= DayOf(*truth.stays.front().entry);
  int under_every_reading = kNoEnd;
  int proven_under_every = kNoEnd;
  for (const stay_oracle::Reading& as : law.open_readings) {
    const Reading reading = FromOracle(as);
    const auto proven = CountInside(counted, *present, on, Evidence::kProven, reading);
    RC_ASSERT(proven.has_value());
    const int really = Really(law, truth, NumberOf(on), as);
    RC_LOG() << ReadingName(reading) << ": proven " << proven->UnlawfulDays() << ", really " << really << "\n";
    RC_ASSERT(proven->UnlawfulDays() <= really);
    if (all_recorded) RC_ASSERT(proven->UnlawfulDays() == really);
    under_every_reading = std::min(under_every_reading, really);
    proven_under_every = std::min(proven_under_every, proven->UnlawfulDays());
  }
  const auto account = AccountOf(counted, {.question = StayQuestion::kInside, .on = on});
  RC_ASSERT(account.has_value());
  for (const Reason& reason : account->reasons) {
    if (reason.code == ReasonCode::kOverstay) RC_ASSERT(reason.days == proven_under_every);
    if (reason.code == ReasonCode::kReadingsDiffer) RC_ASSERT(proven_under_every == 0);
  }
  const bool told = !account->reasons.empty() && account->reasons.front().code == ReasonCode::kOverstay;
  RC_ASSERT(told == (proven_under_every > 0));
  RC_TAG(proven_under_every > 0 ? "proved" : under_every_reading > 0 ? "not provable" : "lawful");
}

CLEARANCE_PROPERTY(StayEvidenceProperty, AnIncompleteRecordProvesNothing, 5000) {
  const Date on = AnyDay();
  RecordCase record = AnyRecord(on, Gaps::kSome);
  const std::size_t index = AddPresentStay(record, on);
  const LawCase law = AnyLaw(on, record);
  record.history.covers_all_ports = *rc::gen::arbitrary<bool>();
  if (record.history.covers_all_ports) record.history.complete_from.reset();
  Tell(law, record, on);
  const CountedHistory counted{record.history, law.regime, "KAZ"};
  const Stay& present = record.history.stays[index];
  RC_ASSERT(!CountInside(counted, present, on, Evidence::kProven, AnyReading()));
  const auto account = AccountOf(counted, {.question = StayQuestion::kInside, .on = on});
  RC_ASSERT(account.has_value());
  for (const Reason& reason : account->reasons) {
    RC_ASSERT(reason.code != ReasonCode::kOverstay);
    RC_ASSERT(reason.code != ReasonCode::kReadingsDiffer);
  }
}

}  // namespace
}  // namespace clearance
