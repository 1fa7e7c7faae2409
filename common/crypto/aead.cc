#include "common/crypto/aead.h"

#include <openssl/rand.h>

#include <memory>
#include <utility>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, openssl::Free<EVP_CIPHER_CTX_free>>;
using openssl::Unsigned;

// Looked up once for the process: OpenSSL 3 otherwise searches its providers for every single seal.
const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  CHECK(cipher != nullptr);
  CHECK(EVP_CIPHER_get_key_length(cipher) == static_cast<int>(kAeadKeyBytes));
  CHECK(EVP_CIPHER_get_iv_length(cipher) == static_cast<int>(kAeadNonceBytes));
  return cipher;
}

CipherContext NewContext() {
  CipherContext context(EVP_CIPHER_CTX_new());
  CHECK(context != nullptr);
  return context;
}

int Size(std::string_view bytes) {
  CHECK(bytes.size() <= kMaxAeadPlaintextBytes);
  return static_cast<int>(bytes.size());
}

Status DoesNotOpen() {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
               "sealed bytes do not open: altered, of another key, or bound to something else");
}

}  // namespace

SecretBytes NewAeadKey() {
  std::string key(kAeadKeyBytes, '\0');
  CHECK(RAND_priv_bytes(Unsigned(key), Size(key)) == 1);
  return SecretBytes(std::move(key));
}

std::string AeadSeal(std::string_view key, std::string_view plaintext, std::string_view associated_data) {
  CHECK(key.size() == kAeadKeyBytes);
  std::string sealed(kAeadOverheadBytes + plaintext.size(), '\0');
  unsigned char* const nonce = Unsigned(sealed);
  unsigned char* const ciphertext = nonce + kAeadNonceBytes;
  unsigned char* const tag = ciphertext + plaintext.size();
  CHECK(RAND_bytes(nonce, static_cast<int>(kAeadNonceBytes)) == 1);

  const CipherContext context = NewContext();
  int written = 0;
  CHECK(EVP_EncryptInit_ex2(context.get(), Aes256Gcm(), Unsigned(key), nonce, nullptr) == 1);
  CHECK(EVP_EncryptUpdate(context.get(), nullptr, &written, Unsigned(associated_data), Size(associated_data)) == 1);
  CHECK(EVP_EncryptUpdate(context.get(), ciphertext, &written, Unsigned(plaintext), Size(plaintext)) == 1);
  CHECK(written == Size(plaintext));
  CHECK(EVP_EncryptFinal_ex(context.get(), tag, &written) == 1 && written == 0);
  CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kAeadTagBytes), tag) == 1);
  return sealed;
}

StatusOr<SecretBytes> AeadOpen(std::string_view key, std::string_view sealed, std::string_view associated_data) {
  CHECK(key.size() == kAeadKeyBytes);
  if (sealed.size() < kAeadOverheadBytes || sealed.size() - kAeadOverheadBytes > kMaxAeadPlaintextBytes)
    return DoesNotOpen();
  const std::string_view nonce = sealed.substr(0, kAeadNonceBytes);
  const std::string_view ciphertext = sealed.substr(kAeadNonceBytes, sealed.size() - kAeadOverheadBytes);
  std::string tag(sealed.substr(sealed.size() - kAeadTagBytes));

  const CipherContext context = NewContext();
  int written = 0;
  CHECK(EVP_DecryptInit_ex2(context.get(), Aes256Gcm(), Unsigned(key), Unsigned(nonce), nullptr) == 1);
  CHECK(EVP_DecryptUpdate(context.get(), nullptr, &written, Unsigned(associated_data), Size(associated_data)) == 1);
  std::string plaintext(ciphertext.size(), '\0');
  CHECK(EVP_DecryptUpdate(context.get(), Unsigned(plaintext), &written, Unsigned(ciphertext), Size(ciphertext)) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kAeadTagBytes), tag.data()) == 1);
  // Until the tag has been found to be right, what was deciphered is anybody's: it is wiped with `opened`.
  SecretBytes opened(std::move(plaintext));
  unsigned char nothing_more[1];
  if (EVP_DecryptFinal_ex(context.get(), nothing_more, &written) != 1) {
    ERR_clear_error();
    return DoesNotOpen();
  }
  return opened;
}

}  // namespace clearance
