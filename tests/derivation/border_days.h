// Days at a border over any store: crossings in order and out of it, officers, imports and corrections, drawn from a
// seed. The same seed gives the same entries in every store.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/domain/zone_table.h"
#include "common/rules/rule_book.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/clearance/admission.h"
#include "services/clearctl/import_file.h"
#include "services/holds/hold_desk.h"
#include "services/review/link_desk.h"
#include "services/review/review_desk.h"

namespace clearance {

class BorderDays {
 public:
  BorderDays(Store& store, std::uint64_t seed);

  // Does so many things, one after the other.
  void Run(int acts);

  // Crossings in order, each a decision and its passage, of people not seen before who make so many each.
  void RunCrossings(int crossings, int each);

  // Ends them with so many decisions that wait for their passage, and sweeps away what no longer does: every lease that
  // is open then runs on past the last entry.
  void LeaveOpen(int decisions);

  const ManualClock& clock() const { return clock_; }
  Admission& admission() { return admission_; }

 private:
  bool Chance(int percent) { return draw_.Below(100) < static_cast<std::uint64_t>(percent); }
  std::uint64_t Number(std::uint64_t bound) { return draw_.Below(bound); }
  std::string NewId();
  LaneProfile SomeLane();
  Document SomeDocument();
  CrossingRequest SomeCrossing();
  void Act();
  void Decide();
  void Report();
  void Abandon();
  void Review();
  void Link();
  void Import();
  void Sweep();
  void Book();
  void PutOrLift();
  ImportedRow SomeRow();

  Store& store_;
  SeededRandom draw_;
  SeededRandom ids_;
  ManualClock clock_;
  const Pseudonyms pseudonyms_;
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  const RuleBook book_;
  const ZoneTable zones_;
  Admission admission_;
  ReviewDesk desk_;
  LinkDesk link_desk_;
  HoldDesk hold_desk_;
  int rows_ = 0;
  int people_ = 0;  // numbers up to here have been given to those of RunCrossings
  std::vector<CrossingRequest> asked_;
  std::vector<Booking> bookings_;
  std::vector<ImportedRow> imported_;
  std::vector<HoldOrder> orders_;  // with the ids they were put under
};

}  // namespace clearance
