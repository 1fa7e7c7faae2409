// Tests of chip_folder: every file of a chip in its place, and a clear error for a folder that is none.
#include "services/clearctl/chip_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct ChipFolderTest : testing::Test {
  const TemporaryFolder temporary;
  const std::string& folder = temporary.path();
  void Put(const std::string& name, const std::string& content) const {
    ASSERT_TRUE(WriteFile(folder + "/" + name, content).ok());
  }
  std::string Problem() const { return MessageOf(ReadChipFolder(folder).status()); }
};

TEST_F(ChipFolderTest, EveryFileInItsPlace) {
  Put("EF_COM.bin", "com");
  Put("EF_SOD.bin", "sod");
  Put("EF_CardSecurity.bin", "card");
  Put("DG1.bin", "one");
  Put("DG16.bin", "sixteen");
  Put("AA_challenge.bin", "12345678");
  Put("AA_answer.bin", "answer");
  Put("DG17.bin", "none");
  Put("README.txt", "none");
  const auto chip = ReadChipFolder(folder);
  ASSERT_TRUE(chip.ok()) << chip.status();
  EXPECT_EQ(chip->files.ef_com, "com");
  EXPECT_EQ(chip->files.ef_sod, "sod");
  EXPECT_EQ(chip->files.card_security, "card");
  EXPECT_EQ(chip->files.data_groups, (std::map<int, std::string>{{1, "one"}, {16, "sixteen"}}));
  const auto* exchange = std::get_if<ActiveAuthenticationEvidence>(&chip->evidence);
  ASSERT_NE(exchange, nullptr);
  EXPECT_EQ(exchange->challenge, "12345678");
  EXPECT_EQ(exchange->answer, "answer");
  EXPECT_THAT(chip->passed_over, ElementsAre("DG17.bin", "README.txt"));
}

TEST_F(ChipFolderTest, WithoutAnExchangeThereIsNoEvidence) {
  Put("DG1.bin", "one");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(ReadChipFolder(folder)->evidence));
  Put("AA_answer.bin", "answer");
  EXPECT_THAT(Problem(), HasSubstr("only one of"));
}

TEST_F(ChipFolderTest, AnotherExchangeIsInCHIPjson) {
  Put("DG1.bin", "one");
  Put("CHIP.json", R"({"protocol":"1.2","chip_mapping_key":"04","chip_authentication_data":"01"})");
  const auto chip = ReadChipFolder(folder);
  ASSERT_TRUE(chip.ok()) << chip.status();
  EXPECT_EQ(std::get<PaceCamEvidence>(chip->evidence), (PaceCamEvidence{"1.2", "\x04", "\x01"}));
  EXPECT_TRUE(chip->passed_over.empty());
  Put("AA_challenge.bin", "12345678");
  Put("AA_answer.bin", "answer");
  EXPECT_THAT(Problem(), HasSubstr("only one exchange"));
  std::filesystem::remove(folder + "/AA_challenge.bin");
  std::filesystem::remove(folder + "/AA_answer.bin");
  Put("CHIP.json", R"({"protocol":"1.2"})");
  EXPECT_THAT(Problem(), HasSubstr("/CHIP.json: terminal_private_key: is missing"));
  Put("CHIP.json", std::string(100'000, ' '));
  EXPECT_THAT(Problem(), HasSubstr("/CHIP.json is longer than"));
}

TEST_F(ChipFolderTest, AFolderThatIsNone) {
  EXPECT_THAT(Problem(), HasSubstr("holds no EF_COM.bin"));
  Put("EF_SOD.bin", std::string(kMaxChipFileBytes + 1, 'x'));
  EXPECT_THAT(Problem(), HasSubstr("EF_SOD.bin"));
  std::filesystem::remove_all(folder);
  EXPECT_EQ(ReadChipFolder(folder).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace clearance
