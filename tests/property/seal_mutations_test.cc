// No changed seal is believed: a hundred thousand texts whose bytes are others than those of a good seal, by changes of
// bytes and of structure, of which many are signed again by the right key and wrong in their encoding alone.
#include "tests/support/seal_mutations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "tests/support/seal_samples.h"
#include "tests/support/test_keys.h"

namespace clearance {
namespace {

constexpr int kMutations = 100'000;
constexpr std::uint64_t kSeed = 20'261'126;

TEST(SealMutations, NoneOfAHundredThousandIsBelieved) {
  SealKeys keys;
  keys.Add({TestSigningKey().PublicKey(), SecretBytes(std::string(kSealSampleHashKey))});
  SealContext context;
  context.at = kSealSampleStart;
  SealMutator mutator(TestSigningKey(), ThreeSealSamples(), kSeed);
  for (const std::string& good : mutator.good()) ASSERT_TRUE(VerifySeal(good, keys, context).claims.has_value());

  std::map<std::string_view, int> kinds;
  std::map<SealResult, int> results;
  int counted = 0;
  int tried = 0;
  for (; counted < kMutations; ++tried) {
    const MutatedSeal mutated = mutator.Next();
    const SealVerdict verdict = VerifySeal(mutated.text, keys, context);
    if (!mutated.bytes_differ) {
      // A change that changes nothing, one that ends in another good seal, or a text that is no Base45.
      const bool is_good =
          std::find(mutator.good().begin(), mutator.good().end(), mutated.text) != mutator.good().end();
      ASSERT_EQ(verdict.claims.has_value(), is_good) << mutated.kind << ": " << mutated.text;
      continue;
    }
    ++counted;
    ++kinds[mutated.kind];
    ++results[verdict.result];
    ASSERT_FALSE(verdict.claims.has_value()) << mutated.kind << ": " << mutated.text;
    if (mutated.kind.ends_with("signed")) {
      ASSERT_EQ(verdict.result, SealResult::kMalformed) << mutated.kind;
    }
  }
  std::printf("%d mutations of %d tried, none believed:", counted, tried);
  for (const auto& [result, count] : results) std::printf(" %s %d", SealResultName(result).data(), count);
  std::printf("\n");
  for (const auto& [kind, count] : kinds) EXPECT_GT(count, 100) << kind;
  EXPECT_GE(kinds.size(), 34U);
  // They reach every stage: form, key, signature.
  for (const SealResult result : {SealResult::kMalformed, SealResult::kUnknownKey, SealResult::kBadSignature})
    EXPECT_GT(results[result], 1000) << SealResultName(result);
}

}  // namespace
}  // namespace clearance
