#include "gate-agent/evaluation/material.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/base/text.h"
#include "gate-agent/evaluation/console.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/model_files.h"

namespace clearance {
namespace {

constexpr std::size_t kShownProblems = 50;

std::optional<Half> HalfOf(const MaterialOptions& options) { return HalfNamed(options.half); }

void TellEach(const std::vector<std::string>& problems) {
  for (std::size_t i = 0; i < std::min(problems.size(), kShownProblems); ++i) {
    std::cerr << ShownText(problems[i]) << "\n";
  }
  if (problems.size() > kShownProblems) std::cerr << fmt::format("and {} more\n", problems.size() - kShownProblems);
}

StatusOr<Material> FromPairs(const MaterialOptions& options) {
  ASSIGN_OR_RETURN(const std::string csv, ReadFile(options.pairs, kMaxPairsBytes));
  std::error_code error;
  if (!std::filesystem::is_directory(options.images, error)) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
                 options.images + ": this folder cannot be read");
  }
  PairList list = ReadPairs(csv, options.pairs, options.images, HalfOf(options), options.missing);
  TellEach(list.problems.empty() ? list.warnings : list.problems);
  if (!list.problems.empty()) {
    return InvalidField("--pairs", fmt::format("{} bad rows; nothing was compared", list.problems.size()));
  }
  return Material{std::move(list.set),   std::move(list.pairs), std::move(list.rows),
                  std::move(list.names), list.repeated,         list.selves};
}

}  // namespace

void AddMaterialOptions(CLI::App& command, MaterialOptions& options) {
  command.add_option("--images", options.images, "A folder with one folder of pictures for each person")->required();
  command.add_option("--pairs", options.pairs,
                     "The pairs to compare, a file with the columns a,b,same (1 or 0); all against all without it");
  command.add_option("--models", options.models, "The folder of the networks; found as a gate finds it without this");
  command.add_option("--embedders", options.embedders,
                     "The embedders and their weights, as a gate's vision.embedders names them, such as dlib-resnet*1; "
                     "without it the fusion that ships");
  command.add_option("--landmarks", options.landmarks,
                     "The file of the 68 points, or none; found as a gate finds it without this");
  command
      .add_option("--attempts", options.attempts,
                  "Bursts of one round at the gate this is for (limits.attempts): named in the policy")
      ->check(CLI::Range(1, kMaxAttempts))
      ->capture_default_str();
  command
      .add_option("--half", options.half,
                  "Only the persons of one half: thresholds are chosen on the tuning half, rates reported on the other")
      ->check(CLI::IsMember({"tuning", "reporting", "all"}))
      ->capture_default_str();
  command
      .add_option(
          "--several-faces", options.several_faces,
          "A picture with several persons: as in a lane, no use where two could be meant (refuse), or the face in "
          "its middle counts (middle), for benchmarks of people photographed in company")
      ->check(CLI::IsMember({"refuse", "middle"}))
      ->capture_default_str();
  command.add_option("--threads", options.threads, "Pictures embedded side by side")
      ->check(CLI::Range(1, FaceEngine::kMaxConcurrency))
      ->capture_default_str();
}

StatusOr<Material> ReadMaterial(const MaterialOptions& options) {
  if (!options.pairs.empty()) return FromPairs(options);
  ASSIGN_OR_RETURN(PictureSet set, ListPictures(options.images, HalfOf(options)));
  TellEach(set.left_out);
  std::vector<PicturePair> pairs = AllPairs(set);
  return Material{std::move(set), std::move(pairs), {}, {}};
}

StatusOr<NetworkFiles> ReadNetworks(const MaterialOptions& options) {
  ASSIGN_OR_RETURN(const Fusion fusion, Fusion::Named(options.embedders));
  const std::optional<std::string> models = FindModels(options.models, fusion.manifests()[0].file.name);
  if (!models) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable,
                 "no networks were found; --models names their folder, ./dev models tells which are missing");
  }
  return NetworkFiles::Read(*models, options.landmarks, fusion, options.presentation);
}

StatusOr<Acquisition> Acquire(const Material& material, const NetworkFiles& networks, const MaterialOptions& options,
                              bool plain) {
  ProgressLine line("pictures");
  AcquisitionWatch watch;
  watch.progress = [&](std::size_t done, std::size_t total) { line.Show(done, total); };
  watch.stop = AskedToStop;
  return AcquireAll(material.set, networks,
                    {.middle_face = options.several_faces == "middle",
                     .plain = plain,
                     .quality = options.quality,
                     .threads = options.threads},
                    watch);
}

StatusOr<ComparisonSet> Compare(const Material& material, const std::vector<AcquiredPicture>& acquired) {
  AcquisitionWatch watch;
  watch.stop = AskedToStop;
  return CompareAll(material.set, material.pairs, acquired, watch);
}

StatusOr<PictureSet> ListAttacks(const std::string& path) {
  if (path.empty()) return PictureSet{};
  ASSIGN_OR_RETURN(const std::string csv, ReadFile(path, kMaxPairsBytes));
  ASSIGN_OR_RETURN(PictureSet attacks, ReadAttacks(csv, path, std::filesystem::path(path).parent_path().string()));
  if (attacks.pictures.empty()) return InvalidField("--attacks", path + " lists no picture");
  return attacks;
}

Status CheckAttacksMeasurable(const PictureSet& attacks, const NetworkFiles& networks) {
  if (attacks.pictures.empty() || networks.presentation) return OkStatus();
  return InvalidField("--attacks", "the networks of presentation attack detection (pad_*.onnx) are missing");
}

StatusOr<std::vector<AttackScore>> ScoreAttacks(const PictureSet& set, const NetworkFiles& networks,
                                                const MaterialOptions& options) {
  std::vector<AttackScore> scores;
  if (set.pictures.empty()) return scores;
  Material attacks;
  attacks.set = set;
  ASSIGN_OR_RETURN(const Acquisition acquired, Acquire(attacks, networks, options));
  for (std::size_t i = 0; i < acquired.gate.size(); ++i) {
    scores.push_back({attacks.set.persons[i], acquired.gate[i].live});
    if (!acquired.gate[i].live) {
      std::cerr << ShownText(attacks.set.pictures[i].name) << ": not measured, "
                << CaptureCauseName(acquired.gate[i].cause) << "\n";
    }
  }
  // A report would say that no attack was measured, as if none had been asked for.
  if (std::none_of(scores.begin(), scores.end(), [](const AttackScore& attack) { return attack.score.has_value(); })) {
    return InvalidField("--attacks", fmt::format("none of its {} pictures could be measured", scores.size()));
  }
  return scores;
}

std::string Today() {
  const std::int64_t now_ms = ToUnixMs(SystemClock().Now());
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(now_ms)));
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace clearance
