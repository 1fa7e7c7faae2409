// Bodies of the entries about how the centre and its lanes work: RULE_BOOK_CHANGE and SERVICE_LEVEL_CHANGE.
// docs/ledger.md gives every field in order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/date.h"

namespace clearance {

// From its entry on the centre decides by this book.
struct RuleBookChange {
  std::string version{};
  Date effective_from{};
  std::string text{};                    // the file, byte for byte
  std::vector<std::string> approved_by;  // two persons; nobody for the book that ships with the program
  friend bool operator==(const RuleBookChange&, const RuleBookChange&) = default;
};

std::string RuleBookChangeBody(const RuleBookChange& change);
// INVALID_ARGUMENT for anything RuleBookChangeBody does not write.
StatusOr<RuleBookChange> ReadRuleBookChangeBody(std::string_view body);

// Who has ordered a level, and why.
struct LevelOrderedBy {
  std::string author{};
  std::string ground{};
  std::string confirmed_by{};  // empty where one did it alone
  friend bool operator==(const LevelOrderedBy&, const LevelOrderedBy&) = default;
};

// The lane of the entry works at another level than it did, or is to.
struct ServiceLevelChange {
  std::optional<ServiceLevel> before{};  // absent: nothing was known of the lane
  ServiceLevel after = ServiceLevel::kFull;
  std::string gate_id{};                  // the lane's; which says so, but of an order
  std::optional<LevelOrderedBy> order{};  // absent: the lane works at it
  friend bool operator==(const ServiceLevelChange&, const ServiceLevelChange&) = default;
};

std::string ServiceLevelChangeBody(const ServiceLevelChange& change);
// INVALID_ARGUMENT for anything ServiceLevelChangeBody does not write.
StatusOr<ServiceLevelChange> ReadServiceLevelChangeBody(std::string_view body);

}  // namespace clearance
