#include "common/document/trust_bundle.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/document/trust_index.h"

namespace clearance {
namespace {

// Master lists come with a root.
constexpr std::size_t kMaxBundledFiles = 2 * kMaxTrustFiles + 1;
constexpr std::uint64_t kBodyItems = 3;
constexpr std::size_t kMaxCborHeadBytes = 9;

Status NotTrusted(std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished,
               "trust bundle: " + std::string(problem));
}

Status Malformed(std::string_view problem) { return InvalidField("trust bundle", problem); }

bool HasContentItIsNamedBy(const std::string& name, std::string_view bytes) {
  return IsTrustFileName(name) && name.substr(0, 2 * kSha256Bytes) == ToHex(Sha256(bytes));
}

// What is signed.
std::string Signed(std::string_view body) { return std::string(kTrustBundlePrefix) + Sha256(body); }

// --- reading a folder

// A file of an index: by what name the index has it, and where it lies.
struct Lying {
  std::string name;
  std::string path;
};

std::vector<Lying> WhereFilesLie(const std::string& folder, const std::vector<IndexedTrustFile>& files,
                                 bool has_index) {
  std::vector<Lying> lying;
  if (has_index) {
    for (const std::string& name : TrustFileNames(files)) lying.push_back({name, PathInTrust(folder, name)});
  } else {
    for (const IndexedTrustFile& file : files) lying.push_back({file.FileName(), PathInTrust(folder, file.name)});
  }
  return lying;
}

// The most that an entry of a body can come to: of the list of two, of the name, of the bytes.
std::size_t MostBytesOf(std::string_view name, std::string_view bytes) {
  return 3 * kMaxCborHeadBytes + name.size() + bytes.size();
}

// --- reading a body

Status ReadEntry(CborReader& reader, TrustBundle& bundle, std::string& last) {
  ASSIGN_OR_RETURN(const std::uint64_t items, reader.Array());
  if (items != 2) return Malformed("has a file of another form than name and bytes");
  ASSIGN_OR_RETURN(std::string name, reader.Text());
  ASSIGN_OR_RETURN(std::string bytes, reader.Bytes());
  if (name <= last) return Malformed("has files that are not in rising order");
  if (name == kTrustIndexName) {
    if (bytes.size() > kMaxTrustIndexBytes) return Malformed("has an index that is too large");
    bundle.index = std::move(bytes);
  } else if (!HasContentItIsNamedBy(name, bytes)) {
    return Malformed("has a file that is not named by its content");
  } else if (bytes.size() > kMaxTrustFileBytes) {
    return Malformed("has a file that is too large");
  } else {
    bundle.files.emplace(name, std::move(bytes));
  }
  last = std::move(name);
  return OkStatus();
}

StatusOr<TrustBundle> ReadBody(std::string_view body) {
  CborReader reader(body);
  ASSIGN_OR_RETURN(const std::uint64_t items, reader.Array());
  if (items != kBodyItems) return Malformed("has another number of parts than this version");
  ASSIGN_OR_RETURN(const std::string format, reader.Text());
  if (format != kTrustBundleFormat) return Malformed("is of another format than this version reads");
  ASSIGN_OR_RETURN(const std::int64_t revision, reader.Int());
  ASSIGN_OR_RETURN(const std::uint64_t count, reader.Array());
  if (count > kMaxBundledFiles) return Malformed("has more files than are read");
  TrustBundle bundle;
  bundle.revision = FromUnixMs(revision);
  std::string last;
  for (std::uint64_t i = 0; i < count; ++i) RETURN_IF_ERROR(ReadEntry(reader, bundle, last));
  RETURN_IF_ERROR(reader.Finish());
  return bundle;
}

Status CheckAgainstIndex(const TrustBundle& bundle) {
  ASSIGN_OR_RETURN(const TrustIndex index, ParseTrustIndex(bundle.index));
  const std::vector<std::string> names = TrustFileNames(index.files);
  const bool same = std::equal(names.begin(), names.end(), bundle.files.begin(), bundle.files.end(),
                               [](const std::string& name, const auto& file) { return name == file.first; });
  if (!same) return Malformed("has other files than its index names");
  if (bundle.revision != index.Revision()) return Malformed("has another revision than its index");
  return OkStatus();
}

// --- writing a folder

// Of the folder's index; nullopt where there is none that can be read.
std::optional<Instant> RevisionOf(const std::string& folder) {
  const auto index = ReadFoldersIndex(folder);
  if (!index.ok()) return std::nullopt;
  return index->Revision();
}

// The index last: until it is replaced the folder is what it was.
Status Put(const TrustBundle& bundle, const std::string& folder) {
  for (const auto& [name, bytes] : bundle.files) {
    const std::string path = PathInTrust(folder, name);
    const auto present = ReadFile(path, bytes.size());
    if (present.ok() && *present == bytes) continue;
    RETURN_IF_ERROR(WriteFile(path, bytes));
  }
  return WriteFile(PathInTrust(folder, kTrustIndexName), bundle.index);
}

// Without an index every certificate in a folder is trusted, also one of a bundle of which a crash left half: the root
// of a list, a link. So the folder gets its index before anything else comes in; one without a revision, for it still
// gives way to any bundle after a crash.
Status GiveIndex(const std::string& folder) {
  if (HasTrustIndex(folder)) return OkStatus();
  auto own = CollectTrust(folder);
  if (!own.ok()) return WriteFile(PathInTrust(folder, kTrustIndexName), WriteTrustIndex({}));
  ASSIGN_OR_RETURN(TrustIndex index, ParseTrustIndex(own->index));
  for (IndexedTrustFile& file : index.files) file.imported_at = Instant{};
  own->index = WriteTrustIndex(index);
  return Put(*own, folder);
}

// What is left over does no harm, so that an error is none.
void RemoveWhatIsNotIn(const TrustBundle& bundle, const std::string& folder) {
  const std::string half_written = std::string(kTrustIndexName) + ".";
  std::error_code error;
  std::vector<std::filesystem::path> left_over;
  for (std::filesystem::directory_iterator entries(folder, error), end; !error && entries != end;
       entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (name.starts_with(half_written) || (IsTrustFileName(name) && !bundle.files.contains(name)))
      left_over.push_back(entries->path());
  }
  for (const std::filesystem::path& path : left_over) std::filesystem::remove(path, error);
}

}  // namespace

