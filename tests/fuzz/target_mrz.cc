// MRZ: a text is a reading or an error that names a line; a document that was read is written and read back unchanged;
// a repair leaves a sound text alone, changes characters only to what readers confuse them with, and never unmarked.
#include "common/base/check.h"
#include "common/document/mrz.h"
#include "common/document/mrz_repair.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

constexpr Date kToday = MakeDate(2026, 11, 22);
constexpr std::size_t kMaxFindings = 32;

bool Confused(char a, char b) {
  constexpr std::string_view kPairs = "0O1I2Z5S8B6G";
  const std::size_t at = kPairs.find(a);
  return at != std::string_view::npos && kPairs[at ^ 1U] == b;
}

void CheckRepair(std::string_view input, const MrzReading& reading) {
  const auto repair = RepairMrz(input, kToday);
  CHECK(repair.ok());
  std::string given(input);
  std::erase(given, '\r');
  if (given.ends_with('\n')) given.pop_back();
  if (repair->corrected.empty()) {
    CHECK(repair->text == given);
    CHECK(repair->reading.findings == reading.findings);
    return;
  }
  CHECK(!reading.Sound());
  CHECK(repair->text != given && repair->text.size() == given.size());
  for (std::size_t i = 0; i < given.size(); ++i)
    CHECK(given[i] == repair->text[i] || Confused(given[i], repair->text[i]));
  const auto again = ParseMrz(repair->text, kToday);
  CHECK(again.ok() && again->Sound());
  CHECK(ToDocument(*again).value() == ToDocument(repair->reading).value());
  CHECK(repair->reading.findings.size() == repair->corrected.size());
  for (const MrzField field : repair->corrected) CHECK(repair->reading.Has(field, MrzProblem::kCorrected));
}

void Run(std::string_view input) {
  const auto reading = ParseMrz(input, kToday);
  if (!reading.ok()) {
    CHECK(!RepairMrz(input, kToday).ok());
    CHECK(FieldOf(reading.status()) == "mrz");
    CHECK(MessageOf(reading.status()).find("line ") != std::string::npos);
    return;
  }
  CHECK(reading->findings.size() < kMaxFindings);
  CheckRepair(input, *reading);
  const auto document = ToDocument(*reading);
  CHECK(document.ok() || !reading->Sound());
  if (!document.ok()) return;
  CHECK(!document->number.empty());
  const auto written = WriteMrz(*document, reading->names, reading->format);
  if (!written.ok()) return;
  const auto again = ParseMrz(*written, kToday);
  CHECK(again.ok());
  CHECK(ToDocument(*again).value() == *document);
}

std::vector<std::string> Seeds() {
  return {
      "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
      "P<KAZAKHMETOV<<NURLAN<<<<<<<<<<<<<<<<<<<<<<<\nN012345679KAZ8503150M3009141850315318021<<96\n",
      "POCHNWANG<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<\r\nE123456782CHN8808084M3108066BFMAMMADKJINA988",
      "IDKAZ0012345678850315318021<<<\n8503150M3009141KAZ<<<<<<<<<<<9\nAKHMETOV<<NURLAN<<<<<<<<<<<<<<",
      "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
      "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8",
      "I<UTOERIK55ON<<ANNA<MAR1A<<<<<<<<<<<\nD231458907UT0740BIZZF12O4IS9<<<<<<<G",
      "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nEK7S432146UTO7408122F1204159AB79K39<<<<<<<96",
  };
}

}  // namespace

FuzzTarget MrzTarget() { return {"mrz", Run, Seeds}; }

}  // namespace clearance
