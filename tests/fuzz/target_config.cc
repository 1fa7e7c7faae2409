// Config: a text is read or refused with file and line; whatever was asked, Finish says the same thing twice.
#include "common/base/check.h"
#include "common/base/config.h"
#include "common/base/error_reasons.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

void CheckStatus(const Status& status) {
  if (status.ok()) return;
  CHECK(ReasonOf(status) == error_reason::kConfigInvalid);
  CHECK(MessageOf(status).starts_with("fuzz.toml:"));
}

void Ask(ConfigReader& reader) {
  reader.StringOr("name", "none");
  reader.PathOr("tls.certificate", "");
  const std::int64_t port = reader.IntegerOr("port", 0, 65'535, 7443);
  CHECK(port >= 0 && port <= 65'535);
  const double threshold = reader.NumberOr("threshold", -1, 1, 0.5);
  CHECK(threshold >= -1 && threshold <= 1);
  reader.BoolOr("enabled", false);
  reader.OptionalDate("from");
  if (reader.Has("states")) reader.Strings("states");
}

void Run(std::string_view input) {
  auto reader = ConfigReader::FromText(input, "fuzz.toml");
  if (!reader.ok()) return CheckStatus(reader.status());
  Ask(*reader);
  for (ConfigReader& lane : reader->Tables("lanes")) Ask(lane);
  const Status status = reader->Finish();
  CheckStatus(status);
  CHECK(reader->Finish() == status);
}

std::vector<std::string> Seeds() {
  return {
      "name = \"gate-1\"\nport = 7443\nthreshold = 0.36\nenabled = true\n\n[tls]\ncertificate = \"pki/gate.pem\"\n\n"
      "[[lanes]]\nname = \"a\"\nport = 1\n\n[[lanes]]\nname = 'b' # second\nenabled = false\n",
      "port = 0x1F\nname = \"\"\"\nlong\n\"\"\"\nthreshold = 1e-3\n",
      "lanes = [{name = \"a\", port = 2}, {name = \"b\"}]\nstates = [\"CHN\", \"KAZ\"]\nfrom = 2023-11-10\n",
      "a.b.c.d = 1\nother = 2026-11-22T03:00:00Z\n",
      std::string(300, '[') + "1" + std::string(300, ']'),
  };
}

}  // namespace

FuzzTarget ConfigTarget() { return {"config", Run, Seeds}; }

}  // namespace clearance
