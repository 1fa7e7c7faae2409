#include "common/document/trust_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/document/master_list.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndexVersion = 1;
constexpr std::size_t kMaxIndexBytes = std::size_t{16} << 20;

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

// A file as the index has it.
struct IndexedFile {
  TrustFileKind kind = TrustFileKind::kCertificate;
  std::string name;
  std::string sha256;
  std::string root_sha256;  // master lists
  Instant imported_at{};
  std::string FileName() const { return sha256 + std::string(NameOfKind(kind).extension); }
  std::string RootFileName() const { return root_sha256 + ".root.cer"; }
};

Status NotTrusted(const std::string& file, std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished, file + ": " + std::string(problem));
}

Status Naming(const std::string& file, const Status& status) {
  return Error(status.code(), ReasonOf(status), file + ": " + MessageOf(status));
}

std::string PathIn(const std::string& folder, const std::string& file) { return folder + "/" + file; }
std::string IndexPath(const std::string& folder) { return PathIn(folder, std::string(kTrustIndexName)); }

// --- the index

bool IsSha256(const std::string& text) {
  const auto bytes = FromHex(text);
  return bytes.ok() && bytes->size() == kSha256Bytes;
}

StatusOr<IndexedFile> ReadIndexedFile(const Json& json) {
  const Status malformed = InvalidField("files", "has an entry of another form than clearctl trust import writes");
  const auto text = [&](const char* key) {
    const auto value = json.find(key);
    return value != json.end() && value->is_string() ? value->get<std::string>() : std::string();
  };
  if (!json.is_object()) return malformed;
  IndexedFile file;
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

StatusOr<std::vector<IndexedFile>> ParseIndex(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("version", Json()) != kIndexVersion || !json.contains("files") ||
      !json["files"].is_array()) {
    return InvalidField("index", "is none of version 1");
  }
  if (json["files"].size() > kMaxTrustFiles) return InvalidField("files", "has more entries than are read");
  std::vector<IndexedFile> files;
  for (const Json& entry : json["files"]) {
    ASSIGN_OR_RETURN(IndexedFile file, ReadIndexedFile(entry));
    files.push_back(std::move(file));
  }
  return files;
}

std::string WriteIndex(const std::vector<IndexedFile>& files) {
  Json list = Json::array();
  for (const IndexedFile& file : files) {
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

// --- what a file adds to a store

TrustSource SourceOf(const IndexedFile& file) {
  TrustSource source;
  source.kind = file.kind == TrustFileKind::kLink ? TrustSourceKind::kLink : TrustSourceKind::kCertificate;
  source.name = file.name;
  source.sha256 = file.sha256;
  source.imported_at = file.imported_at;
  return source;
}

Status AddMasterList(TrustStore& store, const IndexedFile& file, std::string bytes, std::string_view root_bytes,
                     TrustImported& added) {
  ASSIGN_OR_RETURN(const X509Certificate root, X509Certificate::FromPemOrDer(root_bytes));
  // As of when it was brought in: a list stays what it was when its signer's certificate has ended since.
  ASSIGN_OR_RETURN(MasterList list, ReadMasterList(std::move(bytes), root, file.imported_at));
  TrustSource source = SourceOf(file);
  source.kind = TrustSourceKind::kMasterList;
  source.signer = list.signer;
  source.signed_at = list.signed_at;
  const std::size_t index = store.AddSource(std::move(source));
  added.signer = list.signer;
  added.unreadable = list.unreadable;
  for (X509Certificate& authority : list.authorities) {
    // Lists carry a few certificates that are no authority's: they are left out like those that cannot be read.
    if (store.Add(std::move(authority), index).ok()) {
      ++added.authorities;
    } else {
      ++added.unreadable;
    }
  }
  return OkStatus();
}

Status AddFile(TrustStore& store, const IndexedFile& file, std::string bytes, std::string_view root,
               TrustImported& added) {
  const std::size_t before = store.anchors().size();
  switch (file.kind) {
    case TrustFileKind::kMasterList:
      RETURN_IF_ERROR(AddMasterList(store, file, std::move(bytes), root, added));
      break;
    case TrustFileKind::kCertificate: {
      ASSIGN_OR_RETURN(X509Certificate certificate, X509Certificate::FromPemOrDer(bytes));
      RETURN_IF_ERROR(store.Add(std::move(certificate), store.AddSource(SourceOf(file))));
      added.authorities = 1;
      break;
    }
    case TrustFileKind::kLink: {
      ASSIGN_OR_RETURN(X509Certificate certificate, X509Certificate::FromPemOrDer(bytes));
      RETURN_IF_ERROR(store.AddLink(std::move(certificate), store.AddSource(SourceOf(file))));
      added.authorities = 1;
      break;
    }
    case TrustFileKind::kCrl: {
      ASSIGN_OR_RETURN(X509Crl crl, X509Crl::FromPemOrDer(bytes));
      RETURN_IF_ERROR(store.AddCrl(std::move(crl)));
      break;
    }
  }
  added.fresh = store.anchors().size() - before;
  return OkStatus();
}

// --- folders

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

StatusOr<std::string> ReadUnchanged(const std::string& folder, const std::string& file, const std::string& sha256) {
  ASSIGN_OR_RETURN(std::string bytes, ReadFile(PathIn(folder, file), kMaxTrustFileBytes));
  if (ToHex(Sha256(bytes)) != sha256) return NotTrusted(file, "is not the file that was brought in");
  return bytes;
}

Status LoadIndexedFile(const std::string& folder, const IndexedFile& file, TrustStore& store) {
  ASSIGN_OR_RETURN(std::string bytes, ReadUnchanged(folder, file.FileName(), file.sha256));
  std::string root;
  if (file.kind == TrustFileKind::kMasterList) {
    ASSIGN_OR_RETURN(root, ReadUnchanged(folder, file.RootFileName(), file.root_sha256));
  }
  TrustImported added;
  const Status status = AddFile(store, file, std::move(bytes), root, added);
  return status.ok() ? status : Naming(file.name, status);
}

StatusOr<std::vector<IndexedFile>> ReadIndex(const std::string& folder) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(IndexPath(folder), kMaxIndexBytes));
  auto files = ParseIndex(text);
  if (!files.ok()) return Naming(IndexPath(folder), files.status());
  return files;
}

