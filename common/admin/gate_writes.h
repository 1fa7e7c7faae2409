// What a gate writes, as its configuration names it: read in one place for gate-agent, which writes it, and for
// `clearctl doctor`, which asks whether it can be. A default that only one of them knew would be in order for the
// other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/config.h"
#include "common/base/written_place.h"

namespace clearance {

// Every key of a gate's file may also stand in the environment, as CLEARANCE_GATE__TLS__CERTIFICATE.
inline constexpr char kGateEnvironment[] = "CLEARANCE_GATE";

struct GateWrites {
  std::string outbox{};             // path of the gate's own file
  std::string log_file{};           // standard error when empty
  std::string seal_set{};           // file: the newest set of keys and revocations, kept from the centre
  std::string ledger_public_key{};  // file, read only: Ed25519 public key, PEM; empty: no checkpoint is kept
  std::string checkpoint_folder{};  // where checkpoints are kept; beside the configuration when that names none
  std::string trust_folder{};       // the gate's own, need not be there yet; empty: no document's signer is trusted
};

// Of the gate called `gate_id`, after which its seals are called where nothing else is said. Errors stand in the
// reader.
GateWrites GateWritesFrom(ConfigReader& reader, std::string_view gate_id);

// The outbox first. Checkpoints are none without the key to check them by.
std::vector<WrittenPlace> WrittenPlacesOf(const GateWrites& writes);

}  // namespace clearance
