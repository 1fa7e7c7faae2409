// Wire: any bytes as a message of each request a client can send. They are refused with INVALID_ARGUMENT, or what is
// made of them says the same when it is sent and read once more, and has canonical bytes.
#include <google/protobuf/stubs/logging.h>

#include "common/base/cbor.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/wire/booking_bytes.h"
#include "common/wire/booking_wire.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/fleet_wire.h"
#include "common/wire/hold_bytes.h"
#include "common/wire/hold_wire.h"
#include "common/wire/ledger_bytes.h"
#include "common/wire/review_wire.h"
#include "common/wire/stay_wire.h"
#include "tests/fuzz/targets.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

// What a client sends carries at most this; the server refuses larger ones unread.
constexpr std::size_t kMaxErrorBytes = 512;

void CheckRefusal(const Status& status) {
  CHECK(status.code() == StatusCode::kInvalidArgument);
  const std::string reason = ReasonOf(status);
  CHECK(reason == error_reason::kInvalidField || reason == error_reason::kPageTokenInvalid);
  CHECK((reason == error_reason::kInvalidField) == !FieldOf(status).empty());
  CHECK(MessageOf(status).size() < kMaxErrorBytes);
}

// One array of canonical bytes begins here.
void CheckBytes(const std::string& bytes) { CHECK(CborReader(bytes).Array().ok()); }

// The message's value, when it has one that survives a second journey.
template <typename Message>
auto ReadTwice(std::string_view input) -> std::optional<typename decltype(FromProto(Message()))::value_type> {
  Message message;
  if (!message.ParseFromArray(input.data(), static_cast<int>(input.size()))) return std::nullopt;
  auto value = FromProto(message);
  if (!value.ok()) {
    CheckRefusal(value.status());
    return std::nullopt;
  }
  Message again;
  ToProto(*value, &again);
  const auto back = FromProto(again);
  CHECK(back.ok() && *back == *value);
  return *std::move(value);
}

