// Canonical bytes of what the ledger keeps of holds, as in ledger_bytes.h, and reading them back, strictly: what is
// read has that one encoding. Whom a hold means stands in them as keyed hashes, words about people as ciphertext.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/domain/hold.h"

namespace clearance {

// Body of a HOLD_CHANGE entry.
std::string HoldChangeBody(const HoldChange& change);
// INVALID_ARGUMENT for anything HoldChangeBody does not write.
StatusOr<HoldChange> ReadHoldChangeBody(std::string_view body);

// Body of a HOLD_HIT entry: hold, match, moment and decision. When and where stands in the entry; where that is in
// another log than its port's (`hit.port` is given), the port too.
std::string HoldHitBody(const HoldHit& hit);
// Without what stands in the entry: the port is empty where it is the log. Else as ReadHoldChangeBody.
StatusOr<HoldHit> ReadHoldHitBody(std::string_view body);

// Words about people that a hold carries: sealed as one.
struct HoldText {
  std::string instructions{};
  std::string name_as_given{};
  friend bool operator==(const HoldText&, const HoldText&) = default;
};

// Under whose key the words are sealed: the surest that the hold names.
const std::string& SubjectOfWords(const HoldKeys& keys);

// Empty for no words.
std::string HoldTextBytes(const HoldText& text);
// INVALID_ARGUMENT, as above.
StatusOr<HoldText> ReadHoldTextBytes(std::string_view bytes);

// All that an order asks for, as bytes to hash: what two persons ask for is the same when these are. Of `hold`: terms,
// ground and keys.
std::string HoldContentBytes(const Hold& hold, const HoldText& text);

}  // namespace clearance
