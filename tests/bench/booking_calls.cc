#include "tests/bench/booking_calls.h"

#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <memory>

#include "clearance/v1/booking.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/domain/booking.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "tests/bench/bench.h"

namespace clearance {
namespace {

constexpr int kSlotsOfAMonth = 29 * 96;

struct BookingCallMade {
  v1::CreateBookingRequest request;
  v1::CreateBookingResponse response;
  grpc::ClientContext context;
};

Document NextDocument(int number) {
  Document document;
  document.kind = DocumentKind::kIdentityCard;
  document.issuing_state = document.nationality = "KAZ";
  document.number = std::to_string(200'000'000 + number);
  document.birth_date = MakeDate(1985, 5, 5);
  document.expiry_date = MakeDate(2035, 1, 1);
  return document;
}

Instant FirstSlot() {
  const Instant now = SystemClock().Now();
  return now - now.time_since_epoch() % kSlotLength + 4 * kSlotLength;
}

std::shared_ptr<BookingCallMade> NextBooking(Random& random) {
  static std::atomic<int> number = 0;
  const int mine = ++number;
  auto made = std::make_shared<BookingCallMade>();
  made->request.set_request_id(NewUuid(random));
  made->request.set_port("KHORGOS");
  made->request.set_lane_group("icbc-kaz");
  ToProto(Movement{Territory::kKaz, Territory::kIcbc}, made->request.mutable_movement());
  ToProto(FirstSlot() + (mine % kSlotsOfAMonth) * kSlotLength, made->request.mutable_starts_at());
  ToProto(NextDocument(mine), made->request.add_persons()->mutable_document());
  return made;
}

struct Echo {
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  grpc::ClientContext context;
};

}  // namespace

RateOfCalls BookingsPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time) {
  std::vector<std::unique_ptr<v1::BookingService::Stub>> stubs;
  for (const auto& channel : channels) stubs.push_back(v1::BookingService::NewStub(channel));
  SystemRandom random;
  ClosedLoop loop;
  const double rate = loop.Run(callers, time, [&](int caller, const ClosedLoop::Done& done) {
    auto* stub = stubs[static_cast<std::size_t>(caller) % stubs.size()]->async();
    auto made = NextBooking(random);
    BookingCallMade& call = *made;
    stub->CreateBooking(
        &call.context, &call.request, &call.response,
        [made = std::move(made), done](const grpc::Status& status) mutable {
          const v1::CreateBookingResponse& response = made->response;
          EndCall(made, status.ok() && response.bookings_size() == 1 && !response.bookings(0).seal().empty(), done);
        });
  });
  return {rate, loop.failed()};
}

RateOfCalls BookingEchoesPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time) {
  static constexpr char kMethod[] = "/grpc.health.v1.Health/Check";
  SystemRandom random;
  const std::size_t bytes = NextBooking(random)->request.ByteSizeLong();
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : channels) stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  ClosedLoop loop;
  const double rate = loop.Run(callers, time, [&](int caller, const ClosedLoop::Done& done) {
    auto* stub = stubs[static_cast<std::size_t>(caller) % stubs.size()].get();
    auto echo = std::make_shared<Echo>();
    echo->request = EchoOf(bytes);
    Echo& e = *echo;
    stub->UnaryCall(&e.context, kMethod, {}, &e.request, &e.response,
                    [echo = std::move(echo), done](const grpc::Status& status) mutable {
                      EndCall(echo, status.ok() && echo->response.Length() > 0, done);
                    });
  });
  return {rate, loop.failed()};
}

double SecondsToListAMonth(const Channels& channels, int times) {
  const auto stub = v1::BookingService::NewStub(channels.front());
  v1::ListSlotsRequest request;
  request.set_port("KHORGOS");
  request.set_lane_group("icbc-kaz");
  ToProto(Movement{Territory::kKaz, Territory::kIcbc}, request.mutable_movement());
  ToProto(FirstSlot(), request.mutable_from());
  ToProto(FirstSlot() + std::chrono::hours(24 * 30), request.mutable_to());
  request.set_page_size(3000);
  return MedianSeconds(times, 1, [&] {
    request.clear_page_token();
    do {
      v1::ListSlotsResponse page;
      grpc::ClientContext context;
      if (!stub->ListSlots(&context, request, &page).ok()) return;
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
  });
}

}  // namespace clearance
