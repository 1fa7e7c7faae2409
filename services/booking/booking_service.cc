#include "services/booking/booking_service.h"

#include <utility>

#include "common/wire/booking_wire.h"
#include "common/wire/caller.h"
#include "common/wire/fields.h"
#include "common/wire/grpc_status.h"
#include "common/wire/stay_wire.h"
#include "common/wire/unary.h"

namespace clearance {
namespace {

constexpr auto kCallers = {Role::kBooking, Role::kOfficer, Role::kSupervisor};
constexpr auto kOfficers = {Role::kOfficer, Role::kSupervisor};

// A call that may be made, and who makes it: "booking/booking-1".
template <typename Asked>
struct Accepted {
  Asked asked;
  std::string by;
};

// Validates a call: who makes it and what it asks.
template <typename Message>
auto Accept(const grpc::CallbackServerContext& context, const Message& message, std::initializer_list<Role> roles)
    -> StatusOr<Accepted<typename decltype(FromProto(message))::value_type>> {
  ASSIGN_OR_RETURN(const Caller caller, RequireCaller(context, roles));
  ASSIGN_OR_RETURN(auto asked, FromProto(message));
  return Accepted<typename decltype(FromProto(message))::value_type>{
      std::move(asked), std::string(RoleName(caller.role)) + "/" + caller.id};
}

// Hands an accepted call to a desk, and ends it with what `fill` makes of the answer.
template <typename Answer, typename Call, typename Desk, typename Fill>
grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const Call& call, const Desk& desk, Fill fill) {
  if (!call.ok()) return FinishNow(context, call.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk(*call, [reactor, fill = std::move(fill)](const StatusOr<Answer>& answer) {
    if (answer.ok()) fill(*answer);
    reactor->Finish(ToGrpcStatus(answer.status()));
  });
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* BookingGrpcService::ListSlots(grpc::CallbackServerContext* context,
                                                        const v1::ListSlotsRequest* request,
                                                        v1::ListSlotsResponse* response) {
  return FinishOn(executor_, context, [=, this] { return List(*context, *request, *response); });
}

grpc::ServerUnaryReactor* BookingGrpcService::HoldSlot(grpc::CallbackServerContext* context,
                                                       const v1::HoldSlotRequest* request,
                                                       v1::HoldSlotResponse* response) {
  return Run<SlotHold>(
      context, Accept(*context, *request, kCallers),
      [this](const auto& call, auto done) { desk_.Hold(call.asked, call.by, std::move(done)); },
      [this, response](const SlotHold& hold) {
        ToProto(hold, response->mutable_hold());
        response->mutable_hold()->mutable_slot()->set_in_words(SlotInWords(Language::kEn, zones_, hold.slot.starts_at));
      });
}

grpc::ServerUnaryReactor* BookingGrpcService::CreateBooking(grpc::CallbackServerContext* context,
                                                            const v1::CreateBookingRequest* request,
                                                            v1::CreateBookingResponse* response) {
  return Run<std::vector<Booking>>(
      context, Accept(*context, *request, kCallers),
      [this](const auto& call, auto done) { desk_.Create(call.asked, call.by, std::move(done)); },
      [this, response](const auto& party) { FillWithSeals(party, response->mutable_bookings()); });
}

grpc::ServerUnaryReactor* BookingGrpcService::GetBooking(grpc::CallbackServerContext* context,
                                                         const v1::GetBookingRequest* request,
                                                         v1::GetBookingResponse* response) {
  return Run<std::vector<Booking>>(
      context, Accept(*context, *request, kCallers),
      [this](const auto& call, auto done) { desk_.Find(call.asked, call.by, std::move(done)); },
      [this, response](const auto& party) { FillWithSeals(party, response->mutable_bookings()); });
}

grpc::ServerUnaryReactor* BookingGrpcService::MoveBooking(grpc::CallbackServerContext* context,
                                                          const v1::MoveBookingRequest* request,
                                                          v1::MoveBookingResponse* response) {
  return Run<MovedParty>(
      context, Accept(*context, *request, kCallers),
      [this](const auto& call, auto done) { desk_.Move(call.asked, call.by, std::move(done)); },
      [this, response](const MovedParty& moved) {
        FillWithSeals(moved.old_bookings, response->mutable_old_bookings());
        FillWithSeals(moved.new_bookings, response->mutable_new_bookings());
      });
}

grpc::ServerUnaryReactor* BookingGrpcService::CancelBooking(grpc::CallbackServerContext* context,
                                                            const v1::CancelBookingRequest* request,
                                                            v1::CancelBookingResponse* response) {
  return Run<std::vector<Booking>>(
      context, Accept(*context, *request, kCallers),
      [this](const auto& call, auto done) { desk_.Cancel(call.asked, call.by, std::move(done)); },
      [this, response](const auto& party) { FillWithSeals(party, response->mutable_bookings()); });
}

grpc::ServerUnaryReactor* BookingGrpcService::ListBookings(grpc::CallbackServerContext* context,
                                                           const v1::ListBookingsRequest* request,
                                                           v1::ListBookingsResponse* response) {
  return Run<BookingPage>(
      context, Accept(*context, *request, kOfficers),
      [this](const auto& call, auto done) { desk_.List(call.asked, call.by, std::move(done)); },
      [this, response](const BookingPage& page) {
        for (const Booking& booking : page.bookings) Fill(booking, response->add_bookings());
        if (!page.more) return;
        const Booking& last = page.bookings.back();
        response->set_next_page_token(MakePageToken(PageAfter{last.slot.starts_at, last.booking_id}));
      });
}

grpc::ServerUnaryReactor* BookingGrpcService::CloseDay(grpc::CallbackServerContext* context,
                                                       const v1::CloseDayRequest* request,
                                                       v1::CloseDayResponse* response) {
  return Run<ClosedDay>(
      context, Accept(*context, *request, kOfficers),
      [this](const auto& call, auto done) { desk_.CloseDay(call.asked, call.by, std::move(done)); },
      [this, response](const ClosedDay& day) {
        ToProto(day.closure, response->mutable_closure());
        for (const ClosureNotice& notice : day.notices) {
          v1::ClosureNotice* out = response->add_notices();
          Fill(notice.old_booking, out->mutable_old_booking());
          if (notice.new_booking) Fill(*notice.new_booking, out->mutable_new_booking());
        }
        response->set_more(day.more);
      });
}

grpc::ServerUnaryReactor* BookingGrpcService::CheckPlan(grpc::CallbackServerContext* context,
                                                        const v1::CheckPlanRequest* request,
                                                        v1::CheckPlanResponse* response) {
  return FinishOn(executor_, context, [=, this] { return Plan(*context, *request, *response); });
}

grpc::ServerUnaryReactor* BookingGrpcService::ListAttempts(grpc::CallbackServerContext* context,
                                                           const v1::ListAttemptsRequest* request,
                                                           v1::ListAttemptsResponse* response) {
  return Run<AttemptPage>(
      context, Accept(*context, *request, kOfficers),
      [this](const auto& call, auto done) { abuse_.ListAttempts(call.asked, call.by, std::move(done)); },
      [response](const AttemptPage& page) {
        for (const BookingAttempt& attempt : page.attempts) ToProto(attempt, response->add_attempts());
        if (!page.more) return;
        const BookingAttempt& last = page.attempts.back();
        response->set_next_page_token(MakePageToken(PageAfter{last.at, std::to_string(last.number)}));
      });
}

grpc::ServerUnaryReactor* BookingGrpcService::ListAbuse(grpc::CallbackServerContext* context,
                                                        const v1::ListAbuseRequest* request,
                                                        v1::ListAbuseResponse* response) {
  const auto call = Accept(*context, *request, kOfficers);
  const AbuseSignal signal = call.ok() ? call->asked.signal : AbuseSignal{};
  const std::size_t skip = call.ok() ? call->asked.skip : 0;
  return Run<AbusePage>(
      context, call,
      [this](const auto& accepted, auto done) { abuse_.ListAbuse(accepted.asked, accepted.by, std::move(done)); },
      [response, signal, skip](const AbusePage& page) {
        for (const AbuseCount& counted : page.cases) ToProto(signal, counted, response->add_cases());
        if (page.more) response->set_next_page_token(MakePageToken(skip + page.cases.size()));
      });
}

Status BookingGrpcService::Plan(const grpc::CallbackServerContext& context, const v1::CheckPlanRequest& request,
                                v1::CheckPlanResponse& response) {
  ASSIGN_OR_RETURN(const auto call, Accept(context, request, kCallers));
  ASSIGN_OR_RETURN(const std::optional<PlanAnswer> answer, plans_.Check(call.asked));
  if (answer) ToProto(*answer, &response);
  response.set_rule_book_version(plans_.rule_book().version);
  return OkStatus();
}

Status BookingGrpcService::List(const grpc::CallbackServerContext& context, const v1::ListSlotsRequest& request,
                                v1::ListSlotsResponse& response) {
  ASSIGN_OR_RETURN(const auto call, Accept(context, request, kCallers));
  ASSIGN_OR_RETURN(const SlotPage page, desk_.ListSlots(call.asked));
  response.mutable_slots()->Reserve(static_cast<int>(page.slots.size()));
  for (const OpenSlot& slot : page.slots) {
    v1::Slot* out = response.add_slots();
    ToProto(slot, out);
    out->set_in_words(SlotInWords(Language::kEn, zones_, slot.starts_at));
  }
  if (page.more)
    response.set_next_page_token(MakePageToken(static_cast<std::uint64_t>(ToUnixMs(page.slots.back().starts_at))));
  return OkStatus();
}

void BookingGrpcService::Fill(const Booking& booking, v1::Booking* out) const {
  ToProto(booking, out);
  out->set_late_rule(LateRuleInWords(booking.language, late_rule_));
  out->mutable_slot()->set_in_words(SlotInWords(booking.language, zones_, booking.slot.starts_at));
}

template <typename Bookings>
void BookingGrpcService::FillWithSeals(const std::vector<Booking>& bookings, Bookings* out) const {
  for (const Booking& booking : bookings) {
    v1::Booking* one = out->Add();
    Fill(booking, one);
    one->set_seal(booking.seal);
  }
}

}  // namespace clearance
