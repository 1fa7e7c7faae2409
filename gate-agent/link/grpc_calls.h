// What every gRPC call of a gate shares: the list of those under way, so that the link can end without leaving a
// callback behind, and the reading of their errors.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "common/base/status.h"

namespace clearance {

// Thread-safe.
class CallsInFlight {
 public:
  // False when the link is closing: the call must then not be started. `call` stays valid until Leave.
  bool Enter(grpc::ClientContext& call);
  // `destroy` ends the call's context, which holds on to its channel. The link waits for it: the last hold on a channel
  // must not end on one of gRPC's callback threads, which would then wait for itself (gRPC 1.51).
  template <typename Destroy>
  void Leave(grpc::ClientContext& call, Destroy destroy) {
    Forget(call);
    destroy();
    Left();
  }
  // True from CancelAndWait on: what failed now is not to be repeated.
  bool Closing() const;
  // Cancels every call under way, lets none enter any more, and returns when all have left.
  void CancelAndWait();

 private:
  void Forget(grpc::ClientContext& call);
  void Left();

  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::set<grpc::ClientContext*> calls_;  // that may still be cancelled
  int under_way_ = 0;
  bool closing_ = false;
};

// A call's status in our words; CENTRE_UNREACHABLE where gRPC itself says that no answer came.
Status CallStatus(const grpc::Status& status);

}  // namespace clearance
