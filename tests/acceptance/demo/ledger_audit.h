// The demo's auditor: is everything in the ledger that should be, once, and is a changed byte noticed?
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "tests/support/hall.h"

namespace clearance {

// What an examination came to, in one word where all is well, and what there is to see of it.
struct Examined {
  std::string outcome;
  std::vector<std::string> lines;
};

// Where a gate keeps the checkpoint the centre signed of the port's log; in the hall's folder.
std::string KeptCheckpoint(const std::string& gate);

// "each once": `passages` passages are in the ledger, no call is recorded twice, the given decision exactly once, and
// the centre's own verification agrees with every seal. Otherwise what is wrong.
StatusOr<std::string> AuditLedger(const Hall& hall, int passages, const std::string& decision_request_id);

// "in order": clearctl finds the ledger so, held against the checkpoint that `gate` kept. The centre must be stopped.
StatusOr<Examined> VerifyOriginal(Hall& hall, const std::string& gate);

// "found": clearctl names the entry of which one bit was turned in a copy. The copy is a plain file: the sealed bytes
// of the last passage are looked for in it, and of the byte in their middle the lowest bit is turned, as
// `printf '\xNEW' | dd of=copy.db bs=1 seek=BYTE conv=notrunc` would. The centre must be stopped.
StatusOr<Examined> TamperWithCopy(Hall& hall);

}  // namespace clearance
