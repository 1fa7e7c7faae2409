#include "gate-agent/agent/biometrics.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/log.h"
#include "common/base/secret_file.h"
#include "common/domain/service_level.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/fusion.h"
#include "gate-agent/vision/model_files.h"
#include "gate-agent/vision/policy.h"

namespace clearance {
namespace {

// What the calibration that ships was made for.
static_assert(LaneLimits{}.attempts == kDefaultAttempts);

Biometrics None(const AgentConfig& config, std::string why) {
  return {.engine = nullptr, .level = WithoutFaces(config.level), .why_none = std::move(why)};
}

}  // namespace

Biometrics LoadBiometrics(const AgentConfig& config) {
  if (!MatchesFaces(config.level)) return None(config, "");
  const StatusOr<Fusion> fusion = Fusion::Named(config.embedders);
  if (!fusion.ok()) return None(config, MessageOf(fusion.status()));
  if (!config.calibration.empty()) {
    // Read by the engine itself, which does not know by which setting the file is named.
    const Status readable = OfSetting("vision.calibration", ReadCalibration(config.calibration).status());
    if (!readable.ok()) return None(config, MessageOf(readable));
  }
  const std::optional<std::string> models = FindModels(config.models, fusion->manifests()[0].file.name);
  if (!models) return None(config, "no networks were found");
  if (config.calibration.empty()) return None(config, "no calibration is configured (vision.calibration)");
  FaceEngineOptions options;
  options.models_dir = *models;
  options.calibration_path = config.calibration;
  options.allow_provisional = config.allow_provisional;
  options.landmarks_path = config.landmarks ? "" : kNoModels;
  options.embedders = config.embedders;
  options.attempts = config.limits.attempts;
  options.concurrency = std::min(config.worker_threads, FaceEngine::kMaxConcurrency);
  StatusOr<std::unique_ptr<FaceEngine>> engine = FaceEngine::Load(options);
  if (!engine.ok()) return None(config, MessageOf(engine.status()));
  LogInfo("faces_compared", {{"presentation_attacks", (*engine)->detects_presentation() ? "MEASURED" : "NOT_MEASURED"},
                             {"calibration", (*engine)->provisional() ? "PROVISIONAL" : "FINAL"}});
  return {.engine = *std::move(engine), .level = config.level, .why_none = ""};
}

FaceComparer ComparerOf(FaceEngine* engine) {
  if (engine == nullptr) return nullptr;
  return [engine](const EncodedPicture& reference, std::span<const EncodedPicture> live, FaceTransaction& transaction,
                  std::span<const EncodedPicture> others) {
    return engine->Compare(reference, live, transaction, others);
  };
}

FacePreparer PreparerOf(FaceEngine* engine) {
  if (engine == nullptr) return nullptr;
  return [engine](const EncodedPicture& reference) { return engine->Prepare(reference); };
}

}  // namespace clearance
