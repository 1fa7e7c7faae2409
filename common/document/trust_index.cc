#include "common/document/trust_index.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndexVersion = 1;
constexpr std::size_t kSha256Digits = 2 * kSha256Bytes;
constexpr std::string_view kDigits = "0123456789abcdef";

// The end of a file's name in the folder.
std::string_view ExtensionOf(TrustSourceKind kind) {
  switch (kind) {
    case TrustSourceKind::kMasterList:
      return ".ml";
    case TrustSourceKind::kCertificate:
      return ".cer";
    case TrustSourceKind::kLink:
      return ".link.cer";
    case TrustSourceKind::kCrl:
      break;
  }
  return ".crl";
}

std::optional<TrustSourceKind> KindNamed(std::string_view name) {
  for (const TrustSourceKind kind : kAllTrustSourceKinds)
    if (TrustSourceKindName(kind) == name) return kind;
  return std::nullopt;
}

// Lower case only: a file has one name.
bool IsSha256(std::string_view text) {
  return text.size() == kSha256Digits && text.find_first_not_of(kDigits) == std::string_view::npos;
}

StatusOr<IndexedTrustFile> ReadIndexedFile(const Json& json) {
  const Status malformed = InvalidField("files", "has an entry of another form than clearctl trust import writes");
  const auto text = [&](const char* key) {
    const auto value = json.find(key);
    return value != json.end() && value->is_string() ? value->get<std::string>() : std::string();
  };
  if (!json.is_object()) return malformed;
  IndexedTrustFile file;
  const auto kind = KindNamed(text("kind"));
  if (!kind) return malformed;
  file.kind = *kind;
  file.name = text("name");
  file.sha256 = text("sha256");
  file.root_sha256 = text("root_sha256");
  const auto imported_at = ParseInstant(text("imported_at"));
  const bool has_root = file.kind != TrustSourceKind::kMasterList || IsSha256(file.root_sha256);
  if (!IsSha256(file.sha256) || !has_root || !imported_at.ok()) return malformed;
  file.imported_at = *imported_at;
  return file;
}

}  // namespace

std::string IndexedTrustFile::FileName() const { return sha256 + std::string(ExtensionOf(kind)); }

std::string IndexedTrustFile::RootFileName() const { return root_sha256 + ".root.cer"; }

Instant TrustIndex::Revision() const {
  Instant revision = removed_at.value_or(Instant{});
  for (const IndexedTrustFile& file : files) revision = std::max(revision, file.imported_at);
  return revision;
}

StatusOr<TrustIndex> ParseTrustIndex(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("version", Json()) != kIndexVersion || !json.contains("files") ||
      !json["files"].is_array()) {
    return InvalidField("index", "is none of version 1");
  }
  if (json["files"].size() > kMaxTrustFiles) return InvalidField("files", "has more entries than are read");
  TrustIndex index;
  for (const Json& entry : json["files"]) {
    ASSIGN_OR_RETURN(IndexedTrustFile file, ReadIndexedFile(entry));
    index.files.push_back(std::move(file));
  }
  if (const auto removed_at = json.find("removed_at"); removed_at != json.end()) {
    const auto instant = ParseInstant(removed_at->is_string() ? removed_at->get<std::string>() : std::string());
    if (!instant.ok()) return InvalidField("removed_at", "is no moment");
    index.removed_at = *instant;
  }
  return index;
}

std::string WriteTrustIndex(const TrustIndex& index) {
  Json list = Json::array();
  for (const IndexedTrustFile& file : index.files) {
    Json entry;
    entry["kind"] = TrustSourceKindName(file.kind);
    entry["name"] = file.name;
    entry["sha256"] = file.sha256;
    entry["imported_at"] = FormatInstant(file.imported_at);
    if (file.kind == TrustSourceKind::kMasterList) entry["root_sha256"] = file.root_sha256;
    list.push_back(std::move(entry));
  }
  Json json = {{"version", kIndexVersion}, {"files", std::move(list)}};
  if (index.removed_at) json["removed_at"] = FormatInstant(*index.removed_at);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<std::string> TrustFileNames(const std::vector<IndexedTrustFile>& files) {
  std::vector<std::string> names;
  for (const IndexedTrustFile& file : files) {
    names.push_back(file.FileName());
    if (file.kind == TrustSourceKind::kMasterList) names.push_back(file.RootFileName());
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool IsTrustFileName(std::string_view name) {
  return name.size() > kSha256Digits && IsSha256(name.substr(0, kSha256Digits)) && name[kSha256Digits] == '.' &&
         name.find('/') == std::string_view::npos;
}

}  // namespace clearance
