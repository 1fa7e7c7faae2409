// Draws, and what they are on both sides.
#include "tests/property/stay_generators.h"

#include <algorithm>
#include <ostream>
#include <string>

namespace clearance {
namespace {

using stay_oracle::Kind;
using stay_oracle::Limit;
using stay_oracle::Span;

template <typename T>
T OneOf(std::initializer_list<std::pair<std::size_t, T>> weighted) {
  return *rc::gen::weightedElement<T>(weighted);
}

bool OneIn(int n) { return *Between(0, n) == n - 1; }

rc::Gen<StayDraw> AnyStay(Gaps gaps) {
  const auto ends = gaps == Gaps::kSome
                        ? rc::gen::weightedElement<Ends>(
                              {{7, Ends::kBoth}, {1, Ends::kNoExit}, {2, Ends::kExitUnknown}, {2, Ends::kNoEntry}})
                        : rc::gen::just(Ends::kBoth);
  const auto days = rc::gen::oneOf(Between(-20, kPastDays), Between(-2, 40));
  return rc::gen::build<StayDraw>(
      rc::gen::set(&StayDraw::place, rc::gen::weightedElement<Place>({{1, Place::kAnywhere}, {1, Place::kAfter}})),
      rc::gen::set(&StayDraw::days, days), rc::gen::set(&StayDraw::length, Between(0, 60)),
      rc::gen::set(&StayDraw::ends, ends),
      rc::gen::set(&StayDraw::ground, rc::gen::weightedElement<Ground>({{14, Ground::kCounted},
                                                                        {2, Ground::kNoNationality},
                                                                        {1, Ground::kOtherNationality},
                                                                        {1, Ground::kVisa},
                                                                        {1, Ground::kElsewhere}})),
      rc::gen::set(&StayDraw::from_zone, rc::gen::arbitrary<bool>()),
      rc::gen::set(&StayDraw::to_zone, rc::gen::arbitrary<bool>()));
}

Stay ToStay(const StayDraw& draw, int entry, int exit) {
  Stay stay{.territory = Territory::kChn, .entry = DayOf(entry), .exit = DayOf(exit), .nationality = "KAZ"};
  if (draw.ground == Ground::kNoNationality) stay.nationality = "";
  if (draw.ground == Ground::kOtherNationality) stay.nationality = "DEU";
  if (draw.ground == Ground::kVisa) stay.basis = StayBasis::kVisa;
  if (draw.ground == Ground::kElsewhere) stay.territory = Territory::kIcbc;
  if (draw.ends == Ends::kNoExit || draw.ends == Ends::kExitUnknown) stay.exit.reset();
  if (draw.ends == Ends::kNoEntry) stay.entry.reset();
  stay.exit_unknown = draw.ends == Ends::kExitUnknown;
  stay.entered_from = draw.from_zone ? Territory::kIcbc : Territory::kKaz;
  if (draw.to_zone) stay.left_to = Territory::kIcbc;
  return stay;
}

Date SortDay(const Stay& stay) { return stay.entry.value_or(stay.exit.value_or(Date())); }

stay_oracle::Stay ToOracle(const Stay& stay) {
  stay_oracle::Stay oracle;
  if (stay.entry) oracle.entry = NumberOf(*stay.entry);
  if (stay.exit) oracle.exit = NumberOf(*stay.exit);
  oracle.counts = stay.territory == Territory::kChn && stay.nationality != "DEU" && stay.basis == StayBasis::kVisaFree;
  oracle.from_zone = stay.entered_from == Territory::kIcbc;
  oracle.to_zone = stay.left_to == Territory::kIcbc;
  return oracle;
}

Limit AnyLimit() {
  switch (OneOf<int>({{4, 0}, {6, 1}, {3, 2}, {3, 3}, {2, 4}, {2, 5}})) {
    case 0:
      return {.kind = Kind::kPerStay, .max = *rc::gen::oneOf(Between(1, 45), Between(1, 45), Between(45, 200))};
    case 1: {
      const int window = *rc::gen::oneOf(rc::gen::just(180), Between(2, 260), Between(2, 12));
      return {.kind = Kind::kRolling, .max = *Between(1, std::min(window, 110) + 3), .window = window};
    }
    case 2:
      if (OneIn(2)) return {.kind = Kind::kCalendar, .max = *Between(1, 32), .span = Span::kMonth};
      return {.kind = Kind::kCalendar, .max = *rc::gen::oneOf(Between(1, 120), Between(1, 367)), .span = Span::kYear};
    case 3:
      return {.kind = Kind::kEntries,
              .max = *Between(1, 6),
              .span = *rc::gen::element(Span::kWindow, Span::kMonth, Span::kYear),
              .window = *rc::gen::oneOf(rc::gen::just(180), Between(2, 260))};
    case 4:
      return {.kind = Kind::kGap, .max = *rc::gen::oneOf(Between(1, 20), Between(1, 120))};
    default:
      return {.kind = Kind::kHours, .max = 24 * *rc::gen::oneOf(Between(1, 30), Between(1, 367))};
  }
}

LimitTerms ToTerms(const Limit& limit) {
  const CalendarPeriod period = limit.span == Span::kMonth ? CalendarPeriod::kMonth : CalendarPeriod::kYear;
  switch (limit.kind) {
    case Kind::kPerStay:
      return PerStayLimit{limit.max};
    case Kind::kRolling:
      return RollingLimit{limit.max, limit.window};
    case Kind::kCalendar:
      return CalendarLimit{limit.max, period};
    case Kind::kEntries:
      if (limit.span == Span::kWindow) return EntriesLimit{limit.max, Days(limit.window)};
      return EntriesLimit{limit.max, period};
    case Kind::kGap:
      return GapLimit{limit.max};
    case Kind::kHours:
      break;
  }
  return HoursLimit{limit.max, OneIn(2) ? HoursFrom::kEntry : HoursFrom::kNextMidnight};
}

Certainty AnyCertainty() { return *rc::gen::element(Certainty::kFact, Certainty::kInferred); }

// Every answer the regime leaves open, one question inside the other, the strictest first.
std::vector<stay_oracle::Reading> OpenReadingsOf(const Regime& regime) {
  const auto answers = [](Certainty certainty, bool strict, bool value) {
    return certainty == Certainty::kInferred ? std::vector<bool>{strict, !strict} : std::vector<bool>{value};
  };
  std::vector<stay_oracle::Zone> zones = {stay_oracle::Zone::kContinues, stay_oracle::Zone::kSuspends,
                                          stay_oracle::Zone::kEnds};
  if (regime.zone_exit.certainty == Certainty::kFact) {
    zones = {ToOracle(Reading{.zone_exit = regime.zone_exit.value}).zone};
  }
  std::vector<stay_oracle::Reading> readings;
  for (const bool fixed :
       answers(regime.allowance.certainty, true, regime.allowance.value == Allowance::kFixedAtEntry)) {
    for (const stay_oracle::Zone zone : zones) {
      for (const bool next : answers(regime.day_one.certainty, false, regime.day_one.value == DayOne::kNext)) {
        for (const bool free : answers(regime.exit_day_counts.certainty, false, !regime.exit_day_counts.value)) {
          readings.push_back({fixed, next, free, zone});
        }
      }
    }
  }
  return readings;
}

std::string Words(const Reading& reading, const Regime& regime) {
  const auto word = [](Certainty certainty) { return certainty == Certainty::kFact ? "!" : "?"; };
  std::string words = ReadingName(reading) + " (";
  return words + word(regime.allowance.certainty) + word(regime.day_one.certainty) +
         word(regime.exit_day_counts.certainty) + word(regime.zone_exit.certainty) + ")";
}

}  // namespace

Date DayOf(int number) { return Date(Days(number)); }
int NumberOf(Date date) { return static_cast<int>(date.time_since_epoch().count()); }

std::ostream& operator<<(std::ostream& out, const StayDraw& draw) {
  return out << "{" << (draw.place == Place::kAfter ? "after +" : "ago ") << draw.days << ", length " << draw.length
             << ", ends " << static_cast<int>(draw.ends) << ", ground " << static_cast<int>(draw.ground)
             << (draw.from_zone ? ", from zone" : "") << (draw.to_zone ? ", to zone" : "") << "}";
}

std::ostream& operator<<(std::ostream& out, const RecordCase& record) {
  const auto day = [](const std::optional<Date>& date) { return date ? FormatDate(*date) : std::string("?"); };
  for (const Stay& stay : record.history.stays) {
    out << "\n  " << TerritoryName(stay.territory) << " " << day(stay.entry) << ".." << day(stay.exit) << " "
        << StayBasisName(stay.basis) << " '" << stay.nationality << "'"
        << (stay.entered_from == Territory::kIcbc ? " from zone" : "") << (stay.left_to ? " to zone" : "")
        << (stay.exit_unknown ? " exit unknown" : "");
  }
  return out << "\n  complete from " << day(record.history.complete_from)
             << (record.history.covers_all_ports ? " at all ports" : " at this port");
}

std::ostream& operator<<(std::ostream& out, const LawCase& law) {
  for (const StayLimit& limit : law.regime.limits) out << limit.id << " ";
  const Reading values{law.regime.allowance.value, law.regime.zone_exit.value, law.regime.day_one.value,
                       law.regime.exit_day_counts.value};
  out << Words(values, law.regime);
  if (law.regime.effective_days_from) out << " days from " << FormatDate(*law.regime.effective_days_from);
  return out;
}

RecordCase AnyRecord(Date on, Gaps gaps) {
  const auto draws = *rc::gen::resize(10, rc::gen::container<std::vector<StayDraw>>(AnyStay(gaps)));
  RecordCase record;
  int last = NumberOf(on) - kPastDays;
  for (const StayDraw& draw : draws) {
    const int entry = draw.place == Place::kAfter ? last + std::abs(draw.days) / 4 : NumberOf(on) - draw.days;
    last = entry + draw.length;
    record.history.stays.push_back(ToStay(draw, entry, last));
  }
  std::stable_sort(record.history.stays.begin(), record.history.stays.end(),
                   [](const Stay& a, const Stay& b) { return SortDay(a) < SortDay(b); });
  record.history.covers_all_ports = true;
  if (*rc::gen::arbitrary<bool>()) record.history.complete_from = on - Days(*Between(0, kPastDays));
  for (const Stay& stay : record.history.stays) record.oracle.stays.push_back(ToOracle(stay));
  if (record.history.complete_from) record.oracle.complete_from = NumberOf(*record.history.complete_from);
  return record;
}

std::size_t AddPresentStay(RecordCase& record, Date on) {
  Stay present{.territory = Territory::kChn, .nationality = "KAZ"};
  present.entry = on - Days(*rc::gen::oneOf(Between(0, 120), Between(0, 20)));
  present.entered_from = *rc::gen::element(Territory::kKaz, Territory::kIcbc);
  if (OneIn(4)) present.exit = on + Days(*Between(0, 5));
  auto& stays = record.history.stays;
  const auto place =
      std::find_if(stays.begin(), stays.end(), [&](const Stay& stay) { return SortDay(stay) > *present.entry; });
  const auto index = static_cast<std::size_t>(place - stays.begin());
  stays.insert(place, present);
  record.oracle.stays.insert(record.oracle.stays.begin() + static_cast<std::ptrdiff_t>(index), ToOracle(present));
  return index;
}

bool Overlaps(const RecordCase& record, std::size_t count, int day) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto presence = stay_oracle::PresenceOf(record.oracle, i, stay_oracle::Holes::kMost, day);
    if (record.oracle.stays[i].counts && presence && presence->last > day) return true;
  }
  return false;
}

