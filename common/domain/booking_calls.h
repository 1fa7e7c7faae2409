// What is asked of the booking desk, validated. Holds documents and birth dates: in memory only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/booking.h"
#include "common/domain/date.h"
#include "common/domain/document.h"
#include "common/domain/language.h"

namespace clearance {

// Places to be kept for a while.
struct SlotHoldRequest {
  std::string request_id{};
  SlotKey slot{};
  int places = 1;
  Quota quota = Quota::kGeneral;
  std::string contact{};  // in one form (ContactForm); empty: none
  bool validate_only = false;
  friend bool operator==(const SlotHoldRequest&, const SlotHoldRequest&) = default;
};

// A person of a party; with a guardian (a number of the party) a minor.
struct BookingPerson {
  Document document{};
  std::optional<int> guardian{};
  friend bool operator==(const BookingPerson&, const BookingPerson&) = default;
};

// Places wanted, one for each person.
struct BookingRequest {
  std::string request_id{};
  SlotKey slot{};
  std::vector<BookingPerson> persons{};
  std::string hold_id{};  // to be used up; empty: none
  Quota quota = Quota::kGeneral;
  Language language = Language::kEn;
  std::string contact{};  // as of a hold
  bool validate_only = false;
  friend bool operator==(const BookingRequest&, const BookingRequest&) = default;
};

// What finds a party: the birth date is that of any member.
struct BookingLookup {
  std::string reference{};
  Date birth_date{};
  friend bool operator==(const BookingLookup&, const BookingLookup&) = default;
};

// Another slot wanted, of the same port and movement.
struct MoveRequest {
  std::string request_id{};
  BookingLookup lookup{};
  Instant starts_at{};
  std::string lane_group{};  // empty: the one the party has
  std::string hold_id{};     // as of a booking
  bool validate_only = false;
  friend bool operator==(const MoveRequest&, const MoveRequest&) = default;
};

// Places given back.
struct CancelRequest {
  std::string request_id{};
  BookingLookup lookup{};
  std::vector<int> members{};  // each once; empty: all
  bool validate_only = false;
  friend bool operator==(const CancelRequest&, const CancelRequest&) = default;
};

// What becomes of the bookings of a day that is closed.
enum class ClosureAction { kMove, kCancel };

// A day to be closed, and so many bookings of it to be dealt with.
struct ClosureRequest {
  std::string request_id{};
  std::string port{};
  Date day{};
  ClosureAction action = ClosureAction::kMove;
  std::string reason{};
  int page_size = 0;
  bool validate_only = false;
  friend bool operator==(const ClosureRequest&, const ClosureRequest&) = default;
};

}  // namespace clearance
