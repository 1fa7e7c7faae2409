#include "tests/support/shared_data.h"

#include <cstdlib>
#include <filesystem>

namespace clearance {
namespace {

std::string FromEnvironment(const char* name, std::string fallback) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? std::string(value) : std::move(fallback);
}

std::string Join(const std::string& folder, std::string_view name) { return folder + "/" + std::string(name); }

}  // namespace

std::string SourcePath(std::string_view relative) {
  return Join(FromEnvironment("CLEARANCE_SOURCE_DIR", "."), relative);
}

std::string BinPath(std::string_view program) {
  return Join(FromEnvironment("CLEARANCE_BIN_DIR", "build/release/bin"), program);
}

std::optional<std::string> SharedPath(std::string_view relative) {
  std::string path = Join(FromEnvironment("CLEARANCE_SHARED", SourcePath("../shared")), relative);
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

bool SharedRequired() { return FromEnvironment("CLEARANCE_REQUIRE_SHARED", "") == "1"; }

}  // namespace clearance
