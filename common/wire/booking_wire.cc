#include "common/wire/booking_wire.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>

#include "common/base/uuid_bytes.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr int kDefaultSlotPage = 96;  // one day of quarter hours
constexpr int kMaxSlotPage = 3'000;
static_assert(kMaxSlotPage > 31 * kDefaultSlotPage, "the longest time that can be asked about is one page");
constexpr int kDefaultListPage = 100;
constexpr int kDefaultClosurePage = 100;
constexpr std::array<int, kAllAbuseSignals.size()> kSuspiciousFrom = {10, 5, 3};  // documents, uses, no-shows
constexpr std::uint64_t kMaxTokenMs = 7'258'118'400'000;                          // 2200-01-01T00:00:00Z
constexpr std::size_t kReferenceLength = 8;
constexpr std::size_t kMaxPortCharacters = 32;
constexpr std::ptrdiff_t kFewestDigits = 5;

std::string ElementOf(std::string_view list, int index, std::string_view member = "") {
  std::string name(list);
  name.append("[").append(std::to_string(index)).append("]");
  return member.empty() ? name : name.append(".").append(member);
}

// What every writing call has.
template <typename Message, typename Request>
Status ReadCall(const Message& message, Request& request) {
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  request.request_id = message.request_id();
  request.validate_only = message.validate_only();
  return OkStatus();
}

template <typename Message>
StatusOr<std::string> PortFrom(const Message& message) {
  RETURN_IF_ERROR(RequireUpper(message.port(), kMaxPortCharacters, "-", "port"));
  return message.port();
}

// Empty: any, or that which was meant before.
template <typename Message>
StatusOr<std::string> OptionalLaneGroupFrom(const Message& message) {
  if (!message.lane_group().empty()) RETURN_IF_ERROR(RequireSlug(message.lane_group(), "lane_group"));
  return message.lane_group();
}

// Empty: none.
template <typename Message>
StatusOr<std::string> HoldIdFrom(const Message& message) {
  RETURN_IF_ERROR(OptionalUuid(message.hold_id(), "hold_id"));
  return message.hold_id();
}

// The fields that name a lane group and what it moves.
template <typename Message>
StatusOr<SlotKey> SlotKeyFrom(const Message& message) {
  SlotKey key;
  ASSIGN_OR_RETURN(key.port, PortFrom(message));
  RETURN_IF_ERROR(RequireSlug(message.lane_group(), "lane_group"));
  key.lane_group = message.lane_group();
  REQUIRE_FIELD(message, movement);
  CONVERT_FIELD(key.movement, FromProto(message.movement()), "movement");
  return key;
}

template <typename Message>
StatusOr<Instant> SlotStartFrom(const Message& message) {
  REQUIRE_FIELD(message, starts_at);
  ASSIGN_OR_RETURN(const Instant starts_at, FromProto(message.starts_at(), "starts_at"));
  if (starts_at.time_since_epoch() % kSlotLength != Duration(0))
    return InvalidField("starts_at", "is not the beginning of a quarter of an hour");
  return starts_at;
}

// The slot that a call is for.
template <typename Message>
StatusOr<SlotKey> SlotFrom(const Message& message) {
  ASSIGN_OR_RETURN(SlotKey slot, SlotKeyFrom(message));
  ASSIGN_OR_RETURN(slot.starts_at, SlotStartFrom(message));
  return slot;
}

template <typename Message>
StatusOr<BookingLookup> LookupFrom(const Message& message) {
  BookingLookup lookup;
  for (const char c : message.reference())
    lookup.reference += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  RETURN_IF_ERROR(RequireUpper(lookup.reference, kReferenceLength, "", "reference"));
  if (lookup.reference.size() != kReferenceLength) return InvalidField("reference", "has 8 characters");
  REQUIRE_FIELD(message, birth_date);
  ASSIGN_OR_RETURN(lookup.birth_date, FromProto(message.birth_date(), "birth_date"));
  return lookup;
}

