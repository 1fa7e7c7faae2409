// Who has personal keys, page after page, over every store.
#include <optional>
#include <set>
#include <vector>

#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

PersonalKey Key(int number, DataPurpose purpose = DataPurpose::kBorder) {
  return {.subject = Pseudonym(number),
          .purpose = purpose,
          .master_key_id = std::string(kMasterKeyIdBytes, 'm'),
          .wrapped = std::string(kWrappedKeyBytes, 'w')};
}

class KeyedSubjectsContract : public StoreContract {};
CLEARANCE_EVERY_STORE(KeyedSubjectsContract);

TEST_P(KeyedSubjectsContract, EverybodyWithAKeyIsListedOnceInPages) {
  Write([](Transaction& t) -> Status {
    for (int number = 1; number <= 7; ++number) {
      RETURN_IF_ERROR(t.personal_keys().Put(Key(number)));
      if (number % 2 == 0) RETURN_IF_ERROR(t.personal_keys().Put(Key(number, DataPurpose::kHold)));
    }
    return t.personal_keys().Erase(Pseudonym(5));
  });
  const std::set<std::string> all = {Pseudonym(1), Pseudonym(2), Pseudonym(3),
                                     Pseudonym(4), Pseudonym(6), Pseudonym(7)};
  for (const std::size_t page_size : {1u, 2u, 3u, 6u, 7u}) {
    Read([&](const Snapshot& s) {
      std::vector<std::string> listed;
      std::optional<std::string> after = "";
      while (after && listed.size() < 100) {
        const KeyedSubjects page = Must(s.personal_keys().ListSubjects(*after, page_size));
        EXPECT_LE(page.subjects.size(), page_size);
        EXPECT_EQ(page.nameless, 0u);
        listed.insert(listed.end(), page.subjects.begin(), page.subjects.end());
        after = page.next;
      }
      EXPECT_EQ(listed.size(), all.size()) << page_size;
      EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), all) << page_size;
    });
  }
}

TEST_P(KeyedSubjectsContract, APageGoesOnThoughItsLastPersonIsGone) {
  Write([](Transaction& t) -> Status {
    for (int number = 1; number <= 4; ++number) RETURN_IF_ERROR(t.personal_keys().Put(Key(number)));
    return OkStatus();
  });
  KeyedSubjects first;
  Read([&](const Snapshot& s) { first = Must(s.personal_keys().ListSubjects("", 2)); });
  ASSERT_TRUE(first.next);
  Write([&](Transaction& t) { return t.personal_keys().Erase(first.subjects.back()); });
  Read([&](const Snapshot& s) {
    const KeyedSubjects rest = Must(s.personal_keys().ListSubjects(*first.next, 10));
    EXPECT_EQ(rest.subjects.size(), 2u);
    EXPECT_EQ(rest.next, std::nullopt);
  });
}

}  // namespace
}  // namespace clearance
