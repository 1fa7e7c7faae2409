// A booking desk for tests: over a store and a clock of the test's, with seals that say what they are for, and calls
// that wait for their answer.
#pragma once

#include <functional>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/zones/zone_source.h"
#include "services/booking/abuse_desk.h"
#include "services/booking/booking_desk.h"
#include "tests/support/samples.h"

namespace clearance {

// Waits for the one answer of a call.
template <typename Answer>
StatusOr<Answer> Awaited(const std::function<void(std::function<void(StatusOr<Answer>)>)>& begin) {
  std::promise<StatusOr<Answer>> done;
  begin([&](StatusOr<Answer> answer) { done.set_value(std::move(answer)); });
  return done.get_future().get();
}

// One lane group from KAZ into ICBC, around the clock by Kazakhstan's clock.
inline SlotPlan PlanOf(int capacity, const std::string& lane_group = "icbc-kaz") {
  SlotPlan plan;
  plan.port = "KHORGOS";
  plan.lane_group = lane_group;
  plan.movement = {Territory::kKaz, Territory::kIcbc};
  plan.schedule = EveryDay(Territory::kKaz, {{TimeOfDay(0), kEndOfDay}});
  plan.capacity = capacity;
  return plan;
}

class BookingScene {
 public:
  using Party = std::vector<Booking>;
  static constexpr char kBy[] = "booking/booking-1";
  static constexpr char kOfficer[] = "officer/officer-1";

  BookingScene(Store& store, const Clock& clock, Random& random, BookingPolicy policy)
      : clock_(clock),
        random_(random),
        desk(BookingParts{store, pseudonyms, std::move(policy), Seals(), zones, clock, random}),
        abuse(store, clock) {}

  // Somebody born on 17 May 1990, alone, in the slot so many quarter hours from now.
  BookingRequest Wanted(const std::string& number, int slot = 0) {
    BookingRequest request;
    request.request_id = NewUuid(random_);
    request.slot = SlotFromNow(slot);
    request.persons = {PersonWith(number)};
    return request;
  }
  static BookingPerson PersonWith(const std::string& number) {
    BookingPerson person{.document = SampleDocument()};
    person.document.number = number;
    return person;
  }
  // A child of seven, with the person of that number as their adult.
  static BookingPerson ChildWith(const std::string& number, int guardian) {
    BookingPerson child = PersonWith(number);
    child.document.birth_date = MakeDate(2019, 1, 2);
    child.guardian = guardian;
    return child;
  }
  SlotKey SlotFromNow(int slot) const {
    return {
        "KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, NextSlotStart(clock_.Now()) + slot * kSlotLength};
  }
  static BookingLookup LookupOf(const Party& party) { return {party.front().reference, SampleDocument().birth_date}; }
  MoveRequest MoveOf(const Party& party, Instant starts_at) {
    return {.request_id = NewUuid(random_), .lookup = LookupOf(party), .starts_at = starts_at};
  }
  CancelRequest CancelOf(const Party& party, std::vector<int> members = {}) {
    return {.request_id = NewUuid(random_), .lookup = LookupOf(party), .members = std::move(members)};
  }
  SlotHoldRequest HoldOf(int slot, int places = 1) {
    return {.request_id = NewUuid(random_), .slot = SlotFromNow(slot), .places = places};
  }
  ClosureRequest ClosureOf(Date day, ClosureAction action, int page_size = 100) {
    return {.request_id = NewUuid(random_),
            .port = "KHORGOS",
            .day = day,
            .action = action,
            .reason = "storm",
            .page_size = page_size};
  }

  StatusOr<SlotHold> Hold(const SlotHoldRequest& request) {
    return Awaited<SlotHold>([&](auto done) { desk.Hold(request, kBy, std::move(done)); });
  }
  StatusOr<Party> Create(const BookingRequest& request) {
    return Awaited<Party>([&](auto done) { desk.Create(request, kBy, std::move(done)); });
  }
  StatusOr<Party> Find(const BookingLookup& lookup, const std::string& by = kBy) {
    return Awaited<Party>([&](auto done) { desk.Find(lookup, by, std::move(done)); });
  }
  StatusOr<MovedParty> Move(const MoveRequest& request) {
    return Awaited<MovedParty>([&](auto done) { desk.Move(request, kBy, std::move(done)); });
  }
  StatusOr<Party> Cancel(const CancelRequest& request) {
    return Awaited<Party>([&](auto done) { desk.Cancel(request, kBy, std::move(done)); });
  }
  StatusOr<ClosedDay> Close(const ClosureRequest& request) {
    return Awaited<ClosedDay>([&](auto done) { desk.CloseDay(request, kOfficer, std::move(done)); });
  }
  StatusOr<BookingPage> List(const BookingQuery& query) {
    return Awaited<BookingPage>([&](auto done) { desk.List(query, kOfficer, std::move(done)); });
  }
  StatusOr<AttemptPage> ListAttempts(const AttemptQuery& query) {
    return Awaited<AttemptPage>([&](auto done) { abuse.ListAttempts(query, kOfficer, std::move(done)); });
  }
  StatusOr<AbusePage> ListAbuse(const AbuseQuery& query) {
    return Awaited<AbusePage>([&](auto done) { abuse.ListAbuse(query, kOfficer, std::move(done)); });
  }

  // What is shown free in the six hours from now on.
  std::vector<OpenSlot> ShownFree(Quota quota = Quota::kGeneral, int places = 1) {
    const auto page = desk.ListSlots({.first = SlotFromNow(0),
                                      .to = SlotFromNow(24).starts_at,
                                      .page_size = 1000,
                                      .places = places,
                                      .quota = quota});
    return page.ok() ? page->slots : std::vector<OpenSlot>();
  }

 private:
  BookingSeals Seals() {
    return {.slots_until = [this](Instant) { return slots_until; },
            .reissued_until = [this](const std::string&) { return reissued_until; },
            .issue = [this](const Booking& booking, const Document& document) -> StatusOr<std::string> {
              if (!seals) return Error(StatusCode::kInternal, error_reason::kCertificateUnusable, "no key");
              return booking.booking_id + " for " + document.number;
            },
            .reissue = [this](const Booking& booking, const std::string& earlier) -> StatusOr<std::string> {
              if (!seals) return Error(StatusCode::kFailedPrecondition, error_reason::kBookingState, "no such key");
              return booking.booking_id + earlier.substr(earlier.find(" for "));
            }};
  }

  const Clock& clock_;
  Random& random_;

 public:
  bool seals = true;  // false: no seal can be made
  Instant slots_until = Instant::max();
  Instant reissued_until = Instant::max();
  const Pseudonyms pseudonyms = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const ZoneTable zones = *MakeZoneTable();
  BookingDesk desk;
  AbuseDesk abuse;
};

}  // namespace clearance
