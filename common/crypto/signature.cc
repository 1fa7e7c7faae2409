#include "common/crypto/signature.h"

#include <openssl/pem.h>

#include <utility>

#include "common/crypto/credential_file.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

using openssl::Unsigned;

// Ed25519 keys only: another kind would verify under rules nobody here has looked at.
StatusOr<std::shared_ptr<evp_pkey_st>> Ed25519Only(openssl::Key key, std::string_view field) {
  ERR_clear_error();
  if (key == nullptr) return InvalidField(field, "is not a key in PEM form without a pass phrase");
  if (EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return InvalidField(field, "is not an Ed25519 key");
  return std::shared_ptr<evp_pkey_st>(std::move(key));
}

}  // namespace

StatusOr<VerifyingKey> VerifyingKey::FromPem(std::string_view pem) {
  const openssl::Bio bio = openssl::ReaderOf(pem);
  openssl::Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, openssl::NoPassPhrase, nullptr));
  ASSIGN_OR_RETURN(auto shared, Ed25519Only(std::move(key), "public_key"));
  return VerifyingKey(std::move(shared));
}

StatusOr<VerifyingKey> VerifyingKey::FromRaw(std::string_view raw) {
  if (raw.size() != kPublicKeyBytes) return InvalidField("public_key", "must have 32 bytes");
  openssl::Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Unsigned(raw), raw.size()));
  ASSIGN_OR_RETURN(auto shared, Ed25519Only(std::move(key), "public_key"));
  return VerifyingKey(std::move(shared));
}

StatusOr<VerifyingKey> VerifyingKey::FromFile(const std::string& path) {
  return ReadCredentialFile<VerifyingKey>(path, &VerifyingKey::FromPem);
}

bool VerifyingKey::Verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  const openssl::DigestContext context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  const bool valid =
      EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(), Unsigned(message), message.size()) == 1;
  ERR_clear_error();
  return valid;
}

std::string VerifyingKey::ToRaw() const {
  std::string raw(kPublicKeyBytes, '\0');
  std::size_t size = raw.size();
  CHECK(EVP_PKEY_get_raw_public_key(key_.get(), Unsigned(raw), &size) == 1);
  CHECK(size == raw.size());
  return raw;
}

std::string VerifyingKey::ToPem() const {
  const openssl::Bio bio(BIO_new(BIO_s_mem()));
  CHECK(bio != nullptr && PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
  return openssl::ContentOf(bio.get());
}

SigningKey::SigningKey(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key)), public_key_(*VerifyingKey::FromRaw(VerifyingKey(key_).ToRaw())) {}

SigningKey SigningKey::Generate() {
  openssl::Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  CHECK(key != nullptr);
  return SigningKey(std::shared_ptr<evp_pkey_st>(std::move(key)));
}

StatusOr<SigningKey> SigningKey::FromPem(std::string_view pem) {
  const openssl::Bio bio = openssl::ReaderOf(pem);
  openssl::Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, openssl::NoPassPhrase, nullptr));
  ASSIGN_OR_RETURN(auto shared, Ed25519Only(std::move(key), "signing_key"));
  return SigningKey(std::move(shared));
}

StatusOr<SigningKey> SigningKey::FromFile(const std::string& path) {
  return ReadCredentialFile<SigningKey>(path, &SigningKey::FromPem);
}

std::string SigningKey::Sign(std::string_view message) const {
  const openssl::DigestContext context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  CHECK(EVP_DigestSign(context.get(), Unsigned(signature), &size, Unsigned(message), message.size()) == 1);
  CHECK(size == kSignatureBytes);
  return signature;
}

SecretBytes SigningKey::ToPem() const {
  const openssl::Bio bio(BIO_new(BIO_s_secmem()));
  CHECK(bio != nullptr);
  CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return SecretBytes(openssl::ContentOf(bio.get()));
}

}  // namespace clearance
