// LedgerService over gRPC, for auditors; checkpoints and proofs for gates too.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "clearance/v1/ledger.grpc.pb.h"
#include "common/base/executor.h"
#include "common/wire/watch_stream.h"
#include "db/store.h"
#include "services/derivation/verify_derived.h"
#include "services/ledger/ledger_desk.h"
#include "services/ledger/ledger_health.h"
#include "services/ledger/verification_turn.h"

namespace clearance {

// Thread-safe; no handler waits: a verification goes on in bounded steps on the executor, one at a
// time. Owns nothing it is given.
class LedgerGrpcService final : public v1::LedgerService::CallbackService {
 public:
  // Begins a verification of the store's derived tables.
  using VerifyDerivedTables = std::function<StatusOr<std::unique_ptr<DerivedVerifier>>()>;

  LedgerGrpcService(LedgerDesk& desk, Store& store, const LedgerHealth& health, VerifyDerivedTables verify_derived,
                    Executor& executor, WatchRegistry& watches)
      : desk_(desk),
        store_(store),
        health_(health),
        verify_derived_(std::move(verify_derived)),
        executor_(executor),
        watches_(watches) {}

  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context, const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerUnaryReactor* GetCheckpoint(grpc::CallbackServerContext* context, const v1::GetCheckpointRequest* request,
                                          v1::GetCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* GetProof(grpc::CallbackServerContext* context, const v1::GetProofRequest* request,
                                     v1::GetProofResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportEntriesResponse>* ExportEntries(grpc::CallbackServerContext* context,
                                                                     const v1::ExportEntriesRequest* request) override;
  grpc::ServerWriteReactor<v1::VerifyLedgerResponse>* VerifyLedger(grpc::CallbackServerContext* context,
                                                                   const v1::VerifyLedgerRequest* request) override;

 private:
  Status Prove(const grpc::CallbackServerContext& context, const v1::GetProofRequest& request,
               v1::GetProofResponse& response);

  LedgerDesk& desk_;
  Store& store_;
  const LedgerHealth& health_;
  const VerifyDerivedTables verify_derived_;
  Executor& executor_;
  WatchRegistry& watches_;
  VerificationTurn verification_turn_;
};

}  // namespace clearance
