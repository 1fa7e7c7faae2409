#include "common/document/trust_folder.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/document/master_list.h"
#include "common/document/trust_index.h"

namespace clearance {
namespace {

Status NotTrusted(const std::string& file, std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished, file + ": " + std::string(problem));
}

Status Naming(const std::string& file, const Status& status) {
  return Error(status.code(), ReasonOf(status), file + ": " + MessageOf(status));
}

std::string IndexPath(const std::string& folder) { return PathInTrust(folder, kTrustIndexName); }

// --- what a file adds to a store

// One file, one certificate: of several in one PEM only the first would be trusted.
StatusOr<X509Certificate> ReadOnlyCertificate(std::string_view bytes) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const std::size_t first = bytes.find(kBegin);
  if (first != std::string_view::npos && bytes.find(kBegin, first + 1) != std::string_view::npos)
    return InvalidField("certificate", "is one of several in the file; give each a file of its own");
  return X509Certificate::FromPemOrDer(bytes);
}

TrustSource SourceOf(const IndexedTrustFile& file) {
  TrustSource source;
  source.kind = file.kind;
  source.name = file.name;
  source.sha256 = file.sha256;
  source.imported_at = file.imported_at;
  return source;
}

Status AddMasterList(TrustStore& store, const IndexedTrustFile& file, std::string bytes, std::string_view root_bytes,
                     TrustImported& added) {
  ASSIGN_OR_RETURN(const X509Certificate root, X509Certificate::FromPemOrDer(root_bytes));
  // As of when it was brought in: a list stays what it was when its signer's certificate has ended since.
  ASSIGN_OR_RETURN(MasterList list, ReadMasterList(std::move(bytes), root, file.imported_at));
  TrustSource source = SourceOf(file);
  source.signer = list.signer;
  source.signer_country = list.signer_country;
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

Status AddFile(TrustStore& store, const IndexedTrustFile& file, std::string bytes, std::string_view root,
               TrustImported& added) {
  const std::size_t before = store.anchors().size();
  switch (file.kind) {
    case TrustSourceKind::kMasterList:
      RETURN_IF_ERROR(AddMasterList(store, file, std::move(bytes), root, added));
      break;
    case TrustSourceKind::kCertificate: {
      ASSIGN_OR_RETURN(X509Certificate certificate, ReadOnlyCertificate(bytes));
      RETURN_IF_ERROR(store.Add(std::move(certificate), store.AddSource(SourceOf(file))));
      added.authorities = 1;
      break;
    }
    case TrustSourceKind::kLink: {
      ASSIGN_OR_RETURN(X509Certificate certificate, ReadOnlyCertificate(bytes));
      RETURN_IF_ERROR(store.AddLink(std::move(certificate), store.AddSource(SourceOf(file))));
      added.authorities = 1;
      break;
    }
    case TrustSourceKind::kCrl: {
      ASSIGN_OR_RETURN(X509Crl crl, X509Crl::FromPemOrDer(bytes));
      RETURN_IF_ERROR(store.AddCrl(std::move(crl), store.AddSource(SourceOf(file))));
      break;
    }
  }
  added.fresh = store.anchors().size() - before;
  return OkStatus();
}

// --- folders

StatusOr<std::string> ReadUnchanged(const TrustFileReader& read, const std::string& file, const std::string& sha256) {
  ASSIGN_OR_RETURN(std::string bytes, read(file));
  if (ToHex(Sha256(bytes)) != sha256) return NotTrusted(file, "is not the file that was brought in");
  return bytes;
}

Status LoadIndexedFile(const TrustFileReader& read, const IndexedTrustFile& file, TrustStore& store) {
  ASSIGN_OR_RETURN(std::string bytes, ReadUnchanged(read, file.FileName(), file.sha256));
  std::string root;
  if (file.kind == TrustSourceKind::kMasterList) {
    ASSIGN_OR_RETURN(root, ReadUnchanged(read, file.RootFileName(), file.root_sha256));
  }
  TrustImported added;
  const Status status = AddFile(store, file, std::move(bytes), root, added);
  return status.ok() ? status : Naming(file.name, status);
}

TrustFileReader FilesOf(const std::string& folder) {
  return [folder](const std::string& file) { return ReadFile(PathInTrust(folder, file), kMaxTrustFileBytes); };
}

// A file that only stands in a folder with an index: a list, which needs its root, or what a lost index leaves behind.
bool NeedsIndex(const std::string& name) {
  return KindOfTrustFile(name) == TrustSourceKind::kMasterList || name.ends_with(".root.cer") ||
         name.ends_with(".link.cer");
}

// Authorities first, for a revocation list needs its own; by name, so that the order is the same everywhere.
StatusOr<std::vector<std::pair<TrustSourceKind, std::string>>> LooseFiles(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error)
    return Error(StatusCode::kNotFound, error_reason::kFileUnreadable, folder + ": is no folder that can be read");
  std::vector<std::pair<TrustSourceKind, std::string>> files;
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    std::error_code unknown;
    if (!entries->is_regular_file(unknown)) continue;
    if (NeedsIndex(name))
      return NotTrusted(folder, "has " + name + " and no index; `clearctl trust import` brings such files in");
    const auto kind = KindOfTrustFile(name);
    if (kind) files.emplace_back(*kind, name);
    if (files.size() > kMaxTrustFiles) return InvalidField(folder, "has more files than are read");
  }
  if (error)
    return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
                 folder + ": cannot be read to its end");
  std::sort(files.begin(), files.end());
  return files;
}

