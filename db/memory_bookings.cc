#include "db/memory_bookings.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "db/ledger.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

constexpr int kOnlyRow = 0;

template <typename Row>
std::optional<Row> CopyOf(const Row* row) {
  if (row == nullptr) return std::nullopt;
  return *row;
}

template <typename Row>
void Cut(std::vector<Row>& rows, std::size_t limit) {
  rows.resize(std::min(rows.size(), BoundedLimit(limit)));
}

bool StartsEarlier(const Booking& a, const Booking& b) {
  return std::tie(a.slot.starts_at, a.booking_id) < std::tie(b.slot.starts_at, b.booking_id);
}

void Add(SlotUse& use, Quota quota, int places) {
  switch (quota) {
    case Quota::kGeneral:
      use.general += places;
      return;
    case Quota::kFamily:
      use.family += places;
      return;
    case Quota::kAssisted:
      use.assisted += places;
      return;
  }
}

// Counts by subject, and the first and last moment of each.
class Counts {
 public:
  void Add(const std::string& subject, Instant at, const std::string& what) {
    const auto [place, is_new] = counts_.try_emplace(subject, AbuseCount{subject, 0, at, at});
    AbuseCount& count = place->second;
    count.first_at = std::min(count.first_at, at);
    count.last_at = std::max(count.last_at, at);
    if (seen_.emplace(subject, what).second) ++count.count;
  }

  std::vector<AbuseCount> Most(int at_least, std::size_t limit) const {
    std::vector<AbuseCount> most;
    for (const auto& [subject, count] : counts_) {
      if (count.count >= at_least) most.push_back(count);
    }
    std::stable_sort(most.begin(), most.end(),
                     [](const AbuseCount& a, const AbuseCount& b) { return a.count > b.count; });
    Cut(most, limit);
    return most;
  }

