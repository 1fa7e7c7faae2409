// MRZ: a text is a reading or an error that names a line; a document that was read is written and read back unchanged.
#include "common/base/check.h"
#include "common/document/mrz.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

constexpr Date kToday = MakeDate(2026, 11, 22);
constexpr std::size_t kMaxFindings = 32;

void Run(std::string_view input) {
  const auto reading = ParseMrz(input, kToday);
  if (!reading.ok()) {
    CHECK(FieldOf(reading.status()) == "mrz");
    CHECK(MessageOf(reading.status()).find("line ") != std::string::npos);
    return;
  }
  CHECK(reading->findings.size() < kMaxFindings);
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
  };
}

}  // namespace

FuzzTarget MrzTarget() { return {"mrz", Run, Seeds, 200'000}; }

}  // namespace clearance
