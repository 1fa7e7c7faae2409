// Reports a gate owes the centre, and their form on the gate's own disk (record.h) with a version in front, so that a
// gate upgraded with reports still waiting can read them. It must never lose a field: what is read equals what was
// written.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "common/base/status.h"
#include "common/domain/crossing.h"

namespace clearance {

using Report = std::variant<Passage, Abandonment>;

// The report's own request id: unique for ever, the same on every retry.
const std::string& RequestIdOf(const Report& report);

// Personal data: the bytes hold the document of a passage, and one that was shown with a seal.
std::string EncodeReport(const Report& report);

// Error: DATA_LOSS, STORE_CORRUPT, when the bytes are not what EncodeReport writes.
StatusOr<Report> DecodeReport(std::string_view bytes);

}  // namespace clearance
