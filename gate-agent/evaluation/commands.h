// The three commands of face-eval. Each adds itself to the program's options and runs when it was asked for.
#pragma once

#include <optional>
#include <string>

#include "gate-agent/evaluation/material.h"
#include "gate-agent/evaluation/report.h"
#include "gate-agent/vision/calibration.h"

namespace clearance {

// Thresholds of a set, and the calibration file for a gate.
class CalibrateCommand {
 public:
  explicit CalibrateCommand(CLI::App& app);
  // The exit code; nullopt when another command was asked for.
  std::optional<int> Run() const;

 private:
  // Everything that can be told wrong before a file is read. Error: INVALID_FIELD naming the option.
  Status CheckOptions() const;

  CLI::App* command_;
  MaterialOptions material_;
  double target_fmr_ = kLoosestFinalFmr;
  double target_bpcer_ = 0.01;
  std::string attacks_;  // a file; empty: none
  std::string population_;
  std::string output_;
  bool provisional_ = false;
};

// One line for each pair, and a summary.
class VerifyCommand {
 public:
  explicit VerifyCommand(CLI::App& app);
  std::optional<int> Run() const;

 private:
  CLI::App* command_;
  MaterialOptions material_;
  std::string calibration_;  // a file; empty: the one that ships
  bool json_ = false;
};

// Rates of a set with their intervals, and the DET curve.
class ReportCommand {
 public:
  explicit ReportCommand(CLI::App& app);
  std::optional<int> Run() const;

 private:
  // As of CalibrateCommand.
  Status CheckOptions() const;
  StatusOr<EvaluationReport> Measure() const;
  StatusOr<TransactionRates> Transactions(const PictureSet& set) const;

  CLI::App* command_;
  MaterialOptions material_;
  std::string calibration_;                 // a file; empty: the one that ships
  std::string groups_;                      // a file; empty: none
  std::string attacks_;                     // a file; empty: none
  std::int64_t impostor_transactions_ = 0;  // 0: no transactions
  std::string label_;
  std::string seen_before_;
  std::string output_;  // a folder; empty: only print
  bool baseline_ = false;
};

}  // namespace clearance
