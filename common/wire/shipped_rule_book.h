// The rule book that ships with the project, common/rules/khorgos.toml, compiled in: a centre and a gate have it
// without any file beside them.
#pragma once

#include <string_view>

#include "common/rules/rule_book.h"

namespace clearance {

// The text of khorgos.toml. Lives as long as the program.
std::string_view ShippedRuleBookText();

// The book it says (CHECK: it is in order, a test sees to it).
RuleBook KhorgosRuleBook();

}  // namespace clearance
