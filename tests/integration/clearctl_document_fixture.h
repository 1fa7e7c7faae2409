// What the tests of `clearctl document check` as a process have in common: a folder, the chip of a made-up Kazakh
// traveller with its trust folder and printed zone, and how to run the command.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "common/base/bytes.h"
#include "common/document/mrz.h"
#include "common/domain/inspection.h"
#include "tests/support/document_pki.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

inline constexpr std::size_t kMaxFileBytes = std::size_t{4} << 20;
inline constexpr char kSurname[] = "AKHMETOV";
inline constexpr char kNow[] = "2026-11-25";

struct ClearctlEnded {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

struct ClearctlDocumentFixture : testing::Test {
  ClearctlDocumentFixture() { fs::create_directories(folder); }
  ~ClearctlDocumentFixture() override { fs::remove_all(folder); }

  std::string Path(const std::string& name) const { return folder + "/" + name; }

  ClearctlEnded Run(std::vector<std::string> words) const {
    words.insert(words.begin(), BinPath("clearctl"));
    ClearctlEnded ended;
    fs::remove(Path("log"));
    const auto output = RunProcess(std::move(words), Path("log"), ended.exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    ended.output = output.value_or("");
    ended.errors = ReadFile(Path("log"), kMaxFileBytes).value_or("");
    return ended;
  }
  ClearctlEnded Check(const std::vector<std::string>& options) const {
    std::vector<std::string> words = {"document", "check", "--dir", Path("chip")};
    words.insert(words.end(), options.begin(), options.end());
    return Run(words);
  }

  // A refusal: exit 1, nothing printed, one line on standard error with `problem` in it.
  static void ExpectRefused(const ClearctlEnded& ended, const std::string& problem) {
    EXPECT_EQ(ended.exit_code, 1) << problem;
    EXPECT_EQ(ended.output, "");
    EXPECT_EQ(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 1) << ended.errors;
    EXPECT_NE(ended.errors.find(problem), std::string::npos) << ended.errors;
  }

  void Put(const std::string& name, const std::string& bytes) const {
    fs::create_directories(fs::path(Path(name)).parent_path());
    EXPECT_TRUE(WriteFile(Path(name), bytes).ok());
  }

  // The passport of a made-up Kazakh traveller, its trust folder and its printed zone.
  std::string Mrz() const {
    const Document document{DocumentKind::kOrdinaryPassport,
                            "KAZ",
                            "N12345678",
                            "KAZ",
                            MakeDate(1985, 3, 15),
                            MakeDate(2032, 1, 9),
                            {},
                            ""};
    return WriteMrz(document, {.surname = kSurname, .given_names = "NURLAN"}, MrzFormat::kTd3).value();
  }
  PkiChip PutStory(DocumentStory story, const std::string& portrait = "\xFF\xD8\xFF one") const {
    const PkiState state = MakeState("KZ");
    const PkiChip chip = ChipOfStory(story, state, Mrz(), portrait, "\xFF\xD8\xFF other");
    EXPECT_TRUE(WriteChip(Path("chip"), chip.files).ok());
    EXPECT_TRUE(WriteTrust(Path("trust"), {state.authority}, {state.revocation_list}).ok());
    const ActiveAuthenticationEvidence exchange = chip.AnswerActive("8 bytes.");
    Put("chip/AA_challenge.bin", exchange.challenge);
    Put("chip/AA_answer.bin", exchange.answer);
    Put("zone.txt", Mrz() + "\n");
    return chip;
  }
  std::vector<std::string> Everything() const {
    return {"--trust", Path("trust"), "--mrz", Path("zone.txt"), "--at", kNow};
  }
  Json CheckJson(int exit_code) const {
    std::vector<std::string> options = Everything();
    options.push_back("--json");
    const ClearctlEnded ended = Check(options);
    EXPECT_EQ(ended.exit_code, exit_code) << ended.errors;
    EXPECT_EQ(ended.errors, "");
    EXPECT_TRUE(ended.output.ends_with("}\n"));
    return Json::parse(ended.output);
  }

  const std::string folder = testing::TempDir() + "clearctl_document_check_" + std::to_string(getpid());
};

inline std::string ResultOf(const Json& answer, InspectionCheck check) {
  for (const Json& row : answer.at("results")) {
    if (row.at("check") != InspectionCheckName(check)) continue;
    const Json& reason = row.at("reason");
    return row.at("result").get<std::string>() + (reason.is_null() ? "" : ":" + reason.get<std::string>());
  }
  return "no such check";
}

inline std::set<std::string> KeysOf(const Json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

}  // namespace clearance
