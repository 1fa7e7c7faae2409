// Finding and checking the networks' files; see model_files.h.
#include "gate-agent/vision/model_files.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "gate-agent/vision/embedder.h"

namespace clearance {
namespace {

constexpr std::array<std::string_view, 2> kDefaultFolders = {"models", "../shared/models"};

Status Unusable(const std::string& path, std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable, fmt::format("{}: {}", path, problem));
}

}  // namespace

std::optional<std::string> FindModels(std::string_view flag, std::string_view embedder) {
  const char* variable = std::getenv("CLEARANCE_MODELS");
  const std::string_view wanted = !flag.empty() ? flag : variable != nullptr ? variable : "";
  if (wanted == kNoModels) return std::nullopt;
  if (!wanted.empty()) return std::string(wanted);
  if (embedder.empty()) embedder = FusionManifests()[0].file.name;
  for (std::string_view folder : kDefaultFolders) {
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::path(folder) / embedder, ignored)) {
      return std::string(folder);
    }
  }
  return std::nullopt;
}

StatusOr<std::string> ReadModel(const std::string& dir, const ModelFile& model) {
  const std::string path = (std::filesystem::path(dir) / model.name).string();
  StatusOr<std::string> content = ReadFile(path, kMaxModelBytes);
  if (!content.ok()) return Unusable(path, "this network cannot be read");
  if (ToHex(Sha256(*content)) != model.sha256) return Unusable(path, "not the network we mean: its SHA-256 differs");
  return content;
}

}  // namespace clearance
