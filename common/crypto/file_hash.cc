#include "common/crypto/file_hash.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "common/base/check.h"
#include "common/base/file_descriptor.h"
#include "common/base/stop_signals.h"
#include "common/crypto/hash.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

constexpr std::size_t kPieceBytes = 1 << 20;

}  // namespace

StatusOr<FileHash> HashFile(const std::string& path, std::uint64_t skip,
                            const std::function<void(std::uint64_t)>& progress, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenToRead(path));
  if (::lseek(file.get(), static_cast<off_t>(skip), SEEK_SET) < 0) return FileError("read", path, errno);
  ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  const openssl::DigestContext context(EVP_MD_CTX_new());
  CHECK(context != nullptr && EVP_DigestInit_ex2(context.get(), EVP_sha256(), nullptr) == 1);
  FileHash hash;
  std::vector<char> piece(kPieceBytes);
  for (;;) {
    RETURN_IF_ERROR(CheckNotStopped(stop));
    const ssize_t count = ::read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read", path, errno);
    if (count == 0) break;
    CHECK(EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(count)) == 1);
    hash.bytes += static_cast<std::uint64_t>(count);
    if (progress) progress(hash.bytes);
  }
  hash.sha256.resize(kSha256Bytes);
  CHECK(EVP_DigestFinal_ex(context.get(), openssl::Unsigned(hash.sha256), nullptr) == 1);
  return hash;
}

}  // namespace clearance
