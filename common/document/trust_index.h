// The index of a trust folder: which files it has, what each is and where it came from. Files are named by their
// content, so that an index says all there is to say of a folder. Parsing verifies nothing; LoadIndexedTrust does.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/document/trust_folder.h"

namespace clearance {

inline constexpr std::size_t kMaxTrustIndexBytes = std::size_t{16} << 20;

// A file as the index has it.
struct IndexedTrustFile {
  TrustSourceKind kind = TrustSourceKind::kCertificate;
  std::string name{};         // for people
  std::string sha256{};       // of the file, 64 lower-case hexadecimal digits
  std::string root_sha256{};  // master lists: of their root's certificate
  Instant imported_at{};

  std::string FileName() const;
  std::string RootFileName() const;  // master lists
};

struct TrustIndex {
  std::vector<IndexedTrustFile> files{};
  std::optional<Instant> removed_at{};  // when a file was last taken out

  // When the folder last changed: 1970 for one in which nothing ever was.
  Instant Revision() const;
};

// At most kMaxTrustFiles. INVALID_ARGUMENT for anything but an index of version 1.
StatusOr<TrustIndex> ParseTrustIndex(std::string_view text);
// The same text for the same index.
std::string WriteTrustIndex(const TrustIndex& index);

// The names of all files an index names, roots among them, rising, none twice.
std::vector<std::string> TrustFileNames(const std::vector<IndexedTrustFile>& files);

// What a folder without an index would have in one: every file counts as brought in when the folder or any of them last
// changed, so that a file that goes makes the folder newer too. Errors as LoadTrustStore's.
StatusOr<TrustIndex> IndexLooseTrust(const std::string& folder);

// Where a file of a folder lies, by its name.
std::string PathInTrust(const std::string& folder, std::string_view name);
bool HasTrustIndex(const std::string& folder);
// Errors name the file: FILE_UNREADABLE; INVALID_ARGUMENT.
StatusOr<TrustIndex> ReadFoldersIndex(const std::string& folder);
// Changes nothing where the folder is there. Error: FILE_UNREADABLE.
Status MakeTrustFolder(const std::string& folder);

// Answers the bytes of a file by its name in the folder.
using TrustFileReader = std::function<StatusOr<std::string>(const std::string& file)>;
// What the files of an index come to, each verified anew. Errors as LoadTrustStore's.
StatusOr<TrustStore> LoadIndexedTrust(const std::vector<IndexedTrustFile>& files, const TrustFileReader& read);

// Whether a file of this name can only be one of ours, or what a crash left of its writing: 64 lower-case hexadecimal
// digits, a dot, and then no slash.
bool IsTrustFileName(std::string_view name);

}  // namespace clearance
