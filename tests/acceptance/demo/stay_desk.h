// The demo's question at an officer's desk: how long may this person stay? Asked of the centre before they cross.
#pragma once

#include <memory>

#include "clearance/v1/clearance.grpc.pb.h"
#include "common/base/status.h"
#include "common/domain/stay_account.h"
#include "tests/support/hall.h"

namespace clearance {

class StayDesk {
 public:
  explicit StayDesk(const Hall& hall);
  // The whole account by the ledger, as of today in `territory`.
  StatusOr<StayAccount> Ask(const Document& document, Territory territory);

 private:
  std::unique_ptr<v1::ClearanceService::Stub> stub_;
};

}  // namespace clearance
