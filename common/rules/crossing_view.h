// CrossingView: what all rules of a crossing ask about it, worked out once. Inside common/rules only.
#pragma once

#include <optional>
#include <vector>

#include "common/domain/decision.h"
#include "common/rules/decide.h"
#include "common/rules/stay_rules.h"

namespace clearance {

// An own national entering their state: no rule stops them (domain page §2). At a gate of ICBC leaving the zone is a
// part of coming home.
bool ComesHome(const Document& document, const LaneProfile& lane);

// Refers to facts and book of one Decide call and must not outlive it.
struct CrossingView {
  CrossingView(const CrossingFacts& crossing_facts, const RuleBook& rule_book, const ZoneTable& zones);

  const CrossingFacts& facts;
  const RuleBook& book;
  Movement movement;
  Date exit_day;    // today in the territory left
  Date entry_day;   // today in the territory entered
  bool comes_home;  // see ComesHome
  // Whether the rules of a side bind this person here: the lane decides it, and they do not just come home by it.
  bool exit_rules_apply;
  bool entry_rules_apply;

  const Document& document() const { return facts.request.document; }
  // The day that a person's age is taken on.
  Date today() const { return facts.request.lane.sides.entry ? entry_day : exit_day; }
};

using Reasons = std::vector<Reason>;

// finding_rules.cc: document, face, temperature, body scan.
void AddFindingReasons(const CrossingView& view, Reasons& reasons);

// hold_rules.cc: what authorities have ordered.
void AddHoldReasons(const CrossingView& view, Reasons& reasons);

// booking_rules.cc: notes only.
void AddBookingNotes(const CrossingView& view, Reasons& reasons);

// document_rules.cc: does the document serve here and today?
void AddDocumentReasons(const CrossingView& view, Reasons& reasons);

// identity_rules.cc: is it known who this is?
void AddIdentityReasons(const CrossingView& view, Reasons& reasons);

// What one side has to say about the stay.
struct SideOutcome {
  std::optional<StayAnswer> stay{};
  HistoryCompleteness completeness = HistoryCompleteness::kUnknown;
};

// exit_rules.cc: the end of a stay. Call only where the lane decides the exit.
SideOutcome AddExitReasons(const CrossingView& view, Reasons& reasons);

// entry_rules.cc: the beginning of a stay. Call only where the lane decides the entry.
SideOutcome AddEntryReasons(const CrossingView& view, Reasons& reasons);

}  // namespace clearance
