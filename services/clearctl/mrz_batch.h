// The answers of `clearctl mrz`: lines of machine-readable zones, one document after the other, to one JSON object a
// document or a readable table. Everything here is personal data: it goes to standard output, never into an error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/document/mrz_repair.h"

namespace clearance {

// Longer lines are answered as errors.
inline constexpr std::size_t kMaxMrzLineBytes = 1024;

enum class MrzOutput { kJson, kTable };

struct MrzTotals {
  std::size_t documents = 0;
  std::size_t unreadable = 0;
};

// `repair` as a JSON object, docs/clearctl.md.
std::string MrzJson(const MrzRepair& repair);

class MrzBatch {
 public:
  // `today` resolves two-digit years.
  MrzBatch(Date today, MrzOutput output) : today_(today), output_(output) {}

  // Takes the next line, and appends the answer to `out` once a document is whole. How many lines one has is told by
  // the length of its first: about 30 three, about 36 or 44 two, any other none, which is an error of its own. An empty
  // line ends a document.
  void Take(std::string_view line, std::string& out);
  // At the end of the input: answers what is left.
  void End(std::string& out);

  const MrzTotals& totals() const { return totals_; }

 private:
  void Answer(std::string& out);

  const Date today_;
  const MrzOutput output_;
  MrzTotals totals_;
  std::size_t lines_taken_ = 0;
  std::vector<std::string> document_;
  std::size_t lines_wanted_ = 0;
  std::size_t first_line_ = 0;
};

}  // namespace clearance