StatusOr<TrustStore> LoadIndexed(const std::string& folder, const std::vector<IndexedFile>& files) {
  TrustStore store;
  for (const IndexedFile& file : files) RETURN_IF_ERROR(LoadIndexedFile(folder, file, store));
  return store;
}

// Kind of a file that lies in a folder without an index; nullopt for any other.
std::optional<TrustFileKind> KindOfLooseFile(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  for (const char* certificate : {".cer", ".crt", ".der", ".pem"})
    if (extension == certificate) return TrustFileKind::kCertificate;
  if (extension == ".crl") return TrustFileKind::kCrl;
  return std::nullopt;
}

// Authorities first, for a revocation list needs its own; by name, so that the order is the same everywhere.
StatusOr<std::vector<std::pair<TrustFileKind, std::string>>> LooseFiles(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error)
    return Error(StatusCode::kNotFound, error_reason::kFileUnreadable, folder + ": is no folder that can be read");
  std::vector<std::pair<TrustFileKind, std::string>> files;
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const auto kind = KindOfLooseFile(entries->path());
    if (kind) files.emplace_back(*kind, entries->path().filename().string());
    if (files.size() > kMaxTrustFiles) return InvalidField(folder, "has more files than are read");
  }
  if (error)
    return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
                 folder + ": cannot be read to its end");
  std::sort(files.begin(), files.end());
  return files;
}

StatusOr<TrustStore> LoadLoose(const std::string& folder, Instant now) {
  ASSIGN_OR_RETURN(const auto files, LooseFiles(folder));
  TrustStore store;
  for (const auto& [kind, name] : files) {
    ASSIGN_OR_RETURN(std::string bytes, ReadFile(PathIn(folder, name), kMaxTrustFileBytes));
    const IndexedFile file{kind, name, ToHex(Sha256(bytes)), "", now};
    TrustImported added;
    const Status status = AddFile(store, file, std::move(bytes), "", added);
    if (!status.ok()) return Naming(PathIn(folder, name), status);
  }
  return store;
}

// The files of a folder to bring something into: none yet, or those of its index.
StatusOr<std::vector<IndexedFile>> FilesToAddTo(const std::string& folder) {
  if (Exists(IndexPath(folder))) return ReadIndex(folder);
  if (!Exists(folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
      return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable, folder + ": cannot be made");
    return std::vector<IndexedFile>();
  }
  ASSIGN_OR_RETURN(const auto loose, LooseFiles(folder));
  if (loose.empty()) return std::vector<IndexedFile>();
  return NotTrusted(folder, "has certificates without an index; bring them in one by one, into another folder");
}

}  // namespace

StatusOr<TrustStore> LoadTrustStore(const std::string& folder, Instant now) {
  if (!Exists(IndexPath(folder))) return LoadLoose(folder, now);
  ASSIGN_OR_RETURN(const std::vector<IndexedFile> files, ReadIndex(folder));
  return LoadIndexed(folder, files);
}

StatusOr<TrustImported> ImportTrust(const std::string& folder, const TrustImport& import, Instant now) {
  ASSIGN_OR_RETURN(std::vector<IndexedFile> files, FilesToAddTo(folder));
  ASSIGN_OR_RETURN(TrustStore store, LoadIndexed(folder, files));
  IndexedFile file{import.kind, import.name, ToHex(Sha256(import.bytes)), "", now};
  if (import.kind == TrustFileKind::kMasterList) file.root_sha256 = ToHex(Sha256(import.root));
  TrustImported added;
  const Status status = AddFile(store, file, import.bytes, import.root, added);
  if (!status.ok()) return Naming(import.name, status);
  added.known = std::any_of(files.begin(), files.end(), [&](const IndexedFile& other) {
    return other.sha256 == file.sha256 && other.kind == file.kind && other.root_sha256 == file.root_sha256;
  });
  if (added.known) return added;
  RETURN_IF_ERROR(WriteFile(PathIn(folder, file.FileName()), import.bytes));
  if (import.kind == TrustFileKind::kMasterList)
    RETURN_IF_ERROR(WriteFile(PathIn(folder, file.RootFileName()), import.root));
  files.push_back(std::move(file));
  RETURN_IF_ERROR(WriteFile(IndexPath(folder), WriteIndex(files)));
  return added;
}

}  // namespace clearance
