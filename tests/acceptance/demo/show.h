// What the demo prints: one line for each traveller with the verdict in words and the time of each stage.
#pragma once

#include <string>

#include "common/domain/inspection.h"
#include "common/domain/stay_account.h"
#include "tests/acceptance/demo/crossing_run.h"

namespace clearance {

class Show {
 public:
  Show();
  void Heading(const std::string& text) const;
  void Note(const std::string& text) const;
  void Warning(const std::string& text) const;
  // The traveller's line, and the reasons behind it. `profile`: how the lane was set.
  void Crossing(const Scenario& scenario, const HallProfile& profile, const CrossingResult& result);
  // The strip of a stay with what it means, the limit that binds and the sentence.
  void Stay(const StayAccount& account) const;
  // The thirteen results of a document's inspection in one line: ✓ successful, ✗ failed, ? undetermined, – not
  // supported, · not performed, ! aborted.
  void Inspected(const Inspection& inspection) const;
  // What those at the lane see of a hold that stops somebody, and what its traveller does.
  void Held(const CrossingResult& result, bool refused_to_admit) const;
  // A line of something that is no crossing.
  void Fact(const std::string& title, const std::string& outcome);
  void Mismatch(const std::string& expected, const std::string& got) const;

 private:
  std::string Paint(const char* colour, const std::string& text) const;
  bool colours_;
  int number_ = 0;
};

}  // namespace clearance
