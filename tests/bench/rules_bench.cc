// Decide with 10, 100 and 1,000 past stays, beside counting the days of one window in a bitset: less than any engine
// that names a date can do.
#include <bitset>

#include "common/rules/decide.h"
#include "common/rules/rule_book.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "tests/bench/bench.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr int kWindowDays = 180;
constexpr int kRepetitions = 9;
constexpr int kCalls = 2'000;

// Stays of one day, every second day, the last one a month ago.
TravelHistory History(int stays, Date today) {
  TravelHistory history;
  history.complete_from = MakeDate(2000, 1, 1);
  history.covers_all_ports = true;
  for (int i = stays; i > 0; --i) {
    const Date day = today - Days(30 + 4 * i);
    Stay stay;
    stay.territory = Territory::kChn;
    stay.entry = day;
    stay.exit = day;
    stay.entered_from = Territory::kKaz;
    stay.nationality = "KAZ";
    history.stays.push_back(stay);
  }
  return history;
}

CrossingFacts Facts(int stays, const ZoneTable& zones, Instant now) {
  CrossingFacts facts;
  facts.now = now;
  facts.request.lane = {"gate-2/b",
                        "KHORGOS",
                        "road-chn",
                        Territory::kChn,
                        {Territory::kKaz, Territory::kChn},
                        {.exit = false, .entry = true}};
  Document& document = facts.request.document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = document.nationality = "KAZ";
  document.number = "N12345678";
  document.birth_date = MakeDate(1985, 5, 5);
  document.expiry_date = MakeDate(2030, 1, 1);
  facts.request.findings.push_back(SoundDocumentFinding());
  for (const CheckKind check : {CheckKind::kFace, CheckKind::kTemperature, CheckKind::kBodyScan})
    facts.request.findings.push_back({.check = check, .result = FindingResult::kPassed});
  facts.entered = History(stays, zones.DateAt(Territory::kChn, now));
  return facts;
}

}  // namespace

void BenchRules(BenchReport& report) {
  report.Section("Rules (microseconds a decision)");
  const auto zones = MakeZoneTable();
  if (!zones.ok()) return report.Missing("Decide", MessageOf(zones.status()));
  const RuleBook book = KhorgosRuleBook();
  const Instant now = *ParseInstant("2026-11-22T06:00:00Z");
  std::bitset<kWindowDays> window;
  for (std::size_t day = 0; day < window.size(); day += 4) window.set(day);
  volatile std::size_t sink = 0;
  const double bare = MedianSeconds(kRepetitions, kCalls, [&] {
    window.flip(sink % kWindowDays);
    sink = window.count();
  });
  for (const int stays : {10, 100, 1000}) {
    const CrossingFacts facts = Facts(stays, *zones, now);
    const double seconds = MedianSeconds(kRepetitions, kCalls, [&] {
      const Decision decision = Decide(facts, book, *zones);
      sink = static_cast<std::size_t>(decision.verdict) + decision.reasons.size();
    });
    report.Add({"Decide, " + std::to_string(stays) + " past stays", seconds * 1e6, "us",
                "days of one window in a bitset", bare * 1e6});
  }
}

}  // namespace clearance
