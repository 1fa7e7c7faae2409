// Seal sets: whatever a signature vouches for is written in the one form there is, within its bounds; nothing is
// believed without the signature.
#include "common/base/check.h"
#include "common/seal/seal_set.h"
#include "tests/fuzz/targets.h"
#include "tests/support/test_keys.h"

namespace clearance {
namespace {

constexpr Instant kStart = FromUnixMs(1'795'305'600'000);

void Run(std::string_view input) {
  CHECK(!OpenSealSet(input, TestSigningKey().PublicKey()).ok());
  const auto opened = OpenSealSet(SignSealSet(input, TestSigningKey()), TestSigningKey().PublicKey());
  if (!opened.ok()) {
    CHECK(opened.status().code() == StatusCode::kInvalidArgument);
    return;
  }
  CHECK(SealSetBody(*opened) == input);
  CHECK(!opened->keys.All().empty() && opened->keys.All().size() <= kMaxSealKeys);
  for (const auto& [key_id, key] : opened->keys.All()) CHECK(key.from < key.until);
}

// Bodies, unsigned.
std::vector<std::string> Seeds() {
  SealSet small;
  small.revision = kStart;
  small.keys.Add({TestSigningKey().PublicKey(), SecretBytes()});
  SealSet whole;
  whole.revision = kStart;
  whole.keys.Add({TestSigningKey().PublicKey(), SecretBytes(std::string(32, 'k')), Instant::min(), kStart});
  whole.keys.Add({OtherTestSigningKey().PublicKey(), SecretBytes(std::string(32, 'n')), kStart, Instant::max()});
  whole.revoked = RevokedBookings({"1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42", "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b43"});
  return {SealSetBody(small), SealSetBody(whole)};
}

}  // namespace

FuzzTarget SealSetTarget() { return {"seal_set", Run, Seeds}; }

}  // namespace clearance
