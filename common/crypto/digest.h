// The digests that documents and their certificates are made with (FIPS 180-4). What we seal ourselves uses SHA-256
// alone: see hash.h.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clearance {

enum class DigestAlgorithm { kSha1, kSha224, kSha256, kSha384, kSha512 };

inline constexpr std::array kAllDigestAlgorithms = {DigestAlgorithm::kSha1, DigestAlgorithm::kSha224,
                                                    DigestAlgorithm::kSha256, DigestAlgorithm::kSha384,
                                                    DigestAlgorithm::kSha512};

std::string_view DigestAlgorithmName(DigestAlgorithm algorithm);  // "SHA-256"
// By its object identifier in dotted form, "2.16.840.1.101.3.4.2.1"; nullopt for any other.
std::optional<DigestAlgorithm> DigestAlgorithmOfOid(std::string_view oid);
std::size_t DigestBytes(DigestAlgorithm algorithm);

// Raw bytes. Thread-safe.
std::string Digest(DigestAlgorithm algorithm, std::string_view bytes);

// Collisions can be made: SHA-1 alone of those above.
constexpr bool IsWeak(DigestAlgorithm algorithm) { return algorithm == DigestAlgorithm::kSha1; }

}  // namespace clearance
