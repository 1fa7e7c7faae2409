// `clearctl mrz` and `clearctl id check` as processes: the golden readings, the shared vectors and numbers, and misread
// characters planted in written MRZs.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "common/document/mrz.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxLogBytes = 1 << 16;

struct Ended {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

Ended Run(std::vector<std::string> argv) {
  const std::string log = testing::TempDir() + "clearctl_documents_" + std::to_string(getpid()) + ".log";
  Ended ended;
  const auto output = RunProcess(std::move(argv), log, ended.exit_code);
  EXPECT_TRUE(output.ok()) << output.status();
  ended.output = output.value_or("");
  ended.errors = ReadFile(log, kMaxLogBytes).value_or("");
  std::filesystem::remove(log);
  return ended;
}

// `clearctl mrz` with `lines` on its standard input.
Ended ReadMrz(const std::string& lines, const std::string& options = "--json --today 2026-11-22") {
  const std::string path = testing::TempDir() + "clearctl_documents_" + std::to_string(getpid()) + ".txt";
  EXPECT_TRUE(WriteFile(path, lines).ok());
  Ended ended = Run({"/bin/sh", "-c", "exec '" + BinPath("clearctl") + "' mrz " + options + " < '" + path + "'"});
  std::filesystem::remove(path);
  return ended;
}

std::vector<Json> Answers(const Ended& ended) {
  EXPECT_EQ(ended.exit_code, 0);
  std::vector<Json> answers;
  std::istringstream stream(ended.output);
  for (std::string line; std::getline(stream, line);) answers.push_back(Json::parse(line));
  return answers;
}

std::string Joined(const Json& lines) {
  std::string text;
  for (const auto& line : lines) text += line.get<std::string>() + "\n";
  return text;
}

TEST(ClearctlMrzTest, ReadsEveryGoldenDocument) {
  std::ifstream file(SourcePath("tests/golden/mrz.jsonl"));
  std::vector<Json> rows;
  std::string lines;
  for (std::string line; std::getline(file, line);) {
    rows.push_back(Json::parse(line));
    EXPECT_FALSE(rows.back()["source"].get<std::string>().empty());
    lines += (lines.empty() ? "" : "\n") + Joined(rows.back()["lines"]);
  }
  ASSERT_GE(rows.size(), 30u);
  const Ended ended = ReadMrz(lines);
  std::vector<Json> answers = Answers(ended);
  ASSERT_EQ(answers.size(), rows.size());
  int unreadable = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    unreadable += answers[i].contains("error");
    EXPECT_EQ(answers[i].erase("first_line"), rows[i]["answer"].contains("error") ? 1u : 0u);
    EXPECT_EQ(answers[i].dump(), rows[i]["answer"].dump()) << rows[i]["source"];
  }
  EXPECT_NE(ended.errors.find(std::to_string(unreadable) + " of " + std::to_string(rows.size())), std::string::npos);
}

// "740812" of an answer's "1974-08-12".
std::string Yymmdd(const Json& date) {
  const std::string text = date.get<std::string>();
  return text.substr(2, 2) + text.substr(5, 2) + text.substr(8, 2);
}

TEST(ClearctlMrzTest, AgreesWithTheSharedVectors) {
  REQUIRE_SHARED(path, "testdata/mrz/mrz_vectors.json");
  const Json rows = Json::parse(std::ifstream(path));
  std::string lines;  // no empty lines between: the lengths tell the documents apart
  for (const Json& row : rows) lines += Joined(row["lines"]);
  const std::vector<Json> answers = Answers(ReadMrz(lines));
  ASSERT_EQ(answers.size(), rows.size());
  const std::vector<std::pair<std::string, std::string>> keys = {
      {"number", "document_number"}, {"sex", "sex"},
      {"surname", "surname"},        {"given", "given_names"},
      {"optional", "optional_data"}, {"iin", "national_number"}};
  int corrected = 0;
  int compared = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto note = rows[i]["note"].get<std::string>();
    const Json& answer = answers[i];
    EXPECT_EQ(answer.value("valid", false), rows[i]["valid"].get<bool>()) << note;
    EXPECT_EQ(answer.contains("error"), note == "length 87");
    if (answer.contains("error")) continue;
    EXPECT_EQ(!answer["corrected"].empty(), note.starts_with("OCR confusion set")) << note;
    corrected += !answer["corrected"].empty();
    if (!rows[i]["fields"].is_object()) continue;
    const Json& fields = rows[i]["fields"];
    for (const auto& [theirs, ours] : keys) {
      if (!fields.contains(theirs)) continue;
      EXPECT_EQ(answer[ours], fields[theirs]) << note;
      ++compared;
    }
    if (fields.contains("dob")) {
      EXPECT_EQ(Yymmdd(answer["birth_date"]), fields["dob"].get<std::string>());
      EXPECT_EQ(Yymmdd(answer["expiry_date"]), fields["exp"].get<std::string>());
    }
  }
  EXPECT_EQ(corrected, 2);
  EXPECT_GE(compared, 13);
}

