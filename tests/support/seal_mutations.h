// Seals that somebody has changed: bytes and characters at random, and the structure of COSE, CBOR and the claims piece
// by piece, some of it signed again with the right key where only the encoding is another. The same for the same seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/random.h"
#include "common/crypto/signature.h"
#include "common/seal/seal.h"

namespace clearance {

struct MutatedSeal {
  std::string text{};
  std::string_view kind{};  // "a bit flipped"
  // Whether the text is a seal's prefix and Base45, and the bytes under it are others than those of every good seal.
  bool bytes_differ = false;
};

// Not thread-safe.
class SealMutator {
 public:
  // Three good seals of one key are changed into one another, too.
  SealMutator(const SigningKey& key, const std::vector<SealClaims>& claims, std::uint64_t seed);

  MutatedSeal Next();
  const std::vector<std::string>& good() const { return good_; }

 private:
  struct Parts;
  std::string Bytes(std::string_view& kind);
  std::string Structure(std::string_view& kind);
  std::size_t Below(std::size_t bound) { return random_.Below(bound); }

  const SigningKey key_;
  SeededRandom random_;
  std::vector<std::string> good_;        // texts
  std::vector<std::string> good_bytes_;  // under them
  std::vector<SealClaims> claims_;
};

}  // namespace clearance
