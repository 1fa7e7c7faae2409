// Import files: what a line may say, and each bad line named.
#include "services/clearctl/import_file.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

constexpr char kGood[] =
    R"({"source":"nia","row":"1","issuing_state":"KAZ","number":"N1","nationality":"KAZ","territory":"CHN",)"
    R"("entry":"2026-10-01","exit":"2026-10-09","entered_from":"KAZ","left_to":"ICBC","basis":"VISA"})";

// kGood with one piece changed.
std::string With(const std::string& piece, const std::string& by) {
  std::string line = kGood;
  EXPECT_NE(line.find(piece), std::string::npos) << piece;
  return line.replace(line.find(piece), piece.size(), by);
}

TEST(ImportFileTest, LinesAreStaysOrCompleteness) {
  const std::string open = With(R"("exit":"2026-10-09",)", "");
  const auto file = ParseImportFile(std::string(kGood) + "\n\n" + With(R"(,"basis":"VISA")", "") + "\r\n" +
                                        R"({"territory":"KAZ","complete_from":"2026-01-01"})" + "\n" + open,
                                    "history.jsonl");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->stays.size(), 3u);
  const ImportedStay& first = file->stays[0];
  EXPECT_EQ(first.source, "nia");
  EXPECT_EQ(first.row, "1");
  EXPECT_EQ(first.document.issuing_state, "KAZ");
  EXPECT_EQ(first.document.number, "N1");
  EXPECT_EQ(first.stay.territory, Territory::kChn);
  EXPECT_EQ(first.stay.entry, MakeDate(2026, 10, 1));
  EXPECT_EQ(first.stay.exit, MakeDate(2026, 10, 9));
  EXPECT_EQ(first.stay.entered_from, Territory::kKaz);
  EXPECT_EQ(first.stay.left_to, Territory::kIcbc);
  EXPECT_EQ(first.stay.basis, StayBasis::kVisa);
  EXPECT_EQ(first.stay.nationality, "KAZ");
  EXPECT_EQ(file->stays[1].stay.basis, StayBasis::kVisaFree) << "what is not said otherwise";
  EXPECT_FALSE(file->stays[2].stay.exit);
  ASSERT_EQ(file->completeness.size(), 1u);
  EXPECT_EQ(file->completeness[0].territory, Territory::kKaz);
  EXPECT_EQ(file->completeness[0].from, MakeDate(2026, 1, 1));
  EXPECT_TRUE(ParseImportFile("", "empty.jsonl")->stays.empty());
}

TEST(ImportFileTest, ABadLineIsNamedWithItsField) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"not json", "is not a JSON object"},
      {"[]", "is not a JSON object"},
      {"{\"source\":\"nia\"", "is not a JSON object"},
      {"{\"source\":\"\xff\"}", "is not a JSON object"},
      {"  ", "is not a JSON object"},
      {"{}", "source"},
      {With(R"("row":"1",)", ""), "row"},
      {With(R"("row":"1")", R"("row":1)"), "row"},
      {With(R"("row":"1")", R"("row":"1\u0000")"), "row"},
      {With(R"("source":"nia")", R"("source":"")"), "source"},
      {With(R"("source":"nia")", R"("source":"n\nia")"), "source"},
      {With(R"("source":"nia")", "\"source\":\"" + std::string(65, 'n') + "\""), "source"},
      {With(R"("issuing_state":"KAZ")", R"("issuing_state":"kaz")"), "issuing_state"},
      {With(R"("number":"N1")", R"("number":"N 1")"), "number"},
      {With(R"("nationality":"KAZ")", R"("nationality":"KAZA")"), "nationality"},
      {With(R"("territory":"CHN")", R"("territory":"MARS")"), "territory"},
      {With(R"("entry":"2026-10-01")", R"("entry":"2026-02-30")"), "entry"},
      {With(R"("exit":"2026-10-09")", R"("exit":"2026-09-30")"), "exit"},
      {With(R"("entry":"2026-10-01","exit":"2026-10-09",)", ""), "entry"},
      {With(R"("entered_from":"KAZ",)", ""), "entered_from"},
      {With(R"("entered_from":"KAZ")", R"("entered_from":"CHN")"), "entered_from"},
      {With(R"("left_to":"ICBC")", R"("left_to":"CHN")"), "left_to"},
      {With(R"("basis":"VISA")", R"("basis":"LUCK")"), "basis"},
      {With(R"("basis":"VISA")", R"("basis":"VISA","colour":"blue")"), "colour"},
      {R"({"territory":"KAZ","complete_from":"soon"})", "complete_from"},
      {R"({"complete_from":"2026-01-01"})", "territory"},
      {R"({"territory":"KAZ","complete_from":"2026-01-01","row":"1"})", "row"},
      {std::string(200'000, '['), "is not a JSON object"},
  };
  for (const auto& [line, named] : table) {
    const Status status = ParseImportFile(std::string(kGood) + "\n\n" + line + "\n" + kGood, "history.jsonl").status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << line.substr(0, 200);
    EXPECT_EQ(MessageOf(status).rfind("history.jsonl:3: ", 0), 0u) << status;
    EXPECT_NE(MessageOf(status).find(named), std::string::npos) << status;
  }
}

}  // namespace
}  // namespace clearance
