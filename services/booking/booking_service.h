// BookingService over gRPC: validates, checks who calls, and hands over to the booking desk. Decides nothing.
#pragma once

#include <string>

#include "clearance/v1/booking.grpc.pb.h"
#include "common/base/executor.h"
#include "common/domain/zone_table.h"
#include "services/booking/booking_desk.h"
#include "services/booking/plan_desk.h"

namespace clearance {

// Thread-safe; no handler waits. Owns nothing it is given.
class BookingGrpcService final : public v1::BookingService::CallbackService {
 public:
  // `late_rule`: the rule for coming early or late, in words.
  BookingGrpcService(BookingDesk& desk, const PlanDesk& plans, Executor& executor, const ZoneTable& zones,
                     std::string late_rule)
      : desk_(desk), plans_(plans), executor_(executor), zones_(zones), late_rule_(std::move(late_rule)) {}

  grpc::ServerUnaryReactor* ListSlots(grpc::CallbackServerContext* context, const v1::ListSlotsRequest* request,
                                      v1::ListSlotsResponse* response) override;
  grpc::ServerUnaryReactor* CreateBooking(grpc::CallbackServerContext* context, const v1::CreateBookingRequest* request,
                                          v1::CreateBookingResponse* response) override;
  grpc::ServerUnaryReactor* GetBooking(grpc::CallbackServerContext* context, const v1::GetBookingRequest* request,
                                       v1::GetBookingResponse* response) override;
  grpc::ServerUnaryReactor* CancelBooking(grpc::CallbackServerContext* context, const v1::CancelBookingRequest* request,
                                          v1::CancelBookingResponse* response) override;
  grpc::ServerUnaryReactor* CheckPlan(grpc::CallbackServerContext* context, const v1::CheckPlanRequest* request,
                                      v1::CheckPlanResponse* response) override;

 private:
  Status List(const grpc::CallbackServerContext& context, const v1::ListSlotsRequest& request,
              v1::ListSlotsResponse& response);
  Status Get(const grpc::CallbackServerContext& context, const v1::GetBookingRequest& request,
             v1::GetBookingResponse& response);
  Status Plan(const grpc::CallbackServerContext& context, const v1::CheckPlanRequest& request,
              v1::CheckPlanResponse& response);
  void Fill(const Booking& booking, v1::Booking* out) const;

  BookingDesk& desk_;
  const PlanDesk& plans_;
  Executor& executor_;
  const ZoneTable& zones_;
  const std::string late_rule_;
};

}  // namespace clearance
