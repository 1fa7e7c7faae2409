// face-eval calibrate: measures, chooses thresholds and writes the calibration file, whole or not at all.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/replaced_file.h"
#include "common/base/text.h"
#include "gate-agent/evaluation/calibration_maker.h"
#include "gate-agent/evaluation/calibration_size.h"
#include "gate-agent/evaluation/commands.h"
#include "gate-agent/evaluation/console.h"
#include "gate-agent/evaluation/report.h"
#include "gate-agent/vision/networks.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(The threshold is the lowest one whose FMR, with the upper end of its 95 % interval, keeps below --target-fmr. When the
pictures are too few for that target the file says so: a gate then refuses it, unless it is marked provisional and the
gate allows provisional ones. Behind the threshold there must be 30 false matches: how many persons that takes is known
only afterwards, for it depends on how alike they are. Plan with (all pictures compared with all; docs/face-eval.md):
{})";

constexpr char kExamples[] = R"(
What a set can never support is told before it is measured. A gate also wants a presentation threshold, set on 150 honest
pictures and held against 150 attacks of one kind (--attacks).

Examples:
  face-eval calibrate --images port --population "travellers of this port, June 2027" --output port.json
  face-eval calibrate --images port --target-fmr 1e-4 --threads 2 --population "..." --output port.json
  face-eval calibrate --images faces --half tuning --several-faces middle --provisional --population "a public benchmark" --output demo.json
Exit codes: 0 written and supported by the data; 1 could not be done, nothing written; 2 written, but no gate outside a
demo takes it: not supported by the data, or without a presentation threshold; 100 and more: a mistake in the command
line; 130 interrupted, nothing written.)";

std::string Footer() {
  std::string rows;
  for (const double target : {kBorderFmr, 1e-4, 1e-5}) {
    rows += fmt::format("  for {:<7g}{:>5} persons of two pictures each, {:>5} of three, {:>5} of four\n", target,
                        PlannedPersons(target, 2), PlannedPersons(target, 3), PlannedPersons(target, 4));
  }
  rows.pop_back();
  return fmt::format(kFooter, rows) + kExamples;
}

std::string SourceOf(const MaterialOptions& options) {
  return fmt::format(
      "face-eval calibrate, {}, {}",
      options.half == "all" ? "all persons" : fmt::format("the {} half by seed {}", options.half, kSplitSeed),
      options.pairs.empty() ? "all pictures against all" : "pairs of a file",
      options.several_faces == "middle" ? ", of several faces the one in the middle" : "");
}

// "8 of 832, 0.9615 % (0.36-1.7)".
std::string Shown(std::int64_t errors, std::int64_t trials, const Interval& interval) {
  return fmt::format("{} of {}, {}", errors, trials,
                     RateText({.trials = trials, .errors = errors, .interval = interval}));
}

void Tell(const Calibration& calibration) {
  if (calibration.provisional) std::cout << "provisional: for demo and tests only\n";
  std::cout << fmt::format("{} persons, {} pictures ({} not acquired), {} genuine and {} impostor pairs\n",
                           calibration.persons, calibration.pictures, calibration.failures_to_acquire,
                           calibration.genuine_pairs, calibration.impostor_pairs);
  for (const CalibratedThreshold& point : calibration.thresholds) {
    const std::string why = WhyFmrUnsupported(EvidenceOf(calibration, point));
    std::cout << fmt::format("{} FMR {:<6g} threshold {:.4f}  false matches {}, false non-matches {}  {}\n",
                             point.target_fmr == calibration.target_fmr ? "*" : " ", point.target_fmr, point.threshold,
                             Shown(point.false_matches, calibration.impostor_pairs, point.fmr),
                             Shown(point.false_non_matches, calibration.genuine_pairs, point.fnmr), why);
  }
  if (!calibration.presentation) {
    std::cout << "presentation attacks: not calibrated, their networks are missing; no gate outside a demo compares "
                 "faces with this file\n";
    return;
  }
  const PresentationCalibration& presentation = *calibration.presentation;
  std::cout << fmt::format("presentation threshold {:.3f}  honest pictures turned away {}, {}  {}\n",
                           presentation.threshold,
                           Shown(presentation.turned_away, presentation.bona_fide, presentation.bpcer),
                           Counted(presentation.persons, "person", "persons"), WhyUnsupported(presentation));
  const std::string why_bpcer = WhyFnmrUnsupported(presentation.target_bpcer, presentation.persons, presentation.bpcer);
  if (!why_bpcer.empty()) std::cout << fmt::format("  BPCER {:g}: {}\n", presentation.target_bpcer, why_bpcer);
  for (const PresentationSpecies& species : presentation.species) {
    std::cout << fmt::format("  {}: {} taken for a person\n", ShownText(species.name),
                             species.trials < kMinAttackTrials
                                 ? fmt::format("{} of {}", species.accepted, species.trials)
                                 : Shown(species.accepted, species.trials, species.apcer));
  }
}