LawCase AnyLaw(Date on, RecordCase& record) {
  LawCase law;
  law.regime = {.id = "T",
                .source = "property",
                .host = Territory::kChn,
                .document_kinds = {DocumentKind::kOrdinaryPassport},
                .counted_bases = {StayBasis::kVisaFree}};
  const int limits = *Between(0, 5);
  for (int i = 0; i < limits; ++i) {
    const Limit limit = AnyLimit();
    const StayLimit made = MakeLimit("T", ToTerms(limit));
    // A book names no limit twice.
    const auto same = [&](const StayLimit& other) { return other.id == made.id; };
    if (std::any_of(law.regime.limits.begin(), law.regime.limits.end(), same)) continue;
    law.limits.push_back(limit);
    law.regime.limits.push_back(made);
  }
  const Reading values = AnyReading();
  law.regime.allowance = {values.allowance, AnyCertainty()};
  law.regime.zone_exit = {values.zone_exit, AnyCertainty()};
  law.regime.day_one = {values.day_one, AnyCertainty()};
  law.regime.exit_day_counts = {values.exit_day_counts, AnyCertainty()};
  if (OneIn(5)) {
    law.regime.effective_days_from = on - Days(*Between(0, kPastDays));
    record.oracle.effective_from = NumberOf(*law.regime.effective_days_from);
  }
  law.open_readings = OpenReadingsOf(law.regime);
  return law;
}

