// face-eval verify: compares pairs. Nothing is printed of a pair before every picture has been looked at.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/text.h"
#include "gate-agent/evaluation/commands.h"
#include "gate-agent/evaluation/console.h"
#include "gate-agent/evaluation/used_calibration.h"
#include "gate-agent/evaluation/verify_output.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(The file of pairs is CSV (RFC 4180): cells may stand in quotes, blanks around them are passed over, and so are empty
lines and a byte order mark; lines end in LF or CRLF. Each picture is looked at once, however many pairs name it, and
nothing is asked of whether it looks alive.

There is one line for each row, in its order. With --json it is an object
  {"a":"p1/1.jpg","b":"p1/2.jpg","score":0.734512,"match":true,"fta":false}
and the last one holds the totals. "fta": one of the two pictures gave no template, so there is no score and no match;
the summary says why (a picture that is missing or cannot be read is such a one). Names are printed as the row has them.
A pair named again is printed again, a picture with itself, or with a copy of itself, is judged like any other; the
summary counts both, and no rate does.

Examples:
  face-eval verify --pairs pairs.csv --images faces --json > scores.jsonl
  face-eval verify --pairs pairs.csv --images faces --calibration port.json --threads 2
Exit codes: 0 done; 1 could not be done, or a row of the pairs is bad; 100 and more: a mistake in the command line;
130 interrupted.)";

StatusOr<VerifySummary> Verify(const MaterialOptions& options, const std::string& calibration_path, bool json) {
  ASSIGN_OR_RETURN(const Material material, ReadMaterial(options));
  ASSIGN_OR_RETURN(const NetworkFiles networks, ReadNetworks(options));
  ASSIGN_OR_RETURN(const Calibration calibration, UsedCalibration(calibration_path, networks, options.attempts));
  ASSIGN_OR_RETURN(const Acquisition acquisition, Acquire(material, networks, options));
  const std::vector<AcquiredPicture>& acquired = acquisition.gate;
  VerifySummary summary;
  for (std::size_t i = 0; i < material.rows.size(); ++i) {
    if (AskedToStop()) return absl::CancelledError("stopped before the end");
    const auto a = static_cast<std::size_t>(material.rows[i].a);
    const auto b = static_cast<std::size_t>(material.rows[i].b);
    VerifiedPair verified = {material.names[i].a, material.names[i].b, std::nullopt, false};
    if (acquired[a].cause == CaptureCause::kNone && acquired[b].cause == CaptureCause::kNone) {
      verified.score = FusedScore(*acquired[a].face, *acquired[b].face);
      verified.match = *verified.score >= calibration.threshold;
    } else {
      ++summary.fta_pairs;
    }
    std::cout << (json ? VerifiedJson(verified) : VerifiedText(verified));
  }
  ASSIGN_OR_RETURN(ComparisonSet set, Compare(material, acquired));
  const ComparisonRates rates(std::move(set), PersonsCompared(material.set, material.pairs), kBootstrapSeed);
  summary.pairs = static_cast<std::int64_t>(material.rows.size());
  summary.repeated = material.repeated;
  summary.selves = material.selves;
  summary.policy = calibration.policy;
  summary.provisional = calibration.provisional;
  summary.rates = rates.At(calibration.threshold, calibration.target_fmr);
  summary.failures = CountFailures(material.set, acquired, kBootstrapSeed);
  return summary;
}

}  // namespace

VerifyCommand::VerifyCommand(CLI::App& app)
    : command_(app.add_subcommand("verify", "Compare the pairs of a file, one line each, with a summary")) {
  AddMaterialOptions(*command_, material_);
  material_.missing = MissingPictures::kNotAcquired;
  material_.presentation = false;
  command_->get_option("--pairs")->required()->description(
      "The pairs to compare, a file with the columns a,b,same (1 or 0)");
  command_->add_option("--calibration", calibration_,
                       "Whose threshold counts; the provisional one that ships without it");
  command_->add_flag("--json", json_, "JSON lines");
  command_->footer(kFooter);
}

std::optional<int> VerifyCommand::Run() const {
  if (!command_->parsed()) return std::nullopt;
  const StatusOr<VerifySummary> summary = Verify(material_, calibration_, json_);
  if (!summary.ok()) return Fail(summary.status());
  std::cout << (json_ ? SummaryJson(*summary) : SummaryText(*summary));
  return 0;
}

}  // namespace clearance
