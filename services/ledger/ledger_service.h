// LedgerService over gRPC, for auditors. Reads and verifies; writes nothing.
#pragma once

#include "clearance/v1/ledger.grpc.pb.h"
#include "common/base/executor.h"
#include "common/wire/watch_stream.h"
#include "db/store.h"

namespace clearance {

// Thread-safe; no handler waits: a verification goes on in bounded steps on the executor. Owns nothing it is given.
class LedgerGrpcService final : public v1::LedgerService::CallbackService {
 public:
  LedgerGrpcService(Store& store, Executor& executor, WatchRegistry& watches)
      : store_(store), executor_(executor), watches_(watches) {}

  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context, const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerWriteReactor<v1::VerifyLedgerResponse>* VerifyLedger(grpc::CallbackServerContext* context,
                                                                   const v1::VerifyLedgerRequest* request) override;

 private:
  Status List(const grpc::CallbackServerContext& context, const v1::ListEntriesRequest& request,
              v1::ListEntriesResponse& response);

  Store& store_;
  Executor& executor_;
  WatchRegistry& watches_;
};

}  // namespace clearance
