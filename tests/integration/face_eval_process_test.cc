// face-eval as whoever calls it sees it: what it prints, what it leaves behind and how it ends.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <sstream>

#include "common/base/bytes.h"
#include "gate-agent/devices/painter.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 120'000;

class FaceEvalProcessTest : public testing::Test {
 protected:
  FaceEvalProcessTest() {
    std::string pattern = testing::TempDir() + "face-eval-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    fs::create_directories(At("images"));
  }
  ~FaceEvalProcessTest() override { fs::remove_all(folder_); }

  std::string At(const std::string& name) const { return folder_ + "/" + name; }

  void Put(const std::string& name, const std::string& content) {
    fs::create_directories(fs::path(At(name)).parent_path());
    EXPECT_TRUE(WriteFile(At(name), content).ok());
  }

  // Two painted people with two pictures each, and a picture that is none.
  void PutPeople() {
    for (const PersonSeed person : {kDistinctPeople[0], kDistinctPeople[4]}) {
      const std::string own = "images/" + std::to_string(person);
      Put(own + "/1.jpg", PaintPortrait(person, {}));
      Put(own + "/2.jpg", PaintPortrait(person, LaneConditions(1)));
    }
    Put("images/broken/1.jpg", "no picture");
  }

  // Runs to its end; `output_` and `errors_` have what it printed.
  int Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BinPath("face-eval"));
    fs::remove(At("stderr"));
    int exit_code = -1;
    const auto output = RunProcess(std::move(arguments), At("stderr"), exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    output_ = output.ok() ? *output : "";
    errors_ = ReadFile(At("stderr"), 1 << 20).value_or("");
    return exit_code;
  }

  int Verify(const std::string& csv, const std::vector<std::string>& more) {
    Put("pairs.csv", csv);
    std::vector<std::string> arguments = {"verify", "--pairs", At("pairs.csv"), "--images", At("images")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  bool Told(const std::string& text) const { return errors_.find(text) != std::string::npos; }

  std::string folder_;
  std::string output_;
  std::string errors_;
};

TEST_F(FaceEvalProcessTest, HelpShowsExamplesAndExitCodes) {
  EXPECT_EQ(Run({"--help"}), 0);
  EXPECT_NE(output_.find("Examples:"), std::string::npos) << output_;
  for (const char* command : {"calibrate", "verify", "report"}) {
    EXPECT_EQ(Run({command, "--help"}), 0);
    for (const char* part : {"Examples:\n  face-eval ", "Exit codes:", "--images"})
      EXPECT_NE(output_.find(part), std::string::npos) << command << " misses " << part;
  }
  EXPECT_NE(Run({}), 0) << "a command is needed";
  EXPECT_NE(Run({"verify", "--images", At("images")}), 0);
  EXPECT_TRUE(Told("--pairs")) << errors_;
}

TEST_F(FaceEvalProcessTest, ABadRowIsNamedByLineAndColumnBeforeAnyNetworkIsRead) {
  Put("images/a/1.jpg", "");
  Put("images/b/1.jpg", "");
  EXPECT_EQ(Verify("a,b,same\na/1.jpg,b/1.jpg,0\na/1.jpg,b/2.jpg,0\na/1.jpg,b/1.jpg,maybe\na/1.jpg\n",
                   {"--models", "none", "--json"}),
            1);
  EXPECT_EQ(output_, "") << "nothing is said of the good rows";
  EXPECT_TRUE(Told("pairs.csv:4: same: must be 1 or 0, not \"maybe\"")) << errors_;
  EXPECT_TRUE(Told("pairs.csv:5: a,b,same: 1 cells")) << errors_;
  EXPECT_TRUE(Told("2 bad rows; nothing was compared")) << errors_;
  EXPECT_FALSE(Told("network")) << errors_;
  EXPECT_EQ(Verify("left,right\n", {"--models", "none"}), 1);
  EXPECT_TRUE(Told("pairs.csv:1: the first line must be a,b,same")) << errors_;
}

TEST_F(FaceEvalProcessTest, WhatIsMissingIsNamed) {
  Put("images/a/1.jpg", "");
  Put("images/b/1.jpg", "");
  EXPECT_EQ(Verify("a,b,same\na/1.jpg,b/1.jpg,0\n", {"--models", "none"}), 1);
  EXPECT_TRUE(Told("no networks were found")) << errors_;
  EXPECT_EQ(Verify("a,b,same\na/1.jpg,b/1.jpg,0\n", {"--models", At("images")}), 1);
  EXPECT_TRUE(Told(".onnx")) << errors_;
  EXPECT_EQ(Run({"verify", "--pairs", At("none.csv"), "--images", At("images")}), 1);
  EXPECT_TRUE(Told("none.csv")) << errors_;
  EXPECT_EQ(Run({"report", "--images", At("nowhere")}), 1);
  EXPECT_TRUE(Told("nowhere: this folder cannot be read")) << errors_;
  EXPECT_EQ(Run({"report", "--images", At("images"), "--groups", At("groups.csv")}), 1);
  EXPECT_TRUE(Told("groups.csv")) << errors_;
  Put("groups.csv", "person,group\na,old\na,young\n");
  EXPECT_EQ(Run({"report", "--images", At("images"), "--groups", At("groups.csv")}), 1);
  EXPECT_TRUE(Told("groups.csv:3: person: names \"a\" again")) << errors_;
  EXPECT_EQ(Run({"calibrate", "--images", At("images"), "--population", "nobody", "--output", At("no/such/x.json")}),
            1);
  EXPECT_TRUE(Told("--output: there is no folder")) << errors_;
}

TEST_F(FaceEvalProcessTest, VerifyPrintsALineForEachPairAndASummary) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  const std::string alice = std::to_string(kDistinctPeople[0]), bolat = std::to_string(kDistinctPeople[4]);
  EXPECT_EQ(Verify("a,b,same\n" + alice + "/1.jpg," + alice + "/2.jpg,1\n" + alice + "/1.jpg," + bolat + "/2.jpg,0\n" +
                       alice + "/1.jpg,broken/1.jpg,0\n",
                   {"--models", models, "--json"}),
            0)
      << errors_;
  std::vector<std::string> lines;
  std::istringstream in(output_);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 4U) << output_;
  EXPECT_NE(lines[0].find("\"match\":true,\"fta\":false"), std::string::npos) << lines[0];
  EXPECT_NE(lines[1].find("\"match\":false,\"fta\":false"), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find("\"score\":null,\"match\":false,\"fta\":true"), std::string::npos) << lines[2];
  EXPECT_TRUE(lines[3].starts_with("{\"summary\":")) << lines[3];
  EXPECT_NE(lines[3].find("\"picture_unreadable\":1"), std::string::npos) << lines[3];
}

