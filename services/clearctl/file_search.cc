#include "services/clearctl/file_search.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr std::size_t kPieceBytes = 1024 * 1024;

std::vector<std::string> PiecesOf(const std::vector<std::string>& secrets) {
  std::vector<std::string> pieces;
  for (const std::string& secret : secrets) {
    for (std::size_t at = 0; at + kTellingBytes <= secret.size(); at += kTellingBytes)
      pieces.push_back(secret.substr(at, kTellingBytes));
  }
  return pieces;
}

StatusOr<bool> Holds(const std::string& path, const std::vector<std::string>& pieces, std::uint64_t& bytes) {
  std::ifstream file(path, std::ios::binary);
  std::string window;
  while (file) {
    // What a piece could have begun with at the end of the last reading stays in front.
    window.erase(0, window.size() - std::min(window.size(), kTellingBytes - 1));
    const std::size_t kept = window.size();
    window.resize(kept + kPieceBytes);
    file.read(window.data() + kept, static_cast<std::streamsize>(kPieceBytes));
    const auto read = static_cast<std::size_t>(file.gcount());
    window.resize(kept + read);
    bytes += read;
    const std::string_view view(window);
    if (std::any_of(pieces.begin(), pieces.end(),
                    [&](const std::string& piece) { return view.find(piece) != std::string_view::npos; }))
      return true;
  }
  if (file.eof() && !file.bad()) return false;
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable, path + ": cannot be read");
}

}  // namespace

StatusOr<FileSearch> SearchFiles(const std::vector<std::string>& paths, const std::vector<std::string>& secrets) {
  const std::vector<std::string> pieces = PiecesOf(secrets);
  FileSearch search;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) continue;
    ASSIGN_OR_RETURN(const bool holds, Holds(path, pieces, search.bytes));
    if (!holds) continue;
    search.found = path;
    return search;
  }
  return search;
}

}  // namespace clearance
