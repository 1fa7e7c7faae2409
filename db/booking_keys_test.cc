// What is kept of contacts and references: keyed hashes, each of its own kind.
#include <gtest/gtest.h>

#include "db/pseudonyms.h"

namespace clearance {
namespace {

TEST(BookingKeysTest, AContactAndAReferenceAreKnownByKeyedHashesOfTheirOwn) {
  const Pseudonyms pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const std::string contact = pseudonyms.Contact("+77010000000");
  EXPECT_EQ(contact.size(), 32u);
  EXPECT_EQ(contact, pseudonyms.Contact("+77010000000"));
  EXPECT_NE(contact, pseudonyms.Contact("+77010000001"));
  EXPECT_EQ(pseudonyms.Reference("ABCD2345").size(), 32u);
  EXPECT_NE(pseudonyms.Contact("ABCD2345"), pseudonyms.Reference("ABCD2345"));
  const Pseudonyms other = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'o')));
  EXPECT_NE(contact, other.Contact("+77010000000"));
  EXPECT_NE(pseudonyms.Reference("ABCD2345"), other.Reference("ABCD2345"));
}

}  // namespace
}  // namespace clearance
