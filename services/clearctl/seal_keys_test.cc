// Tests of seal_keys: what several files say of one key.
#include "services/clearctl/seal_keys.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "common/base/bytes.h"

namespace clearance {
namespace {

constexpr Instant kFrom = FromUnixMs(1'795'305'600'000);
constexpr Instant kUntil = kFrom + std::chrono::hours(24);

struct SealKeysTest : testing::Test {
  SealKeysTest() { std::filesystem::create_directories(folder); }
  ~SealKeysTest() override { std::filesystem::remove_all(folder); }
  std::string Written(const std::string& name, const std::string& content) const {
    EXPECT_TRUE(WriteFile(folder + "/" + name, content).ok());
    return folder + "/" + name;
  }
  std::string Json(const std::string& name, Instant from, Instant until) const {
    SealSet set;
    set.keys.Add({key.PublicKey(), SecretBytes(), from, until});
    return Written(name, SealKeysJson(set));
  }
  // Whatever the order of the files.
  SealKey Read(SealKeyFiles files) const {
    const auto set = ReadSealKeyFiles(files);
    std::reverse(files.keys.begin(), files.keys.end());
    const auto again = ReadSealKeyFiles(files);
    EXPECT_TRUE(set.ok() && again.ok()) << set.status() << again.status();
    const SealKey& read = set->keys.All().begin()->second;
    const SealKey& reread = again->keys.All().begin()->second;
    EXPECT_EQ(set->keys.All().size(), 1U);
    EXPECT_TRUE(read.from == reread.from && read.until == reread.until);
    EXPECT_EQ(read.hash_key.view(), reread.hash_key.view());
    return {read.key, SecretBytes(std::string(read.hash_key.view())), read.from, read.until};
  }

  const std::string folder = testing::TempDir() + "seal_keys_" + std::to_string(getpid());
  const SigningKey key = SigningKey::Generate();
};

TEST_F(SealKeysTest, AKeyGivenTwiceIsBelievedWhileBothSaySo) {
  const SealKey read =
      Read({.keys = {Json("old.json", kFrom, Instant::max()), Json("new.json", Instant::min(), kUntil)}});
  EXPECT_EQ(read.from, kFrom);
  EXPECT_EQ(read.until, kUntil);
}

TEST_F(SealKeysTest, APublicKeyAloneTakesNoEndAwayAndKeepsItsDocumentKey) {
  const SealKey read = Read({.keys = {Json("set.json", kFrom, kUntil), Written("key.pem", key.PublicKey().ToPem())},
                             .document_key = Written("document.hex", std::string(64, 'a'))});
  EXPECT_EQ(read.until, kUntil);
  EXPECT_EQ(read.hash_key.view(), std::string(32, '\xAA'));
}

}  // namespace
}  // namespace clearance
