// Key files: what is taken for a key, what is refused, and that neither stays in memory.
#include "common/crypto/key_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/random.h"
#include "common/crypto/keyed_hash.h"
#include "tests/support/memory_search.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

class KeyFileTest : public testing::Test {
 protected:
  StatusOr<SecretBytes> Read(std::string_view content) const {
    EXPECT_TRUE(WriteFile(path_, content).ok());
    return ReadKeyFile(path_);
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.Path("key.hex");
};

const std::string kHex = "00112233445566778899aabbccddeeff0123456789abcdefFEDCBA9876543210";

TEST_F(KeyFileTest, RefusesWhatIsNotOneKeyAndNeverSaysWhatStandsThere) {
  for (const std::string& bad :
       {std::string(), std::string("\n"), kHex.substr(2), kHex.substr(1), kHex + "00", kHex + "0", kHex + "\n" + kHex,
        kHex + " ", " " + kHex, "0x" + kHex.substr(2), kHex.substr(0, 63) + "g", std::string(32, 'k')}) {
    const Status status = Read(bad).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << bad;
    EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid) << bad;
    EXPECT_EQ(MessageOf(status), path_ + ": must hold 64 hexadecimal characters");
  }
}

TEST_F(KeyFileTest, AFileThatCannotBeReadOrIsTooLongIsNamed) {
  const Status absent = ReadKeyFile(path_).status();
  EXPECT_EQ(absent.code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(absent), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(absent).find(path_), std::string::npos) << absent;
  const Status too_long = Read(std::string(257, '0')).status();
  EXPECT_EQ(too_long.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(too_long), error_reason::kFileUnreadable);
}

TEST_F(KeyFileTest, ReadsEitherCaseAndAnyLineEnd) {
  const std::string key = FromHex(kHex).value();
  for (const char* end : {"", "\n", "\r\n", "\n\n"}) {
    const auto read = Read(kHex + end);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->view(), key);
  }
}

TEST_F(KeyFileTest, LeavesNeitherTheTextNorARefusedKeyInMemory) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  SeededRandom random(5);
  std::string key(2 * kKeyedHashKeyBytes, '\0');  // twice as long as it may be, and as long as what is looked for
  std::generate(key.begin(), key.end(), [&] { return static_cast<char>(random.Below(256)); });
  std::string good_text = ToHex(key.substr(0, kKeyedHashKeyBytes)), bad_text = ToHex(key);
  const Needle as_text = MakeNeedle(good_text.data());
  const Needle as_bytes = MakeNeedle(key.data());
  EXPECT_GE(CountInMemory(as_text), 2) << "the search does find what is there";
  EXPECT_GE(CountInMemory(as_bytes), 1);
  ASSERT_TRUE(WriteFile(path_, good_text).ok());
  ASSERT_TRUE(WriteFile(path_ + ".long", bad_text).ok());
  for (std::string* text : {&key, &good_text, &bad_text}) Wipe(*text);
  ASSERT_EQ(CountInMemory(as_text), 0);
  ASSERT_EQ(CountInMemory(as_bytes), 0);
  EXPECT_TRUE(ReadKeyFile(path_).ok());
  EXPECT_FALSE(ReadKeyFile(path_ + ".long").ok());
  EXPECT_EQ(CountInMemory(as_text), 0);
  EXPECT_EQ(CountInMemory(as_bytes), 0);
}

}  // namespace
}  // namespace clearance
