#include "services/server/writer_life_sign.h"

#include <memory>
#include <utility>

namespace clearance {
namespace {

using SharedParts = std::shared_ptr<const WriterLifeParts>;

void Ask(const SharedParts& parts, std::uint64_t before, LifeSign::Answered answered) {
  parts->store.Transact([](Transaction&) { return OkStatus(); },
                        [parts, before, answered = std::move(answered)](const Status& status) {
                          if (status.code() != StatusCode::kResourceExhausted || parts->written() != before)
                            return answered();
                          parts->executor.PostAfter(kAskWriterAgain, [parts, before, answered] {
                            if (!parts->ends()) Ask(parts, before, answered);
                          });
                        });
}

}  // namespace

LifeSign::Ask WriterLifeSign(WriterLifeParts parts) {
  return [shared = std::make_shared<const WriterLifeParts>(std::move(parts))](LifeSign::Answered answered) {
    Ask(shared, shared->written(), std::move(answered));
  };
}

}  // namespace clearance
