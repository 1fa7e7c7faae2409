#include "gate-agent/evaluation/picture_copies.h"

#include <filesystem>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"
#include "gate-agent/vision/picture.h"

namespace clearance {

std::string PictureCopies::FirstNameOf(const std::string& name) {
  const auto bytes = ReadFile((std::filesystem::path(folder_) / name).string(), kMaxPictureBytes);
  if (!bytes.ok() || bytes->empty()) return name;
  return first_.emplace(Sha256(*bytes), name).first->second;
}

}  // namespace clearance