TEST_F(FaceEvalProcessTest, CalibrateWritesAFileAndSaysThatItsDataAreTooFew) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  EXPECT_EQ(Run({"calibrate", "--models", models, "--images", At("images"), "--population", "painted people",
                 "--output", At("two.json")}),
            2)
      << errors_;
  EXPECT_NE(output_.find("not supported by data"), std::string::npos) << output_;
  EXPECT_TRUE(fs::exists(At("two.json")));
  const std::vector<std::string> report = {"report",        "--models",     models,     "--images",  At("images"),
                                           "--calibration", At("two.json"), "--output", At("report")};
  EXPECT_EQ(Run(report), 1) << "nobody measures with what no gate may use";
  EXPECT_TRUE(Told("two.json: not supported by data: 3 persons")) << errors_;
  EXPECT_EQ(Run({"calibrate", "--models", models, "--images", At("images"), "--population", "painted people",
                 "--provisional", "--output", At("two.json")}),
            2);
  std::vector<std::string> compared = report;
  compared.insert(compared.end(), {"--baseline", "--several-faces", "middle", "--seen-before", "painted for this"});
  EXPECT_EQ(Run(compared), 0) << errors_;
  EXPECT_NE(output_.find("These people were seen before: painted for this\n"), std::string::npos) << output_;
  const std::string curves = ReadFile(At("report/det.csv"), 1 << 20).value_or("");
  for (const char* recipe : {"\ngate,", "\nlane,", "\nplain,"})
    EXPECT_NE(curves.find(recipe), std::string::npos) << recipe << " is in no row of det.csv";
  for (const char* name : {"report.txt", "report.json", "det.csv", "det.png"})
    EXPECT_TRUE(fs::exists(At("report/" + std::string(name)))) << name;
}

