// Under which look-up key the travellers are, over every store.
#include "common/base/error_reasons.h"
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

class LookupKeyCheckContract : public StoreContract {
 protected:
  std::optional<std::string> Found() {
    std::optional<std::string> value;
    Read([&](const Snapshot& s) { value = Must(s.lookup_key_check().Find()); });
    return value;
  }

  const std::string one_ = std::string(kKeyCheckBytes, '1');
  const std::string other_ = std::string(kKeyCheckBytes, '\0');
};

CLEARANCE_EVERY_STORE(LookupKeyCheckContract);

TEST_P(LookupKeyCheckContract, AValueIsKeptAndReplaced) {
  EXPECT_EQ(Found(), std::nullopt);
  Write([&](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.lookup_key_check().Put(one_));
    EXPECT_EQ(Must(t.lookup_key_check().Find()), one_) << "it sees what it wrote";
    return OkStatus();
  });
  EXPECT_EQ(Found(), one_);
  Write([&](Transaction& t) { return t.lookup_key_check().Put(other_); });
  EXPECT_EQ(Found(), other_);
}

TEST_P(LookupKeyCheckContract, WhatFailsLeavesTheValueThatWasThere) {
  const auto fail_after = [&](const std::string& value) {
    return TransactAndWait(*store_, [&](Transaction& t) -> Status {
      RETURN_IF_ERROR(t.lookup_key_check().Put(value));
      return InvalidField("reason", "refused");
    });
  };
  EXPECT_EQ(fail_after(one_).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Found(), std::nullopt);
  Write([&](Transaction& t) { return t.lookup_key_check().Put(one_); });
  EXPECT_EQ(fail_after(other_).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Found(), one_);
}

TEST_P(LookupKeyCheckContract, AnotherLengthIsNoValue) {
  for (const std::string& value : {std::string(), one_ + "1", one_.substr(1)}) {
    const Status status = TransactAndWait(*store_, [&](Transaction& t) { return t.lookup_key_check().Put(value); });
    EXPECT_EQ(ReasonOf(status), error_reason::kInvalidField) << value.size();
  }
  EXPECT_EQ(Found(), std::nullopt);
}

}  // namespace
}  // namespace clearance
