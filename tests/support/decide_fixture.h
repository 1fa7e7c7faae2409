// What the tests of Decide share: people, records and crossings with nothing against them, which a test changes in one
// place.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "common/rules/decide.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "tests/support/samples.h"

namespace clearance {

inline Instant Utc(const char* text) {
  const auto instant = ParseInstant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return *instant;
}

// 2026-11-22 14:00 in China, 11:00 in Kazakhstan.
inline const Instant kNow = Utc("2026-11-22T06:00:00Z");
inline constexpr Date kToday = MakeDate(2026, 11, 22);

inline Document Of(const char* nationality, DocumentKind kind = DocumentKind::kOrdinaryPassport) {
  return {.kind = kind,
          .issuing_state = nationality,
          .number = "N1",
          .nationality = nationality,
          .birth_date = MakeDate(1990, 5, 1),
          .expiry_date = MakeDate(2030, 1, 1)};
}

inline std::vector<Finding> AllPassed() {
  std::vector<Finding> findings;
  for (const CheckKind check : kAllCheckKinds) {
    findings.push_back({.check = check, .result = FindingResult::kPassed});
    if (check == CheckKind::kDocument) findings.back().inspection = SoundInspection();
  }
  return findings;
}

inline TravelHistory Complete(std::vector<Stay> stays) {
  return {.stays = std::move(stays), .complete_from = MakeDate(2020, 1, 1), .covers_all_ports = true};
}

inline Stay Closed(Territory territory, Date entry, Date exit, const char* nationality) {
  return {.territory = territory, .entry = entry, .exit = exit, .nationality = nationality};
}

inline Stay Open(Territory territory, Date entry, const char* nationality, Territory from) {
  return {.territory = territory, .entry = entry, .entered_from = from, .nationality = nationality};
}

class DecideTest : public ::testing::Test {
 protected:
  DecideTest() : zones_(*MakeZoneTable()) {}

  // A crossing with nothing against it: everything passed, a valid booking, complete records.
  static CrossingFacts Crossing(const Document& document, Movement movement, Sides sides) {
    CrossingFacts facts;
    facts.request.lane = {.lane_id = "gate-1/a", .port = "KHORGOS", .movement = movement, .sides = sides};
    facts.request.document = document;
    facts.request.findings = AllPassed();
    facts.exited = Complete({});
    facts.entered = Complete({});
    facts.booking = BookingUse::kValid;
    facts.now = kNow;
    return facts;
  }

  static CrossingFacts Entry(const Document& document, Movement movement) {
    return Crossing(document, movement, {.entry = true});
  }
  static CrossingFacts Exit(const Document& document, Movement movement) {
    return Crossing(document, movement, {.exit = true});
  }

  Decision Answer(const CrossingFacts& facts) const { return Decide(facts, book_, zones_); }

  static std::vector<ReasonCode> CodesOf(const Decision& decision) {
    std::vector<ReasonCode> codes;
    for (const Reason& reason : decision.reasons) codes.push_back(reason.code);
    return codes;
  }
  std::vector<ReasonCode> Codes(const CrossingFacts& facts) const { return CodesOf(Answer(facts)); }

  static void SetFinding(CrossingFacts& facts, CheckKind check, FindingResult result,
                         FindingCause cause = FindingCause::kNone) {
    for (Finding& finding : facts.request.findings) {
      if (finding.check != check) continue;
      finding.result = result;
      finding.cause = cause;
    }
  }

  static void SetInspection(CrossingFacts& facts, const Inspection& inspection) {
    for (Finding& finding : facts.request.findings) {
      if (finding.check == CheckKind::kDocument) finding.inspection = inspection;
    }
  }

  // As if it had been published that the days of entry and exit count.
  void PublishCounting() {
    for (Regime& regime : book_.regimes) {
      regime.day_one.certainty = Certainty::kFact;
      regime.exit_day_counts.certainty = Certainty::kFact;
    }
  }

  RuleBook book_ = KhorgosRuleBook();
  ZoneTable zones_;
  const Movement kaz_chn_{Territory::kKaz, Territory::kChn};
  const Movement chn_kaz_{Territory::kChn, Territory::kKaz};
  const Movement kaz_icbc_{Territory::kKaz, Territory::kIcbc};
  const Movement icbc_kaz_{Territory::kIcbc, Territory::kKaz};
  const Movement chn_icbc_{Territory::kChn, Territory::kIcbc};
  const Movement icbc_chn_{Territory::kIcbc, Territory::kChn};
  const Sides both_{.exit = true, .entry = true};
};

}  // namespace clearance
