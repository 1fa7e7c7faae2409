#include "common/crypto/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

#include "common/base/check.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

using openssl::Unsigned;

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

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  std::string code(kSha256Bytes, '\0');
  unsigned size = 0;
  CHECK(HMAC(Sha256Method(), key.data(), static_cast<int>(key.size()), Unsigned(bytes), bytes.size(), Unsigned(code),
             &size) != nullptr);
  CHECK(size == kSha256Bytes);
  return code;
}

}  // namespace clearance