StatusOr<Quota> QuotaFrom(v1::BookingQuota quota) {
  if (quota == v1::BOOKING_QUOTA_UNSPECIFIED) return Quota::kGeneral;
  return FromProtoEnum<Quota>(quota, "quota");
}

StatusOr<int> PlacesFrom(int places) {
  if (places == 0) return 1;
  if (places < 1 || places > kMaxPartySize)
    return InvalidField("places", "must be 1 to " + std::to_string(kMaxPartySize));
  return places;
}

// A value of a filter; absent when it is not stated.
template <typename Domain>
StatusOr<std::optional<Domain>> FilterFrom(typename ProtoTwin<Domain>::Proto value, std::string_view field) {
  if (static_cast<int>(value) == 0) return std::optional<Domain>();
  ASSIGN_OR_RETURN(const Domain domain, FromProtoEnum<Domain>(value, field));
  return std::optional<Domain>(domain);
}

// `from` and `to` of a query.
template <typename Message>
StatusOr<std::pair<Instant, Instant>> TimesFrom(const Message& message) {
  REQUIRE_FIELD(message, from);
  ASSIGN_OR_RETURN(const Instant from, FromProto(message.from(), "from"));
  REQUIRE_FIELD(message, to);
  ASSIGN_OR_RETURN(const Instant to, FromProto(message.to(), "to"));
  if (to <= from) return InvalidField("to", "must be later than `from`");
  return std::pair(from, to);
}

// What every look of an officer has: why, at which times, how many at once.
template <typename Message, typename Query>
Status ReadLook(const Message& message, Query& query) {
  RETURN_IF_ERROR(RequireGround(message.reason(), "reason"));
  query.reason = message.reason();
  ASSIGN_OR_RETURN(const auto times, TimesFrom(message));
  std::tie(query.from, query.to) = times;
  ASSIGN_OR_RETURN(query.page_size, PageSize(message.page_size(), kDefaultListPage, "page_size"));
  return OkStatus();
}

Status CheckWithinAMonth(Instant from, Instant to) {
  return to - from > kMaxSlotQuery ? InvalidField("to", "is more than 31 days after `from`") : OkStatus();
}

// "milliseconds.id"; what the id may be is the list's to say.
StatusOr<std::optional<PageAfter>> PageAfterFrom(const std::string& token, bool (*is_id)(std::string_view)) {
  if (token.empty()) return std::optional<PageAfter>();
  const std::size_t dot = std::min(token.find('.'), token.size());
  ASSIGN_OR_RETURN(const std::uint64_t at_ms, ParsePageToken(token.substr(0, dot)));
  const std::string id = token.substr(std::min(dot + 1, token.size()));
  if (dot == 0 || !is_id(id) || at_ms > kMaxTokenMs) return InvalidPageToken("was not made by this service");
  return std::optional<PageAfter>(PageAfter{FromUnixMs(static_cast<std::int64_t>(at_ms)), id});
}

bool IsNumber(std::string_view text) { return !text.empty() && ParsePageToken(text).ok(); }
bool IsBookingId(std::string_view text) { return UuidToBytes(text).has_value(); }

Status OptionalHash(const std::string& value, std::string_view field) {
  constexpr std::size_t kHashBytes = 32;
  return value.empty() || value.size() == kHashBytes ? OkStatus() : InvalidField(field, "must have 32 bytes");
}

Status ReadGuardian(const v1::CreateBookingRequest& message, int index, BookingPerson& person) {
  const v1::BookingPerson& sent = message.persons(index);
  if (!sent.has_guardian()) return OkStatus();
  const std::string field = ElementOf("persons", index, "guardian");
  if (sent.guardian() < 0 || sent.guardian() >= message.persons_size())
    return InvalidField(field, "is none of the persons");
  if (sent.guardian() == index || message.persons(sent.guardian()).has_guardian())
    return InvalidField(field, "is no adult");
  person.guardian = sent.guardian();
  return OkStatus();
}

