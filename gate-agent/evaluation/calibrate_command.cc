// face-eval calibrate: measures, chooses thresholds and writes the calibration file, whole or not at all.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "common/base/bytes.h"
#include "common/base/text.h"
#include "gate-agent/evaluation/calibration_maker.h"
#include "gate-agent/evaluation/commands.h"
#include "gate-agent/evaluation/console.h"
#include "gate-agent/vision/networks.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(The threshold is the lowest one whose FMR, with the upper end of its 95 % interval, keeps below --target-fmr. When the
pictures are too few for that target the file says so: a gate then refuses it, unless it is marked provisional and the
gate allows provisional ones. A whole folder of local pictures is best: at least 110 persons for the border's 5e-4, which
is chosen where nothing else is said, 246 for 1e-4, 775 for 1e-5.

Examples:
  face-eval calibrate --images port --population "travellers of this port, June 2027" --output port.json
  face-eval calibrate --images port --target-fmr 1e-4 --threads 2 --population "..." --output port.json
  face-eval calibrate --images faces --half tuning --several-faces middle --provisional --population "a public benchmark" --output demo.json
Exit codes: 0 written and supported by the data; 1 could not be done, nothing written; 2 written, but not supported by
the data; 130 interrupted, nothing written.)";

std::string SourceOf(const MaterialOptions& options) {
  return fmt::format(
      "face-eval calibrate, {}, {}",
      options.half == "all" ? "all persons" : fmt::format("the {} half by seed {}", options.half, kSplitSeed),
      options.pairs.empty() ? "all pictures against all" : "pairs of a file",
      options.several_faces == "middle" ? ", of several faces the one in the middle" : "");
}

void Tell(const Calibration& calibration) {
  if (calibration.provisional) std::cout << "provisional: for demo and tests only\n";
  std::cout << fmt::format("{} persons, {} pictures ({} not acquired), {} genuine and {} impostor pairs\n",
                           calibration.persons, calibration.pictures, calibration.failures_to_acquire,
                           calibration.genuine_pairs, calibration.impostor_pairs);
  for (const CalibratedThreshold& point : calibration.thresholds) {
    const std::string why = WhyFmrUnsupported(EvidenceOf(calibration, point));
    std::cout << fmt::format("{} FMR {:<6g} threshold {:.4f}  {} false matches, {} false non-matches  {}\n",
                             point.target_fmr == calibration.target_fmr ? "*" : " ", point.target_fmr, point.threshold,
                             point.false_matches, point.false_non_matches, why);
  }
  if (!calibration.presentation) {
    std::cout << "presentation attacks: not calibrated, their networks are missing\n";
    return;
  }
  const PresentationCalibration& presentation = *calibration.presentation;
  std::cout << fmt::format("presentation threshold {:.3f} turns away {} of {} honest pictures  {}\n",
                           presentation.threshold, presentation.turned_away, presentation.bona_fide,
                           WhyUnsupported(presentation));
  for (const PresentationSpecies& species : presentation.species) {
    std::cout << fmt::format("  {}: {} of {} taken for a person\n", ShownText(species.name), species.accepted,
                             species.trials);
  }
}

struct PresentationTarget {
  double bpcer = 0;
  std::string attacks;  // a file; empty: none
};

StatusOr<Calibration> Calibrate(const MaterialOptions& options, CalibrationSubject subject,
                                const PresentationTarget& target) {
  ASSIGN_OR_RETURN(const Material material, ReadMaterial(options));
  ASSIGN_OR_RETURN(const NetworkFiles networks, ReadNetworks(options));
  ASSIGN_OR_RETURN(const Acquisition acquired, Acquire(material, networks, options));
  ASSIGN_OR_RETURN(ComparisonSet set, Compare(material, acquired.gate));
  if (set.genuine.empty() || set.impostor.empty()) {
    return InvalidField("--images", "needs two usable pictures of one person, and one of another");
  }
  const std::int64_t persons = PersonsCompared(material.set, material.pairs);
  subject.policy = PolicyText(networks.Policy(options.attempts));
  subject.models = networks.Hashes();
  subject.source = SourceOf(options);
  subject.date = Today();
  Calibration calibration = MakeCalibration(subject, ComparisonRates(std::move(set), persons, kBootstrapSeed),
                                            CountFailures(material.set, acquired.gate, kBootstrapSeed));
  const std::vector<LiveScore> live = LiveScoresOf(material.set, acquired.gate);
  if (live.empty()) return calibration;
  ASSIGN_OR_RETURN(const std::vector<AttackScore> attacks, ScoreAttacks(target.attacks, networks, options));
  AddPresentation(MakePresentation(live, attacks, target.bpcer, kBootstrapSeed), calibration);
  return calibration;
}

}  // namespace

CalibrateCommand::CalibrateCommand(CLI::App& app)
    : command_(app.add_subcommand("calibrate", "Choose the threshold for a false match rate and write a gate's file")) {
  AddMaterialOptions(*command_, material_);
  command_->add_option("--target-fmr", target_fmr_, "The false match rate to keep below")
      ->check(CLI::Range(1e-6, 0.1))
      ->capture_default_str();
  command_
      ->add_option("--target-bpcer", target_bpcer_,
                   "The share of these honest pictures that may be taken for pictures of pictures")
      ->check(CLI::Range(0.001, 0.5))
      ->capture_default_str();
  command_->add_option("--attacks", attacks_, "Pictures of attacks, a file with the columns picture,species");
  command_->add_option("--population", population_, "Who was measured, in words; stands in the file")->required();
  command_->add_option("--output", output_, "The calibration file to write")->required();
  command_->add_flag("--provisional", provisional_,
                     "These are not the port's people: for demo and tests only; always so with --several-faces middle");
  command_->footer(kFooter);
}

std::optional<int> CalibrateCommand::Run() const {
  if (!command_->parsed()) return std::nullopt;
  // Before minutes of measuring.
  const std::filesystem::path folder = std::filesystem::absolute(output_).parent_path();
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return Fail(InvalidField("--output", "there is no folder " + folder.string()));
  }
  CalibrationSubject subject;
  subject.target_fmr = target_fmr_;
  subject.population = population_;
  subject.provisional = provisional_;
  subject.middle_face = material_.several_faces == "middle";
  if (!subject.provisional && !subject.middle_face && target_fmr_ > kLoosestFinalFmr) {
    return Fail(InvalidField("--target-fmr",
                             fmt::format("above {:g} a gate takes it with --provisional only", kLoosestFinalFmr)));
  }
  const StatusOr<Calibration> calibration = Calibrate(material_, std::move(subject), {target_bpcer_, attacks_});
  if (!calibration.ok()) return Fail(calibration.status());
  // A gate would find it out only at the lane.
  const std::string text = CalibrationText(*calibration);
  const StatusOr<Calibration> read = ParseCalibration(text, output_);
  if (!read.ok()) return Fail(read.status());
  const Status written = WriteFile(output_, text);
  if (!written.ok()) return Fail(written);
  Tell(*calibration);
  const bool supported = OperatingPoint(*calibration).supported &&
                         (!calibration->presentation || WhyUnsupported(*calibration->presentation).empty());
  return supported ? 0 : kExitUnsupported;
}

}  // namespace clearance
