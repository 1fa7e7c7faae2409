// Booking places for a party.
#include <array>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "services/booking/party.h"
#include "services/booking/places.h"
#include "services/booking/use_cases.h"

namespace clearance {
namespace {

constexpr std::string_view kReferenceAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t kReferenceLength = 8;
constexpr int kReferenceDraws = 8;
static_assert(kReferenceAlphabet.size() == 32, "five bits of randomness a character");

std::string NewReference(Random& random) {
  std::array<std::uint8_t, kReferenceLength> bytes{};
  random.Fill(bytes);
  std::string reference;
  for (const std::uint8_t byte : bytes) reference += kReferenceAlphabet[byte % kReferenceAlphabet.size()];
  return reference;
}

// `proposed`, or another one that no party has.
StatusOr<std::string> FreeReference(const Snapshot& snapshot, Random& random, std::string proposed) {
  for (int draw = 0; draw < kReferenceDraws; ++draw) {
    ASSIGN_OR_RETURN(const auto taken, snapshot.bookings().FindByReference(proposed));
    if (taken.empty()) return proposed;
    proposed = NewReference(random);
  }
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "no free booking reference was found");
}

StatusOr<std::vector<Booking>> MakeBookings(const BookingParts& parts, const BookingRequest& request,
                                            const std::vector<std::string>& documents,
                                            const std::string& contact_hash) {
  const std::string reference = NewReference(parts.random);
  std::vector<Booking> made;
  for (std::size_t i = 0; i < request.persons.size(); ++i) {
    const BookingPerson& person = request.persons[i];
    Booking booking;
    booking.booking_id = NewUuid(parts.random);
    booking.reference = reference;
    booking.slot = request.slot;
    booking.traveller = documents[i];
    booking.birth_date_hash = parts.pseudonyms.BirthDate(reference, person.document.birth_date);
    booking.member = static_cast<int>(i);
    booking.minor = person.guardian.has_value();
    booking.guardian = person.guardian;
    booking.quota = request.quota;
    booking.language = request.language;
    booking.contact_hash = contact_hash;
    ASSIGN_OR_RETURN(booking.seal, parts.seals.issue(booking, person.document));
    made.push_back(std::move(booking));
  }
  return made;
}

// The bookings prepared, made now and under a reference that no other party has. Seals do not name it.
StatusOr<std::vector<Booking>> MakeNow(BookingCall& call, const BookingParts& parts, const BookingRequest& request,
                                       const PreparedParty& prepared) {
  ASSIGN_OR_RETURN(std::vector<Booking> made, prepared.bookings);
  ASSIGN_OR_RETURN(const std::string reference, FreeReference(call.t(), parts.random, made.front().reference));
  const bool another = reference != made.front().reference;
  for (std::size_t i = 0; i < made.size(); ++i) {
    made[i].created_at = call.now();
    if (!another) continue;
    made[i].reference = reference;
    made[i].birth_date_hash = parts.pseudonyms.BirthDate(reference, request.persons[i].document.birth_date);
  }
  return made;
}

}  // namespace

PreparedParty PrepareParty(const BookingParts& parts, const BookingRequest& request) {
  std::vector<std::string> documents;
  for (const BookingPerson& person : request.persons) documents.push_back(parts.pseudonyms.Traveller(person.document));
  std::string contact_hash = request.contact.empty() ? "" : parts.pseudonyms.Contact(request.contact);
  auto bookings = MakeBookings(parts, request, documents, contact_hash);
  return {std::move(documents), std::move(contact_hash), std::move(bookings)};
}

StatusOr<std::vector<Booking>> CreateIn(BookingCall& call, const BookingParts& parts, const BookingRequest& request,
                                        const PreparedParty& prepared) {
  ASSIGN_OR_RETURN(const auto replay, call.Replay());
  if (replay) return TellAgain(call.t(), replay->response);
  PlacesFor who{.documents = prepared.documents,
                .contact_hash = prepared.contact_hash,
                .places = static_cast<int>(request.persons.size())};
  call.ConcernsContact(who.contact_hash);
  for (const std::string& document : who.documents) call.ConcernsDocument(document);
  ASSIGN_OR_RETURN(const PlanSight sight, SeePlan(call, parts, request.slot));
  RETURN_IF_ERROR(
      CheckParty(request.persons, SlotDay(sight.plan, parts.zones, request.slot.starts_at), parts.policy.limits));
  const PlacesWanted wanted{.places = who.places, .quota = request.quota};
  ASSIGN_OR_RETURN(who.used_up, CheckHoldOrPlaces(call, parts, sight, request.slot, wanted, request.hold_id));
  RETURN_IF_ERROR(CheckLimits(call, parts, sight, request.slot, who));

  ASSIGN_OR_RETURN(const std::vector<Booking> made, MakeNow(call, parts, request, prepared));
  call.ConcernsReference(parts.pseudonyms.Reference(made.front().reference));
  if (who.used_up) RETURN_IF_ERROR(call.t().slot_holds().Erase(who.used_up->hold_id));
  for (const Booking& booking : made) {
    RETURN_IF_ERROR(call.t().bookings().Insert(booking));
    RETURN_IF_ERROR(call.Record({.act = BookingAct::kCreated, .by = call.by(), .booking = booking}, booking.slot.port,
                                booking.traveller));
  }
  RETURN_IF_ERROR(call.Remember(ToldBytes(made)));
  return made;
}

}  // namespace clearance
