#include "gate-agent/vision/model_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/vision/embedder.h"
#include "gate-agent/vision/yunet_detector.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr ModelFile kHello = {"hello.onnx", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"};

// A fresh folder as current directory and no CLEARANCE_MODELS; both are put back.
class ModelFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    before_ = fs::current_path();
    if (const char* variable = std::getenv("CLEARANCE_MODELS")) variable_ = variable;
    unsetenv("CLEARANCE_MODELS");
    root_ = fs::temp_directory_path() / ("clearance_models_" + std::to_string(::getpid()));
    fs::create_directories(root_ / "here");
    fs::current_path(root_ / "here");
  }
  void TearDown() override {
    fs::current_path(before_);
    fs::remove_all(root_);
    if (variable_) setenv("CLEARANCE_MODELS", variable_->c_str(), 1);
  }
  static void Put(const fs::path& folder, std::string_view file) {
    fs::create_directories(folder);
    ASSERT_TRUE(WriteFile((folder / file).string(), "network").ok());
  }

  fs::path before_, root_;
  std::optional<std::string> variable_;
};

TEST_F(ModelFilesTest, LooksInFlagVariableAndTheTwoFoldersInThisOrder) {
  EXPECT_EQ(FindModels(""), std::nullopt);
  Put(root_ / "shared" / "models", FusionManifests()[0].file.name);
  EXPECT_EQ(FindModels(""), "../shared/models");
  Put("models", FusionManifests()[0].file.name);
  EXPECT_EQ(FindModels(""), "models");
  setenv("CLEARANCE_MODELS", "from/variable", 1);
  EXPECT_EQ(FindModels(""), "from/variable");
  EXPECT_EQ(FindModels("from/flag"), "from/flag");
  EXPECT_EQ(FindModels(kNoModels), std::nullopt);
  setenv("CLEARANCE_MODELS", "none", 1);
  EXPECT_EQ(FindModels(""), std::nullopt);
}

TEST_F(ModelFilesTest, AFolderWithoutAnEmbedderDoesNotCount) {
  Put("models", kYunetModel.name);
  EXPECT_EQ(FindModels(""), std::nullopt);
}

TEST_F(ModelFilesTest, ReadsAFileByItsHashOnly) {
  ASSERT_TRUE(WriteFile("hello.onnx", "hello").ok());
  const auto content = ReadModel(".", kHello);
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(*content, "hello");
  ASSERT_TRUE(WriteFile("hello.onnx", "hellp").ok());
  const auto changed = ReadModel(".", kHello);
  EXPECT_EQ(ReasonOf(changed.status()), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(changed.status()).find("hello.onnx"), std::string::npos);
}

TEST_F(ModelFilesTest, AMissingFileIsNamed) {
  const auto missing = ReadModel("no/such/folder", kHello);
  EXPECT_EQ(ReasonOf(missing.status()), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(missing.status()).find("no/such/folder/hello.onnx"), std::string::npos);
}

}  // namespace
}  // namespace clearance
