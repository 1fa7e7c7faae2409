// Records in any order, doubled, void, corrected and lost: the stays they make, and that nothing that is missing or
// weak ever proves an overstay that did not happen. Judged by the day-by-day oracle.
#include <gtest/gtest.h>
// rapidcheck's own bridge needs gtest first.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "common/domain/travel_record.h"
#include "common/rules/stay_reasons.h"
#include "common/rules/stay_rules.h"
#include "db/stay_record.h"
#include "tests/property/ranges.h"
#include "tests/property/stay_oracle.h"

namespace clearance {
namespace {

// Every property of this file runs this many cases, unless RC_PARAMS says otherwise.
const int kConfigured = setenv("RC_PARAMS", "max_success=10000", 0);

constexpr Date kOrigin = MakeDate(2026, 11, 22);  // day 0: the day asked about
constexpr std::uint64_t kAct = 1'000;             // positions of what comes after all random records

Date At(int day) { return kOrigin + Days(day); }
Instant Moment(int day, int hour) { return FromUnixMs(0) + At(day).time_since_epoch() + std::chrono::hours(hour); }

TravelRecord Entry(int day, int hour, std::uint64_t position, StayBasis basis = StayBasis::kVisaFree) {
  return {.at = Moment(day, hour),
          .position = position,
          .stay = {.territory = Territory::kChn, .entry = At(day), .basis = basis, .nationality = "KAZ"}};
}

TravelRecord Exit(int day, int hour, std::uint64_t position) {
  return {.at = Moment(day, hour),
          .position = position,
          .stay = {.territory = Territory::kChn, .exit = At(day), .left_to = Territory::kKaz, .nationality = "KAZ"}};
}

TravelRecord BasisFrom(int day, StayBasis basis, std::uint64_t position) {
  TravelRecord record = Entry(day, 24, position, basis);
  record.at -= Duration(1);
  record.kind = TravelRecordKind::kBasisChange;
  return record;
}

Provenance AnyProvenance() {
  return *rc::gen::weightedElement<Provenance>(
      {{2, Provenance::kElectronicRecord}, {1, Provenance::kStamp}, {1, Provenance::kDeclaration}});
}

StayBasis AnyBasis() {
  return *rc::gen::weightedElement<StayBasis>({{2, StayBasis::kVisaFree}, {1, StayBasis::kVisa}});
}

// A record of any kind on any of a few days, so that many fall together.
TravelRecord AnyRecord(std::uint64_t position) {
  const int day = *Between(-6, 0);
  const int hour = *rc::gen::element(0, 0, 0, 12);
  TravelRecord record;
  switch (*Between(0, 7)) {
    case 0:
      record = BasisFrom(day, AnyBasis(), position);
      break;
    case 1:
      record = Entry(day, hour, position, AnyBasis());
      record.stay.exit = At(day + *Between(0, 4));
      break;
    case 2:
      record = Entry(day, hour, position, AnyBasis());
      record.stay.exit_unknown = true;
      break;
    case 3:
    case 4:
      record = Exit(day, hour, position);
      break;
    default:
      record = Entry(day, hour, position, AnyBasis());
  }
  record.stay.provenance = AnyProvenance();
  return record;
}

std::vector<TravelRecord> AnyRecords() {
  std::vector<TravelRecord> records;
  const int count = *Between(0, 16);
  for (int i = 1; i <= count; ++i) records.push_back(AnyRecord(static_cast<std::uint64_t>(i)));
  return records;
}

std::vector<TravelRecord> With(std::vector<TravelRecord> records, const TravelRecord& more) {
  records.push_back(more);
  return records;
}

std::vector<Stay> Stays(std::vector<TravelRecord> records, std::vector<RecordVoid> voids = {}) {
  return StaysOf({.records = std::move(records), .voids = std::move(voids)});
}

template <typename Value>
std::vector<Value> Shuffled(std::vector<Value> values) {
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[static_cast<std::size_t>(*Between(0, static_cast<int>(i)))]);
  }
  return values;
}

