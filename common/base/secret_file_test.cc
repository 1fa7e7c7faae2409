#include "common/base/secret_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr char kHexKey[] = "c8b81319a6f5f1d2c0b7a9e8d7c6b5a4938271605f4e3d2c1b0a99887759fa11";
constexpr char kPem[] = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";

class SecretFileTest : public testing::Test {
 protected:
  std::string In(const std::string& name) const { return folder_.Path(name); }
  static std::string Said(const std::string& path) { return MessageOf(ReadSecretFile(path, 100).status()); }

  const TemporaryFolder folder_;
};

TEST_F(SecretFileTest, KnowsAKeyWhereverItStands) {
  for (const std::string& key : {std::string(kHexKey), std::string(kHexKey).substr(0, 32), std::string(kPem)}) {
    EXPECT_TRUE(LooksSecret(key)) << key;
    EXPECT_TRUE(LooksSecret("/etc/clearance/" + key)) << key;
    EXPECT_TRUE(LooksSecret(key + ".")) << key;
  }
  for (const char* name : {"", "master_key.hex", "/etc/clearance/keys", "c8b81319-a6f5-f1d2-c0b7-a9e8d7c6b5a4"})
    EXPECT_FALSE(LooksSecret(name)) << name;
  EXPECT_FALSE(LooksSecret(std::string(kHexKey).substr(0, 31)));
}

TEST_F(SecretFileTest, AKeyInThePlaceOfItsFilesNameIsNotInTheError) {
  for (const std::string& key : {std::string(kHexKey), std::string(kPem)}) {
    for (const std::string& path : {key, In(key), "/nowhere/" + key, In(key) + "."})
      EXPECT_EQ(Said(path).rfind("cannot open (not shown: looks like a key): ", 0), 0u) << Said(path);
  }
  // In Base64 of both alphabets, with the slashes that make folders of it, and as people print keys.
  for (const char* key :
       {"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=", "q83v/jRWeJCrze8SNFZ4kKv/7xI0VniQq83v+jRWe/A=",
        "q83v-jRWeJCrze8SNFZ4kKv_7xI0VniQq83v_jRWeJA", "c8:b8:13:19:a6:f5:f1:d2:c0:b7:a9:e8:d7:c6:b5:a4"}) {
    for (const std::string& path : {std::string(key), In(key), std::string(key) + "."})
      EXPECT_EQ(Said(path), "cannot open (not shown: may be the key itself): No such file or directory") << path;
  }
}

TEST_F(SecretFileTest, ASlipOfThePenInANameIsNamed) {
  EXPECT_EQ(Said(In("master_kye.hex")), "cannot open " + In("master_kye.hex") + ": No such file or directory");
  EXPECT_EQ(Said(In("pki/gate-1_key.pem")), "cannot open " + In("pki/gate-1_key.pem") + ": No such file or directory");
  EXPECT_EQ(Said(In("..")), "cannot read " + In("..") + ": Is a directory");
}

// A long name of a file that is there is a name and no key.
TEST_F(SecretFileTest, WhatIsThereIsReadAndNamed) {
  const std::string path = In("the_master_key_of_khorgos_of_november");
  ASSERT_TRUE(WriteFile(path, "secret").ok());
  EXPECT_EQ(ReadSecretFile(path, 100).value_or(""), "secret");
  EXPECT_EQ(ShownSecretName(path), path);
  EXPECT_EQ(MessageOf(ReadSecretFile(path, 5).status()), path + " is longer than 5 bytes");
  EXPECT_EQ(ShownSecretName(path + "_2"), "(not shown: may be the key itself)");
}

TEST_F(SecretFileTest, AnyFilesErrorKeepsAKeyToItself) {
  EXPECT_EQ(MessageOf(ReadFile(In(kHexKey), 100).status()),
            "cannot open (not shown: looks like a key): No such file or directory");
  ASSERT_TRUE(WriteFile(In(kHexKey), "long").ok());
  EXPECT_EQ(ReadFile(In(kHexKey), 100).value_or(""), "long");
}

TEST_F(SecretFileTest, ASettingStandsBeforeItsError) {
  const auto named = OfSetting("keys.master", ReadSecretFile(In(kHexKey), 100));
  EXPECT_EQ(MessageOf(named.status()),
            "keys.master: cannot open (not shown: looks like a key): No such file or directory");
  EXPECT_EQ(named.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(named.status()), error_reason::kFileUnreadable);
  EXPECT_EQ(OfSetting("keys.master", OkStatus()), OkStatus());
  EXPECT_EQ(OfSetting("keys.master", StatusOr<std::string>("x")).value_or(""), "x");
}

}  // namespace
}  // namespace clearance