Status ReadPersons(const v1::CreateBookingRequest& message, BookingRequest& request) {
  if (message.persons().empty()) return InvalidField("persons", "is required");
  if (message.persons_size() > kMaxPartySize)
    return InvalidField("persons", "are more than " + std::to_string(kMaxPartySize));
  std::set<std::string> documents;
  for (int i = 0; i < message.persons_size(); ++i) {
    const std::string field = ElementOf("persons", i, "document");
    if (!message.persons(i).has_document()) return InvalidField(field, "is required");
    BookingPerson person;
    CONVERT_FIELD(person.document, FromProto(message.persons(i).document()), field);
    if (!documents.insert(DocumentKey(person.document)).second) return InvalidField(field, "is named twice");
    RETURN_IF_ERROR(ReadGuardian(message, i, person));
    request.persons.push_back(std::move(person));
  }
  const bool has_minor = std::any_of(request.persons.begin(), request.persons.end(),
                                     [](const BookingPerson& person) { return person.guardian.has_value(); });
  if (request.quota == Quota::kFamily && !has_minor) return InvalidField("quota", "is for parties with a minor");
  return OkStatus();
}

Status ReadMembers(const v1::CancelBookingRequest& message, CancelRequest& request) {
  for (int i = 0; i < message.members_size(); ++i) {
    const int member = message.members(i);
    const bool twice = std::find(request.members.begin(), request.members.end(), member) != request.members.end();
    if (twice || i >= kMaxPartySize) return InvalidField(ElementOf("members", i), "is named twice");
    if (member < 0 || member >= kMaxPartySize)
      return InvalidField(ElementOf("members", i), "must be 0 to " + std::to_string(kMaxPartySize - 1));
    request.members.push_back(member);
  }
  return OkStatus();
}

void FillSlot(Instant starts_at, v1::Slot* out) {
  ToProto(starts_at, out->mutable_starts_at());
  ToProto(starts_at + kSlotLength, out->mutable_ends_at());
}

}  // namespace

std::string MakePageToken(const PageAfter& after) { return std::to_string(ToUnixMs(after.at)) + "." + after.id; }

