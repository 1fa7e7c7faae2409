// Machine-readable zones and national numbers of the shared sets, vector by vector, against the results expected in
// tests/golden/document_zones.csv (which explains its columns).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/base/bytes.h"
#include "common/document/document_kind.h"
#include "common/document/mrz_repair.h"
#include "common/document/national_number.h"
#include "tests/support/golden_table.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

constexpr char kZones[] = "tests/golden/document_zones.csv";
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;
constexpr Date kToday = MakeDate(2026, 11, 25);
const std::vector<std::string> kColumns = {"kind", "file", "vector", "expected", "why"};

std::string OrDash(std::string text) { return text.empty() ? "-" : text; }
std::string DateText(const std::optional<Date>& date) { return date ? FormatDate(*date) : "-"; }
std::string SexText(Sex sex) { return sex == Sex::kUnspecified ? "-" : sex == Sex::kFemale ? "F" : "M"; }

std::string FindingsText(const std::vector<MrzFinding>& findings) {
  std::string text;
  for (const MrzFinding& finding : findings) {
    text.append(text.empty() ? "" : " ").append(MrzFieldName(finding.field));
    text.append(":").append(MrzProblemName(finding.problem));
  }
  return text.empty() ? "VALID" : text;
}

std::string ZoneText(const std::string& lines) {
  const auto repaired = RepairMrz(lines, kToday);
  if (!repaired.ok()) {
    EXPECT_EQ(repaired.status().code(), StatusCode::kInvalidArgument);
    return "INVALID_ARGUMENT";
  }
  const MrzReading& reading = repaired->reading;
  const std::string_view kind = DocumentKindName(KindOf(reading.issuing_state, reading.document_code, std::nullopt));
  std::string text(MrzFormatName(reading.format));
  for (const std::string& field :
       {FindingsText(reading.findings), std::string(kind), reading.document_number, reading.issuing_state,
        reading.nationality, DateText(reading.birth_date), DateText(reading.expiry_date), SexText(reading.sex),
        OrDash(reading.optional_data), OrDash(reading.optional_data_2), OrDash(reading.national_number),
        reading.names.surname, OrDash(reading.names.given_names)}) {
    text.append("|").append(field);
  }
  return text;
}

std::string NumberText(const NationalNumberCheck& check) {
  if (!check.Valid()) return std::string(NationalNumberProblemName(check.problem));
  return "VALID " + DateText(check.birth_date) + " " + SexText(check.sex);
}

std::string AnswerTo(const Json& vectors, const GoldenRow& row) {
  const Json& vector = vectors.at(std::stoul(row.at("vector")));
  if (row.at("kind") == "iin") return NumberText(CheckKazakhIin(vector["iin"].get<std::string>()));
  if (row.at("kind") == "cn") return NumberText(CheckChineseResidentId(vector["id"].get<std::string>()));
  if (row.at("kind") != "mrz") return "no such kind";
  std::string lines;
  for (const Json& line : vector["lines"]) lines.append(lines.empty() ? "" : "\n").append(line.get<std::string>());
  return ZoneText(lines);
}

TEST(ZoneGoldenTest, ReadsEveryVectorAsTheStandardsSay) {
  REQUIRE_SHARED(root, "testdata");
  std::map<std::string, Json> files;
  std::map<std::string, std::set<std::string>> told;  // vectors by file
  for (const GoldenRow& row : ReadGoldenTable(kZones, kColumns)) {
    SCOPED_TRACE(row.at("file") + " " + row.at("vector") + ": " + row.at("why"));
    if (row.at("kind") == "zone") {
      std::string lines = row.at("vector");
      std::replace(lines.begin(), lines.end(), '/', '\n');
      EXPECT_EQ(ZoneText(lines), row.at("expected"));
      continue;
    }
    const auto [file, is_new] = files.try_emplace(row.at("file"));
    if (is_new) file->second = Json::parse(ReadFile(root + "/" + row.at("file"), kMaxFileBytes).value());
    EXPECT_TRUE(told[row.at("file")].insert(row.at("vector")).second) << "twice";
    EXPECT_EQ(AnswerTo(file->second, row), row.at("expected"));
  }
  for (const char* path : {"mrz/mrz_vectors.json", "ids/kz_iin.json", "ids/cn_resident_id.json"})
    EXPECT_EQ(told[path].size(), files[path].size()) << path << ": every vector has its row";
}

}  // namespace
}  // namespace clearance