RC_GTEST_PROP(TravelRecordProperty, TheOrderOfArrivalDoesNotMatter, ()) {
  const auto records = AnyRecords();
  std::vector<RecordVoid> voids;
  for (int i = *Between(0, 5); i > 0; --i) {
    const int concerns = *Between(1, 16);
    voids.push_back({static_cast<std::uint64_t>(concerns), static_cast<std::uint64_t>(concerns + *Between(1, 6))});
  }
  RC_ASSERT(Stays(records, voids) == Stays(Shuffled(records), Shuffled(voids)));
}

RC_GTEST_PROP(TravelRecordProperty, AReturnedExitIsAsIfItHadNeverBeenRecorded, ()) {
  const auto others = AnyRecords();
  const TravelRecord exit = Exit(*Between(-12, 0), *rc::gen::element(0, 12), kAct);
  RC_ASSERT(Stays(With(others, exit), {{kAct, kAct + 1}}) == Stays(others));
}

RC_GTEST_PROP(TravelRecordProperty, ACorrectionIsAsIfItHadComeAloneAndAnnulledAsIfItHadNot, ()) {
  const auto others = AnyRecords();
  const TravelRecord original = AnyRecord(kAct);
  const TravelRecord correction = AnyRecord(kAct + 1);
  const auto both = With(With(others, original), correction);
  RC_ASSERT(Stays(both, {{kAct, kAct + 1}}) == Stays(With(others, correction)));
  RC_ASSERT(Stays(both, {{kAct, kAct + 1}, {kAct + 1, kAct + 2}}) == Stays(With(others, original)));
}

// Corrections and their annulments are a stack of versions, the last one standing.
RC_GTEST_PROP(TravelRecordProperty, CorrectionsAndAnnulmentsAreAStack, ()) {
  const auto others = AnyRecords();
  std::vector<TravelRecord> versions = {AnyRecord(kAct)};
  versions.back().kind = TravelRecordKind::kPresence;
  std::vector<TravelRecord> records = With(others, versions.back());
  std::vector<RecordVoid> voids;
  std::uint64_t position = kAct;
  const auto act = [&](Voiding voiding) {
    const auto keep = VoidsToKeep({versions.back().position, ++position}, voiding, versions.back(), voids);
    RC_ASSERT(keep.ok());
    voids.insert(voids.end(), keep->begin(), keep->end());
  };
  for (int acts = *Between(1, 8); acts > 0; --acts) {
    if (versions.size() > 1 && *Between(0, 3) == 0) {
      act(Voiding::kAnnuls);
      versions.pop_back();
    } else {
      act(Voiding::kCorrects);
      versions.push_back(AnyRecord(position));
      versions.back().kind = TravelRecordKind::kPresence;
      records.push_back(versions.back());
    }
    RC_ASSERT(Stays(records, voids) == Stays(With(others, versions.back())));
  }
}

RC_GTEST_PROP(TravelRecordProperty, TheLatestRecordsMakeTheLatestStays, ()) {
  auto records = AnyRecords();
  const auto all = Stays(records);
  std::sort(records.begin(), records.end(), [](const TravelRecord& a, const TravelRecord& b) {
    return std::pair(a.at, a.position) > std::pair(b.at, b.position);
  });
  records.resize(std::min(records.size(), static_cast<std::size_t>(*Between(0, 17))));
  const auto latest = StaysOf({.records = records, .earlier_left_out = true});
  RC_ASSERT(latest.size() <= all.size());
  RC_ASSERT(std::equal(latest.rbegin(), latest.rend(), all.rbegin()));
}

struct Law {
  std::vector<stay_oracle::Limit> limits;
  stay_oracle::Reading mildest;
  Regime regime;
};