// The attacks of each species.
std::map<std::string, std::int64_t> CountSpecies(const PictureSet& attacks) {
  std::map<std::string, std::int64_t> species;
  for (const std::string& name : attacks.persons) ++species[name];
  return species;
}

Status CheckText(std::string_view option, std::string_view text) {
  if (text.empty() || text.size() > kMaxCalibrationTextBytes || !IsUtf8(text)) {
    return InvalidField(option, fmt::format("must be 1 to {} bytes of UTF-8", kMaxCalibrationTextBytes));
  }
  return OkStatus();
}

// What the file could not hold.
Status CheckSpecies(const PictureSet& attacks) {
  const auto species = CountSpecies(attacks);
  if (species.size() > kMaxCalibrationListLength) {
    return InvalidField("--attacks", fmt::format("more than {} species", kMaxCalibrationListLength));
  }
  for (const auto& [name, count] : species) RETURN_IF_ERROR(CheckText("--attacks: species", name));
  return OkStatus();
}

// Before minutes of measuring, or a night of them: what they will not give.
void TellSize(const Material& material, const PictureSet& attacks, double target_fmr) {
  CalibrationSize size = {.target_fmr = target_fmr,
                          .persons = PersonsCompared(material.set, material.pairs),
                          .pictures = static_cast<std::int64_t>(material.set.pictures.size())};
  for (const PicturePair& pair : material.pairs) size.impostor_pairs += pair.same ? 0 : 1;
  for (const auto& [name, count] : CountSpecies(attacks)) {
    size.most_of_a_species = std::max(size.most_of_a_species, count);
  }
  const std::vector<std::string> never = WhyNeverSupported(size);
  if (!never.empty()) std::cerr << "face-eval: whatever these pictures show, the file will not be supported by them:\n";
  for (const std::string& why : never) std::cerr << "  " << why << "\n";
  const std::string hardly = WhyHardlySupported(size);
  if (never.empty() && !hardly.empty()) std::cerr << "face-eval: " << hardly << "\n";
}

StatusOr<Calibration> Calibrate(const MaterialOptions& options, CalibrationSubject subject,
                                const std::string& attacks_file, double target_bpcer) {
  ASSIGN_OR_RETURN(const Material material, ReadMaterial(options));
  ASSIGN_OR_RETURN(const PictureSet attacks, ListAttacks(attacks_file));
  RETURN_IF_ERROR(CheckSpecies(attacks));
  ASSIGN_OR_RETURN(const NetworkFiles networks, ReadNetworks(options));
  RETURN_IF_ERROR(CheckAttacksMeasurable(attacks, networks));
  TellSize(material, attacks, subject.target_fmr);
  ASSIGN_OR_RETURN(const Acquisition acquired, Acquire(material, networks, options));
  ASSIGN_OR_RETURN(ComparisonSet set, Compare(material, acquired.gate));
  if (set.genuine.empty() || set.impostor.empty()) {
    return InvalidField(options.pairs.empty() ? "--images" : "--pairs",
                        "needs two usable pictures of one person, and one of another");
  }
  const std::int64_t persons = PersonsCompared(material.set, material.pairs);
  subject.policy = PolicyText(networks.Policy(options.attempts));
  subject.models = networks.Hashes();
  subject.source = SourceOf(options);
  subject.date = Today();
  Calibration calibration = MakeCalibration(subject, ComparisonRates(std::move(set), persons, kBootstrapSeed),
                                            CountFailures(material.set, acquired.gate, kBootstrapSeed));
  if (!networks.presentation) return calibration;
  const std::vector<LiveScore> live = LiveScoresOf(material.set, acquired.gate);
  if (live.empty()) {
    return Error(StatusCode::kInternal, error_reason::kModelUnusable, "no picture could be measured for being alive");
  }
  ASSIGN_OR_RETURN(const std::vector<AttackScore> scores, ScoreAttacks(attacks, networks, options));
  AddPresentation(MakePresentation(live, scores, target_bpcer, kBootstrapSeed), calibration);
  return calibration;
}

