// face-eval report: measures a set and writes what was found. It must never write a picture, a template or a score of
// two named pictures.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <iostream>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/text.h"
#include "gate-agent/evaluation/commands.h"
#include "gate-agent/evaluation/console.h"
#include "gate-agent/evaluation/det_picture.h"
#include "gate-agent/evaluation/report.h"
#include "gate-agent/evaluation/used_calibration.h"
#include "gate-agent/evaluation/written_together.h"
#include "gate-agent/vision/model_files.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(Prints the report; with --output also writes report.txt, report.json, det.csv and det.png into that folder, all of them
or none. --baseline measures the plain single-frame recipe beside the gate's on the same pictures; with --several-faces
middle, which no gate does, a gate's own rule is measured too.

Examples:
  face-eval report --images faces --half reporting --several-faces middle --baseline --output build/report
  face-eval report --images port --calibration port.json --groups groups.csv
The file of groups has the columns person,group; impostors are then compared within a group.
Exit codes: 0 done; 1 could not be done, nothing written (what was measured is printed even then); 100 and more: a
mistake in the command line; 130 interrupted, nothing written.)";

constexpr char kGate[] = "gate";
constexpr char kMiddle[] = "middle";
constexpr char kOfGate[] = "the gate's recipe, usable pictures";

constexpr std::size_t kCaveatBytes = 120;  // as many letters as the picture is wide

DetLine DetLineOf(const RecipeReport& report, const char* name) {
  DetLine line = {name, report.det, {}};
  for (const ThresholdRates& rates : report.safe) {
    if (rates.unsupported.empty()) line.marks.push_back({rates.fmr.Value(), rates.fnmr.Value(), rates.fnmr.interval});
  }
  return line;
}

StatusOr<std::string> Drawn(const EvaluationReport& report) {
  std::vector<DetLine> lines = {DetLineOf(report.ours, report.gate ? "ours, the face in the middle" : kOfGate)};
  if (report.gate) lines.push_back(DetLineOf(*report.gate, kOfGate));
  if (report.plain) lines.push_back(DetLineOf(*report.plain, "plain recipe, every picture with a face"));
  return DetPicture(
      lines, {fmt::format("Detection error trade-off: {}", report.images),
              fmt::format("{}: {} persons, {} genuine, {} impostor pairs of single frames, measured "
                          "{}. Bars: 95 %.",
                          HalfText(report), report.persons, report.genuine_pairs, report.impostor_pairs, report.date),
              ShownText(SeenBeforeText(report), kCaveatBytes)});
}

// However it is spelt: faces, faces/ and ./faces are "faces", and the folder at hand has its own name.
std::string FolderName(const std::string& folder) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::canonical(folder, error);
  return error ? folder : path.filename().string();
}

std::string DetCsvOf(const EvaluationReport& report) {
  std::string csv = DetCsvHead() + DetCsv(report.ours.recipe, report.ours.det);
  if (report.gate) csv += DetCsv(report.gate->recipe, report.gate->det);
  if (report.plain) csv += DetCsv(report.plain->recipe, report.plain->det);
  return csv;
}

constexpr std::array<const char*, 4> kReportFiles = {"report.txt", "report.json", "det.csv", "det.png"};

Status WriteReport(const EvaluationReport& report, const std::string& folder) {
  ASSIGN_OR_RETURN(std::string picture, Drawn(report));
  if (AskedToStop()) return absl::CancelledError("stopped before the end; nothing was written");
  return WriteTogether(folder, {{kReportFiles[0], ReportText(report)},
                                {kReportFiles[1], ReportJson(report)},
                                {kReportFiles[2], DetCsvOf(report)},
                                {kReportFiles[3], std::move(picture)}});
}

}  // namespace

ReportCommand::ReportCommand(CLI::App& app)
    : command_(app.add_subcommand("report", "Measure error rates with their intervals, and draw the DET curve")) {
  AddMaterialOptions(*command_, material_);
  material_.quality = true;
  command_->add_option("--calibration", calibration_,
                       "Whose threshold counts; the provisional one that ships without it");
  command_->add_option("--groups", groups_,
                       "Which person belongs to which group, a file with the columns person,group");
  command_->add_option("--attacks", attacks_, "Pictures of attacks, a file with the columns picture,species");
  command_
      ->add_option("--transactions", impostor_transactions_,
                   "Run a lane's whole policy too, on bursts made of the pictures: every genuine transaction of "
                   "persons with two "
                   "pictures or more, and so many of impostors; needs --calibration")
      ->check(CLI::Range(1, 1'000'000));
  command_->add_option("--label", label_, "What the pictures are, for the report; the folder's name without it");
  command_->add_option("--seen-before", seen_before_,
                       "That these people are no untouched set, and why: stands beside the figures");
  command_->add_option("--output", output_, "The folder to write into");
  command_->add_flag("--baseline", baseline_, "Measure the plain single-frame recipe too");
  command_->footer(kFooter);
}

std::optional<int> ReportCommand::Run() const {
  if (!command_->parsed()) return std::nullopt;
  if (const Status options = CheckOptions(); !options.ok()) return Fail(options);
  const StatusOr<EvaluationReport> report = Measure();
  if (!report.ok()) return Fail(report.status());
  // First of all: what took a night to measure is told though it cannot be written.
  std::cout << ReportText(*report) << std::flush;
  const Status written = output_.empty() ? OkStatus() : WriteReport(*report, output_);
  return written.ok() ? 0 : Fail(written);
}

