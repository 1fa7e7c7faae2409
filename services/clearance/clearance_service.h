// ClearanceService over gRPC: validates, checks who calls, and hands over to Admission. Decides nothing.
#pragma once

#include "clearance/v1/clearance.grpc.pb.h"
#include "common/base/executor.h"
#include "common/wire/gate_ports.h"
#include "services/clearance/admission.h"

namespace clearance {

// Thread-safe; no handler waits. Owns nothing it is given.
class ClearanceGrpcService final : public v1::ClearanceService::CallbackService {
 public:
  ClearanceGrpcService(Admission& admission, const GatePorts& gates, Executor& executor)
      : admission_(admission), gates_(gates), executor_(executor) {}

  grpc::ServerUnaryReactor* DecideCrossing(grpc::CallbackServerContext* context,
                                           const v1::DecideCrossingRequest* request,
                                           v1::DecideCrossingResponse* response) override;
  grpc::ServerUnaryReactor* ReportPassage(grpc::CallbackServerContext* context, const v1::ReportPassageRequest* request,
                                          v1::ReportPassageResponse* response) override;
  grpc::ServerUnaryReactor* ReportAbandonment(grpc::CallbackServerContext* context,
                                              const v1::ReportAbandonmentRequest* request,
                                              v1::ReportAbandonmentResponse* response) override;
  grpc::ServerUnaryReactor* GetStay(grpc::CallbackServerContext* context, const v1::GetStayRequest* request,
                                    v1::GetStayResponse* response) override;

 private:
  Status Stay(const StayQuery& query, v1::GetStayResponse& response);

  Admission& admission_;
  const GatePorts& gates_;
  Executor& executor_;
};

}  // namespace clearance
