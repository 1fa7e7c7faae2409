// The demo's authority: two of its persons put a hold before its traveller comes, and it alone is told who came.
#pragma once

#include <memory>
#include <string>

#include "clearance/v1/holds.grpc.pb.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "common/domain/document.h"
#include "common/domain/hold.h"
#include "tests/support/hall.h"

namespace clearance {

class AuthorityDesk {
 public:
  explicit AuthorityDesk(const Hall& hall);

  // One person puts a hold on a document, for exits out of KAZ; another confirms it: it binds when this returns. Lane
  // officers may see it, but a silent one. Its id.
  StatusOr<std::string> Put(HoldKind kind, const Document& document);

  // The hits of a hold that the authority has been told of, in order: "DECISION+PASSAGE". Waits for `awaited` of them,
  // and gives more when there are more.
  StatusOr<std::string> HitsOf(const std::string& hold_id, int awaited);

  // How many of the holds that a crossing came under a supervisor may see.
  StatusOr<int> SeenBySupervisor(const std::string& decision_request_id);

 private:
  StatusOr<v1::Hold> Send(v1::HoldService::Stub& person, v1::PutHoldRequest& request);

  std::unique_ptr<v1::HoldService::Stub> first_;
  std::unique_ptr<v1::HoldService::Stub> second_;
  std::unique_ptr<v1::HoldService::Stub> supervisor_;
  SystemRandom random_;
};

}  // namespace clearance
