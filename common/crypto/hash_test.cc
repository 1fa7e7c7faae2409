// SHA-256, HMAC-SHA-256 and keyed hashes against published vectors.
#include "common/crypto/hash.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/bytes.h"
#include "common/crypto/keyed_hash.h"
#include "common/crypto/secret.h"

namespace clearance {
namespace {

TEST(Sha256Test, Fips180Examples) {
  EXPECT_EQ(ToHex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(ToHex(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, TwoPartsAreOneMessage) { EXPECT_EQ(Sha256("ab", "c"), Sha256("abc")); }

TEST(HmacTest, Rfc4231Cases) {
  EXPECT_EQ(ToHex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(ToHex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(ToHex(HmacSha256(std::string(20, '\xaa'), std::string(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(ToHex(HmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacTest, AnEmptyKeyAndMessageAreAllowed) {
  EXPECT_EQ(ToHex(HmacSha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

const std::string kKey(kKeyedHashKeyBytes, 'k');

TEST(KeyedHashTest, IsTheHmacOfTheLengthPrefixedFields) {
  const std::string input = *FromHex(
      "0000000000000001"
      "70"                // purpose "p"
      "0000000000000002"  // two fields
      "0000000000000002"
      "6162"                // "ab"
      "0000000000000000");  // ""
  EXPECT_EQ(KeyedHash(kKey, "p", {"ab", ""}), HmacSha256(kKey, input));
}

TEST(KeyedHashTest, NoTwoFieldListsCollide) {
  std::set<std::string> seen;
  const auto insert = [&](const std::string& hash) { EXPECT_TRUE(seen.insert(hash).second); };
  insert(KeyedHash(kKey, "p", {}));
  insert(KeyedHash(kKey, "p", {""}));
  insert(KeyedHash(kKey, "p", {"", ""}));
  insert(KeyedHash(kKey, "p", {"ab", "c"}));
  insert(KeyedHash(kKey, "p", {"a", "bc"}));
  insert(KeyedHash(kKey, "p", {"abc"}));
  insert(KeyedHash(kKey, "p", {"c", "ab"}));
  insert(KeyedHash(kKey, "pa", {"bc"}));
  insert(KeyedHash(kKey, "", {"p", "abc"}));
  insert(KeyedHash(std::string(kKeyedHashKeyBytes, 'l'), "p", {"abc"}));
  EXPECT_EQ(KeyedHash(kKey, "p", {"abc"}), KeyedHash(kKey, "p", {"abc"}));
}

TEST(KeyedHashDeathTest, AKeyOfAnotherLengthIsABug) { EXPECT_DEATH(KeyedHash("short", "p", {}), "CHECK failed"); }

TEST(SecretTest, WipeOverwritesTheWholeBuffer) {
  std::string secret(100, 's');
  secret.resize(50);
  const char* buffer = secret.data();
  Wipe(secret);
  EXPECT_TRUE(secret.empty());
  ASSERT_EQ(secret.data(), buffer);  // still owned, so that looking at it is allowed
  secret.resize(secret.capacity(), '\0');
  EXPECT_EQ(secret.find('s'), std::string::npos);
}

TEST(SecretTest, MovingLeavesNothingBehind) {
  std::string text = "short";
  SecretBytes first(std::move(text));
  EXPECT_TRUE(text.empty());  // NOLINT(bugprone-use-after-move): the point of the test
  EXPECT_EQ(first.view(), "short");
  SecretBytes second(std::move(first));
  EXPECT_EQ(second.view(), "short");
  EXPECT_EQ(first.view(), "");  // NOLINT(bugprone-use-after-move)
  SecretBytes third;
  third = std::move(second);
  EXPECT_EQ(third.view(), "short");
  EXPECT_EQ(second.view(), "");  // NOLINT(bugprone-use-after-move)
}

TEST(SecretTest, ComparesByContent) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "ab"));
  EXPECT_FALSE(ConstantTimeEqual(std::string("a\0b", 3), std::string("a\0c", 3)));
}

}  // namespace
}  // namespace clearance
