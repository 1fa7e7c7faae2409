// face-eval as whoever calls it sees it: what it prints, what it leaves behind and how it ends.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <regex>

#include "common/base/bytes.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/presentation.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 120'000;

class FaceEvalProcessTest : public testing::Test {
 protected:
  FaceEvalProcessTest() { fs::create_directories(At("images")); }

  std::string At(const std::string& name) const { return folder_.Path(name); }

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

  // The networks of `models` but for those of presentation attack detection.
  void PutModelsWithoutPresentation(const std::string& models) {
    fs::create_directories(At("models"));
    for (const auto& file : fs::directory_iterator(models)) {
      fs::create_symlink(fs::absolute(file.path()), At("models/" + file.path().filename().string()));
    }
    for (const ModelFile& model : kPresentationModels) {
      ASSERT_TRUE(fs::remove(At("models/" + std::string(model.name)))) << model.name;
    }
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

  const TemporaryFolder folder_;
  std::string output_;
  std::string errors_;
};

TEST_F(FaceEvalProcessTest, HelpShowsExamplesAndExitCodes) {
  EXPECT_EQ(Run({"--help"}), 0);
  EXPECT_NE(output_.find("Examples:"), std::string::npos) << output_;
  for (const char* command : {"calibrate", "verify", "report"}) {
    EXPECT_EQ(Run({command, "--help"}), 0);
    for (const char* part : {"Examples:\n  face-eval ", "Exit codes:", "--images", "100 and more"})
      EXPECT_NE(output_.find(part), std::string::npos) << command << " misses " << part;
    EXPECT_EQ(output_.find("all against all without it") == std::string::npos, std::string(command) == "verify")
        << "verify has no pairs but a file's";
  }
  EXPECT_GE(Run({}), 100) << "a command is needed";
  EXPECT_GE(Run({"verfy"}), 100);
  EXPECT_TRUE(Told("face-eval: no such command: verfy (did you mean verify?)")) << errors_;
  EXPECT_GE(Run({"verify", "--images", At("images")}), 100);
  EXPECT_TRUE(Told("--pairs")) << errors_;
  EXPECT_GE(Run({"report", "--images", At("images"), "--threads", "99"}), 100);
  for (const char* option : {"--target-fmr", "--target-bpcer"}) {
    EXPECT_GE(Run({"calibrate", option, "nan"}), 100) << output_;
    EXPECT_TRUE(Told("nan is no number from 0.001 to 0.5") || Told("nan is no number from 1e-06 to 0.1")) << errors_;
  }
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
  EXPECT_EQ(Verify("a,b,same\n\"a/1.jpg,b/1.jpg,0\n", {"--models", "none"}), 1);
  EXPECT_TRUE(Told("pairs.csv:2: a quote that does not end")) << errors_;
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
  EXPECT_TRUE(Told("--output: cannot write ") && Told(": its folder ")) << errors_;
}

// With networks that are missing: whoever reads them before says so.
TEST_F(FaceEvalProcessTest, EveryArgumentIsLookedAtBeforeAnyNetworkIsRead) {
  Put("images/a/1.jpg", "");
  Put("file", "a file");
  Put("headless.csv", "picture\n");
  Put("empty.csv", "picture,species\n");
  Put("long.csv", "picture,species\nimages/a/1.jpg," + std::string(1001, 's') + "\n");
  fs::create_directories(At("folder"));
  fs::create_directories(At("report/det.png"));
  const std::vector<std::pair<std::vector<std::string>, std::string>> kMistakes = {
      {{"calibrate", "--population", "\xFF"}, "--population: must be 1 to 1000 bytes of UTF-8"},
      {{"calibrate", "--output", At("folder")}, "folder: it is there already and is no regular file"},
      {{"calibrate", "--output", At("file")}, "file: is there already and is not a calibration"},
      {{"calibrate", "--attacks", At("none.csv")}, "none.csv"},
      {{"calibrate", "--attacks", At("headless.csv")}, "headless.csv:1: the first line must be picture,species"},
      {{"calibrate", "--attacks", At("empty.csv")}, "empty.csv lists no picture"},
      {{"calibrate", "--attacks", At("long.csv")}, "--attacks: species: must be 1 to 1000 bytes"},
      {{"report", "--transactions", "5"}, "--transactions: needs --calibration"},
      {{"report", "--output", At("file")}, "file is no folder"},
      {{"report", "--output", At("report")}, "det.png: it is there already and is no regular file"},
      {{"report", "--attacks", At("none.csv")}, "none.csv"},
  };
  for (const auto& [arguments, told] : kMistakes) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--images", At("images"), "--models", "none"});
    const auto without = [&](const char* option) {
      return std::find(all.begin(), all.end(), option) == all.end() && all.front() == "calibrate";
    };
    if (without("--population")) all.insert(all.end(), {"--population", "nobody"});
    if (without("--output")) all.insert(all.end(), {"--output", At("x.json")});
    EXPECT_EQ(Run(all), 1) << told;
    EXPECT_TRUE(Told(told)) << errors_;
    EXPECT_FALSE(Told("network")) << errors_;
  }
}

