// The demo's booking channel: takes a place in the slot that is running now and gets its seal.
#pragma once

#include <memory>
#include <string>

#include "clearance/v1/booking.grpc.pb.h"
#include "common/base/random.h"
#include "common/domain/document.h"
#include "tests/support/hall.h"

namespace clearance {

struct MadeBooking {
  std::string booking_id;
  std::string reference;
  std::string seal;  // its text
};

class BookingClient {
 public:
  explicit BookingClient(const Hall& hall);
  // For the first slot with a place from now on.
  StatusOr<MadeBooking> Book(const HallProfile& profile, const Document& document);
  Status Cancel(const MadeBooking& made, Date birth_date);

 private:
  std::unique_ptr<v1::BookingService::Stub> stub_;
  SystemRandom random_;
};

// A seal for the same journey that somebody without the centre's key has made.
StatusOr<std::string> ForgeSeal(const HallProfile& profile, const Document& document);

}  // namespace clearance
