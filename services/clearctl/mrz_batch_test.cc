#include "services/clearctl/mrz_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace clearance {
namespace {

constexpr std::string_view kTd1 =
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n";
constexpr std::string_view kTd2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6\n";
constexpr std::string_view kTd3 =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";

// The formats of what is in `text`, "error" where it could not be read.
std::vector<std::string> Formats(const std::string& text) {
  MrzBatch batch(MakeDate(2026, 11, 22), MrzOutput::kJson);
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) batch.Take(line, out);
  batch.End(out);
  std::vector<std::string> formats;
  std::istringstream answers(out);
  for (std::string answer; std::getline(answers, answer);) {
    formats.push_back(nlohmann::json::parse(answer).value("format", "error"));
  }
  EXPECT_EQ(batch.totals().documents, formats.size());
  EXPECT_EQ(batch.totals().unreadable, static_cast<std::size_t>(std::count(formats.begin(), formats.end(), "error")));
  return formats;
}

using Names = std::vector<std::string>;

TEST(MrzBatchTest, TellsDocumentsApartByTheLengthOfTheirFirstLine) {
  const std::string all = std::string(kTd1) + std::string(kTd3) + std::string(kTd2) + std::string(kTd1);
  EXPECT_EQ(Formats(all), (Names{"TD1", "TD3", "TD2", "TD1"}));
  EXPECT_EQ(Formats(std::string(kTd1) + "\n\n" + std::string(kTd3) + "\n"), (Names{"TD1", "TD3"}));
  EXPECT_EQ(Formats(""), Names{});
  EXPECT_EQ(Formats("\n\n"), Names{});
}

TEST(MrzBatchTest, ALineOfAnotherLengthIsAnErrorOfItsOwn) {
  EXPECT_EQ(Formats("HELLO\n" + std::string(kTd3)), (Names{"error", "TD3"}));
  EXPECT_EQ(Formats(std::string(200, '<') + "\n" + std::string(kTd1)), (Names{"error", "TD1"}));
}

TEST(MrzBatchTest, ADamagedDocumentTakesNoLineOfTheNext) {
  std::string shorter(kTd3);
  shorter.erase(10, 1);
  EXPECT_EQ(Formats(shorter + std::string(kTd2)), (Names{"error", "TD2"}));
  const std::string first_line(kTd3.substr(0, 45));
  EXPECT_EQ(Formats(first_line + "\n" + std::string(kTd2)), (Names{"error", "TD2"}));
  EXPECT_EQ(Formats(first_line), Names{"error"});
}

}  // namespace
}  // namespace clearance
