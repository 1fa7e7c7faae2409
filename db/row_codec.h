// Records of small derived tables as one CBOR value each: names for enumerations, so that their order may change.
// These bytes are neither hashed nor signed; the sealed form of the ledger is elsewhere (sealed_entry.h).
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/domain/fleet.h"
#include "common/domain/referral.h"
#include "db/lanes.h"
#include "db/open_decisions.h"

namespace clearance {

// Referral::change and LaneStatus::change are not in the bytes: they are columns.
std::string EncodeReferral(const Referral& referral);
std::string EncodeOpenDecision(const OpenDecision& decision);
std::string EncodeGateCommand(const GateCommand& command);
std::string EncodeLaneStatus(const LaneStatus& status);

// DATA_LOSS (STORE_CORRUPT) for bytes the function above cannot have made.
StatusOr<Referral> DecodeReferral(std::string_view row);
StatusOr<OpenDecision> DecodeOpenDecision(std::string_view row);
StatusOr<GateCommand> DecodeGateCommand(std::string_view row);
StatusOr<LaneStatus> DecodeLaneStatus(std::string_view row);

}  // namespace clearance