 private:
  std::map<std::string, AbuseCount> counts_;
  std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

StatusOr<std::optional<SlotHold>> MemorySlotHolds::Find(std::string_view hold_id) const {
  return CopyOf(holds_.Find(hold_id));
}

StatusOr<std::vector<SlotHold>> MemorySlotHolds::FirstToEnd(std::size_t limit) const {
  std::vector<SlotHold> found;
  for (const auto& [id, hold] : holds_.rows()) found.push_back(hold);
  std::stable_sort(found.begin(), found.end(),
                   [](const SlotHold& a, const SlotHold& b) { return a.expires_at < b.expires_at; });
  Cut(found, limit);
  return found;
}

StatusOr<HeldPlaces> MemorySlotHolds::HeldBy(std::string_view held_by, Instant now) const {
  HeldPlaces held;
  for (const auto& [id, hold] : holds_.rows()) {
    if (hold.held_by != held_by || hold.expires_at <= now) continue;
    held.places += hold.places;
    if (hold.contact_hash.empty()) held.without_contact += hold.places;
    held.first_end = std::min(held.first_end.value_or(hold.expires_at), hold.expires_at);
  }
  return held;
}

Status MemorySlotHolds::Insert(const SlotHold& hold) {
  RETURN_IF_ERROR(ValidateSlotHold(hold));
  if (holds_.Find(hold.hold_id) != nullptr) return SlotHoldTaken();
  holds_.Set(hold.hold_id, hold);
  return OkStatus();
}

Status MemorySlotHolds::Erase(std::string_view hold_id) {
  holds_.Erase(std::string(hold_id));
  return OkStatus();
}

StatusOr<std::optional<Booking>> MemoryBookings::FindById(std::string_view booking_id) const {
  return CopyOf(bookings_.Find(booking_id));
}

StatusOr<std::vector<Booking>> MemoryBookings::FindByReference(std::string_view reference) const {
  std::vector<Booking> party;
  for (int member = 0; member < kMaxPartySize; ++member) {
    const std::string* id = members_.Find(Member(reference, member));
    if (id != nullptr) party.push_back(*bookings_.Find(*id));
  }
  return party;
}

StatusOr<SlotUse> MemoryBookings::CountTaken(const SlotKey& slot, Instant now) const {
  ASSIGN_OR_RETURN(const auto counts, CountTakenBetween(slot.port, slot.lane_group, slot.movement, slot.starts_at,
                                                        slot.starts_at + Duration(1), now));
  return counts.empty() ? SlotUse{} : counts.front().use;
}

StatusOr<std::vector<SlotCount>> MemoryBookings::CountTakenBetween(std::string_view port, std::string_view lane_group,
                                                                   Movement movement, Instant from, Instant to,
                                                                   Instant now) const {
  const auto counted = [&](const SlotKey& slot) {
    return slot.port == port && slot.lane_group == lane_group && slot.movement == movement && slot.starts_at >= from &&
           slot.starts_at < to;
  };
  std::map<Instant, SlotUse> taken;
  for (const auto& [id, booking] : bookings_.rows()) {
    if (counted(booking.slot) && TakesPlace(booking.state)) Add(taken[booking.slot.starts_at], booking.quota, 1);
  }
  for (const auto& [id, hold] : holds_.rows()) {
    if (counted(hold.slot) && hold.expires_at > now) Add(taken[hold.slot.starts_at], hold.quota, hold.places);
  }
  std::vector<SlotCount> counts;
  for (const auto& [starts_at, use] : taken) {
    if (counts.size() == kMaxSlotsPerRead) break;
    counts.push_back({starts_at, use});
  }
  return counts;
}

template <typename Test>
std::vector<Booking> MemoryBookings::InOrder(Test passes, std::size_t limit) const {
  std::vector<Booking> found;
  for (const auto& [id, booking] : bookings_.rows()) {
    if (passes(booking)) found.push_back(booking);
  }
  std::sort(found.begin(), found.end(), StartsEarlier);
  Cut(found, limit);
  return found;
}

StatusOr<std::vector<Booking>> MemoryBookings::ListByTraveller(std::string_view traveller, Instant from,
                                                               std::size_t limit) const {
  return InOrder(
      [&](const Booking& booking) {
        const bool given_back = booking.state == BookingState::kCancelled || booking.state == BookingState::kMoved;
        return booking.traveller == traveller && booking.slot.starts_at >= from && !given_back;
      },
      limit);
}

StatusOr<int> MemoryBookings::CountOpenByContact(std::string_view contact_hash, Instant now) const {
  if (contact_hash.empty()) return 0;
  int open = 0;
  for (const auto& [id, booking] : bookings_.rows()) {
    const bool to_be_used = booking.state == BookingState::kConfirmed || booking.state == BookingState::kReserved;
    if (booking.contact_hash == contact_hash && to_be_used && booking.slot.starts_at + kSlotLength > now) ++open;
  }
  for (const auto& [id, hold] : holds_.rows()) {
    if (hold.contact_hash == contact_hash && hold.expires_at > now) open += hold.places;
  }
  return open;
}

StatusOr<std::vector<Booking>> MemoryBookings::List(const BookingFilter& filter,
                                                    const std::optional<BookingCursor>& after,
                                                    std::size_t limit) const {
  return InOrder(
      [&](const Booking& booking) {
        return Passes(filter, booking) && (!after || std::tie(booking.slot.starts_at, booking.booking_id) >
                                                         std::tie(after->starts_at, after->booking_id));
      },
      limit);
}

StatusOr<std::vector<Booking>> MemoryBookings::ConfirmedBefore(Instant before, std::size_t limit) const {
  return InOrder(
      [&](const Booking& booking) {
        return booking.state == BookingState::kConfirmed && booking.slot.starts_at < before;
      },
      limit);
}

StatusOr<std::vector<BookingCursor>> MemoryBookings::GivenUp(Instant from, const std::optional<BookingCursor>& after,
                                                             std::size_t limit) const {
  const auto found = InOrder(
      [&](const Booking& booking) {
        const bool given_up = booking.state == BookingState::kCancelled || booking.state == BookingState::kMoved;
        return given_up && booking.slot.starts_at >= from &&
               (!after ||
                std::tie(booking.slot.starts_at, booking.booking_id) > std::tie(after->starts_at, after->booking_id));
      },
      limit);
  std::vector<BookingCursor> given_up;
  for (const Booking& booking : found) given_up.push_back({booking.slot.starts_at, booking.booking_id});
  return given_up;
}

StatusOr<std::vector<AbuseCount>> MemoryBookings::NoShowsByDocument(Instant from, Instant to, int at_least,
                                                                    std::size_t limit) const {
  Counts counts;
  for (const auto& [id, booking] : bookings_.rows()) {
    const Instant starts_at = booking.slot.starts_at;
    if (booking.state != BookingState::kNoShow || starts_at < from || starts_at >= to) continue;
    counts.Add(booking.traveller, starts_at, id);
  }
  return counts.Most(at_least, limit);
}

void MemoryBookings::Keep(const Booking& booking) {
  bookings_.Set(booking.booking_id, booking);
  const Member member(booking.reference, booking.member);
  const std::string* standing = members_.Find(member);
  if (booking.state != BookingState::kMoved) {
    members_.Set(member, booking.booking_id);
  } else if (standing != nullptr && *standing == booking.booking_id) {
    members_.Erase(member);
  }
}

Status MemoryBookings::Insert(const Booking& booking) {
  RETURN_IF_ERROR(ValidateBooking(booking));
  const bool member_taken =
      booking.state != BookingState::kMoved && members_.Find(Member(booking.reference, booking.member)) != nullptr;
  if (bookings_.Find(booking.booking_id) != nullptr || member_taken) return BookingTaken();
  Keep(booking);
  return OkStatus();
}

Status MemoryBookings::Update(const Booking& booking) {
  RETURN_IF_ERROR(ValidateBooking(booking));
  const Booking* before = bookings_.Find(booking.booking_id);
  if (before == nullptr || before->reference != booking.reference || before->member != booking.member) {
    return NoSuchBooking();
  }
  const std::string* standing = members_.Find(Member(booking.reference, booking.member));
  if (booking.state != BookingState::kMoved && standing != nullptr && *standing != booking.booking_id) {
    return BookingTaken();
  }
  Keep(booking);
  return OkStatus();
}

StatusOr<std::optional<DayClosure>> MemoryDayClosures::Find(std::string_view port, Date day) const {
  return CopyOf(closures_.Find(std::pair(std::string(port), day)));
}

StatusOr<std::vector<DayClosure>> MemoryDayClosures::List(std::string_view port, Date from, Date to) const {
  std::vector<DayClosure> found;
  for (const auto& [key, closure] : closures_.rows()) {
    const bool asked = closure.port == port && closure.day >= from && closure.day <= to;
    if (asked && found.size() < kMaxClosuresPerRead) found.push_back(closure);
  }
  return found;
}

Status MemoryDayClosures::Insert(const DayClosure& closure) {
  RETURN_IF_ERROR(ValidateDayClosure(closure));
  const std::pair key(closure.port, closure.day);
  if (closures_.Find(key) != nullptr) return DayClosedAlready();
  closures_.Set(key, closure);
  return OkStatus();
}

StatusOr<std::vector<BookingAttempt>> MemoryBookingAttempts::List(const AttemptFilter& filter,
                                                                  const std::optional<AttemptCursor>& after,
                                                                  std::size_t limit) const {
  std::vector<BookingAttempt> found;
  for (const auto& [key, attempt] : attempts_.rows()) {
    if (after && key <= std::pair(after->at, after->number)) continue;
    if (Passes(filter, attempt)) found.push_back(attempt);
  }
  Cut(found, limit);
  return found;
}

StatusOr<std::vector<AbuseCount>> MemoryBookingAttempts::DocumentsByContact(Instant from, Instant to, int at_least,
                                                                            std::size_t limit) const {
  Counts counts;
  for (const auto& [key, attempt] : attempts_.rows()) {
    const bool books =
        attempt.act == AttemptAct::kHold || attempt.act == AttemptAct::kCreate || attempt.act == AttemptAct::kMove;
    if (!books || attempt.at < from || attempt.at >= to) continue;
    if (attempt.contact_hash.empty() || attempt.document.empty()) continue;
    counts.Add(attempt.contact_hash, attempt.at, attempt.document);
  }
  return counts.Most(at_least, limit);
}

StatusOr<std::vector<AbuseCount>> MemoryBookingAttempts::FailedUsesBySeal(Instant from, Instant to, int at_least,
                                                                          std::size_t limit) const {
  Counts counts;
  for (const auto& [key, attempt] : attempts_.rows()) {
    const bool failed = attempt.act == AttemptAct::kUse && attempt.result != AttemptResult::kOk;
    if (!failed || attempt.subject.empty() || attempt.at < from || attempt.at >= to) continue;
    counts.Add(attempt.subject, attempt.at, std::to_string(attempt.number));
  }
  return counts.Most(at_least, limit);
}

StatusOr<std::vector<Instant>> MemoryBookingAttempts::FailedLookUps(std::string_view subject, Instant from,
                                                                    std::size_t limit) const {
  std::vector<Instant> found;
  for (const auto& [key, attempt] : attempts_.rows()) {
    const bool wrong = attempt.result == AttemptResult::kWrongBirthDate || attempt.result == AttemptResult::kNotFound;
    if (wrong && attempt.subject == subject && attempt.at >= from) found.push_back(attempt.at);
  }
  Cut(found, limit);
  return found;
}

Status MemoryBookingAttempts::Add(const BookingAttempt& attempt) {
  RETURN_IF_ERROR(ValidateBookingAttempt(attempt));
  BookingAttempt kept = attempt;
  kept.number = last_number_.Get(kOnlyRow) + 1;
  last_number_.Set(kOnlyRow, kept.number);
  attempts_.Set({kept.at, kept.number}, kept);
  return OkStatus();
}

StatusOr<std::size_t> MemoryBookingAttempts::Forget(Instant before, std::size_t limit) {
  std::vector<std::pair<Instant, std::uint64_t>> due;
  for (const auto& [key, attempt] : attempts_.rows()) {
    if (attempt.at < before && due.size() < BoundedLimit(limit)) due.push_back(key);
  }
  for (const auto& key : due) attempts_.Erase(key);
  return due.size();
}

}  // namespace clearance
