#include "common/crypto/digest.h"

#include <openssl/evp.h>

#include "common/base/check.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

struct Row {
  DigestAlgorithm algorithm;
  const char* name;  // also the one OpenSSL knows it by
  std::string_view oid;
  std::size_t bytes;
};

// In the order of the enumeration.
constexpr std::array kRows = {
    Row{DigestAlgorithm::kSha1, "SHA-1", "1.3.14.3.2.26", 20},
    Row{DigestAlgorithm::kSha224, "SHA-224", "2.16.840.1.101.3.4.2.4", 28},
    Row{DigestAlgorithm::kSha256, "SHA-256", "2.16.840.1.101.3.4.2.1", 32},
    Row{DigestAlgorithm::kSha384, "SHA-384", "2.16.840.1.101.3.4.2.2", 48},
    Row{DigestAlgorithm::kSha512, "SHA-512", "2.16.840.1.101.3.4.2.3", 64},
};
static_assert(kRows.size() == kAllDigestAlgorithms.size());

std::size_t IndexOf(DigestAlgorithm algorithm) {
  const auto index = static_cast<std::size_t>(algorithm);
  CHECK(index < kRows.size() && kRows[index].algorithm == algorithm);
  return index;
}

// Looked up once for the process: OpenSSL 3 otherwise searches its providers for every single digest.
const EVP_MD* MethodOf(DigestAlgorithm algorithm) {
  static const std::array<const EVP_MD*, kRows.size()> methods = [] {
    std::array<const EVP_MD*, kRows.size()> all{};
    for (const Row& row : kRows) {
      all[IndexOf(row.algorithm)] = EVP_MD_fetch(nullptr, row.name, nullptr);
      CHECK(all[IndexOf(row.algorithm)] != nullptr);
    }
    return all;
  }();
  return methods[IndexOf(algorithm)];
}

}  // namespace

std::string_view DigestAlgorithmName(DigestAlgorithm algorithm) { return kRows[IndexOf(algorithm)].name; }

std::optional<DigestAlgorithm> DigestAlgorithmOfOid(std::string_view oid) {
  for (const Row& row : kRows)
    if (row.oid == oid) return row.algorithm;
  return std::nullopt;
}

std::size_t DigestBytes(DigestAlgorithm algorithm) { return kRows[IndexOf(algorithm)].bytes; }

std::string Digest(DigestAlgorithm algorithm, std::string_view bytes) {
  thread_local const openssl::DigestContext context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  std::string digest(DigestBytes(algorithm), '\0');
  CHECK(EVP_DigestInit_ex2(context.get(), MethodOf(algorithm), nullptr) == 1);
  CHECK(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1);
  CHECK(EVP_DigestFinal_ex(context.get(), openssl::Unsigned(digest), nullptr) == 1);
  return digest;
}

}  // namespace clearance
