// ReviewService over gRPC: validates, checks who calls, streams. Decides nothing.
#pragma once

#include "clearance/v1/review.grpc.pb.h"
#include "common/base/executor.h"
#include "common/wire/watch_stream.h"
#include "common/wire/watch_tokens.h"
#include "services/review/link_desk.h"
#include "services/review/record_desk.h"
#include "services/review/review_desk.h"

namespace clearance {

// Thread-safe; no handler waits. Owns nothing it is given.
class ReviewGrpcService final : public v1::ReviewService::CallbackService {
 public:
  ReviewGrpcService(ReviewDesk& desk, LinkDesk& links, RecordDesk& records, Store& store, const WatchTokens& tokens,
                    Executor& executor, WatchRegistry& watches)
      : desk_(desk),
        links_(links),
        records_(records),
        store_(store),
        tokens_(tokens),
        executor_(executor),
        watches_(watches) {}

  grpc::ServerUnaryReactor* ListReferrals(grpc::CallbackServerContext* context, const v1::ListReferralsRequest* request,
                                          v1::ListReferralsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchReferralsResponse>* WatchReferrals(
      grpc::CallbackServerContext* context, const v1::WatchReferralsRequest* request) override;
  grpc::ServerUnaryReactor* ClaimReferral(grpc::CallbackServerContext* context, const v1::ClaimReferralRequest* request,
                                          v1::ClaimReferralResponse* response) override;
  grpc::ServerUnaryReactor* ResolveReferral(grpc::CallbackServerContext* context,
                                            const v1::ResolveReferralRequest* request,
                                            v1::ResolveReferralResponse* response) override;
  grpc::ServerUnaryReactor* LinkDocuments(grpc::CallbackServerContext* context, const v1::LinkDocumentsRequest* request,
                                          v1::LinkDocumentsResponse* response) override;
  grpc::ServerUnaryReactor* UnlinkDocuments(grpc::CallbackServerContext* context,
                                            const v1::UnlinkDocumentsRequest* request,
                                            v1::UnlinkDocumentsResponse* response) override;
  grpc::ServerUnaryReactor* CorrectRecord(grpc::CallbackServerContext* context, const v1::CorrectRecordRequest* request,
                                          v1::CorrectRecordResponse* response) override;

 private:
  Status List(const grpc::CallbackServerContext& context, const v1::ListReferralsRequest& request,
              v1::ListReferralsResponse& response);

  ReviewDesk& desk_;
  LinkDesk& links_;
  RecordDesk& records_;
  Store& store_;
  const WatchTokens& tokens_;
  Executor& executor_;
  WatchRegistry& watches_;
};

}  // namespace clearance
