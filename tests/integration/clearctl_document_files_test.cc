// `clearctl document check` as a process and the files around it: what it writes and must not replace, names that are
// other people's text, an output that cannot be written.
#include <sys/stat.h>

#include "tests/integration/clearctl_document_fixture.h"

namespace clearance {
namespace {

struct ClearctlDocumentFilesTest : ClearctlDocumentFixture {};

TEST_F(ClearctlDocumentFilesTest, WhatIsReadIsNeverWritten) {
  PutStory(DocumentStory::kGood);
  const auto before = ReadFile(Path("chip/DG2.bin"), kMaxFileBytes).value();
  for (const char* option : {"--portrait", "--record"}) {
    for (const char* name : {"chip/DG2.bin", "chip/new", "chip", "trust/index.json", "zone.txt"}) {
      std::vector<std::string> options = Everything();
      options.insert(options.end(), {option, Path(name)});
      ExpectRefused(Check(options), std::string(option) + ": must not be, or lie in, what the command reads");
    }
  }
  ExpectRefused(Check({"--portrait", Path("x"), "--record", Path("y/../x")}), "--record: another option writes");
  EXPECT_FALSE(fs::exists(Path("x")));
  EXPECT_EQ(ReadFile(Path("chip/DG2.bin"), kMaxFileBytes).value(), before);
}

TEST_F(ClearctlDocumentFilesTest, OnlyAnEarlierRecordIsReplaced) {
  PutStory(DocumentStory::kGood);
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  Put("old.json", "old");
  fs::create_symlink("old.json", Path("link"));
  for (const char* name : {"pipe", "link", "trust", "old.json"})
    ExpectRefused(Check({"--record", Path(name)}),
                  std::string(name) + ": is there already and is not a record of a document check");
  ExpectRefused(Check({"--portrait", Path("old.json")}), "old.json: is there already and is not a PNG picture");
  EXPECT_EQ(fs::symlink_status(Path("pipe")).type(), fs::file_type::fifo);
  EXPECT_EQ(ReadFile(Path("link"), kMaxFileBytes).value(), "old");
  EXPECT_EQ(Check({"--record", Path("new.json")}).exit_code, 2);
  const std::string earlier = ReadFile(Path("new.json"), kMaxFileBytes).value();
  EXPECT_EQ(Check({"--record", Path("new.json"), "--at", "2026-11-22T00:00:00Z"}).exit_code, 2);
  EXPECT_NE(ReadFile(Path("new.json"), kMaxFileBytes).value(), earlier);
}

TEST_F(ClearctlDocumentFilesTest, AnUnreadablePortraitIsNamed) {
  PutStory(DocumentStory::kGood);
  ExpectRefused(Check({"--portrait", Path("x.png")}), "--portrait: DG2.bin has no picture that can be read: ");
  Put("chip/DG2.bin", "\x75\x7F");
  ExpectRefused(Check({"--portrait", Path("x.png")}), "--portrait: DG2.bin has no picture that can be read: ");
  EXPECT_FALSE(fs::exists(Path("x.png")));
}

TEST_F(ClearctlDocumentFilesTest, NamesOfFilesDoNotReachTheTerminalAsTheyAre) {
  PutStory(DocumentStory::kGood);
  Put("chip/\x1B[2J\nOK.txt", "not of a chip");
  const ClearctlEnded passed_over = Check({"--at", kNow});
  EXPECT_EQ(passed_over.errors, "clearctl: ?[2J?OK.txt is none of a chip's files, and was not looked at\n");
  fs::remove(Path("chip/\x1B[2J\nOK.txt"));
  Put("trust/\x1B[2J.cer", "no certificate");
  ExpectRefused(Check({"--trust", Path("trust")}), "/?[2J.cer");
  fs::remove(Path("trust/\x1B[2J.cer"));
  fs::rename(Path("trust/AUTHORITY-1.cer"), Path("trust/\x1B[1m.cer"));
  EXPECT_NE(Check(Everything()).output.find("\nknown from ?[1m.cer\n"), std::string::npos);
}

TEST_F(ClearctlDocumentFilesTest, ANameThatIsNoUtf8LeavesTheJsonWhole) {
  PutStory(DocumentStory::kGood);
  fs::rename(Path("trust/AUTHORITY-1.cer"), Path("trust/\xFF.cer"));
  EXPECT_EQ(CheckJson(0)["authority_source"], "\uFFFD.cer");
  std::vector<std::string> options = Everything();
  options.insert(options.end(), {"--record", Path("record.json")});
  EXPECT_EQ(Check(options).exit_code, 0);
  EXPECT_EQ(Json::parse(ReadFile(Path("record.json"), kMaxFileBytes).value())["trustSource"], "\uFFFD.cer");
}

// --- CHIP.json

std::string Written(const ChipAuthenticationEvidence& evidence) {
  const Json json = {{"protocol", evidence.protocol},
                     {"terminal_private_key", ToHex(evidence.terminal_private_key)},
                     {"response", ToHex(evidence.response)},
                     {"send_sequence_counter", evidence.send_sequence_counter}};
  return json.dump(2) + "\n";
}

std::string Written(const PaceCamEvidence& evidence) {
  const Json json = {{"protocol", evidence.protocol},
                     {"chip_mapping_key", ToHex(evidence.chip_mapping_key)},
                     {"chip_authentication_data", ToHex(evidence.chip_authentication_data)}};
  return json.dump(2) + "\n";
}

// A chip without active authentication clears by what it can do, and its clone by nothing.
TEST_F(ClearctlDocumentFilesTest, AChipMayAnswerByAnotherProtocol) {
  const PkiState state = MakeState("KZ");
  ASSERT_TRUE(WriteTrust(Path("trust"), {state.authority}, {state.revocation_list}).ok());
  const PkiChip chip = ChipOf(Mrz(), "\xFF\xD8\xFF one", state.signer, {.pace_cam = true});
  ASSERT_TRUE(WriteChip(Path("chip"), chip.files).ok());
  ASSERT_TRUE(fs::exists(Path("chip/EF_CardSecurity.bin")));
  Put("zone.txt", Mrz());
  EXPECT_EQ(ResultOf(CheckJson(2), InspectionCheck::kChipAuthenticity), "NOT_PERFORMED:CHALLENGE_MISSING");
  Put("chip/CHIP.json", Written(chip.AnswerChip()));
  EXPECT_EQ(ResultOf(CheckJson(0), InspectionCheck::kChipAuthenticity), "SUCCESSFUL:CHIP_AUTHENTICATION");
  Put("chip/CHIP.json", Written(chip.AnswerMapping()));
  EXPECT_EQ(ResultOf(CheckJson(0), InspectionCheck::kChipAuthenticity), "SUCCESSFUL:PACE_CAM");

  const PkiChip clone = Cloned(chip);
  ASSERT_EQ(clone.files, chip.files);
  Put("chip/CHIP.json", Written(clone.AnswerChip()));
  EXPECT_EQ(ResultOf(CheckJson(2), InspectionCheck::kChipAuthenticity), "FAILED:ANSWER_WRONG");
  Put("chip/CHIP.json", Written(clone.AnswerMapping()));
  EXPECT_EQ(ResultOf(CheckJson(2), InspectionCheck::kChipAuthenticity), "FAILED:ANSWER_WRONG");

  Put("chip/CHIP.json", R"({"protocol":"1.2","result":"ok"})");
  ExpectRefused(Check(Everything()), "/CHIP.json: terminal_private_key: is missing");
}

// --- standard output

// A document that may not clear, a seal and a number that are not valid: 2, but only where somebody could read it.
TEST_F(ClearctlDocumentFilesTest, AnAnswerThatCannotBeWrittenIsNone) {
  PutStory(DocumentStory::kClonedChip);
  Put("seal.json", "{}");
  for (const std::string& words :
       {"document check --dir '" + Path("chip") + "'", "document check --json --dir '" + Path("chip") + "'",
        "vds-nc check '" + Path("seal.json") + "'", std::string("id check iin 8503")}) {
    const auto run = [&](const std::string& output) {
      int exit_code = -1;
      fs::remove(Path("log"));
      const auto ran =
          RunProcess({"/bin/sh", "-c", "exec '" + BinPath("clearctl") + "' " + words + output}, Path("log"), exit_code);
      EXPECT_TRUE(ran.ok()) << ran.status();
      return exit_code;
    };
    EXPECT_EQ(run(""), 2) << words;
    EXPECT_EQ(run(" >&-"), 1) << words;
    EXPECT_EQ(ReadFile(Path("log"), kMaxFileBytes).value(),
              "clearctl: the answer could not be written to standard output\n");
  }
}

}  // namespace
}  // namespace clearance
