// OpenSSL's objects with an owner, for the .cc files of this folder alone: never included from a public header.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/base/check.h"

namespace clearance::openssl {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Point = std::unique_ptr<EC_POINT, Free<EC_POINT_free>>;

// Bytes as OpenSSL wants them.
inline const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* Unsigned(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// A reader over `text`, which must outlive it. Text longer than any credential reads as empty.
inline Bio ReaderOf(std::string_view text) {
  constexpr std::size_t kMaxTextBytes = 1024 * 1024;
  // OpenSSL takes a null pointer for an error, and a negative size for "up to the first NUL".
  if (text.data() == nullptr || text.size() > kMaxTextBytes) text = "";
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  CHECK(bio != nullptr);
  return bio;
}

// What was written to a memory BIO.
inline std::string ContentOf(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

// Answers no pass phrase: without it OpenSSL would ask at the terminal for one of an encrypted key.
inline int NoPassPhrase(char*, int, int, void*) { return 0; }

}  // namespace clearance::openssl