Status ReportCommand::CheckOptions() const {
  if (impostor_transactions_ > 0 && calibration_.empty()) {
    return InvalidField("--transactions", "needs --calibration: a lane's engine reads a file");
  }
  if (output_.empty()) return OkStatus();
  const Status place = CheckTogether(output_, {kReportFiles.begin(), kReportFiles.end()});
  return place.ok() ? place : InvalidField("--output", MessageOf(place));
}

StatusOr<EvaluationReport> ReportCommand::Measure() const {
  ASSIGN_OR_RETURN(const Material material, ReadMaterial(material_));
  std::vector<std::string> group_of;
  if (!groups_.empty()) {
    ASSIGN_OR_RETURN(const std::string csv, ReadFile(groups_, kMaxPairsBytes));
    ASSIGN_OR_RETURN(group_of, ReadGroups(csv, groups_, material.set));
  }
  ASSIGN_OR_RETURN(const PictureSet attacks, ListAttacks(attacks_));
  ASSIGN_OR_RETURN(const NetworkFiles networks, ReadNetworks(material_));
  RETURN_IF_ERROR(CheckAttacksMeasurable(attacks, networks));
  ASSIGN_OR_RETURN(const Calibration calibration, UsedCalibration(calibration_, networks, material_.attempts));
  if (!attacks.pictures.empty() && !calibration.presentation) {
    return InvalidField("--attacks", "the calibration has no presentation threshold to hold them against");
  }
  EvaluationReport report;
  report.images = label_.empty() ? FolderName(material_.images) : label_;
  report.half = material_.half;
  report.policy = calibration.policy;
  report.date = Today();
  report.seen_before = seen_before_;
  report.persons = static_cast<std::int64_t>(material.set.persons.size());
  report.pictures = static_cast<std::int64_t>(material.set.pictures.size());
  const std::int64_t compared = PersonsCompared(material.set, material.pairs);
  for (const PicturePair& pair : material.pairs) ++(pair.same ? report.genuine_pairs : report.impostor_pairs);
  ASSIGN_OR_RETURN(const Acquisition acquired, Acquire(material, networks, material_, baseline_));
  ASSIGN_OR_RETURN(ComparisonSet set, Compare(material, acquired.gate));
  if (!group_of.empty()) {
    report.groups = ReportGroups(set, group_of, calibration.threshold, calibration.target_fmr, kBootstrapSeed);
  }
  const ComparisonRates rates(std::move(set), compared, kBootstrapSeed);
  const bool middle = material_.several_faces == "middle";
  report.ours = ReportOf(middle ? kMiddle : kGate, rates, CountFailures(material.set, acquired.gate, kBootstrapSeed));
  report.calibrated = rates.At(calibration.threshold, calibration.target_fmr);
  for (const CalibratedThreshold& point : calibration.thresholds) {
    report.carried.push_back(rates.At(point.threshold, point.target_fmr));
  }
  if (middle) {
    const std::vector<AcquiredPicture> lane = ByLaneRule(acquired.gate);
    ASSIGN_OR_RETURN(ComparisonSet by_lane, Compare(material, lane));
    report.gate = ReportOf(kGate, ComparisonRates(std::move(by_lane), compared, kBootstrapSeed),
                           CountFailures(material.set, lane, kBootstrapSeed));
  }
  if (baseline_) {
    ASSIGN_OR_RETURN(ComparisonSet plain, Compare(material, acquired.plain));
    report.plain = ReportOf("plain", ComparisonRates(std::move(plain), compared, kBootstrapSeed),
                            CountFailures(material.set, acquired.plain, kBootstrapSeed));
  }
  if (calibration.presentation && networks.presentation) {
    ASSIGN_OR_RETURN(const std::vector<AttackScore> scores, ScoreAttacks(attacks, networks, material_));
    report.presentation = MeasurePresentations(
        LiveScoresOf(material.set, acquired.gate), scores,
        {calibration.presentation->threshold, calibration.presentation->target_bpcer}, kBootstrapSeed);
  }
  report.quality = SummariseQuality(acquired.gate);
  if (impostor_transactions_ > 0) {
    ASSIGN_OR_RETURN(report.transactions, Transactions(material.set));
  }
  return report;
}

StatusOr<TransactionRates> ReportCommand::Transactions(const PictureSet& set) const {
  ASSIGN_OR_RETURN(const Fusion fusion, Fusion::Named(material_.embedders));
  FaceEngineOptions options;
  options.models_dir = FindModels(material_.models, fusion.manifests()[0].file.name).value_or("");
  options.calibration_path = calibration_;
  options.landmarks_path = material_.landmarks;
  options.embedders = material_.embedders;
  options.attempts = material_.attempts;
  options.concurrency = material_.threads;
  options.allow_provisional = true;
  ASSIGN_OR_RETURN(const std::unique_ptr<FaceEngine> engine, FaceEngine::Load(options));
  const std::vector<Transaction> plan = PlanTransactions(set, impostor_transactions_, kBootstrapSeed);
  ProgressLine line("transactions");
  AcquisitionWatch watch;
  watch.progress = [&](std::size_t done, std::size_t total) { line.Show(done, total); };
  watch.stop = AskedToStop;
  ASSIGN_OR_RETURN(const std::vector<TransactionOutcome> outcomes,
                   RunTransactions(*engine, set, plan, {material_.attempts, kBootstrapSeed, material_.threads}, watch));
  return CountTransactions(set, plan, outcomes, kBootstrapSeed);
}

}  // namespace clearance
