#include "services/clearctl/file_search.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

class FileSearchTest : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& content) {
    const std::string path = folder_.Path(name);
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  const TemporaryFolder folder_;
  const std::string secret_ = "0123456789abcdefGHIJKLMNOPQRSTUVwxyz+-*/";  // two pieces and a rest
};

TEST_F(FileSearchTest, FindsEveryPieceWhereverItStands) {
  constexpr std::size_t kMebibyte = 1024 * 1024;
  for (const std::string& piece : {secret_, secret_.substr(0, 16), secret_.substr(16, 16)}) {
    for (const std::size_t before : {std::size_t{0}, std::size_t{5}, kMebibyte - 16, kMebibyte - 15, kMebibyte - 1,
                                     kMebibyte, 2 * kMebibyte - 3}) {
      const std::string path = File("file", std::string(before, 'x') + piece + std::string(7, 'x'));
      const auto search = SearchFiles({path}, {"another secret of some length", secret_});
      ASSERT_TRUE(search.ok()) << search.status();
      EXPECT_EQ(search->found, path) << before;
    }
  }
}

TEST_F(FileSearchTest, WhatIsNotThereIsNotFound) {
  const std::string near = secret_.substr(0, 15) + "x" + secret_.substr(1, 15);
  const std::string first = File("first", near + std::string(3'000'000, '\0'));
  const std::string second = File("second", "");
  const auto search = SearchFiles({first, second, folder_.Path("none")}, {secret_});
  ASSERT_TRUE(search.ok()) << search.status();
  EXPECT_EQ(search->found, std::nullopt);
  EXPECT_EQ(search->bytes, near.size() + 3'000'000);
  EXPECT_EQ(SearchFiles({first}, {})->found, std::nullopt);
}

TEST_F(FileSearchTest, NamesTheFileThatHoldsIt) {
  const std::string first = File("first", "nothing of it");
  const std::string second = File("second", secret_);
  EXPECT_EQ(SearchFiles({first, second}, {secret_})->found, second);
}

TEST_F(FileSearchTest, WhatCannotBeReadIsAnError) {
  const auto search = SearchFiles({folder_.path()}, {secret_});
  EXPECT_EQ(ReasonOf(search.status()), error_reason::kFileUnreadable) << "a folder";
}

}  // namespace
}  // namespace clearance
