// Where the networks' files are looked for, and the check that a file is the one we mean.
//
// It must never accept a file by its name alone: the bytes that are hashed are the bytes that are loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// A network's file: its name inside the models folder and the SHA-256 of its content in lower-case hexadecimal.
struct ModelFile {
  std::string_view name;
  std::string_view sha256;
};

// Larger than any network used here.
inline constexpr std::size_t kMaxModelBytes = std::size_t{64} << 20;

inline constexpr std::string_view kNoModels = "none";

// The folder of models to use: `flag` (the value of --models), else $CLEARANCE_MODELS, else ./models, else
// ../shared/models. An explicit flag or variable is taken even if nothing is there, so that a wrong path becomes
// an error naming it, never another folder's models; its value "none" (kNoModels) asks for no models at all.
// nullopt then, and when neither default folder holds the file `embedder` (empty: the first of the fusion that ships),
// which nothing replaces; a detector has a stand-in: the lane runs at the level *no biometrics*.
std::optional<std::string> FindModels(std::string_view flag, std::string_view embedder = "");

// The content of `dir`/`model.name`. Error: FAILED_PRECONDITION, reason MODEL_UNUSABLE, naming the file, when it is
// missing, too large or of another SHA-256.
StatusOr<std::string> ReadModel(const std::string& dir, const ModelFile& model);

}  // namespace clearance