Law AnyLaw() {
  Law law;
  law.regime = {.id = "T", .source = "property", .host = Territory::kChn, .counted_bases = {StayBasis::kVisaFree}};
  const int per_stay = *Between(1, 45);
  const int window = *rc::gen::oneOf(Between(2, 200), Between(2, 40));
  const int window_max = *Between(1, window + 3);
  law.limits = {{.kind = stay_oracle::Kind::kPerStay, .max = per_stay},
                {.kind = stay_oracle::Kind::kRolling, .max = window_max, .window = window}};
  law.regime.limits = {MakeLimit("T", PerStayLimit{per_stay}), MakeLimit("T", RollingLimit{window_max, window})};
  law.regime.allowance.value = *rc::gen::element(Allowance::kRolling, Allowance::kFixedAtEntry);
  law.regime.allowance.certainty = *rc::gen::element(Certainty::kFact, Certainty::kInferred);
  law.mildest.fixed_at_entry =
      law.regime.allowance.value == Allowance::kFixedAtEntry && law.regime.allowance.certainty == Certainty::kFact;
  return law;
}

// One stretch of presence on one ground; the last one runs on.
struct Stretch {
  int from;
  int to;
  StayBasis basis;
};

// What happened, and every record of it that the authority should have, in order.
struct Truth {
  std::vector<Stretch> stretches;
  std::vector<TravelRecord> records;
};

Truth AnyTruth() {
  Truth truth;
  int day = -*Between(20, 250);
  std::uint64_t position = 0;
  const auto tell = [&](const TravelRecord& record) { truth.records.push_back(record); };
  for (int hour = 0; day <= 0; ++hour) {
    const int entry = day;
    const int exit = *Between(0, 4) == 0 ? 1 : entry + *Between(0, 50);
    const bool inside = exit > 0;
    const int last = inside ? 0 : exit;
    const StayBasis first = AnyBasis();
    const StayBasis second = first == StayBasis::kVisa ? StayBasis::kVisaFree : StayBasis::kVisa;
    tell(Entry(entry, hour % 24, ++position, first));
    const bool changes = last > entry && *Between(0, 4) == 0;
    const int change = changes ? *Between(entry, last) : last + 1;
    if (change > entry) truth.stretches.push_back({entry, std::min(last, change - 1), first});
    if (changes) {
      tell(BasisFrom(change, second, ++position));
      truth.stretches.push_back({change, last, second});
    }
    if (inside) return truth;
    tell(Exit(exit, ++hour % 24, ++position));
    day = exit + *Between(1, 40);
  }
  return truth;
}

// Stamps and declarations of what did, and of what did not happen.
std::vector<TravelRecord> AnyWeakRecords() {
  std::vector<TravelRecord> records;
  for (int i = *Between(0, 5); i > 0; --i) {
    TravelRecord record;
    switch (*Between(0, 4)) {
      case 0:
        record = BasisFrom(*Between(-250, 1), AnyBasis(), kAct + static_cast<std::uint64_t>(i));
        break;
      case 1:
        record = Exit(*Between(-250, 1), 12, kAct + static_cast<std::uint64_t>(i));
        break;
      default:
        record = Entry(*Between(-250, 1), 12, kAct + static_cast<std::uint64_t>(i), AnyBasis());
    }
    record.stay.provenance = *rc::gen::element(Provenance::kStamp, Provenance::kDeclaration);
    records.push_back(record);
  }
  return records;
}

int ReallyUnlawful(const Truth& truth, const Law& law) {
  const Stretch& present = truth.stretches.back();
  if (present.to != 0 || present.basis != StayBasis::kVisaFree) return 0;
  stay_oracle::Past past;
  for (std::size_t i = 0; i + 1 < truth.stretches.size(); ++i) {
    const Stretch& stretch = truth.stretches[i];
    for (int day = stretch.from; stretch.basis == StayBasis::kVisaFree && day <= stretch.to; ++day)
      past.days.insert(day);
  }
  const auto bound = stay_oracle::LongestStay(law.limits, past, {.first = present.from}, law.mildest);
  return stay_oracle::UnlawfulDays(bound, present.from, 0);
}

constexpr int kAlways = -400;

