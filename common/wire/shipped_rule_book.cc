#include "common/wire/shipped_rule_book.h"

#include "common/base/check.h"
#include "common/wire/rule_book_file.h"

namespace clearance {

RuleBook KhorgosRuleBook() {
  StatusOr<RuleBook> book = ParseRuleBook(ShippedRuleBookText(), "khorgos.toml");
  CHECK(book.ok());
  return *std::move(book);
}

}  // namespace clearance
