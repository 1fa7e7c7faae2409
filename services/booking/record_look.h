// An officer's look at bookings and attempts, as an entry of the ledger. Inside services/booking only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

// What was looked at: "port=KHORGOS from=2026-11-22T00:00:00.000Z". An empty value is left out.
class LookScope {
 public:
  LookScope& Add(std::string_view name, std::string_view value);
  LookScope& AddTimes(Instant from, Instant to);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

struct BookingLook {
  std::string act{};     // "LIST_BOOKINGS"
  std::string viewer{};  // role and id
  std::string reason{};
  LookScope scope{};
};

Status RecordLook(Transaction& t, const BookingLook& look, Instant now);

}  // namespace clearance
