// Bookings: one person's place in a slot of a lane group, alone or in a party. A booking never changes the verdict of a
// crossing. Holds no face, no name, no number and no contact: people stand here as keyed hashes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/domain/date.h"
#include "common/domain/language.h"
#include "common/domain/territory.h"

namespace clearance {

// A quarter of an hour of one lane group's one movement at one port.
struct SlotKey {
  std::string port{};
  std::string lane_group{};
  Movement movement{Territory::kKaz, Territory::kIcbc};
  Instant starts_at{};
  friend bool operator==(const SlotKey&, const SlotKey&) = default;
};

inline constexpr Duration kSlotLength = std::chrono::minutes(15);

// The most persons of a party, and so the most places of a hold.
inline constexpr int kMaxPartySize = 8;

// kMoved: its place was given up for one in another slot, which is a booking of its own. kNoShow: confirmed, but nobody
// had come when the slot and the late rule were over.
enum class BookingState { kConfirmed, kReserved, kRedeemed, kCancelled, kMoved, kNoShow };
inline constexpr std::array kAllBookingStates = {BookingState::kConfirmed, BookingState::kReserved,
                                                 BookingState::kRedeemed,  BookingState::kCancelled,
                                                 BookingState::kMoved,     BookingState::kNoShow};
std::string_view BookingStateName(BookingState state);
std::optional<BookingState> ParseBookingState(std::string_view name);

// Whether a booking in that state takes a place of its slot: kConfirmed, kReserved, kRedeemed.
bool TakesPlace(BookingState state);

// Which places of a slot a party may take beside the general ones. kFamily: a party with a minor. kAssisted: asked for.
enum class Quota { kGeneral, kFamily, kAssisted };
inline constexpr std::array kAllQuotas = {Quota::kGeneral, Quota::kFamily, Quota::kAssisted};
std::string_view QuotaName(Quota quota);  // "GENERAL"
std::optional<Quota> ParseQuota(std::string_view name);

// One person's place. A party is the bookings that share a reference; each has its own id and seal. A move leaves them
// as they are but for their state and makes new ones with the same reference and members, so that a seal given away is
// revoked by its id.
struct Booking {
  std::string booking_id{};  // UUID
  std::string reference{};   // of the party, what a person types: 8 characters, no 0/O/1/I
  SlotKey slot{};
  std::string traveller{};        // pseudonym of the document (keyed hash, 32 bytes)
  std::string birth_date_hash{};  // keyed hash of the birth date: the second half of the look-up
  BookingState state = BookingState::kConfirmed;
  std::string reserved_by{};  // request id of the decision that holds it
  Instant reserved_until{};
  std::string redeemed_by{};  // request id of the passage
  Instant created_at{};
  std::string seal{};             // the signed seal's text, made once
  int member = 0;                 // of the party: 0 to kMaxPartySize - 1
  bool minor = false;             // by age on the day of the slot
  std::optional<int> guardian{};  // a minor's: the member that is an adult and answers for them
  Quota quota = Quota::kGeneral;  // the same for a whole party
  Language language = Language::kEn;
  std::string contact_hash{};  // keyed hash of the contact, 32 bytes; empty: none was given
  std::string moved_to{};      // kMoved alone: booking id of the place taken instead
  friend bool operator==(const Booking&, const Booking&) = default;
};

// Places of a slot that are taken, by the quota they were taken under.
struct SlotUse {
  int general = 0;
  int family = 0;
  int assisted = 0;
  int Total() const { return general + family + assisted; }
  friend bool operator==(const SlotUse&, const SlotUse&) = default;
};

struct SlotCount {
  Instant starts_at{};
  SlotUse use{};
  friend bool operator==(const SlotCount&, const SlotCount&) = default;
};

// A slot in which the places asked for can be taken now.
struct OpenSlot {
  Instant starts_at{};
  int places_left = 0;  // for the quota asked for
  friend bool operator==(const OpenSlot&, const OpenSlot&) = default;
};

inline constexpr Duration kSlotHoldTime = std::chrono::minutes(10);

// Places kept for somebody who has not booked yet. From `expires_at` on it takes no place and cannot be used.
struct SlotHold {
  std::string hold_id{};  // UUID
  SlotKey slot{};
  int places = 1;  // 1 to kMaxPartySize
  Quota quota = Quota::kGeneral;
  std::string contact_hash{};  // 32 bytes; empty: none was given
  std::string held_by{};       // who called: role and id, "booking/booking-1"
  Instant expires_at{};
  friend bool operator==(const SlotHold&, const SlotHold&) = default;
};

// Places that one caller holds, by holds that have not run out.
struct HeldPlaces {
  int places = 0;
  int without_contact = 0;             // of them
  std::optional<Instant> first_end{};  // when the first of these holds runs out; absent: there are none
  friend bool operator==(const HeldPlaces&, const HeldPlaces&) = default;
};

// A port shut for one civil day: nothing on it can be listed, held, booked or moved into. Each slot's day is that of
// its plan's clock.
struct DayClosure {
  std::string port{};
  Date day{};
  std::string reason{};     // short text for travellers, without personal data: at most kMaxGroundCharacters
  std::string closed_by{};  // the officer, as their certificate names them
  Instant closed_at{};
  friend bool operator==(const DayClosure&, const DayClosure&) = default;
};

// What somebody tried to do with a booking.
enum class AttemptAct { kHold, kCreate, kMove, kCancel, kLookUp, kUse };
inline constexpr std::array kAllAttemptActs = {AttemptAct::kHold,   AttemptAct::kCreate, AttemptAct::kMove,
                                               AttemptAct::kCancel, AttemptAct::kLookUp, AttemptAct::kUse};
std::string_view AttemptActName(AttemptAct act);  // "LOOK_UP"
std::optional<AttemptAct> ParseAttemptAct(std::string_view name);

// What came of it: the closed list. A call that is refused for its form is no attempt.
enum class AttemptResult {
  kOk,
  // at the desk
  kSlotFull,
  kSlotClosed,
  kLimit,           // of the document's or the contact's bookings
  kHoldGone,        // the hold named has run out, was used, or is of another slot or quota
  kNotFound,        // no booking or party of that name
  kWrongBirthDate,  // told apart here only: the caller hears NOT_FOUND
  kRateLimited,
  kState,  // the booking's state does not allow it
  // in a lane, by what the centre knows
  kTooEarly,
  kTooLate,
  kWrongPort,  // another port, lane group or direction
  kCancelled,  // or moved away
  kSecondUse,
  kOtherDocument,
  // in a lane, by the seal alone
  kSealBadSignature,
  kSealUnknownKey,
  kSealMalformed,
  kSealRevoked,
};
inline constexpr std::array kAllAttemptResults = {AttemptResult::kOk,
                                                  AttemptResult::kSlotFull,
                                                  AttemptResult::kSlotClosed,
                                                  AttemptResult::kLimit,
                                                  AttemptResult::kHoldGone,
                                                  AttemptResult::kNotFound,
                                                  AttemptResult::kWrongBirthDate,
                                                  AttemptResult::kRateLimited,
                                                  AttemptResult::kState,
                                                  AttemptResult::kTooEarly,
                                                  AttemptResult::kTooLate,
                                                  AttemptResult::kWrongPort,
                                                  AttemptResult::kCancelled,
                                                  AttemptResult::kSecondUse,
                                                  AttemptResult::kOtherDocument,
                                                  AttemptResult::kSealBadSignature,
                                                  AttemptResult::kSealUnknownKey,
                                                  AttemptResult::kSealMalformed,
                                                  AttemptResult::kSealRevoked};
std::string_view AttemptResultName(AttemptResult result);  // "SLOT_FULL"
std::optional<AttemptResult> ParseAttemptResult(std::string_view name);

// Keyed hashes and booking ids only. A party's attempt is one for each person of it where it names documents.
struct BookingAttempt {
  std::uint64_t number = 0;  // the store's, in order of writing
  Instant at{};
  AttemptAct act = AttemptAct::kLookUp;
  AttemptResult result = AttemptResult::kOk;
  std::string contact_hash{};  // 32 bytes or empty
  std::string document{};      // pseudonym of the document shown, 32 bytes or empty
  std::string subject{};       // kUse: booking id (UUID); else keyed hash of the reference, 32 bytes; or empty
  friend bool operator==(const BookingAttempt&, const BookingAttempt&) = default;
};

// What points to abuse. Never a ground to refuse a crossing.
enum class AbuseSignal { kManyDocumentsOneContact, kManyAttemptsOneSeal, kSerialNoShows };
inline constexpr std::array kAllAbuseSignals = {AbuseSignal::kManyDocumentsOneContact,
                                                AbuseSignal::kManyAttemptsOneSeal, AbuseSignal::kSerialNoShows};
std::string_view AbuseSignalName(AbuseSignal signal);  // "SERIAL_NO_SHOWS"
std::optional<AbuseSignal> ParseAbuseSignal(std::string_view name);

// How often, of whom: a contact's hash, a booking id (UUID), a document's pseudonym, by the order of the signals.
struct AbuseCount {
  std::string subject{};
  int count = 0;
  Instant first_at{};
  Instant last_at{};
  friend bool operator==(const AbuseCount&, const AbuseCount&) = default;
};

}  // namespace clearance