// A pipe in a picture's place would be waited for for ever, and no signal would end that.
TEST_F(FaceEvalProcessTest, APipeInAPicturesPlaceIsNoPictureAndNotWaitedFor) {
  REQUIRE_SHARED(models, "models");
  fs::create_directories(At("images/a"));
  ASSERT_EQ(mkfifo(At("images/a/1.jpg").c_str(), 0600), 0);
  EXPECT_EQ(Verify("a,b,same\na/1.jpg,b/1.jpg,0\n", {"--models", models, "--json"}), 0) << errors_;
  EXPECT_TRUE(Told("pairs.csv:2: a: there is no file \"a/1.jpg\"")) << errors_;
  EXPECT_NE(output_.find("\"picture_missing\":1,\"picture_unreadable\":1}"), std::string::npos) << output_;
  ASSERT_EQ(mkfifo(At("list").c_str(), 0600), 0);
  EXPECT_EQ(Run({"verify", "--pairs", At("list"), "--images", At("images")}), 1);
  EXPECT_TRUE(Told("list: it is no regular file")) << errors_;
}

// The scores are of floating-point networks: what they are is face_golden_test.cc's.
std::string WithoutFigures(const std::string& output) {
  std::string shown = std::regex_replace(output, std::regex(R"(-?\b[01]\.\d{6}\b)"), "S");
  shown = std::regex_replace(shown, std::regex(R"("policy":"[^"]*")"), "\"policy\":\"P\"");
  return std::regex_replace(shown, std::regex(R"(,"target_fmr":.*)"), ",RATES");
}

TEST_F(FaceEvalProcessTest, VerifyPrintsALineForEachRowAndASummary) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  Put("images/Li, Na/1.jpg", PaintPortrait(kDistinctPeople[7], {}));
  const std::string alice = std::to_string(kDistinctPeople[0]), bolat = std::to_string(kDistinctPeople[4]);
  const std::string csv = "\xEF\xBB\xBF\"a\",\"b\",\"same\"\r\n" +              //
                          alice + "/1.jpg," + alice + "/2.jpg,1\r\n" +          //
                          alice + "/1.jpg , \"" + bolat + "/2.jpg\" ,0 \r\n" +  //
                          "\"Li, Na/1.jpg\"," + bolat + "/1.jpg,0\r\n\r\n" +    //
                          alice + "/2.jpg," + alice + "//1.jpg,1\r\n" +         // the first pair again
                          bolat + "/1.jpg," + bolat + "/1.jpg,1\r\n" +          // a picture with itself
                          alice + "/1.jpg,broken/1.jpg,0\r\nnobody/1.jpg," + bolat + "/1.jpg,0";
  EXPECT_EQ(Verify(csv, {"--models", models, "--json"}), 0) << errors_;
  const auto line = [](const std::string& a, const std::string& b, const char* rest) {
    return "{\"a\":\"" + a + "\",\"b\":\"" + b + "\"," + rest + "}\n";
  };
  const char* match = "\"score\":S,\"match\":true,\"fta\":false";
  const char* no_match = "\"score\":S,\"match\":false,\"fta\":false";
  const char* fta = "\"score\":null,\"match\":false,\"fta\":true";
  EXPECT_EQ(WithoutFigures(output_),
            line(alice + "/1.jpg", alice + "/2.jpg", match) + line(alice + "/1.jpg", bolat + "/2.jpg", no_match) +
                line("Li, Na/1.jpg", bolat + "/1.jpg", no_match) + line(alice + "/2.jpg", alice + "//1.jpg", match) +
                line(bolat + "/1.jpg", bolat + "/1.jpg", match) + line(alice + "/1.jpg", "broken/1.jpg", fta) +
                line("nobody/1.jpg", bolat + "/1.jpg", fta) +
                "{\"summary\":{\"pairs\":7,\"repeated_pairs\":1,\"self_pairs\":1,\"fta_pairs\":2,\"policy\":\"P\","
                "\"provisional\":true,\"failure_to_acquire\":{\"rate\":0.2857142857142857,\"interval\":[0.0,"
                "0.8],\"errors\":2,\"trials\":7,\"persons\":5},\"failures_by_cause\":"
                "{\"picture_missing\":1,\"picture_unreadable\":1},RATES\n");
  EXPECT_NE(output_.find("\"a\":\"" + bolat + "/1.jpg\",\"b\":\"" + bolat + "/1.jpg\",\"score\":1.000000"),
            std::string::npos)
      << output_;
  EXPECT_NE(output_.find("\"errors\":0,\"trials\":1,"), std::string::npos) << "one genuine comparison, not three";
  EXPECT_TRUE(Told("pairs.csv:9: a: there is no file \"nobody/1.jpg\"")) << errors_;

  EXPECT_EQ(Verify(csv, {"--models", models}), 0) << errors_;
  EXPECT_NE(output_.find("\n7 pairs; the threshold is provisional, made on other people\n"
                         "  1 name an earlier pair again: in no rate\n"
                         "  1 are a picture with itself: in no rate\n"
                         "  2 without a score (fta)\n"),
            std::string::npos)
      << output_;
  EXPECT_TRUE(
      output_.ends_with("  2 of 7 pictures gave no template\n"
                        "    picture_missing     1\n"
                        "    picture_unreadable  1\n"))
      << output_;
}