TEST_F(FaceEvalProcessTest, TheEmbeddersAreChosenByNameAndNamedInTheCalibration) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  const std::vector<std::string> chosen = {"--models",    models, "--embedders", "dlib-densenet*1",
                                           "--landmarks", "none", "--attempts",  "2"};
  std::vector<std::string> calibrate = {"calibrate",      "--images", At("images"),    "--population",
                                        "painted people", "--output", At("dlib.json"), "--provisional"};
  calibrate.insert(calibrate.end(), chosen.begin(), chosen.end());
  EXPECT_EQ(Run(calibrate), 2) << errors_;
  const std::string text = ReadFile(At("dlib.json"), 1 << 20).value_or("");
  for (const char* part : {"\"policy\": \"dlib-densenet*1; yunet at", "no landmarks; bursts of a round 2;",
                           "\"face_recognition_densenet_model_v1.dat\": \"c6a6418e"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " of " << text;
  EXPECT_EQ(text.find("edgeface"), std::string::npos);

  const std::string person = std::to_string(kDistinctPeople[0]);
  const std::string csv = "a,b,same\n" + person + "/1.jpg," + person + "//2.jpg,1\n";
  std::vector<std::string> verify = chosen;
  verify.insert(verify.end(), {"--json", "--calibration", At("dlib.json")});
  EXPECT_EQ(Verify(csv, verify), 0) << errors_;
  EXPECT_NE(output_.find("\"b\":\"" + person + "/2.jpg\""), std::string::npos) << output_;
  EXPECT_EQ(Verify(csv, {"--models", models, "--calibration", At("dlib.json")}), 1);
  EXPECT_TRUE(Told("dlib.json: made for the policy dlib-densenet*1")) << errors_;
  EXPECT_EQ(Verify(csv, {"--models", models, "--embedders", "vggface*1"}), 1);
  EXPECT_TRUE(Told("embedders: \"vggface*1\" begins with no embedder")) << errors_;
}

// Interrupted while pictures are looked at: it ends by itself, soon, and leaves nothing it had begun.
TEST_F(FaceEvalProcessTest, AnInterruptLeavesNoFile) {
  REQUIRE_SHARED(models, "models");
  const std::string picture = PaintPortrait(kDistinctPeople[0], {});
  for (int person = 0; person < 400; ++person) Put("images/p" + std::to_string(person) + "/1.jpg", picture);
  fs::create_directories(At("output"));
  const std::vector<std::vector<std::string>> kCommands = {
      {"calibrate", "--population", "one person", "--output", At("output/calibration.json")},
      {"report", "--output", At("output/report")}};
  for (std::vector<std::string> arguments : kCommands) {
    // A pipe by name in the log's place: what it says is read as it comes.
    const std::string told = At(arguments[0] + ".stderr");
    ASSERT_EQ(mkfifo(told.c_str(), 0600), 0);
    const int pipe = open(told.c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_GE(pipe, 0);
    arguments.insert(arguments.begin(), BinPath("face-eval"));
    arguments.insert(arguments.end(), {"--models", models, "--images", At("images")});
    auto process = Process::Start(arguments, told);
    ASSERT_TRUE(process.ok()) << process.status();
    pollfd readable = {pipe, POLLIN, 0};
    ASSERT_EQ(poll(&readable, 1, kPatienceMs), 1) << "no progress was shown";
    (*process)->Signal(SIGINT);
    EXPECT_EQ((*process)->Wait(), 130);
    close(pipe);
    EXPECT_EQ((*process)->Output(), "");
    EXPECT_TRUE(fs::is_empty(At("output"))) << arguments[1] << " left something";
  }
}

}  // namespace
}  // namespace clearance
