// A start records the look-up key of a ledger once, and under another writes nothing.
#include "services/server/lookup_key_record.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"

namespace clearance {
namespace {

Pseudonyms KeyOf(char letter) { return *Pseudonyms::FromKey(SecretBytes(std::string(32, letter))); }

class LookupKeyRecordTest : public testing::Test {
 protected:
  Status Start(const Pseudonyms& key) { return RecordLookupKey(*store_, {key, "keys.lookup (a.hex)"}, fields_); }
  std::optional<std::string> Recorded() {
    std::optional<std::string> value;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(value, s.lookup_key_check().Find());
                      return OkStatus();
                    })
                    .ok());
    return value;
  }

  ThreadPool executor_{1};
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'm')));
  const Pseudonyms own_ = KeyOf('k');
  const Pseudonyms other_ = KeyOf('o');
};

TEST_F(LookupKeyRecordTest, TheFirstStartRecordsTheKeyAndEveryLaterOneHoldsToIt) {
  EXPECT_EQ(Start(own_), OkStatus());
  EXPECT_EQ(Recorded(), own_.CheckValue());
  EXPECT_EQ(Start(own_), OkStatus());
  EXPECT_EQ(ReasonOf(Start(other_)), error_reason::kLookupKeyWrong);
  EXPECT_EQ(Recorded(), own_.CheckValue());
}

TEST_F(LookupKeyRecordTest, ALedgerOfBeforeThatProvesNothingIsBelievedOnce) {
  ASSERT_EQ(
      TransactAndWait(
          *store_,
          [](Transaction& t) {
            return t.ledger().Append({.log = "KHORGOS", .kind = EntryKind::kAbandonment, .body = "left"}).status();
          }),
      OkStatus());
  EXPECT_EQ(Start(own_), OkStatus());
  EXPECT_EQ(Recorded(), own_.CheckValue());
  EXPECT_EQ(ReasonOf(Start(other_)), error_reason::kLookupKeyWrong);
}

}  // namespace
}  // namespace clearance