TEST(ClearctlMrzTest, AMisreadCharacterIsPutRightAndMarkedOrRefused) {
  constexpr std::string_view kPairs = "0O1I2Z5S8B";  // 6 and G: the golden file
  constexpr int kDocuments = 2'000;
  SeededRandom random(5);
  std::string lines;
  std::vector<std::string> numbers;
  while (numbers.size() < kDocuments) {
    Document document{DocumentKind::kOrdinaryPassport, "CHN", "E", "CHN", MakeDate(1960, 1, 1), std::nullopt, {}, ""};
    for (int digits = 0; digits < 8; ++digits) document.number.push_back("0123457899"[random.Below(10)]);
    document.birth_date += Days(static_cast<int>(random.Below(20'000)));
    document.expiry_date = MakeDate(2027, 1, 1) + Days(static_cast<int>(random.Below(3'000)));
    std::string text = WriteMrz(document, {"WANG", "XIAOMING", false}, MrzFormat::kTd3).value();
    const std::size_t at = random.Below(text.size());
    const std::size_t pair = kPairs.find(text[at]);
    if (pair == std::string_view::npos) continue;
    text[at] = kPairs[pair ^ 1U];
    lines += text + "\n";
    numbers.push_back(document.number);
  }
  const std::vector<Json> answers = Answers(ReadMrz(lines));
  ASSERT_EQ(answers.size(), numbers.size());
  int corrected = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    ASSERT_FALSE(answers[i]["valid"].get<bool>()) << answers[i];
    ASSERT_FALSE(answers[i]["findings"].empty()) << answers[i];
    if (answers[i]["corrected"].empty()) continue;
    ++corrected;
    ASSERT_EQ(answers[i]["document_number"], numbers[i]);
    ASSERT_EQ(answers[i]["given_names"], "XIAOMING");
  }
  EXPECT_GT(corrected, kDocuments / 2);
  EXPECT_LT(corrected, kDocuments);
}

TEST(ClearctlMrzTest, TheRestGoesOnAfterAnUnreadableDocument) {
  const std::string good = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6\n";
  const Ended ended = ReadMrz("HELLO\n" + good + good.substr(0, 37) + "\n\n" + good);
  const std::vector<Json> answers = Answers(ended);
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_TRUE(answers[0].contains("error"));
  EXPECT_EQ(answers[0]["first_line"], 1);
  EXPECT_EQ(answers[1]["valid"], true);
  EXPECT_TRUE(answers[2].contains("error"));
  EXPECT_EQ(answers[2]["first_line"], 4);
  EXPECT_EQ(answers[3]["valid"], true);
  EXPECT_EQ(ended.errors, "clearctl: 2 of 4 documents were unreadable\n");
}

TEST(ClearctlMrzTest, TodayTellsTheCentury) {
  const std::string lines =
      "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
  EXPECT_EQ(Answers(ReadMrz(lines)).at(0)["birth_date"], "1974-08-12");
  EXPECT_EQ(Answers(ReadMrz(lines, "--json --today 2074-08-12")).at(0)["birth_date"], "2074-08-12");
  EXPECT_EQ(Answers(ReadMrz(lines, "--json --today 2074-08-12T23:59:59Z")).at(0)["birth_date"], "2074-08-12");
  EXPECT_EQ(Answers(ReadMrz(lines, "--json --today 2074-08-11T23:59:59Z")).at(0)["birth_date"], "1974-08-12");
  const Ended ended = ReadMrz(lines, "--today yesterday");
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_EQ(ended.output, "");
  EXPECT_NE(ended.errors.find("--today: must be a day as"), std::string::npos);
  EXPECT_NE(ReadMrz(lines, "--today 9999-11-22").errors.find("--today: must be in the years"), std::string::npos);
  EXPECT_EQ(ReadMrz("", "--json").output, "");
  EXPECT_EQ(ReadMrz("", "/no/such/file").exit_code, 1);
}

TEST(ClearctlMrzTest, ATableSaysTheSame) {
  const Ended ended =
      ReadMrz("I<UTOERIK55ON<<ANNA<MAR1A<<<<<<<<<<<\nD231458907UT0740BIZZF12O4IS9<<<<<<<G\n", "--today 2026-11-22");
  EXPECT_TRUE(ended.output.starts_with("TD2  NOT VALID AS READ, corrected\n")) << ended.output;
  EXPECT_NE(ended.output.find("  birth_date       1974-08-12\n"), std::string::npos) << ended.output;
  EXPECT_NE(ended.output.find("nationality CORRECTED, birth_date CORRECTED"), std::string::npos) << ended.output;
}

Ended CheckNumber(const std::string& country, const std::string& number, bool json = true) {
  std::vector<std::string> argv = {BinPath("clearctl"), "id", "check", country, number};
  if (json) argv.push_back("--json");
  return Run(std::move(argv));
}

void CheckSharedNumbers(const std::string& path, const std::string& country, const char* key, const char* kind) {
  for (const Json& row : Json::parse(std::ifstream(path))) {
    const Ended ended = CheckNumber(country, row[key].get<std::string>());
    const bool valid = row["valid"].get<bool>();
    EXPECT_EQ(ended.exit_code, valid ? 0 : 2) << row;
    EXPECT_EQ(ended.errors, "");
    const Json answer = Json::parse(ended.output);
    EXPECT_EQ(answer["valid"], valid) << row;
    EXPECT_EQ(answer["problem"].is_null(), valid) << row;
    // One of the resident IDs that are not valid begins with a foreigner's 9.
    const bool foreigner = country == "cn" && row[key].get<std::string>().starts_with('9');
    EXPECT_EQ(answer["kind"], foreigner ? "PERMANENT_RESIDENCE" : kind) << row;
    if (row.contains("birth")) {
      EXPECT_EQ(answer["birth_date"], row["birth"]) << row;
      EXPECT_EQ(answer["sex"], row["sex"]) << row;
    }
  }
}

TEST(ClearctlIdTest, AgreesWithTheSharedNumbers) {
  REQUIRE_SHARED(path, "testdata/ids");
  CheckSharedNumbers(path + "/kz_iin.json", "iin", "iin", "IIN");
  CheckSharedNumbers(path + "/cn_resident_id.json", "cn", "id", "RESIDENT_ID");
}

TEST(ClearctlIdTest, SaysWhatTheNumberSays) {
  EXPECT_EQ(CheckNumber("cn", "911124198108030024").output,
            R"({"kind":"PERMANENT_RESIDENCE","valid":true,"problem":null,"birth_date":"1981-08-03","sex":"F"})"
            "\n");
  EXPECT_EQ(CheckNumber("cn", "CAN110081080310").output,
            R"({"kind":"PERMANENT_RESIDENCE","valid":true,"problem":null,"birth_date":null,"sex":null})"
            "\n");
  EXPECT_EQ(CheckNumber("iin", "850315318022").output,
            R"({"kind":"IIN","valid":false,"problem":"WRONG_CHECK_DIGIT","birth_date":null,"sex":null})"
            "\n");
  EXPECT_EQ(CheckNumber("cn", "").output,
            R"({"kind":"RESIDENT_ID","valid":false,"problem":"WRONG_LENGTH","birth_date":null,"sex":null})"
            "\n");
  EXPECT_EQ(CheckNumber("iin", "850315318021", false).output, "valid IIN, born 1985-03-15, M\n");
  EXPECT_EQ(CheckNumber("iin", "8503", false).output, "not a valid IIN: WRONG_LENGTH\n");
  EXPECT_GE(CheckNumber("kz", "850315318021").exit_code, 100);
}

}  // namespace
}  // namespace clearance