// When files last came, went or were changed.
StatusOr<Instant> LastChange(const std::string& folder,
                             const std::vector<std::pair<TrustSourceKind, std::string>>& files) {
  std::vector<std::string> paths = {folder};
  for (const auto& [kind, name] : files) paths.push_back(PathInTrust(folder, name));
  Instant last{};
  for (const std::string& path : paths) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(path, error);
    if (error) return Error(StatusCode::kNotFound, error_reason::kFileUnreadable, path + ": has gone");
    last = std::max(last, std::chrono::floor<Duration>(std::chrono::file_clock::to_sys(written)));
  }
  return last;
}

StatusOr<TrustStore> LoadLoose(const std::string& folder, Instant now) {
  ASSIGN_OR_RETURN(const auto files, LooseFiles(folder));
  TrustStore store;
  for (const auto& [kind, name] : files) {
    ASSIGN_OR_RETURN(std::string bytes, ReadFile(PathInTrust(folder, name), kMaxTrustFileBytes));
    const IndexedTrustFile file{kind, name, ToHex(Sha256(bytes)), "", now};
    TrustImported added;
    const Status status = AddFile(store, file, std::move(bytes), "", added);
    if (!status.ok()) return Naming(PathInTrust(folder, name), status);
  }
  return store;
}

// The same file in its one binary form, so that a certificate in PEM is known for the one that came in DER. Lists stay
// as they were signed.
StatusOr<TrustImport> InDer(TrustImport file) {
  if (file.kind == TrustSourceKind::kCertificate || file.kind == TrustSourceKind::kLink) {
    ASSIGN_OR_RETURN(const X509Certificate certificate, ReadOnlyCertificate(file.bytes));
    file.bytes = certificate.der();
  } else if (file.kind == TrustSourceKind::kCrl) {
    ASSIGN_OR_RETURN(const X509Crl crl, X509Crl::FromPemOrDer(file.bytes));
    file.bytes = crl.der();
  }
  return file;
}

// The files of a folder to bring something into: none yet, or those of its index.
StatusOr<TrustIndex> IndexToAddTo(const std::string& folder) {
  if (HasTrustIndex(folder)) return ReadFoldersIndex(folder);
  RETURN_IF_ERROR(MakeTrustFolder(folder));
  ASSIGN_OR_RETURN(const auto loose, LooseFiles(folder));
  if (loose.empty()) return TrustIndex();
  return NotTrusted(folder, "has certificates without an index; bring them in one by one, into another folder");
}

}  // namespace

std::optional<TrustSourceKind> KindOfTrustFile(std::string_view name) {
  const auto ends = [name](std::string_view extension) { return name.ends_with(extension); };
  if (ends(".ml") || ends(".mls")) return TrustSourceKind::kMasterList;
  if (ends(".cer") || ends(".crt") || ends(".der") || ends(".pem")) return TrustSourceKind::kCertificate;
  if (ends(".crl")) return TrustSourceKind::kCrl;
  return std::nullopt;
}

std::string PathInTrust(const std::string& folder, std::string_view name) { return folder + "/" + std::string(name); }

bool HasTrustIndex(const std::string& folder) {
  std::error_code error;
  return std::filesystem::exists(IndexPath(folder), error);
}

StatusOr<TrustIndex> ReadFoldersIndex(const std::string& folder) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(IndexPath(folder), kMaxTrustIndexBytes));
  auto index = ParseTrustIndex(text);
  if (!index.ok()) return Naming(IndexPath(folder), index.status());
  return index;
}

