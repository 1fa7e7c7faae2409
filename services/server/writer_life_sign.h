// Whether the store's writer still comes to what it is given, as a question for a LifeSign.
#pragma once

#include <cstdint>
#include <functional>

#include "common/base/executor.h"
#include "common/base/life_sign.h"
#include "db/store.h"

namespace clearance {

// How soon it is asked again after its queue had no room for the question.
inline constexpr Duration kAskWriterAgain = std::chrono::seconds(1);

struct WriterLifeParts {
  Store& store;
  Executor& executor;
  std::function<std::uint64_t()> written;  // how many functions the writer has been through, failed ones too
  std::function<bool()> ends;              // the store is about to go: nothing is asked any more
};

// An empty transaction through the writer and the executor behind it; answered whatever the store says, but for a queue
// without room: that proves nothing, unless the writer has got on since the question was put. `parts` must live until
// they end.
LifeSign::Ask WriterLifeSign(WriterLifeParts parts);

}  // namespace clearance
