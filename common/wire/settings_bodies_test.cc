// The bodies of RULE_BOOK_CHANGE and SERVICE_LEVEL_CHANGE: every field comes back, and nothing else is read.
#include "common/wire/settings_bodies.h"

#include <gtest/gtest.h>

#include "common/wire/shipped_rule_book.h"
#include "tests/support/strict_reading.h"

namespace clearance {
namespace {

TEST(SettingsBodiesTest, RuleBookChangesComeBackInEveryField) {
  for (const std::vector<std::string>& persons :
       {std::vector<std::string>{}, std::vector<std::string>{"lawyer-1", "lawyer-2"}}) {
    const RuleBookChange change{"khorgos-1", MakeDate(2026, 11, 25), "version = \"khorgos-1\"\n", persons};
    ExpectReadStrictly<RuleBookChange>(change, RuleBookChangeBody(change), ReadRuleBookChangeBody, RuleBookChangeBody);
  }
}

TEST(SettingsBodiesTest, ServiceLevelChangesComeBackInEveryField) {
  for (const auto& before : {std::optional<ServiceLevel>(), std::optional(ServiceLevel::kFull)}) {
    ServiceLevelChange change{.before = before, .after = ServiceLevel::kManual, .gate_id = "gate-1"};
    ExpectReadStrictly<ServiceLevelChange>(change, ServiceLevelChangeBody(change), ReadServiceLevelChangeBody,
                                           ServiceLevelChangeBody);
    change.order = LevelOrderedBy{"officer-1", "the scanner smokes", "officer-2"};
    ExpectReadStrictly<ServiceLevelChange>(change, ServiceLevelChangeBody(change), ReadServiceLevelChangeBody,
                                           ServiceLevelChangeBody);
  }
}

}  // namespace
}  // namespace clearance