Status MakeTrustFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return OkStatus();
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable, folder + ": cannot be made");
}

StatusOr<TrustStore> LoadIndexedTrust(const std::vector<IndexedTrustFile>& files, const TrustFileReader& read) {
  TrustStore store;
  for (const IndexedTrustFile& file : files) RETURN_IF_ERROR(LoadIndexedFile(read, file, store));
  return store;
}

StatusOr<TrustIndex> IndexLooseTrust(const std::string& folder) {
  ASSIGN_OR_RETURN(const auto loose, LooseFiles(folder));
  ASSIGN_OR_RETURN(const Instant changed, LastChange(folder, loose));
  TrustIndex index;
  for (const auto& [kind, name] : loose) {
    ASSIGN_OR_RETURN(const std::string bytes, ReadFile(PathInTrust(folder, name), kMaxTrustFileBytes));
    index.files.push_back({kind, name, ToHex(Sha256(bytes)), "", changed});
  }
  return index;
}

StatusOr<TrustStore> LoadTrustStore(const std::string& folder, Instant now) {
  if (!HasTrustIndex(folder)) return LoadLoose(folder, now);
  ASSIGN_OR_RETURN(const TrustIndex index, ReadFoldersIndex(folder));
  return LoadIndexedTrust(index.files, FilesOf(folder));
}

StatusOr<TrustImported> ImportTrust(const std::string& folder, const TrustImport& given, Instant now) {
  const StatusOr<TrustImport> import_or = InDer(given);
  if (!import_or.ok()) return Naming(given.name, import_or.status());
  const TrustImport& import = *import_or;
  ASSIGN_OR_RETURN(TrustIndex index, IndexToAddTo(folder));
  ASSIGN_OR_RETURN(TrustStore store, LoadIndexedTrust(index.files, FilesOf(folder)));
  IndexedTrustFile file{import.kind, import.name, ToHex(Sha256(import.bytes)), "", now};
  if (import.kind == TrustSourceKind::kMasterList) file.root_sha256 = ToHex(Sha256(import.root));
  TrustImported added;
  added.kind = import.kind;
  const Status status = AddFile(store, file, import.bytes, import.root, added);
  if (!status.ok()) return Naming(import.name, status);
  added.known = std::any_of(index.files.begin(), index.files.end(), [&](const IndexedTrustFile& other) {
    return other.sha256 == file.sha256 && other.kind == file.kind && other.root_sha256 == file.root_sha256;
  });
  if (added.known) return added;
  RETURN_IF_ERROR(WriteFile(PathInTrust(folder, file.FileName()), import.bytes));
  if (import.kind == TrustSourceKind::kMasterList)
    RETURN_IF_ERROR(WriteFile(PathInTrust(folder, file.RootFileName()), import.root));
  index.files.push_back(std::move(file));
  RETURN_IF_ERROR(WriteFile(IndexPath(folder), WriteTrustIndex(index)));
  return added;
}

StatusOr<TrustRemoved> RemoveTrust(const std::string& folder, std::string_view file, Instant now) {
  ASSIGN_OR_RETURN(TrustIndex index, ReadFoldersIndex(folder));
  ASSIGN_OR_RETURN(const TrustStore before, LoadIndexedTrust(index.files, FilesOf(folder)));
  const auto is_meant = [file](const IndexedTrustFile& other) { return other.sha256 == file || other.name == file; };
  const auto meant = std::count_if(index.files.begin(), index.files.end(), is_meant);
  if (meant == 0) return InvalidField("file", "is none of the folder's, by name or SHA-256");
  if (meant > 1) return InvalidField("file", "is the name of several; give the SHA-256");
  const std::vector<std::string> names_before = TrustFileNames(index.files);
  std::erase_if(index.files, is_meant);
  index.removed_at = now;
  const auto after = LoadIndexedTrust(index.files, FilesOf(folder));
  if (!after.ok()) {
    return NotTrusted(std::string(file), "is what another file rests on: " + MessageOf(after.status()));
  }
  RETURN_IF_ERROR(WriteFile(IndexPath(folder), WriteTrustIndex(index)));
  const std::vector<std::string> names_after = TrustFileNames(index.files);
  for (const std::string& name : names_before) {
    std::error_code ignored;  // what is left over does no harm: no index names it
    if (!std::binary_search(names_after.begin(), names_after.end(), name))
      std::filesystem::remove(PathInTrust(folder, name), ignored);
  }
  return TrustRemoved{before.anchors().size() - after->anchors().size(), after->anchors().size()};
}

}  // namespace clearance
