#include "common/crypto/mac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>

#include "common/base/check.h"
#include "common/crypto/openssl_objects.h"
#include "common/crypto/secret.h"

namespace clearance {
namespace {

using MacContext = std::unique_ptr<EVP_MAC_CTX, openssl::Free<EVP_MAC_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, openssl::Free<EVP_CIPHER_CTX_free>>;

constexpr std::size_t kDesKeyBytes = 8;

using openssl::Unsigned;

std::string AesNameFor(std::size_t key_bytes) {
  CHECK(key_bytes == 16 || key_bytes == 24 || key_bytes == 32);
  return "AES-" + std::to_string(key_bytes * 8) + "-CBC";
}

// OpenSSL 3 has single DES in its legacy provider only; encrypt-decrypt-encrypt under one key twice is the same.
const EVP_CIPHER* TwoKeyTripleDes() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "DES-EDE-CBC", nullptr);
  CHECK(cipher != nullptr);
  return cipher;
}

// The last block of the CBC encryption, unpadded, of `blocks`, which is not empty.
std::string LastBlock(std::string_view key, std::string_view iv, std::string_view blocks) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_EncryptInit_ex2(context.get(), TwoKeyTripleDes(), Unsigned(key), Unsigned(iv), nullptr) == 1);
  CHECK(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  std::string encrypted(blocks.size(), '\0');
  int written = 0;
  CHECK(EVP_EncryptUpdate(context.get(), Unsigned(encrypted), &written, Unsigned(blocks),
                          static_cast<int>(blocks.size())) == 1);
  CHECK(static_cast<std::size_t>(written) == blocks.size());
  return encrypted.substr(encrypted.size() - kDesBlockBytes);
}

}  // namespace

std::string AesCmac(std::string_view key, std::string_view message) {
  static EVP_MAC* const method = EVP_MAC_fetch(nullptr, "CMAC", nullptr);
  CHECK(method != nullptr);
  const MacContext context(EVP_MAC_CTX_new(method));
  CHECK(context != nullptr);
  std::string cipher = AesNameFor(key.size());
  const std::array parameters = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher.data(), 0),
                                 OSSL_PARAM_construct_end()};
  CHECK(EVP_MAC_init(context.get(), Unsigned(key), key.size(), parameters.data()) == 1);
  CHECK(EVP_MAC_update(context.get(), Unsigned(message), message.size()) == 1);
  std::string code(kAesCmacBytes, '\0');
  std::size_t size = 0;
  CHECK(EVP_MAC_final(context.get(), Unsigned(code), &size, code.size()) == 1);
  CHECK(size == kAesCmacBytes);
  return code;
}

std::string RetailMac(std::string_view key, std::string_view padded) {
  CHECK(key.size() == kRetailMacKeyBytes);
  CHECK(!padded.empty() && padded.size() % kDesBlockBytes == 0);
  std::string chained(kDesBlockBytes, '\0');
  if (padded.size() > kDesBlockBytes) {
    std::string single(key.substr(0, kDesKeyBytes));
    single.append(key.substr(0, kDesKeyBytes));
    chained = LastBlock(single, chained, padded.substr(0, padded.size() - kDesBlockBytes));
    Wipe(single);
  }
  return LastBlock(key, chained, padded.substr(padded.size() - kDesBlockBytes));
}

}  // namespace clearance