TEST_F(FaceEvalProcessTest, VerifyAnswersThoughNoPictureIsThereAndNotThoughNoFolderIs) {
  REQUIRE_SHARED(models, "models");
  EXPECT_EQ(Verify("a,b,same\nx/1.jpg,y/1.jpg,0\n", {"--models", models, "--json"}), 0) << errors_;
  EXPECT_TRUE(
      output_.starts_with("{\"a\":\"x/1.jpg\",\"b\":\"y/1.jpg\",\"score\":null,\"match\":false,\"fta\":true}\n"))
      << output_;
  EXPECT_NE(output_.find("\"picture_missing\":2"), std::string::npos) << output_;
  fs::remove(At("images"));
  EXPECT_EQ(Verify("a,b,same\nx/1.jpg,y/1.jpg,0\n", {"--models", models, "--json"}), 1);
  EXPECT_TRUE(Told("images: this folder cannot be read")) << errors_;
  EXPECT_EQ(output_, "");
}

// Whether a face looks alive costs as much again as half of its template, and verify says nothing of it.
TEST_F(FaceEvalProcessTest, VerifyNeverReadsTheNetworksOfPresentationAttacks) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  PutModelsWithoutPresentation(models);
  for (const ModelFile& model : kPresentationModels) Put("models/" + std::string(model.name), "no network");
  const std::string person = std::to_string(kDistinctPeople[0]);
  EXPECT_EQ(Verify("a,b,same\n" + person + "/1.jpg," + person + "/2.jpg,1\n", {"--models", At("models")}), 0)
      << errors_;
  EXPECT_EQ(Run({"report", "--images", At("images"), "--models", At("models")}), 1) << "who measures them reads them";
  EXPECT_TRUE(Told("pad_")) << errors_;
}

// Nobody may read of attacks nobody measured that none was taken for a person.
TEST_F(FaceEvalProcessTest, AttacksThatCannotBeMeasuredAreAnErrorAndNoPresentationThresholdIsNoSuccess) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  PutModelsWithoutPresentation(models);
  Put("attacks.csv", "picture,species\nimages/broken/1.jpg,print\n");
  std::vector<std::string> calibrate = {"calibrate",        "--models",     At("models"),     "--images",
                                        At("images"),       "--population", "painted people", "--output",
                                        At("without.json"), "--provisional"};
  EXPECT_EQ(Run(calibrate), 2) << errors_;
  EXPECT_NE(output_.find("no gate outside a demo compares faces with this file"), std::string::npos) << output_;
  calibrate.insert(calibrate.end(), {"--attacks", At("attacks.csv")});
  EXPECT_EQ(Run(calibrate), 1);
  EXPECT_TRUE(Told("--attacks: the networks of presentation attack detection (pad_*.onnx) are missing")) << errors_;
  std::vector<std::string> report = {"report", "--images", At("images"), "--attacks", At("attacks.csv")};
  report.insert(report.end(), {"--models", At("models")});
  EXPECT_EQ(Run(report), 1);
  EXPECT_TRUE(Told("--attacks: the networks of presentation attack detection (pad_*.onnx) are missing")) << errors_;
  report.back() = models;
  report.insert(report.end(), {"--calibration", At("without.json")});
  EXPECT_EQ(Run(report), 1);
  EXPECT_TRUE(Told("--attacks: the calibration has no presentation threshold")) << errors_;
  EXPECT_EQ(output_, "");
}

TEST_F(FaceEvalProcessTest, WhatCannotBeWrittenIsPrintedAllTheSame) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  // Room for no byte: found out only while writing.
  const std::string limited = "ulimit -f 0; exec \"$0\" report --models \"$1\" --images \"$2\" --output \"$3\"";
  int exit_code = -1;
  const auto output = RunProcess({"/bin/sh", "-c", limited, BinPath("face-eval"), models, At("images"), At("report")},
                                 "/dev/null", exit_code);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(exit_code, 1);
  EXPECT_NE(output->find("comparison level"), std::string::npos) << *output;
  EXPECT_TRUE(fs::is_empty(At("report")));
}

