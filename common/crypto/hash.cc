#include "common/crypto/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/base/check.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

using openssl::Unsigned;

// RFC 2104.
constexpr std::size_t kSha256BlockBytes = 64;
constexpr char kInnerMask = 0x36;
constexpr char kOuterMask = 0x5c;

// Looked up once for the process: OpenSSL 3 otherwise searches its providers for every single hash.
const EVP_MD* Sha256Method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(method != nullptr);
  return method;
}

EVP_MD_CTX* ContextOfThisThread() {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  return context.get();
}

}  // namespace

std::string Sha256(std::string_view bytes) { return Sha256(bytes, {}); }

std::string Sha256(std::string_view first, std::string_view rest) {
  std::string digest(kSha256Bytes, '\0');
  EVP_MD_CTX* context = ContextOfThisThread();
  CHECK(EVP_DigestInit_ex2(context, Sha256Method(), nullptr) == 1);
  CHECK(EVP_DigestUpdate(context, first.data(), first.size()) == 1);
  CHECK(EVP_DigestUpdate(context, rest.data(), rest.size()) == 1);
  CHECK(EVP_DigestFinal_ex(context, Unsigned(digest), nullptr) == 1);
  return digest;
}

// RFC 2104 in two digests of this thread's context, which keeps nothing of what it has digested: OpenSSL's own HMAC
// makes, copies and frees five objects for each code, more than half of its time.
std::string HmacSha256(std::string_view key, std::string_view bytes) {
  std::array<char, kSha256BlockBytes> block{};
  const auto mask = [&block](int with) {
    for (char& byte : block) byte = static_cast<char>(byte ^ with);
    return std::string_view(block.data(), block.size());
  };
  std::string short_key = key.size() > block.size() ? Sha256(key) : std::string();
  const std::string_view used = short_key.empty() ? key : short_key;
  std::copy(used.begin(), used.end(), block.begin());
  const std::string inner = Sha256(mask(kInnerMask), bytes);
  std::string code = Sha256(mask(kInnerMask ^ kOuterMask), inner);
  OPENSSL_cleanse(block.data(), block.size());
  OPENSSL_cleanse(short_key.data(), short_key.size());
  return code;
}

}  // namespace clearance
