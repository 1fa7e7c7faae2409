#include "services/booking/booking_call.h"

#include "common/wire/booking_bytes.h"
#include "services/derivation/derive.h"

namespace clearance {
namespace {

constexpr char kTakenBackUrl[] = "clearance/taken_back";

Status TakenBack() {
  Status status(StatusCode::kCancelled, "the call only validates");
  status.SetPayload(kTakenBackUrl, {});
  return status;
}

}  // namespace

bool IsTakenBack(const Status& status) { return status.GetPayload(kTakenBackUrl).has_value(); }

StatusOr<std::optional<RequestRecord>> BookingCall::Replay() {
  ASSIGN_OR_RETURN(auto found, FindReplay(t_.requests(), terms_.request_id, terms_.rpc, terms_.body_hash));
  replays_ = found.has_value();
  return found;
}

Status BookingCall::Refuse(AttemptResult result, Status why) {
  result_ = result;
  return why;
}

Status BookingCall::RefuseLookUp(AttemptResult result, Status why) {
  look_up_failed_ = true;
  return Refuse(result, std::move(why));
}

Status BookingCall::Record(const BookingChange& change, const std::string& port, const std::string& traveller) {
  ASSIGN_OR_RETURN(position_, RecordEntry(t_, {.log = port,
                                               .kind = EntryKind::kBookingChange,
                                               .event_time = now_,
                                               .record_time = now_,
                                               .traveller = traveller,
                                               .request_id = terms_.request_id,
                                               .lane_id = "",
                                               .body = BookingBody(change)}));
  return OkStatus();
}

Status BookingCall::Remember(std::string response) {
  return t_.requests().Put({.request_id = terms_.request_id,
                            .rpc = terms_.rpc,
                            .body_hash = terms_.body_hash,
                            .response = std::move(response),
                            .position = position_,
                            .forget_on = ForgetOn(now_)});
}

Status BookingCall::Conclude() {
  if (terms_.validate_only && !look_up_failed_) return TakenBack();
  return terms_.act && !replays_ ? KeepAttempt() : OkStatus();
}

Status BookingCall::KeepAttempt() {
  BookingAttempt attempt{.at = now_,
                         .act = look_up_failed_ ? AttemptAct::kLookUp : *terms_.act,
                         .result = result_,
                         .contact_hash = contact_hash_,
                         .subject = reference_hash_};
  if (documents_.empty()) return t_.booking_attempts().Add(attempt);
  for (const std::string& document : documents_) {
    attempt.document = document;
    RETURN_IF_ERROR(t_.booking_attempts().Add(attempt));
  }
  return OkStatus();
}

}  // namespace clearance
