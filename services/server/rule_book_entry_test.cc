// The rule book in force stands in the ledger, once for each change.
#include "services/server/rule_book_entry.h"

#include <gtest/gtest.h>

#include "common/base/executor.h"
#include "common/crypto/hash.h"
#include "db/memory_store.h"
#include "tests/support/entries_of.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'790'000'000'000);

class RuleBookEntryTest : public testing::Test {
 protected:
  std::vector<StoredEntry> Entries() { return EntriesOf(*store_); }
  std::optional<RuleBookInForce> At(std::uint64_t position) {
    std::optional<RuleBookInForce> book;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(book, s.rule_books().At(position));
                      return OkStatus();
                    })
                    .ok());
    return book;
  }

  ThreadPool executor_{1};
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
};

TEST_F(RuleBookEntryTest, EachChangeIsAnEntryAndARestartIsNone) {
  const RuleBookChange shipped{"a", MakeDate(2026, 11, 25), "version = \"a\"", {}};
  const RuleBookChange ours{"b", MakeDate(2026, 12, 1), "version = \"b\"", {"lawyer-1", "lawyer-2"}};
  EXPECT_FALSE(At(100));
  for (const RuleBookChange& change : {shipped, shipped, ours, ours, shipped})
    ASSERT_TRUE(RecordRuleBook(*store_, change, kNow).ok());
  const std::vector<StoredEntry> entries = Entries();
  ASSERT_EQ(entries.size(), 3u) << "back to an earlier book is a change too";
  EXPECT_EQ(entries[1].entry.kind, EntryKind::kRuleBookChange);
  EXPECT_EQ(entries[1].entry.log, kCentreLog);
  EXPECT_EQ(ReadRuleBookChangeBody(entries[1].entry.body).value(), ours);
  EXPECT_EQ(At(1), std::optional(RuleBookInForce{1, "a", Sha256(shipped.text)}));
  EXPECT_EQ(At(2), std::optional(RuleBookInForce{2, "b", Sha256(ours.text)}));
  EXPECT_EQ(At(100), std::optional(RuleBookInForce{3, "a", Sha256(shipped.text)}));
}

}  // namespace
}  // namespace clearance
