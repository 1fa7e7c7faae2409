// The demo's booking channel: takes a place in the slot that is running now and gets its seal.
#pragma once

#include <memory>
#include <string>

#include "clearance/v1/booking.grpc.pb.h"
#include "common/base/random.h"
#include "common/domain/document.h"
#include "tests/support/hall.h"

namespace clearance {

class BookingClient {
 public:
  explicit BookingClient(const Hall& hall);
  // The seal's text, for the first slot with a place from now on.
  StatusOr<std::string> Book(const HallProfile& profile, const Document& document);

 private:
  std::unique_ptr<v1::BookingService::Stub> stub_;
  SystemRandom random_;
};

// A seal for the same journey that somebody without the centre's key has made.
StatusOr<std::string> ForgeSeal(const HallProfile& profile, const Document& document);

}  // namespace clearance
