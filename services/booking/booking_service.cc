#include "services/booking/booking_service.h"

#include "common/wire/booking_wire.h"
#include "common/wire/caller.h"
#include "common/wire/fields.h"
#include "common/wire/grpc_status.h"
#include "common/wire/stay_wire.h"
#include "common/wire/unary.h"

namespace clearance {
namespace {

constexpr auto kCallers = {Role::kBooking, Role::kOfficer, Role::kSupervisor};

// Validates a writing call: who makes it and what it asks.
template <typename Message>
auto Accept(const grpc::CallbackServerContext& context, const Message& message) -> decltype(FromProto(message)) {
  RETURN_IF_ERROR(RequireCaller(context, kCallers).status());
  return FromProto(message);
}

}  // namespace

grpc::ServerUnaryReactor* BookingGrpcService::ListSlots(grpc::CallbackServerContext* context,
                                                        const v1::ListSlotsRequest* request,
                                                        v1::ListSlotsResponse* response) {
  return FinishOn(executor_, context, [=, this] { return List(*context, *request, *response); });
}

grpc::ServerUnaryReactor* BookingGrpcService::GetBooking(grpc::CallbackServerContext* context,
                                                         const v1::GetBookingRequest* request,
                                                         v1::GetBookingResponse* response) {
  return FinishOn(executor_, context, [=, this] { return Get(*context, *request, *response); });
}

grpc::ServerUnaryReactor* BookingGrpcService::CreateBooking(grpc::CallbackServerContext* context,
                                                            const v1::CreateBookingRequest* request,
                                                            v1::CreateBookingResponse* response) {
  const auto wanted = Accept(*context, *request);
  if (!wanted.ok()) return FinishNow(context, wanted.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.Create(*wanted, [this, reactor, response](const StatusOr<Booking>& booking) {
    if (booking.ok()) Fill(*booking, response->mutable_booking());
    reactor->Finish(ToGrpcStatus(booking.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* BookingGrpcService::CancelBooking(grpc::CallbackServerContext* context,
                                                            const v1::CancelBookingRequest* request,
                                                            v1::CancelBookingResponse* response) {
  const auto lookup = Accept(*context, *request);
  if (!lookup.ok()) return FinishNow(context, lookup.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.Cancel(request->request_id(), *lookup, [this, reactor, response](const StatusOr<Booking>& booking) {
    if (booking.ok()) Fill(*booking, response->mutable_booking());
    reactor->Finish(ToGrpcStatus(booking.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* BookingGrpcService::CheckPlan(grpc::CallbackServerContext* context,
                                                        const v1::CheckPlanRequest* request,
                                                        v1::CheckPlanResponse* response) {
  return FinishOn(executor_, context, [=, this] { return Plan(*context, *request, *response); });
}

Status BookingGrpcService::Plan(const grpc::CallbackServerContext& context, const v1::CheckPlanRequest& request,
                                v1::CheckPlanResponse& response) {
  ASSIGN_OR_RETURN(const PlanQuery query, Accept(context, request));
  ASSIGN_OR_RETURN(const std::optional<PlanAnswer> answer, plans_.Check(query));
  if (answer) ToProto(*answer, &response);
  response.set_rule_book_version(plans_.rule_book().version);
  return OkStatus();
}

Status BookingGrpcService::List(const grpc::CallbackServerContext& context, const v1::ListSlotsRequest& request,
                                v1::ListSlotsResponse& response) {
  ASSIGN_OR_RETURN(const SlotQuery query, Accept(context, request));
  ASSIGN_OR_RETURN(const SlotPage page, desk_.ListSlots(query.first, query.to, query.after, query.page_size));
  for (const OpenSlot& slot : page.slots) ToProto(slot, response.add_slots());
  if (page.more)
    response.set_next_page_token(MakePageToken(static_cast<std::uint64_t>(ToUnixMs(page.slots.back().starts_at))));
  return OkStatus();
}

Status BookingGrpcService::Get(const grpc::CallbackServerContext& context, const v1::GetBookingRequest& request,
                               v1::GetBookingResponse& response) {
  ASSIGN_OR_RETURN(const BookingLookup lookup, Accept(context, request));
  ASSIGN_OR_RETURN(const Booking booking, desk_.Find(lookup));
  Fill(booking, response.mutable_booking());
  return OkStatus();
}

void BookingGrpcService::Fill(const Booking& booking, v1::Booking* out) const {
  ToProto(booking, out);
  out->set_seal(booking.seal);
  out->set_late_rule(late_rule_);
  const Instant start = booking.slot.starts_at;
  out->set_slot_in_words(zones_.FormatLocal(Territory::kKaz, start) + " in Kazakhstan, " +
                         zones_.FormatLocal(Territory::kChn, start) + " in China");
}

}  // namespace clearance