StatusOr<std::string> ReadTrustIndex(const std::string& folder) {
  if (HasTrustIndex(folder)) return ReadFile(PathInTrust(folder, kTrustIndexName), kMaxTrustIndexBytes);
  ASSIGN_OR_RETURN(const TrustIndex index, IndexLooseTrust(folder));
  return WriteTrustIndex(index);
}

StatusOr<TrustBundle> CollectTrust(const std::string& folder) {
  const bool has_index = HasTrustIndex(folder);
  TrustBundle bundle;
  ASSIGN_OR_RETURN(bundle.index, ReadTrustIndex(folder));
  ASSIGN_OR_RETURN(const TrustIndex index, ParseTrustIndex(bundle.index));
  bundle.revision = index.Revision();
  std::size_t total = kSignatureBytes + (1 + kBodyItems) * kMaxCborHeadBytes + kTrustBundleFormat.size() +
                      MostBytesOf(kTrustIndexName, bundle.index);
  for (const Lying& file : WhereFilesLie(folder, index.files, has_index)) {
    ASSIGN_OR_RETURN(std::string bytes, ReadFile(file.path, kMaxTrustFileBytes));
    if (!HasContentItIsNamedBy(file.name, bytes))
      return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished,
                   file.path + ": is not the file that was brought in");
    total += MostBytesOf(file.name, bytes);
    if (total > kMaxTrustBundleBytes)
      return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
                   folder + ": is larger than a trust bundle may be");
    bundle.files[file.name] = std::move(bytes);
  }
  return bundle;
}

std::string TrustBundleBody(const TrustBundle& bundle) {
  CborWriter writer;
  writer.Array(kBodyItems).Text(kTrustBundleFormat).Int(ToUnixMs(bundle.revision)).Array(bundle.files.size() + 1);
  for (const auto& [name, bytes] : bundle.files) writer.Array(2).Text(name).Bytes(bytes);
  writer.Array(2).Text(kTrustIndexName).Bytes(bundle.index);
  return writer.Take();
}

std::string TrustBundleId(std::string_view body) { return ToHex(Sha256(body)); }

std::string SignTrustBundle(std::string_view body, const SigningKey& key) {
  return key.Sign(Signed(body)).append(body);
}

StatusOr<TrustBundle> OpenTrustBundle(std::string_view signed_bundle, const VerifyingKey& key) {
  if (signed_bundle.size() > kMaxTrustBundleBytes) return Malformed("is too large");
  if (signed_bundle.size() < kSignatureBytes) return Malformed("ends within its signature");
  const std::string_view body = signed_bundle.substr(kSignatureBytes);
  if (!key.Verify(Signed(body), signed_bundle.substr(0, kSignatureBytes)))
    return NotTrusted("is not signed by the centre's key");
  ASSIGN_OR_RETURN(TrustBundle bundle, ReadBody(body));
  RETURN_IF_ERROR(CheckAgainstIndex(bundle));
  return bundle;
}

StatusOr<TrustStore> LoadTrustBundle(const TrustBundle& bundle) {
  ASSIGN_OR_RETURN(const TrustIndex index, ParseTrustIndex(bundle.index));
  const auto read = [&bundle](const std::string& name) -> StatusOr<std::string> {
    const auto file = bundle.files.find(name);
    if (file == bundle.files.end()) return NotTrusted("has not a file that its index names");
    return file->second;
  };
  return LoadIndexedTrust(index.files, read);
}

StatusOr<TrustStore> InstallTrust(const TrustBundle& bundle, const std::string& folder) {
  ASSIGN_OR_RETURN(TrustStore trust, LoadTrustBundle(bundle));
  const std::optional<Instant> own = RevisionOf(folder);
  if (own && bundle.revision < *own) return NotTrusted("is older than what is there");
  RETURN_IF_ERROR(MakeTrustFolder(folder));
  RETURN_IF_ERROR(GiveIndex(folder));
  RETURN_IF_ERROR(Put(bundle, folder));
  RemoveWhatIsNotIn(bundle, folder);
  return trust;
}

}  // namespace clearance
