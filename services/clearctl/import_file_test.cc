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
  ASSERT_EQ(file->rows.size(), 3u);
  const ImportedRow& first = file->rows[0];
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
  EXPECT_EQ(file->rows[1].stay.basis, StayBasis::kVisaFree) << "what is not said otherwise";
  EXPECT_FALSE(file->rows[2].stay.exit);
  ASSERT_EQ(file->completeness.size(), 1u);
  EXPECT_EQ(file->completeness[0].territory, Territory::kKaz);
  EXPECT_EQ(file->completeness[0].from, MakeDate(2026, 1, 1));
  EXPECT_TRUE(ParseImportFile("", "empty.jsonl")->rows.empty());
}

// What every line says, and what an act on the record says besides.
constexpr char kNames[] = R"("source":"audit","row":"7","issuing_state":"KAZ","number":"N1","territory":"CHN")";
constexpr char kAct[] = R"("author":"auditor-1","reason":"\u043e\u043f\u0435\u0447\u0430\u0442\u043a\u0430")";

std::string Annulment(const std::string& members) {
  return "{" + std::string(kNames) + "," + kAct + "," + members + "}";
}
std::string Correction(const std::string& members) {
  return Annulment(R"("nationality":"KAZ","entry":"2026-10-01","exit":"2026-10-08","entered_from":"KAZ")" +
                   std::string(members.empty() ? "" : ",") + members);
}
std::string BasisChange(const std::string& members) {
  return Annulment(R"("nationality":"KAZ","basis_change":"2026-11-01")" + std::string(members.empty() ? "" : ",") +
                   members);
}

