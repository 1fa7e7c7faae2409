#include "common/base/secret_file.h"

#include <algorithm>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

constexpr std::size_t kShortestKey = 32;
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
// Base64 in both alphabets, with what people put between: a slash is a folder's in a name.
constexpr std::string_view kKeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=: \t\r\n";

// True where so many of the letters stand in a row as a key has at least.
bool HoldsRunOf(std::string_view letters, std::string_view text) {
  for (std::size_t begin = text.find_first_of(letters); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.size(), text.find_first_not_of(letters, begin));
    if (end - begin >= kShortestKey) return true;
    begin = text.find_first_of(letters, end);
  }
  return false;
}

// What of the path is not there: all behind the innermost folder that is. Empty when the whole is.
std::string MissingOf(const std::string& path) {
  std::filesystem::path there(path);
  std::error_code unknown;
  while (there.has_relative_path() && !std::filesystem::exists(std::filesystem::symlink_status(there, unknown)))
    there = there.parent_path();
  return path.substr(std::min(path.size(), there.native().size()));
}

}  // namespace

bool LooksSecret(std::string_view text) {
  return text.find("PRIVATE KEY") != std::string_view::npos || HoldsRunOf(kHexDigits, text);
}

std::string_view WhyNotShown(const std::string& path) {
  if (LooksSecret(path)) return kLooksLikeKey;
  return HoldsRunOf(kKeyLetters, MissingOf(path)) ? "(not shown: may be the key itself)" : "";
}

std::string ShownSecretName(const std::string& path) {
  const std::string_view why = WhyNotShown(path);
  return why.empty() ? path : std::string(why);
}

StatusOr<std::string> ReadSecretFile(const std::string& path, std::size_t max_bytes) {
  const std::string shown = ShownSecretName(path);
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenToRead(path, shown));
  return ReadDescriptor(file.get(), shown, max_bytes);
}

Status OfSetting(std::string_view setting, const Status& status) {
  if (status.ok()) return status;
  return Error(status.code(), ReasonOf(status), std::string(setting) + ": " + MessageOf(status));
}

}  // namespace clearance