Reading AnyReading() {
  Reading reading;
  reading.allowance = *rc::gen::element(Allowance::kRolling, Allowance::kFixedAtEntry);
  reading.zone_exit = *rc::gen::element(ZoneExit::kEnds, ZoneExit::kSuspends, ZoneExit::kContinues);
  reading.day_one = *rc::gen::element(DayOne::kEntry, DayOne::kNext);
  reading.exit_day_counts = *rc::gen::element(true, false);
  return reading;
}

stay_oracle::Reading ToOracle(const Reading& reading) {
  stay_oracle::Reading oracle;
  oracle.fixed_at_entry = reading.allowance == Allowance::kFixedAtEntry;
  oracle.entry_day_free = reading.day_one == DayOne::kNext;
  oracle.exit_day_free = !reading.exit_day_counts;
  if (reading.zone_exit == ZoneExit::kSuspends) oracle.zone = stay_oracle::Zone::kSuspends;
  if (reading.zone_exit == ZoneExit::kContinues) oracle.zone = stay_oracle::Zone::kContinues;
  return oracle;
}

Reading FromOracle(const stay_oracle::Reading& oracle) {
  Reading reading;
  reading.allowance = oracle.fixed_at_entry ? Allowance::kFixedAtEntry : Allowance::kRolling;
  reading.day_one = oracle.entry_day_free ? DayOne::kNext : DayOne::kEntry;
  reading.exit_day_counts = !oracle.exit_day_free;
  if (oracle.zone == stay_oracle::Zone::kSuspends) reading.zone_exit = ZoneExit::kSuspends;
  if (oracle.zone == stay_oracle::Zone::kContinues) reading.zone_exit = ZoneExit::kContinues;
  return reading;
}

Date AnyDay() {
  const Date around = *rc::gen::element(MakeDate(2026, 11, 22), MakeDate(2026, 11, 22), MakeDate(2027, 1, 1),
                                        MakeDate(2028, 3, 1), MakeDate(2024, 3, 1), MakeDate(2026, 5, 1));
  return around + Days(*Between(-5, 40)) - Days(5);
}

void Tell(const LawCase& law, const RecordCase& record, Date on) {
  RC_LOG() << "on " << FormatDate(on) << "\nlaw " << law << "\nrecord" << record << "\n";
}

}  // namespace clearance
