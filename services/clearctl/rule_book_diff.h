// What a rule book says, as a list of short facts, and what one says otherwise than another, each in a line a person
// understands. Judges nothing and reads no file.
#pragma once

#include <string>
#include <vector>

#include "common/rules/rule_book.h"

namespace clearance {

// One thing a book says of one subject: ("CHN-KAZ in CHN", "limit", "rolling-90-180").
struct BookFact {
  std::string subject{};  // empty: the book itself
  std::string attribute{};
  std::string value{};
  bool several = false;  // one of a list; else the subject has it once
};

// Everything in the book, in its order.
std::vector<BookFact> FactsOf(const RuleBook& book);

// One line for each difference, in the order of the newer book; what is gone comes last of its subject. Empty: the
// books say the same, whatever their files look like.
//   "version khorgos-2026-11-25.4 → khorgos-2027-01-01"
//   "CHN-KAZ in CHN: limit rolling-90-180 added"
//   "CHN-KAZ in CHN: allowance rolling (inferred) → fixed_at_entry (fact)"
//   "ICBC in ICBC: removed"
std::vector<std::string> DiffRuleBooks(const RuleBook& old_book, const RuleBook& new_book);

}  // namespace clearance
