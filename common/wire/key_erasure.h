// Body of a KEY_ERASED entry: whose keys of personal fields were erased, by whom and why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/data_purpose.h"

namespace clearance {

struct KeyErasure {
  std::string subject{};                // pseudonym of a document, 32 bytes
  std::vector<DataPurpose> purposes{};  // each once, in the order of kAllDataPurposes, at least one
  std::string author{};                 // 1 to 64 bytes without control characters
  std::string reason{};                 // 1 to 200 characters without control characters
  friend bool operator==(const KeyErasure&, const KeyErasure&) = default;
};

// INVALID_ARGUMENT naming the first field out of that form.
Status ValidateKeyErasure(const KeyErasure& erasure);

std::string KeyErasedBody(const KeyErasure& erasure);

// INVALID_ARGUMENT for anything KeyErasedBody does not write of a valid erasure.
StatusOr<KeyErasure> ReadKeyErasedBody(std::string_view body);

}  // namespace clearance
