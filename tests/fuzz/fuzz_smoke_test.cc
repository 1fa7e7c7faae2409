// A second or two of every fuzz target in each ctest, other inputs in each run: half a minute for all of them together,
// five with CLEARANCE_LONG=1. What dies names its seed and round: CLEARANCE_FUZZ_SEED=N takes the seed again,
// CLEARANCE_FUZZ_ROUNDS=N as many rounds of it instead of the time. It knows nothing of the code's branches; libFuzzer
// does, in ctest on a few targets (CMakeLists.txt), on all of them by `./dev fuzz`.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include "common/base/random.h"
#include "tests/fuzz/targets.h"
#include "tests/support/long_run.h"

namespace clearance {

void PrintTo(const FuzzTarget& target, std::ostream* out) { *out << target.name; }

namespace {

constexpr std::size_t kMaxInputBytes = 16'384;
constexpr std::chrono::seconds kTimeForAll{30};
constexpr std::chrono::seconds kLongTimeForAll{300};
constexpr std::uint64_t kSeeds = 1'000'000'000;  // short enough to be typed

std::optional<std::uint64_t> NumberOf(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return std::nullopt;
  return std::strtoull(value, nullptr, 10);
}

std::uint64_t ChosenSeed() {
  if (const auto chosen = NumberOf("CLEARANCE_FUZZ_SEED")) return *chosen;
  std::array<std::uint8_t, 8> bytes{};
  SystemRandom().Fill(bytes);
  std::uint64_t seed = 0;
  for (const std::uint8_t byte : bytes) seed = seed << 8 | byte;
  return seed % kSeeds;
}

// The share of one target.
std::chrono::nanoseconds TimeForOne() {
  return std::chrono::nanoseconds(IsLongRun() ? kLongTimeForAll : kTimeForAll) / AllFuzzTargets().size();
}

// What is being run, for the message a dying process can still write.
std::array<char, 256> running{};

extern "C" void TellWhatWasRunning(int signal) {
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, running.data(), std::string_view(running.data()).size());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// Changes bytes of one seed, sometimes joined with a piece of another.
class Mutator {
 public:
  Mutator(std::vector<std::string> seeds, std::uint64_t seed) : seeds_(std::move(seeds)), random_(seed) {}

  std::string Next() {
    std::string input = Pick();
    for (std::size_t changes = 1 + random_.Below(4); changes > 0; --changes) Change(input);
    if (input.size() > kMaxInputBytes) input.resize(kMaxInputBytes);
    return input;
  }

 private:
  const std::string& Pick() { return seeds_[random_.Below(seeds_.size())]; }

  std::size_t Place(const std::string& input) { return random_.Below(input.size() + 1); }

  char Byte() {
    using namespace std::string_view_literals;
    static constexpr std::string_view kTelling = "\0\n\r <>09AZaz[]{}\"'\\=#,.\x7F\x80\xA0\xBF\xFF"sv;
    return random_.Below(2) == 0 ? kTelling[random_.Below(kTelling.size())] : static_cast<char>(random_.Next());
  }

  void Change(std::string& input) {
    const std::size_t at = Place(input);
    switch (random_.Below(7)) {
      case 0:
        input.insert(at, 1, Byte());
        break;
      case 1:
        input.erase(at, 1 + random_.Below(4));
        break;
      case 2:
        input.resize(at);
        break;
      case 3: {
        const std::string piece = input.substr(at, 1 + random_.Below(32));
        input.insert(Place(input), piece);
        break;
      }
      case 4: {
        const std::string& other = Pick();
        input.insert(at, other.substr(Place(other), 1 + random_.Below(64)));
        break;
      }
      case 5:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << random_.Below(8)));
        break;
      default:
        if (at < input.size()) input[at] = Byte();
    }
  }

  std::vector<std::string> seeds_;
  SeededRandom random_;
};

class FuzzSmokeTest : public ::testing::TestWithParam<FuzzTarget> {};

TEST_P(FuzzSmokeTest, KeepsItsContractOnSeedsAndOnEveryChangeOfThem) {
  const FuzzTarget& target = GetParam();
  std::signal(SIGABRT, TellWhatWasRunning);
  std::signal(SIGSEGV, TellWhatWasRunning);
  const std::vector<std::string> seeds = target.seeds();
  ASSERT_FALSE(seeds.empty());
  for (const std::string& input : seeds) target.run(input);
  const std::uint64_t seed = ChosenSeed();
  const auto rounds = NumberOf("CLEARANCE_FUZZ_ROUNDS");
  const auto end = std::chrono::steady_clock::now() + TimeForOne();
  Mutator mutator(seeds, seed);
  std::uint64_t round = 0;
  while (rounds ? round < *rounds : std::chrono::steady_clock::now() < end) {
    const std::string input = mutator.Next();
    ++round;
    std::snprintf(running.data(), running.size(),
                  "fuzz target %s died: CLEARANCE_FUZZ_SEED=%llu CLEARANCE_FUZZ_ROUNDS=%llu does it again\n",
                  target.name.data(), static_cast<unsigned long long>(seed), static_cast<unsigned long long>(round));
    target.run(input);
  }
  EXPECT_GT(round, 0u);
  std::cout << target.name << ": " << round << " rounds of seed " << seed << "\n";
}

INSTANTIATE_TEST_SUITE_P(Parsers, FuzzSmokeTest, ::testing::ValuesIn(AllFuzzTargets()),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace clearance
