#include "common/crypto/hash.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
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

using MacContext = std::unique_ptr<EVP_MAC_CTX, openssl::Free<EVP_MAC_CTX_free>>;

// HMAC with its digest and without a key, set up once for the process: HMAC() searches the providers for every code.
const EVP_MAC_CTX* HmacSha256Method() {
  static const MacContext context = [] {
    EVP_MAC* const method = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    CHECK(method != nullptr);
    MacContext made(EVP_MAC_CTX_new(method));
    EVP_MAC_free(method);
    CHECK(made != nullptr);
    std::string digest = "SHA256";
    const std::array parameters = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                   OSSL_PARAM_construct_end()};
    CHECK(EVP_MAC_CTX_set_params(made.get(), parameters.data()) == 1);
    return made;
  }();
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
  std::size_t size = 0;
  // A copy, freed at once: no key stays behind.
  const MacContext context(EVP_MAC_CTX_dup(HmacSha256Method()));
  CHECK(context != nullptr);
  CHECK(EVP_MAC_init(context.get(), Unsigned(key), key.size(), nullptr) == 1);
  CHECK(EVP_MAC_update(context.get(), Unsigned(bytes), bytes.size()) == 1);
  CHECK(EVP_MAC_final(context.get(), Unsigned(code), &size, code.size()) == 1);
  CHECK(size == kSha256Bytes);
  return code;
}

}  // namespace clearance
