// Passing over all personal keys: wrapping them under a new master key, and telling which open under one. The keys
// themselves stay what they are, so that nothing sealed changes.
#pragma once

#include <cstdint>
#include <functional>

#include "common/base/status.h"
#include "db/personal_fields.h"
#include "db/store.h"

namespace clearance {

struct RotationReport {
  std::uint64_t rewrapped = 0;
  std::uint64_t already_new = 0;  // an earlier rotation that stopped had done these
  std::uint64_t left = 0;         // under neither master key, or damaged: left as they were
  std::uint64_t Seen() const { return rewrapped + already_new + left; }
};

// Wraps every key under the master key of `to` instead of `from`'s, in transactions of a bounded size; `progress` after
// each. What stopped is gone on with by running it again. FAILED_PRECONDITION when both are the same master key; the
// store's own errors. Blocks: see TransactAndWait.
StatusOr<RotationReport> RotatePersonalKeys(Store& store, const PersonalFields& from, const PersonalFields& to,
                                            const std::function<void(const RotationReport&)>& progress);

struct KeyCheckReport {
  std::uint64_t open = 0;
  std::uint64_t of_another_master = 0;
  std::uint64_t damaged = 0;
  std::uint64_t Seen() const { return open + of_another_master + damaged; }
};

// Tries every key, a bounded page of them in one snapshot. The store's own errors.
StatusOr<KeyCheckReport> CheckPersonalKeys(StoreReader& reader, const PersonalFields& fields,
                                           const std::function<void(const KeyCheckReport&)>& progress);

}  // namespace clearance
