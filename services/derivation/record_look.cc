#include "services/derivation/record_look.h"

#include "services/derivation/derive.h"

namespace clearance {

Status RecordLook(Transaction& t, const RecordViewed& viewed, const std::string& traveller, Instant now) {
  return RecordEntry(t, {.log = std::string(kCentreLog),
                         .kind = EntryKind::kRecordViewed,
                         .event_time = now,
                         .record_time = now,
                         .traveller = traveller,
                         .request_id = "",
                         .lane_id = "",
                         .body = RecordViewedBody(viewed)})
      .status();
}

}  // namespace clearance
