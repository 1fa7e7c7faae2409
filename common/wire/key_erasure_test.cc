// The body of an erasure: what is written comes back, and nothing else is read.
#include "common/wire/key_erasure.h"

#include <gtest/gtest.h>

#include <utility>

namespace clearance {
namespace {

KeyErasure SampleErasure() {
  return {.subject = std::string(32, 's'),
          .purposes = {DataPurpose::kBorder, DataPurpose::kHold},
          .author = "authority-1",
          .reason = "asked for"};
}

TEST(KeyErasureTest, AnErasureComesBackInEveryField) {
  const std::string body = KeyErasedBody(SampleErasure());
  EXPECT_EQ(body.substr(0, 4), "\x85\x01\x58\x20");
  const auto read = ReadKeyErasedBody(body);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, SampleErasure());
  for (std::size_t size = 0; size < body.size(); ++size) EXPECT_FALSE(ReadKeyErasedBody(body.substr(0, size)).ok());
  EXPECT_FALSE(ReadKeyErasedBody(body + '\0').ok());
}

// Grounds of blanks were taken once: what is sealed stays readable.
TEST(KeyErasureTest, AnErasureForBlanksIsStillRead) {
  KeyErasure erasure = SampleErasure();
  erasure.reason = "   ";
  const auto read = ReadKeyErasedBody(KeyErasedBody(erasure));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, erasure);
}

TEST(KeyErasureTest, AnErasureOutOfItsFormIsRefused) {
  const auto refused = [](void (*change)(KeyErasure&)) {
    KeyErasure erasure = SampleErasure();
    change(erasure);
    const std::string field = FieldOf(ValidateKeyErasure(erasure));
    EXPECT_EQ(FieldOf(ReadKeyErasedBody(KeyErasedBody(erasure)).status()), field);
    return field;
  };
  EXPECT_EQ(refused([](KeyErasure& e) { e.subject.pop_back(); }), "subject");
  EXPECT_EQ(refused([](KeyErasure& e) { e.purposes.clear(); }), "purposes");
  EXPECT_EQ(refused([](KeyErasure& e) { std::swap(e.purposes[0], e.purposes[1]); }), "purposes");
  EXPECT_EQ(refused([](KeyErasure& e) { e.purposes[1] = e.purposes[0]; }), "purposes");
  EXPECT_EQ(refused([](KeyErasure& e) { e.author.clear(); }), "author");
  EXPECT_EQ(refused([](KeyErasure& e) { e.author = std::string(65, 'a'); }), "author");
  EXPECT_EQ(refused([](KeyErasure& e) { e.author = "a\nb"; }), "author");
  EXPECT_EQ(refused([](KeyErasure& e) { e.reason.clear(); }), "reason");
  EXPECT_EQ(refused([](KeyErasure& e) { e.reason = std::string(201, 'a'); }), "reason");
}

}  // namespace
}  // namespace clearance
