// Mounts of a program's own, which nobody else sees and which end with it: a small disk that fills, other files over
// the system's. As root, or as a user in a user namespace of theirs, where the system allows either.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clearance {

// Words before a program that let it run behind `prepare`, a shell's commands whose $0 is `argument`, in a mount
// namespace of its own. None where nobody may have one here, or where the commands fail.
std::vector<std::string> BehindOwnMounts(std::string_view prepare, const std::string& argument);

}  // namespace clearance

// Declares `words` of a program that runs behind its own mounts; without them the test fails where nothing may be
// skipped, and otherwise says loudly why it is.
#define REQUIRE_OWN_MOUNTS(words, prepare, argument)                                                            \
  const std::vector<std::string> words = ::clearance::BehindOwnMounts(prepare, argument);                       \
  constexpr char words##_missing[] = "nobody may mount anything here, neither as root nor in a user namespace"; \
  if (words.empty() && ::clearance::SharedRequired()) FAIL() << words##_missing;                                \
  if (words.empty()) GTEST_SKIP() << "SKIPPED: " << words##_missing
