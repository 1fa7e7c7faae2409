// TransactFor: Store::Transact for work that has an answer. The answer is made anew in each run of the work, and told
// after the commit.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "common/base/check.h"
#include "db/store.h"

namespace clearance {

// Runs `work` in a transaction and gives `done` its answer once that is durable, or the error of the work or the
// commit. As for Store::Transact.
template <typename Answer>
void TransactFor(Store& store, std::function<StatusOr<Answer>(Transaction&)> work,
                 std::function<void(StatusOr<Answer>)> done) {
  auto answer = std::make_shared<std::optional<Answer>>();
  store.Transact(
      [work = std::move(work), answer](Transaction& t) -> Status {
        ASSIGN_OR_RETURN(*answer, work(t));
        return OkStatus();
      },
      [answer, done = std::move(done)](const Status& committed) {
        if (!committed.ok()) return done(committed);
        CHECK(answer->has_value());
        done(**std::move(answer));
      });
}

}  // namespace clearance
