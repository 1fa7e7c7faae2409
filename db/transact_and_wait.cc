#include "db/transact_and_wait.h"

#include <future>
#include <utility>

namespace clearance {

Status TransactAndWait(Store& store, Store::Function fn) {
  auto outcome = std::make_shared<std::promise<Status>>();
  std::future<Status> waited = outcome->get_future();
  store.Transact(std::move(fn), [outcome](Status status) { outcome->set_value(std::move(status)); });
  return waited.get();
}

}  // namespace clearance
