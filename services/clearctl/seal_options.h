// What a seal is to be held against, as it is given on the command line.
#pragma once

#include <optional>
#include <string>

#include "common/base/status.h"
#include "common/domain/document.h"
#include "common/seal/seal.h"

namespace CLI {
class App;
}

namespace clearance {

// Empty: not asked.
struct SealQuestion {
  std::string at{};
  std::string document{};  // "KAZ:N01234567"
  std::string port{};
  std::string movement{};  // "KAZ-ICBC"
  std::string lane_group{};
};

void AddQuestion(CLI::App& command, SealQuestion& question);

// INVALID_ARGUMENT naming "--document", never what it held.
StatusOr<std::optional<Document>> DocumentOf(const SealQuestion& question);

// What was asked for, the rest as the seal has it; nullopt when nothing was. INVALID_ARGUMENT naming "--movement".
StatusOr<std::optional<SealPlace>> PlaceOf(const SealQuestion& question, const SealClaims& claims);

}  // namespace clearance