StatusOr<std::string> ContactForm(std::string_view text, std::string_view field) {
  RETURN_IF_ERROR(OptionalText(text, kMaxContactCharacters, field));
  if (text.empty()) return std::string();
  std::string form;
  const bool mail = text.find('@') != std::string_view::npos;
  for (const char c : text) {
    if (!mail && std::string_view(" -()").find(c) != std::string_view::npos) continue;
    form += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (mail) return form;
  const auto digits = std::count_if(form.begin(), form.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto others = static_cast<std::ptrdiff_t>(form.size()) - digits - (form.starts_with('+') ? 1 : 0);
  if (others > 0 || digits < kFewestDigits)
    return InvalidField(field, "is neither a telephone number nor an e-mail address");
  return form;
}

StatusOr<SlotQuery> FromProto(const v1::ListSlotsRequest& message) {
  SlotQuery query;
  ASSIGN_OR_RETURN(query.first, SlotKeyFrom(message));
  ASSIGN_OR_RETURN(const auto times, TimesFrom(message));
  std::tie(query.first.starts_at, query.to) = times;
  RETURN_IF_ERROR(CheckWithinAMonth(query.first.starts_at, query.to));
  ASSIGN_OR_RETURN(query.page_size, PageSize(message.page_size(), kDefaultSlotPage, "page_size", kMaxSlotPage));
  ASSIGN_OR_RETURN(const std::uint64_t after, ParsePageToken(message.page_token()));
  if (after > static_cast<std::uint64_t>(ToUnixMs(query.to)))
    return InvalidField("page_token", "is past the end of the time asked about");
  query.after = FromUnixMs(static_cast<std::int64_t>(after));
  ASSIGN_OR_RETURN(query.quota, QuotaFrom(message.quota()));
  ASSIGN_OR_RETURN(query.places, PlacesFrom(message.places()));
  return query;
}

StatusOr<SlotHoldRequest> FromProto(const v1::HoldSlotRequest& message) {
  SlotHoldRequest request;
  RETURN_IF_ERROR(ReadCall(message, request));
  ASSIGN_OR_RETURN(request.slot, SlotFrom(message));
  ASSIGN_OR_RETURN(request.places, PlacesFrom(message.places()));
  ASSIGN_OR_RETURN(request.quota, QuotaFrom(message.quota()));
  ASSIGN_OR_RETURN(request.contact, ContactForm(message.contact(), "contact"));
  return request;
}

StatusOr<BookingRequest> FromProto(const v1::CreateBookingRequest& message) {
  BookingRequest request;
  RETURN_IF_ERROR(ReadCall(message, request));
  ASSIGN_OR_RETURN(request.slot, SlotFrom(message));
  ASSIGN_OR_RETURN(request.quota, QuotaFrom(message.quota()));
  RETURN_IF_ERROR(ReadPersons(message, request));
  ASSIGN_OR_RETURN(request.hold_id, HoldIdFrom(message));
  const std::optional<Language> language =
      message.language().empty() ? Language::kEn : ParseLanguage(message.language());
  if (!language) return InvalidField("language", "must be en, zh, kk or ru");
  request.language = *language;
  ASSIGN_OR_RETURN(request.contact, ContactForm(message.contact(), "contact"));
  return request;
}

StatusOr<BookingLookup> FromProto(const v1::GetBookingRequest& message) { return LookupFrom(message); }

StatusOr<MoveRequest> FromProto(const v1::MoveBookingRequest& message) {
  MoveRequest request;
  RETURN_IF_ERROR(ReadCall(message, request));
  ASSIGN_OR_RETURN(request.lookup, LookupFrom(message));
  ASSIGN_OR_RETURN(request.starts_at, SlotStartFrom(message));
  ASSIGN_OR_RETURN(request.lane_group, OptionalLaneGroupFrom(message));
  ASSIGN_OR_RETURN(request.hold_id, HoldIdFrom(message));
  return request;
}

StatusOr<CancelRequest> FromProto(const v1::CancelBookingRequest& message) {
  CancelRequest request;
  RETURN_IF_ERROR(ReadCall(message, request));
  ASSIGN_OR_RETURN(request.lookup, LookupFrom(message));
  RETURN_IF_ERROR(ReadMembers(message, request));
  return request;
}

StatusOr<BookingQuery> FromProto(const v1::ListBookingsRequest& message) {
  BookingQuery query;
  RETURN_IF_ERROR(ReadLook(message, query));
  ASSIGN_OR_RETURN(query.port, PortFrom(message));
  ASSIGN_OR_RETURN(query.lane_group, OptionalLaneGroupFrom(message));
  RETURN_IF_ERROR(CheckWithinAMonth(query.from, query.to));
  ASSIGN_OR_RETURN(query.state, FilterFrom<BookingState>(message.state(), "state"));
  ASSIGN_OR_RETURN(query.after, PageAfterFrom(message.page_token(), IsBookingId));
  return query;
}

StatusOr<ClosureRequest> FromProto(const v1::CloseDayRequest& message) {
  ClosureRequest request;
  RETURN_IF_ERROR(ReadCall(message, request));
  ASSIGN_OR_RETURN(request.port, PortFrom(message));
  REQUIRE_FIELD(message, day);
  ASSIGN_OR_RETURN(request.day, FromProto(message.day(), "day"));
  ASSIGN_OR_RETURN(request.action, FromProtoEnum<ClosureAction>(message.action(), "action"));
  RETURN_IF_ERROR(RequireGround(message.reason(), "reason"));
  request.reason = message.reason();
  ASSIGN_OR_RETURN(request.page_size, PageSize(message.page_size(), kDefaultClosurePage, "page_size", kMaxClosurePage));
  return request;
}

StatusOr<AttemptQuery> FromProto(const v1::ListAttemptsRequest& message) {
  AttemptQuery query;
  RETURN_IF_ERROR(ReadLook(message, query));
  ASSIGN_OR_RETURN(query.act, FilterFrom<AttemptAct>(message.act(), "act"));
  ASSIGN_OR_RETURN(query.result, FilterFrom<AttemptResult>(message.result(), "result"));
  RETURN_IF_ERROR(OptionalHash(message.contact_hash(), "contact_hash"));
  query.contact_hash = message.contact_hash();
  RETURN_IF_ERROR(OptionalHash(message.document_hash(), "document_hash"));
  query.document = message.document_hash();
  RETURN_IF_ERROR(OptionalUuid(message.booking_id(), "booking_id"));
  query.booking_id = message.booking_id();
  ASSIGN_OR_RETURN(query.after, PageAfterFrom(message.page_token(), IsNumber));
  return query;
}

StatusOr<AbuseQuery> FromProto(const v1::ListAbuseRequest& message) {
  AbuseQuery query;
  RETURN_IF_ERROR(ReadLook(message, query));
  ASSIGN_OR_RETURN(query.signal, FromProtoEnum<AbuseSignal>(message.signal(), "signal"));
  query.at_least =
      message.at_least() == 0 ? kSuspiciousFrom[static_cast<std::size_t>(query.signal)] : message.at_least();
  if (query.at_least < 2 || query.at_least > kMaxPageSize)
    return InvalidField("at_least", "must be 2 to " + std::to_string(kMaxPageSize));
  ASSIGN_OR_RETURN(const std::uint64_t skip, ParsePageToken(message.page_token()));
  if (skip >= kMaxPageSize) return InvalidPageToken("was not made by this service");
  query.skip = static_cast<std::size_t>(skip);
  return query;
}

void ToProto(const OpenSlot& slot, v1::Slot* out) {
  FillSlot(slot.starts_at, out);
  out->set_places_left(slot.places_left);
}

void ToProto(const SlotHold& hold, v1::SlotHold* out) {
  out->set_hold_id(hold.hold_id);
  FillSlot(hold.slot.starts_at, out->mutable_slot());
  out->set_places(hold.places);
  out->set_quota(ToProtoEnum(hold.quota));
  ToProto(hold.expires_at, out->mutable_expires_at());
}

void ToProto(const Booking& booking, v1::Booking* out) {
  out->set_booking_id(booking.booking_id);
  out->set_reference(booking.reference);
  out->set_port(booking.slot.port);
  out->set_lane_group(booking.slot.lane_group);
  ToProto(booking.slot.movement, out->mutable_movement());
  FillSlot(booking.slot.starts_at, out->mutable_slot());
  out->set_state(ToProtoEnum(booking.state));
  out->set_member(booking.member);
  if (booking.guardian) out->set_guardian(*booking.guardian);
  out->set_quota(ToProtoEnum(booking.quota));
  out->set_language(std::string(LanguageName(booking.language)));
  out->set_moved_to(booking.moved_to);
}

void ToProto(const DayClosure& closure, v1::DayClosure* out) {
  out->set_port(closure.port);
  ToProto(closure.day, out->mutable_day());
  out->set_reason(closure.reason);
  out->set_closed_by(closure.closed_by);
  ToProto(closure.closed_at, out->mutable_closed_at());
}

void ToProto(const BookingAttempt& attempt, v1::BookingAttempt* out) {
  ToProto(attempt.at, out->mutable_at());
  out->set_act(ToProtoEnum(attempt.act));
  out->set_result(ToProtoEnum(attempt.result));
  out->set_contact_hash(attempt.contact_hash);
  out->set_document_hash(attempt.document);
  if (attempt.act == AttemptAct::kUse) {
    out->set_booking_id(attempt.subject);
  } else {
    out->set_reference_hash(attempt.subject);
  }
}

void ToProto(AbuseSignal signal, const AbuseCount& counted, v1::AbuseCase* out) {
  out->set_signal(ToProtoEnum(signal));
  switch (signal) {
    case AbuseSignal::kManyDocumentsOneContact:
      out->set_contact_hash(counted.subject);
      break;
    case AbuseSignal::kManyAttemptsOneSeal:
      out->set_booking_id(counted.subject);
      break;
    case AbuseSignal::kSerialNoShows:
      out->set_document_hash(counted.subject);
      break;
  }
  out->set_count(counted.count);
  ToProto(counted.first_at, out->mutable_first_at());
  ToProto(counted.last_at, out->mutable_last_at());
}

}  // namespace clearance