// CLI::Range takes what is no number (nan) for one within.
CLI::Validator ShareFrom(double low, double high) {
  const auto problem = [low, high](const std::string& text) {
    double share = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, share);
    const bool within = read.ec == std::errc() && read.ptr == end && share >= low && share <= high;
    return within ? std::string() : fmt::format("{} is no number from {:g} to {:g}", ShownText(text), low, high);
  };
  return {problem, fmt::format("FLOAT in [{:g} - {:g}]", low, high), "share"};
}

}  // namespace

CalibrateCommand::CalibrateCommand(CLI::App& app)
    : command_(app.add_subcommand("calibrate", "Choose the threshold for a false match rate and write a gate's file")) {
  AddMaterialOptions(*command_, material_);
  command_->add_option("--target-fmr", target_fmr_, "The false match rate to keep below")
      ->check(ShareFrom(1e-6, 0.1))
      ->capture_default_str();
  command_
      ->add_option("--target-bpcer", target_bpcer_,
                   "The share of these honest pictures that may be taken for pictures of pictures")
      ->check(ShareFrom(0.001, 0.5))
      ->capture_default_str();
  command_->add_option("--attacks", attacks_, "Pictures of attacks, a file with the columns picture,species");
  command_->add_option("--population", population_, "Who was measured, in words; stands in the file")->required();
  command_->add_option("--output", output_, "The calibration file to write")->required();
  command_->add_flag("--provisional", provisional_,
                     "These are not the port's people: for demo and tests only; always so with --several-faces middle");
  command_->footer(Footer());
}

std::optional<int> CalibrateCommand::Run() const {
  if (!command_->parsed()) return std::nullopt;
  if (const Status options = CheckOptions(); !options.ok()) return Fail(options);
  CalibrationSubject subject;
  subject.target_fmr = target_fmr_;
  subject.population = population_;
  subject.provisional = provisional_;
  subject.middle_face = material_.several_faces == "middle";
  const StatusOr<Calibration> calibration = Calibrate(material_, std::move(subject), attacks_, target_bpcer_);
  if (!calibration.ok()) return Fail(calibration.status());
  // First of all: what took a night to measure is told though it cannot be written.
  Tell(*calibration);
  // A gate would find it out only at the lane.
  const std::string text = CalibrationText(*calibration);
  const StatusOr<Calibration> read = ParseCalibration(text, output_);
  if (!read.ok()) return Fail(read.status());
  const Status written = WriteFile(output_, text);
  if (!written.ok()) return Fail(written);
  const bool supported = OperatingPoint(*calibration).supported && calibration->presentation &&
                         WhyUnsupported(*calibration->presentation).empty();
  return supported ? 0 : kExitUnsupported;
}

Status CalibrateCommand::CheckOptions() const {
  RETURN_IF_ERROR(CheckText("--population", population_));
  if (const Status place = CheckWritable(output_); !place.ok()) return InvalidField("--output", MessageOf(place));
  const FileKind earlier = KindThatBegins("a calibration", "{\n  \"format\": \"clearance-face-calibration/");
  if (const Status place = CheckReplaces(output_, earlier); !place.ok())
    return InvalidField("--output", MessageOf(place));
  const bool provisional = provisional_ || material_.several_faces == "middle";
  if (!provisional && target_fmr_ > kLoosestFinalFmr) {
    return InvalidField("--target-fmr",
                        fmt::format("above {:g} a gate takes it with --provisional only", kLoosestFinalFmr));
  }
  return OkStatus();
}

}  // namespace clearance
