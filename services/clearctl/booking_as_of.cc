#include "services/clearctl/booking_as_of.h"

#include "common/domain/booking_change.h"
#include "common/wire/booking_bytes.h"
#include "services/clearctl/entry_forms.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

constexpr std::size_t kReferenceBytes = 8;

StatusOr<std::optional<BookingChange>> ChangeOf(const StoredEntry& stored) {
  if (stored.entry.kind != EntryKind::kBookingChange || OldFormOf(stored)) return std::optional<BookingChange>();
  auto change = ReadBookingBody(stored.entry.body);
  if (!change.ok()) return UnreadableBody(stored, change.status());
  return std::optional<BookingChange>(*std::move(change));
}

// One booking through the entries, as the desk, the sweeper and the lanes change it.
class BookingStory {
 public:
  explicit BookingStory(const std::string& booking_id) : booking_id_(booking_id) {}
  const std::optional<Booking>& booking() const { return booking_; }

  Status Read(const StoredEntry& stored) {
    switch (stored.entry.kind) {
      case EntryKind::kBookingChange:
        return ReadChange(stored);
      case EntryKind::kDecision:
        return ReadDecision(stored);
      case EntryKind::kPassage:
        return ReadPassage(stored);
      case EntryKind::kAbandonment: {
        ASSIGN_OR_RETURN(const Abandonment abandonment, AbandonmentOf(stored));
        GiveBack(abandonment.decision_request_id, abandonment.lane.lane_id);
        return OkStatus();
      }
      default:
        return OkStatus();
    }
  }

 private:
  Status ReadChange(const StoredEntry& stored) {
    ASSIGN_OR_RETURN(const std::optional<BookingChange> change, ChangeOf(stored));
    if (!change) return OkStatus();
    const Booking& changed = change->booking;
    if (change->act == BookingAct::kMoved && changed.moved_to == booking_id_)
      Make(stored, change->moved_to_slot, changed.member);
    if (changed.booking_id != booking_id_) return OkStatus();
    if (change->act == BookingAct::kCreated) Make(stored, changed.slot, changed.member);
    if (!booking_) return OkStatus();
    if (change->act == BookingAct::kMoved) booking_->state = BookingState::kMoved;
    if (change->act == BookingAct::kCancelled) booking_->state = BookingState::kCancelled;
    if (change->act == BookingAct::kNoShow) booking_->state = BookingState::kNoShow;
    return OkStatus();
  }

  void Make(const StoredEntry& stored, const SlotKey& slot, int member) {
    booking_.emplace();
    booking_->booking_id = booking_id_;
    // Not the true one, which no entry tells; nothing is looked up by it here.
    booking_->reference = booking_id_.substr(0, kReferenceBytes);
    booking_->slot = slot;
    booking_->traveller = stored.entry.traveller;
    booking_->member = member;
    booking_->created_at = stored.entry.event_time;
  }

  Status ReadDecision(const StoredEntry& stored) {
    ASSIGN_OR_RETURN(const DecisionRecord record, DecisionOf(stored));
    if (!record.effects) return OkStatus();
    for (const std::string& replaced : record.effects->replaces) GiveBack(replaced, stored.entry.lane_id);
    if (!booking_ || !record.effects->reserves_booking || record.request.booking_id != booking_id_) return OkStatus();
    booking_->state = BookingState::kReserved;
    booking_->reserved_by = stored.entry.request_id;
    booking_->reserved_until = record.answer.decision.valid_until;
    holder_ = stored.entry.lane_id;
    return OkStatus();
  }

  Status ReadPassage(const StoredEntry& stored) {
    ASSIGN_OR_RETURN(const PassageRecord record, PassageOf(stored));
    const Passage& passage = record.passage;
    if (booking_ && record.effects.redeems_booking && passage.booking_id == booking_id_) {
      booking_->state = BookingState::kRedeemed;
      booking_->redeemed_by = stored.entry.request_id;
    }
    GiveBack(passage.decision_request_id, stored.entry.lane_id);
    return OkStatus();
  }

  // By the lane whose decision holds it.
  void GiveBack(const std::string& decision_request_id, const std::string& lane_id) {
    if (!booking_ || booking_->state != BookingState::kReserved) return;
    if (booking_->reserved_by != decision_request_id || holder_ != lane_id) return;
    booking_->state = BookingState::kConfirmed;
    booking_->reserved_by.clear();
  }

  const std::string& booking_id_;
  std::optional<Booking> booking_;
  std::string holder_;  // the lane
};

}  // namespace

StatusOr<bool> SpeaksOfBooking(const StoredEntry& stored, const std::string& booking_id) {
  const bool is_change = stored.entry.kind == EntryKind::kBookingChange;
  // Its id is one of the texts of the old form.
  if (is_change && stored.entry.body.find(booking_id) != std::string::npos) RETURN_IF_ERROR(CheckForm(stored));
  ASSIGN_OR_RETURN(const std::optional<BookingChange> change, ChangeOf(stored));
  if (!change || change->act == BookingAct::kHeld) return false;
  return change->booking.booking_id == booking_id || change->booking.moved_to == booking_id;
}

StatusOr<std::optional<Booking>> BookingAsOf(std::span<const StoredEntry> entries, const std::string& booking_id) {
  BookingStory story(booking_id);
  for (const StoredEntry& stored : entries) RETURN_IF_ERROR(story.Read(stored));
  return story.booking();
}

}  // namespace clearance
