// The look at a ledger's end that a server takes before it serves: what nobody has signed yet is rehashed, for it is
// what a crash or a worn disk reaches first, and to append to a damaged end would be to sign the damage. The whole
// ledger is verify_ledger.h's. Never writes.
#pragma once

#include <cstdint>

#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

struct TailLimits {
  std::uint64_t least = 10'000;  // entries rehashed whatever is signed
  // So that a server is ready within its time however long ago a log's last checkpoint is; the verification in the
  // background begins with the first entry.
  std::uint64_t most = 100'000;
};

struct TailChecked {
  std::uint64_t after = 0;          // the entries behind this position were rehashed
  std::uint64_t last_position = 0;  // up to this one
};

// Checks that no row stands before the first position, that the logs together are as long as the ledger, that no log
// ends before its last signed checkpoint (or is gone but for it) or had another root there, and that the entries behind
// the checkpoints, their nodes and every log's recorded size and root are what their sealed bytes give. DATA_LOSS
// (STORE_CORRUPT) naming the first that is not. The ledger's own errors besides.
StatusOr<TailChecked> CheckTail(const Snapshot& snapshot, const TailLimits& limits = {});

}  // namespace clearance