int DayOf(const TravelRecord& record) {
  const Date day = record.stay.entry ? *record.stay.entry : *record.stay.exit;
  return static_cast<int>((day - kOrigin).count());
}

// A record that is lost, as somebody remembers it: up to ten days off.
TravelRecord RememberedDaysOff(TravelRecord record) {
  const Days off(*Between(-10, 11));
  record.at += off;
  record.position += 2 * kAct;
  (record.stay.entry ? *record.stay.entry : *record.stay.exit) += off;
  record.stay.provenance = *rc::gen::element(Provenance::kStamp, Provenance::kDeclaration);
  return record;
}

// A record that is complete from a day on says on what ground whoever was inside on that day was there. The first day
// from `day` on of which `history` does not say something else.
int FirstDayWithItsGround(const Truth& truth, const TravelHistory& history, int day) {
  for (const Stretch& stretch : truth.stretches) {
    if (day < stretch.from || day > stretch.to) continue;
    const bool other_ground = std::any_of(history.stays.begin(), history.stays.end(), [&](const Stay& stay) {
      const bool holds =
          stay.entry && *stay.entry <= At(day) && (stay.exit ? At(day) <= *stay.exit : !stay.exit_unknown);
      return holds && stay.basis != stretch.basis;
    });
    if (other_ground) day = stretch.to + 1;
  }
  return day;
}

RC_GTEST_PROP(TravelRecordProperty, NothingLostOrWeakProvesAnOverstayThatDidNotHappen, ()) {
  const Law law = AnyLaw();
  const Truth truth = AnyTruth();
  if (truth.stretches.back().to != 0) return;  // who leaves today is still inside
  const bool loses = *Between(0, 4) != 0;
  std::vector<TravelRecord> kept = AnyWeakRecords();
  int complete_from = kAlways;
  for (const TravelRecord& told : truth.records) {
    const bool lost = loses && *Between(0, 4) == 0;
    if (!lost) {
      kept.push_back(told);
      continue;
    }
    if (*Between(0, 2) == 0) kept.push_back(RememberedDaysOff(told));
    complete_from = std::max(complete_from, DayOf(told) + 1);
  }
  TravelHistory history{.stays = Stays(kept), .covers_all_ports = true};
  complete_from = FirstDayWithItsGround(truth, history, complete_from);
  history.complete_from = At(complete_from);
  const CountedHistory record{history, law.regime, "KAZ"};
  const int really = ReallyUnlawful(truth, law);
  const bool whole = kept == truth.records;
  for (const Stay& stay : history.stays) {
    const bool open = stay.entry && !stay.exit && !stay.exit_unknown;
    if (!open || !Counts(record, stay)) continue;
    const auto reason = OverstayReason(record, stay, kOrigin, EvaluateStay(record, stay, kOrigin));
    const int proved = reason && reason->code == ReasonCode::kOverstay ? *reason->days : 0;
    if (proved > really) {
      RC_LOG() << "complete from " << complete_from << ", really " << really << "\n";
      for (const Stretch& stretch : truth.stretches) {
        RC_LOG() << "  was there " << stretch.from << " to " << stretch.to << ", " << StayBasisName(stretch.basis)
                 << "\n";
      }
      for (const TravelRecord& one : kept) {
        RC_LOG() << "  recorded " << (one.stay.entry ? "in " : "out ")
                 << (one.stay.entry.value_or(one.stay.exit.value_or(kOrigin)) - kOrigin).count() << " "
                 << StayBasisName(one.stay.basis) << (one.kind == TravelRecordKind::kBasisChange ? " (change) " : " ")
                 << ProvenanceName(one.stay.provenance) << "\n";
      }
    }
    RC_ASSERT(proved <= really);
    if (whole) RC_ASSERT(proved == really);
    RC_CLASSIFY(proved > 0, "proved");
    RC_CLASSIFY(proved > 0 && !whole, "proved from a record with holes");
  }
}

}  // namespace
}  // namespace clearance