TEST(ImportFileTest, RowsMayCorrectAnnulOrChangeTheBasis) {
  const auto file = ParseImportFile(
      With(R"("basis":"VISA")", R"("basis":"VISA","provenance":"STAMP")") + "\n\n" +
          Correction(R"("corrects":"1","concerns_source":"nia","provenance":"DECLARATION")") + "\n" +
          Correction(R"("concerns_position":300)") + "\n" + Annulment(R"("annuls":"1","cause":"ERROR")") + "\n" +
          Annulment(R"("concerns_position":9223372036854775807,"cause":"RETURNED")") + "\n" +
          BasisChange(R"("basis":"VISA","provenance":"STAMP")") + "\n" +
          BasisChange(R"("basis":"VISA_FREE","entered_from":"ICBC","confirmed_by":"auditor-2")"),
      "history.jsonl");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->name, "history.jsonl");
  ASSERT_EQ(file->rows.size(), 7u);
  EXPECT_EQ(file->rows[0].act, ImportAct::kStay);
  EXPECT_EQ(file->rows[0].stay.provenance, Provenance::kStamp);
  EXPECT_EQ(file->rows[0].line, 1);
  const ImportedRow& correction = file->rows[1];
  EXPECT_EQ(correction.act, ImportAct::kCorrection);
  EXPECT_EQ(correction.line, 3);
  EXPECT_EQ(correction.concerned.source, "nia");
  EXPECT_EQ(correction.concerned.row, "1");
  EXPECT_EQ(correction.concerned.position, 0u);
  EXPECT_EQ(correction.stay.exit, MakeDate(2026, 10, 8));
  EXPECT_EQ(correction.stay.provenance, Provenance::kDeclaration);
  EXPECT_EQ(correction.author, "auditor-1");
  EXPECT_EQ(correction.reason, "опечатка");
  EXPECT_EQ(file->rows[2].act, ImportAct::kCorrection);
  EXPECT_EQ(file->rows[2].concerned.position, 300u);
  EXPECT_EQ(file->rows[3].act, ImportAct::kAnnulment);
  EXPECT_EQ(file->rows[3].concerned.source, "audit") << "its own, unless another is said";
  EXPECT_EQ(file->rows[3].cause, AnnulmentCause::kError);
  EXPECT_EQ(file->rows[4].concerned.position, 9223372036854775807u);
  EXPECT_EQ(file->rows[4].cause, AnnulmentCause::kReturned);
  EXPECT_EQ(file->rows[5].act, ImportAct::kBasisChange);
  EXPECT_EQ(file->rows[5].stay.entry, MakeDate(2026, 11, 1));
  EXPECT_EQ(file->rows[5].stay.basis, StayBasis::kVisa);
  EXPECT_EQ(file->rows[5].stay.entered_from, Territory::kKaz);
  EXPECT_EQ(file->rows[5].stay.provenance, Provenance::kStamp);
  EXPECT_EQ(file->rows[5].confirmed_by, "");
  EXPECT_EQ(file->rows[6].stay.entered_from, Territory::kIcbc);
  EXPECT_EQ(file->rows[6].confirmed_by, "auditor-2");
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
      {With(R"("basis":"VISA")", R"("basis":"VISA","provenance":"RUMOUR")"), "provenance"},
      {With(R"("basis":"VISA")", R"("basis":"VISA","author":"auditor-1")"), "author"},
      {With(R"("basis":"VISA")", R"("basis":"VISA","reason":"why not")"), "reason"},
      {Correction(R"("corrects":1)"), "corrects"},
      {Correction(R"("corrects":"")"), "corrects"},
      {Correction(R"("corrects":"1","concerns_position":3)"), "concerns_position"},
      {Correction(R"("concerns_position":3,"concerns_source":"nia")"), "concerns_source"},
      {Correction(R"("concerns_position":"3")"), "concerns_position"},
      {Correction(R"("concerns_position":0)"), "concerns_position"},
      {Correction(R"("concerns_position":-3)"), "concerns_position"},
      {Correction(R"("concerns_position":1.5)"), "concerns_position"},
      {Correction(R"("concerns_position":9223372036854775808)"), "concerns_position"},
      {Correction(R"("corrects":"1","cause":"ERROR")"), "corrects"},
      {Annulment(R"("corrects":"1")"), "nationality"},
      {Annulment(R"("annuls":"1")"), "cause"},
      {Annulment(R"("cause":"ERROR")"), "annuls"},
      {Annulment(R"("annuls":"1","cause":"REGRET")"), "cause"},
      {Annulment(R"("annuls":"1","cause":"ERROR","entry":"2026-10-01")"), "entry"},
      {BasisChange(""), "basis"},
      {BasisChange(R"("basis":"LUCK")"), "basis"},
      {BasisChange(R"("basis":"VISA","entered_from":"CHN")"), "entered_from"},
      {BasisChange(R"("basis":"VISA","annuls":"1","cause":"ERROR")"), "basis"},
      {"{" + std::string(kNames) + R"(,"annuls":"1","cause":"ERROR","reason":"r"})", "author"},
      {Annulment(R"("annuls":"1","cause":"ERROR","confirmed_by":"auditor-1")"), "confirmed_by"},
      {Annulment(R"("annuls":"1","cause":"ERROR","confirmed_by":"")"), "confirmed_by"},
      {Annulment(R"("annuls":"1","cause":"ERROR","confirmed_by":"auditor-1 ")"), "confirmed_by"},
      {Annulment(R"("annuls":"1","cause":"ERROR","confirmed_by":" Auditor-1")"), "confirmed_by"},
      {Annulment(R"("annuls":"1","cause":"ERROR","birth_date":"1990-05-17")"), "holder_nationality"},
      {Annulment(R"("annuls":"1","cause":"ERROR","holder_nationality":"KAZ")"), "birth_date"},
      {Annulment(R"("annuls":"1","cause":"ERROR","holder_nationality":"KAZ","birth_date":"1990-05-17")"), "sex"},
      {Annulment(R"("annuls":"1","cause":"ERROR","holder_nationality":"KAZ","birth_date":"1990-05-17","sex":"X")"),
       "sex"},
      {With(R"("basis":"VISA")", R"("basis":"VISA","confirmed_by":"auditor-1")"), "confirmed_by"},
      {"{" + std::string(kNames) + R"(,"annuls":"1","cause":"ERROR","author":"a"})", "reason"},
      {"{" + std::string(kNames) + R"(,"annuls":"1","cause":"ERROR","author":"a","reason":""})", "reason"},
      {"{" + std::string(kNames) + R"(,"annuls":"1","cause":"ERROR","author":"a","reason":")" + std::string(201, 'r') +
           "\"}",
       "reason"},
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
