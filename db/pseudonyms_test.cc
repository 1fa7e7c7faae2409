// The keyed hashes that documents and people are known by: what changes each of them, and what does not.
#include "db/pseudonyms.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/base/bytes.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

TEST(PseudonymsTest, KeysOfIdentityTellWhatTheyShouldAndNothingElse) {
  const auto pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  Document document = SampleDocument();
  document.national_number = "880101300014";
  const auto with = [&](const std::function<void(Document&)>& change) {
    Document changed = document;
    change(changed);
    return changed;
  };
  const Document renewed = with([](Document& d) { d.number = "N99999999"; });
  const Document born_later = with([](Document& d) { d.birth_date += Days(1); });
  const Document other_state = with([](Document& d) { d.nationality = "CHN"; });
  const Document other_number = with([](Document& d) { d.national_number = "880101300015"; });
  const Document other_sex = with([](Document& d) { d.sex = d.sex == Sex::kMale ? Sex::kFemale : Sex::kMale; });
  const Document longer = with([](Document& d) { d.expiry_date = MakeDate(2039, 1, 1); });

  const std::string national = pseudonyms.NationalKey(document);
  EXPECT_EQ(national.size(), 32u);
  EXPECT_EQ(pseudonyms.NationalKey(renewed), national);
  EXPECT_EQ(pseudonyms.NationalKey(other_sex), national);
  for (const Document& other : {born_later, other_state, other_number})
    EXPECT_NE(pseudonyms.NationalKey(other), national);
  EXPECT_EQ(pseudonyms.NationalKey(with([](Document& d) { d.national_number.clear(); })), "");

  const std::string facts = pseudonyms.FactsKey(document);
  EXPECT_EQ(pseudonyms.FactsKey(longer), facts);
  EXPECT_EQ(pseudonyms.FactsKey(other_number), facts);
  for (const Document& other : {born_later, other_state, other_sex}) EXPECT_NE(pseudonyms.FactsKey(other), facts);
  EXPECT_NE(pseudonyms.FactsKey(renewed), facts) << "nothing is told of two documents";

  EXPECT_EQ(pseudonyms.CollidingTraveller(longer), pseudonyms.CollidingTraveller(document));
  EXPECT_NE(pseudonyms.CollidingTraveller(other_sex), pseudonyms.CollidingTraveller(document));
  EXPECT_NE(pseudonyms.CollidingTraveller(document), pseudonyms.Traveller(document));
  EXPECT_EQ(pseudonyms.Traveller(other_sex), pseudonyms.Traveller(document));
}

// The value stands in ledgers: under another label no key would be the right one any more.
TEST(PseudonymsTest, TheCheckValueTellsKeysApartAndStaysWhatItIs) {
  const auto pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  EXPECT_EQ(ToHex(pseudonyms.CheckValue()), "7162ed37803f05a86d263d0e04c148c5cd0ffcd906b5416ae6e844c6b1fead17")
      << "HMAC-SHA-256 as another program computes it";
  EXPECT_NE(Pseudonyms::FromKey(SecretBytes(std::string(32, 'o')))->CheckValue(), pseudonyms.CheckValue());
  EXPECT_NE(pseudonyms.WatchTokenKey().view(), pseudonyms.CheckValue()) << "a key that is derived is never shown";
}

}  // namespace
}  // namespace clearance
