#include "common/document/trust_index.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndexVersion = 1;
constexpr std::size_t kSha256Digits = 2 * kSha256Bytes;
constexpr std::string_view kDigits = "0123456789abcdef";

struct KindName {
  TrustFileKind kind;
  std::string_view name;
  std::string_view extension;
};
constexpr std::array kKinds = {KindName{TrustFileKind::kMasterList, "MASTER_LIST", ".ml"},
                               KindName{TrustFileKind::kCertificate, "CERTIFICATE", ".cer"},
                               KindName{TrustFileKind::kLink, "LINK", ".link.cer"},
                               KindName{TrustFileKind::kCrl, "CRL", ".crl"}};

const KindName& NameOfKind(TrustFileKind kind) {
  return *std::find_if(kKinds.begin(), kKinds.end(), [kind](const KindName& row) { return row.kind == kind; });
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
  const std::string kind_name = text("kind");
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const KindName& row) { return row.name == kind_name; });
  if (kind == kKinds.end()) return malformed;
  file.kind = kind->kind;
  file.name = text("name");
  file.sha256 = text("sha256");
  file.root_sha256 = text("root_sha256");
  const auto imported_at = ParseInstant(text("imported_at"));
  const bool has_root = file.kind != TrustFileKind::kMasterList || IsSha256(file.root_sha256);
  if (!IsSha256(file.sha256) || !has_root || !imported_at.ok()) return malformed;
  file.imported_at = *imported_at;
  return file;
}

}  // namespace

std::string IndexedTrustFile::FileName() const { return sha256 + std::string(NameOfKind(kind).extension); }

std::string IndexedTrustFile::RootFileName() const { return root_sha256 + ".root.cer"; }

StatusOr<std::vector<IndexedTrustFile>> ParseTrustIndex(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("version", Json()) != kIndexVersion || !json.contains("files") ||
      !json["files"].is_array()) {
    return InvalidField("index", "is none of version 1");
  }
  if (json["files"].size() > kMaxTrustFiles) return InvalidField("files", "has more entries than are read");
  std::vector<IndexedTrustFile> files;
  for (const Json& entry : json["files"]) {
    ASSIGN_OR_RETURN(IndexedTrustFile file, ReadIndexedFile(entry));
    files.push_back(std::move(file));
  }
  return files;
}

std::string WriteTrustIndex(const std::vector<IndexedTrustFile>& files) {
  Json list = Json::array();
  for (const IndexedTrustFile& file : files) {
    Json entry = {{"kind", NameOfKind(file.kind).name},
                  {"name", file.name},
                  {"sha256", file.sha256},
                  {"imported_at", FormatInstant(file.imported_at)}};
    if (file.kind == TrustFileKind::kMasterList) entry["root_sha256"] = file.root_sha256;
    list.push_back(std::move(entry));
  }
  const Json index = {{"version", kIndexVersion}, {"files", std::move(list)}};
  return index.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<std::string> TrustFileNames(const std::vector<IndexedTrustFile>& files) {
  std::vector<std::string> names;
  for (const IndexedTrustFile& file : files) {
    names.push_back(file.FileName());
    if (file.kind == TrustFileKind::kMasterList) names.push_back(file.RootFileName());
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