TEST_F(FaceEvalProcessTest, CalibrateWritesAFileAndSaysThatItsDataAreTooFew) {
  REQUIRE_SHARED(models, "models");
  PutPeople();
  EXPECT_EQ(Run({"calibrate", "--models", models, "--images", At("images"), "--population", "painted people",
                 "--output", At("two.json")}),
            2)
      << errors_;
  EXPECT_NE(output_.find("not supported by data"), std::string::npos) << output_;
  EXPECT_TRUE(
      Told("face-eval: whatever these pictures show, the file will not be supported by them:\n"
           "  FMR 0.0005: 3 persons with 8 pairs of two persons' pictures; never fewer than 110 persons and "
           "60000 pairs; plan with 280 persons of two pictures each, or 170 of four\n"
           "  presentation attacks: 5 honest pictures, 150 needed\n"
           "  presentation attacks: 0 attacks of one kind (--attacks), 150 needed\n"))
      << errors_;
  EXPECT_LT(errors_.find("whatever"), errors_.find("pictures: 1 of")) << errors_;
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
  for (const char* recipe : {"\nmiddle,", "\ngate,", "\nplain,"})
    EXPECT_NE(curves.find(recipe), std::string::npos) << recipe << " is in no row of det.csv";
  for (const char* name : {"report.txt", "report.json", "det.csv", "det.png"})
    EXPECT_TRUE(fs::exists(At("report/" + std::string(name)))) << name;
}

// The published samples of the networks' authors, one of a living person and one of each of two attacks: counts for
// each species, and no rate of so few.
TEST_F(FaceEvalProcessTest, ReportCountsTheSamplesOfAttacksBySpecies) {
  REQUIRE_SHARED(models, "models");
  REQUIRE_SHARED(pad, "testdata/pad");
  fs::create_directories(At("images/t1"));
  fs::copy_file(pad + "/image_T1.jpg", At("images/t1/1.jpg"));
  fs::create_symlink(fs::absolute(pad), At("pad"));
  Put("attacks.csv", "picture,species\npad/image_F1.jpg,f1\npad/image_F2.jpg,f2\n");
  EXPECT_EQ(Run({"report", "--models", models, "--images", At("images"), "--attacks", At("attacks.csv"), "--output",
                 At("report")}),
            0)
      << errors_;
  EXPECT_NE(output_.find("  BPCER                 0 % (0-100)                  0 of 1, 1 person\n"
                         "    BPCER 0.01: not supported by data: 1 honest presentation, 150 needed\n"
                         "  f1: 0 of 1 taken for a person; no rate\n"
                         "    APCER 0.05: not supported by data: 1 trial, 150 needed\n"
                         "  f2: 0 of 1 taken for a person; no rate\n"
                         "    APCER 0.05: not supported by data: 1 trial, 150 needed\n"),
            std::string::npos)
      << output_;
  for (const char* component : {"\n  NaturalColour ", "\n  BackgroundUniformity ", "\n  Sharpness "})
    EXPECT_NE(output_.find(component), std::string::npos) << component << output_;
  const std::string json = ReadFile(At("report/report.json"), 1 << 20).value_or("");
  EXPECT_NE(json.find("\"species\": \"f2\""), std::string::npos) << json;
  EXPECT_EQ(json.find("\"apcer\":"), std::string::npos) << "a rate of one trial";
  // Held the other way round, the attacks for the living person, each is what it is.
  fs::remove_all(At("images/t1"));
  fs::create_directories(At("images/f1"));
  fs::copy_file(pad + "/image_F1.jpg", At("images/f1/1.jpg"));
  Put("attacks.csv", "picture,species\npad/image_T1.jpg,no attack\n");
  EXPECT_EQ(Run({"report", "--models", models, "--images", At("images"), "--attacks", At("attacks.csv")}), 0)
      << errors_;
  EXPECT_NE(output_.find("1 of 1, 1 person\n    BPCER 0.01:"), std::string::npos) << output_;
  EXPECT_NE(output_.find("  no attack: 1 of 1 taken for a person; no rate\n"), std::string::npos) << output_;
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
  EXPECT_NE(output_.find("\"b\":\"" + person + "//2.jpg\""), std::string::npos) << output_;
  EXPECT_EQ(Verify(csv, {"--models", models, "--calibration", At("dlib.json")}), 1);
  EXPECT_TRUE(Told("dlib.json: made for another policy: dlib-densenet*1")) << errors_;
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
