// The bench: every figure beside the bare limit taken in the same run. Machines are shared and noisy: a figure is the
// median of several repetitions, and what counts is the ratio. Nothing here is a test; nothing passes or fails.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace clearance {

struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  std::string bare_name;  // empty: there is no bare limit
  double bare = 0;        // in the same unit
};

// Collects, prints as it goes, and writes at the end.
class BenchReport {
 public:
  void Section(const std::string& title);
  void Add(const Figure& figure);
  // What could not be measured, and why.
  void Missing(const std::string& what, const std::string& why);
  // JSON with machine, commit, figures and ratios.
  Status Write(const std::string& path) const;

 private:
  std::vector<Figure> figures_;
  std::vector<std::pair<std::string, std::string>> missing_;
};

// Median seconds of one call over `repetitions` runs of `calls` calls.
double MedianSeconds(int repetitions, int calls, const std::function<void()>& call);

// Of a list that is not empty.
double Median(std::vector<double> values);

// The sections. Each says what it cannot measure here.
void BenchRules(BenchReport& report);
void BenchStay(BenchReport& report);
void BenchStayBatch(BenchReport& report);
void BenchFace(BenchReport& report);
void BenchSeal(BenchReport& report);
void BenchDocument(BenchReport& report);
void BenchBooking(BenchReport& report);
void BenchCentre(BenchReport& report);
void BenchCentreBooking(BenchReport& report);
void BenchOpenLoop(BenchReport& report);
void BenchLedger(bool long_form, BenchReport& report);

}  // namespace clearance