// The same for messages that only clients send.
template <typename Message>
void ReadOnce(std::string_view input) {
  Message message;
  if (!message.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  const auto value = FromProto(message);
  if (!value.ok()) CheckRefusal(value.status());
}

// An answer the gate reads; and the bytes a store keeps of it.
void ReadAnswer(std::string_view input) {
  const auto answer = ReadTwice<v1::DecideCrossingResponse>(input);
  const auto kept = DecodeDecideAnswer(input);
  CHECK(kept.ok() == answer.has_value());
  if (!answer) return;
  CHECK(*kept == *answer);
  CheckBytes(DecisionBody(SampleCrossing(), *answer, answer->position >> 1));
}

void ReadCommand(std::string_view input) {
  v1::LaneCommand message;
  if (!message.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  const auto command = FromProto(message, "gate-1");
  if (!command.ok()) CheckRefusal(command.status());
}

// A party to be booked: nobody is named twice, minors have an adult of the party, and the call has canonical bytes.
void ReadParty(std::string_view input) {
  v1::CreateBookingRequest message;
  if (!message.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  const auto request = FromProto(message);
  if (!request.ok()) return CheckRefusal(request.status());
  CHECK(!request->persons.empty() && request->persons.size() <= static_cast<std::size_t>(kMaxPartySize));
  for (const BookingPerson& person : request->persons) {
    if (!person.guardian) continue;
    CHECK(!request->persons.at(static_cast<std::size_t>(*person.guardian)).guardian);
  }
  CheckBytes(RequestBytes(*request, std::vector<std::string>(request->persons.size(), "fingerprint"), "contact"));
}

// An order of an authority: what it asks for has canonical bytes, and its words are read back.
void ReadOrder(std::string_view input) {
  v1::PutHoldRequest message;
  if (!message.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  const auto order = FromProto(message);
  if (!order.ok()) return CheckRefusal(order.status());
  Hold hold = SampleHold();
  hold.terms = order->terms;
  hold.ground = order->ground;
  CheckBytes(HoldContentBytes(hold, order->text));
  CHECK(*ReadHoldTextBytes(HoldTextBytes(order->text)) == order->text);
  const HoldChange change{.act = HoldAct::kPut, .hold_id = kSampleId, .author = "a-1", .put = hold};
  const auto read = ReadHoldChangeBody(HoldChangeBody(change));
  CHECK(read.ok() && read->put == hold);
}

void Run(std::string_view input) {
  if (const auto crossing = ReadTwice<v1::DecideCrossingRequest>(input)) {
    CheckBytes(RequestBytes(*crossing, "fingerprint"));
    CheckBytes(DecisionBody(*crossing, SampleAnswer(), 1));
  }
  if (const auto passage = ReadTwice<v1::ReportPassageRequest>(input)) {
    CheckBytes(RequestBytes(*passage, "fingerprint"));
    CheckBytes(PassageBody(*passage, {}));
  }
  if (const auto abandonment = ReadTwice<v1::ReportAbandonmentRequest>(input)) {
    CheckBytes(RequestBytes(*abandonment, "fingerprint"));
    CheckBytes(AbandonmentBody(*abandonment));
  }
  ReadTwice<v1::GetStayRequest>(input);
  ReadTwice<v1::CheckPlanRequest>(input);
  ReadTwice<v1::LaneReport>(input);
  ReadAnswer(input);
  ReadCommand(input);
  ReadOnce<v1::ListSlotsRequest>(input);
  ReadOnce<v1::HoldSlotRequest>(input);
  ReadParty(input);
  ReadOnce<v1::GetBookingRequest>(input);
  ReadOnce<v1::MoveBookingRequest>(input);
  ReadOnce<v1::CancelBookingRequest>(input);
  ReadOnce<v1::CloseDayRequest>(input);
  ReadOnce<v1::ListBookingsRequest>(input);
  ReadOnce<v1::ListAttemptsRequest>(input);
  ReadOnce<v1::ListAbuseRequest>(input);
  ReadOnce<v1::ListReferralsRequest>(input);
  ReadOnce<v1::ResolveReferralRequest>(input);
  ReadOnce<v1::LiftHoldRequest>(input);
  ReadOnce<v1::ListHoldsRequest>(input);
  ReadOnce<v1::WatchHoldsRequest>(input);
  ReadOrder(input);
  ReadOnce<v1::LinkDocumentsRequest>(input);
  ReadOnce<v1::CorrectRecordRequest>(input);
  ReadOnce<v1::SetServiceLevelRequest>(input);
}

template <typename Message, typename Value>
std::string Sent(const Value& value) {
  Message message;
  ToProto(value, &message);
  return message.SerializeAsString();
}

std::vector<std::string> Seeds() {
  v1::CreateBookingRequest create;
  create.set_request_id(kSampleId);
  create.set_port("KHORGOS");
  create.set_lane_group("icbc-kaz");
  ToProto(SampleBooking().slot.movement, create.mutable_movement());
  create.mutable_starts_at()->set_seconds(1'790'035'200);
  ToProto(SampleDocument(), create.add_persons()->mutable_document());
  *create.add_persons() = create.persons(0);
  create.mutable_persons(1)->mutable_document()->set_number("N2");
  create.mutable_persons(1)->set_guardian(0);
  create.set_contact("+77011234567");
  create.set_language("ru");
  v1::CancelBookingRequest cancel;
  cancel.set_request_id(kSampleId);
  cancel.set_reference("abcd2345");
  ToProto(SampleDocument().birth_date, cancel.mutable_birth_date());
  v1::ResolveReferralRequest resolve;
  resolve.set_request_id(kSampleId);
  resolve.set_referral_id(kSampleOtherId);
  resolve.set_resolution(v1::RESOLUTION_ADMIT);
  resolve.set_ground("лицо сверено");
  v1::PutHoldRequest put;
  put.set_request_id(kSampleId);
  put.set_hold_id(kSampleThirdId);
  v1::HoldOrder& order = *put.mutable_order();
  order.set_kind(v1::HOLD_KIND_EXIT_BAN);
  ToProto(SampleHold().terms.scope, order.mutable_scope());
  ToProto(kSampleInstant, order.mutable_valid_from());
  order.set_visibility(v1::HOLD_VISIBILITY_SUPERVISOR);
  order.set_ground("court order");
  order.mutable_name()->set_primary_identifier("SAMPLE");
  ToProto(SampleDocument().birth_date, order.mutable_name()->mutable_birth_date());
  order.set_instructions("позвоните 102");
  v1::LinkDocumentsRequest link;
  link.set_request_id(kSampleId);
  link.mutable_document()->set_issuing_state("KAZ");
  link.mutable_document()->set_number("N2");
  *link.mutable_earlier_document() = link.document();
  link.mutable_earlier_document()->set_number("N1");
  link.set_ground("both passports seen");
  v1::CorrectRecordRequest correct;
  correct.set_request_id(kSampleId);
  *correct.mutable_document() = link.document();
  correct.set_territory(v1::TERRITORY_CHN);
  correct.set_concerns_position(7);
  correct.set_act(v1::RECORD_ACT_CORRECTION);
  ToProto(SampleDocument().birth_date, correct.mutable_record()->mutable_entry());
  correct.mutable_record()->set_basis(v1::STAY_BASIS_VISA);
  correct.mutable_record()->set_entered_from(v1::TERRITORY_KAZ);
  correct.mutable_record()->set_nationality("KAZ");
  correct.mutable_record()->set_provenance(v1::PROVENANCE_STAMP);
  correct.set_ground("the stamp says so");
  v1::SetServiceLevelRequest level;
  level.set_request_id(kSampleId);
  level.set_port("KHORGOS");
  level.set_lane_id("gate-1/a");
  level.set_level(v1::SERVICE_LEVEL_MANUAL);
  level.set_ground("the scanner smokes");
  return {link.SerializeAsString(),
          correct.SerializeAsString(),
          level.SerializeAsString(),
          Sent<v1::LaneCommand>(SampleLevelCommand()),
          Sent<v1::DecideCrossingRequest>(SampleCrossing()),
          Sent<v1::ReportPassageRequest>(SamplePassage()),
          Sent<v1::ReportAbandonmentRequest>(SampleAbandonment()),
          Sent<v1::GetStayRequest>(SampleStayQuery()),
          Sent<v1::CheckPlanRequest>(SamplePlanQuery()),
          Sent<v1::LaneReport>(SampleReport()),
          Sent<v1::DecideCrossingResponse>(SampleAnswer()),
          Sent<v1::LaneCommand>(SampleCommand()),
          create.SerializeAsString(),
          cancel.SerializeAsString(),
          resolve.SerializeAsString(),
          put.SerializeAsString()};
}

}  // namespace

FuzzTarget WireTarget() {
  google::protobuf::SetLogHandler(nullptr);  // it has a line for every text that is no UTF-8
  return {"wire", Run, Seeds};
}

}  // namespace clearance
