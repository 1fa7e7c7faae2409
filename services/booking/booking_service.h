// BookingService over gRPC: validates, checks who calls, puts things in words, and hands over to the desks. Decides
// nothing.
#pragma once

#include "clearance/v1/booking.grpc.pb.h"
#include "common/base/executor.h"
#include "common/domain/zone_table.h"
#include "services/booking/abuse_desk.h"
#include "services/booking/booking_desk.h"
#include "services/booking/booking_words.h"
#include "services/booking/plan_desk.h"

namespace clearance {

// Thread-safe; no handler waits. Owns nothing it is given.
class BookingGrpcService final : public v1::BookingService::CallbackService {
 public:
  BookingGrpcService(BookingDesk& desk, AbuseDesk& abuse, const PlanDesk& plans, Executor& executor,
                     const ZoneTable& zones, const LateRule& late_rule)
      : desk_(desk), abuse_(abuse), plans_(plans), executor_(executor), zones_(zones), late_rule_(late_rule) {}

  grpc::ServerUnaryReactor* ListSlots(grpc::CallbackServerContext* context, const v1::ListSlotsRequest* request,
                                      v1::ListSlotsResponse* response) override;
  grpc::ServerUnaryReactor* HoldSlot(grpc::CallbackServerContext* context, const v1::HoldSlotRequest* request,
                                     v1::HoldSlotResponse* response) override;
  grpc::ServerUnaryReactor* CreateBooking(grpc::CallbackServerContext* context, const v1::CreateBookingRequest* request,
                                          v1::CreateBookingResponse* response) override;
  grpc::ServerUnaryReactor* GetBooking(grpc::CallbackServerContext* context, const v1::GetBookingRequest* request,
                                       v1::GetBookingResponse* response) override;
  grpc::ServerUnaryReactor* MoveBooking(grpc::CallbackServerContext* context, const v1::MoveBookingRequest* request,
                                        v1::MoveBookingResponse* response) override;
  grpc::ServerUnaryReactor* CancelBooking(grpc::CallbackServerContext* context, const v1::CancelBookingRequest* request,
                                          v1::CancelBookingResponse* response) override;
  grpc::ServerUnaryReactor* ListBookings(grpc::CallbackServerContext* context, const v1::ListBookingsRequest* request,
                                         v1::ListBookingsResponse* response) override;
  grpc::ServerUnaryReactor* CloseDay(grpc::CallbackServerContext* context, const v1::CloseDayRequest* request,
                                     v1::CloseDayResponse* response) override;
  grpc::ServerUnaryReactor* CheckPlan(grpc::CallbackServerContext* context, const v1::CheckPlanRequest* request,
                                      v1::CheckPlanResponse* response) override;
  grpc::ServerUnaryReactor* ListAttempts(grpc::CallbackServerContext* context, const v1::ListAttemptsRequest* request,
                                         v1::ListAttemptsResponse* response) override;
  grpc::ServerUnaryReactor* ListAbuse(grpc::CallbackServerContext* context, const v1::ListAbuseRequest* request,
                                      v1::ListAbuseResponse* response) override;

 private:
  Status List(const grpc::CallbackServerContext& context, const v1::ListSlotsRequest& request,
              v1::ListSlotsResponse& response);
  Status Plan(const grpc::CallbackServerContext& context, const v1::CheckPlanRequest& request,
              v1::CheckPlanResponse& response);
  // With the words, without the seal.
  void Fill(const Booking& booking, v1::Booking* out) const;
  // With the seal too: for the party itself.
  template <typename Bookings>
  void FillWithSeals(const std::vector<Booking>& bookings, Bookings* out) const;

  BookingDesk& desk_;
  AbuseDesk& abuse_;
  const PlanDesk& plans_;
  Executor& executor_;
  const ZoneTable& zones_;
  const LateRule late_rule_;
};

}  // namespace clearance
