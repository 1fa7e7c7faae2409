#include "services/booking/record_look.h"

#include "common/wire/record_viewed.h"
#include "services/derivation/derive.h"

namespace clearance {

LookScope& LookScope::Add(std::string_view name, std::string_view value) {
  if (!value.empty()) text_.append(text_.empty() ? "" : " ").append(name).append("=").append(value);
  return *this;
}

LookScope& LookScope::AddTimes(Instant from, Instant to) {
  return Add("from", FormatInstant(from)).Add("to", FormatInstant(to));
}

Status RecordLook(Transaction& t, const BookingLook& look, Instant now) {
  return RecordEntry(t,
                     {.log = std::string(kCentreLog),
                      .kind = EntryKind::kRecordViewed,
                      .event_time = now,
                      .record_time = now,
                      .traveller = "",
                      .request_id = "",
                      .lane_id = "",
                      .body = RecordViewedBody(
                          {.act = look.act, .viewer = look.viewer, .reason = look.reason, .scope = look.scope.text()})})
      .status();
}

}  // namespace clearance
