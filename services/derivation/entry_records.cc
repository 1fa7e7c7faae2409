#include "services/derivation/entry_records.h"

#include "common/base/error_reasons.h"
#include "common/wire/ledger_bodies.h"

namespace clearance {
namespace {

// What an entry says of its lane.
void AddLane(const LedgerEntry& entry, LaneProfile& lane) {
  lane.lane_id = entry.lane_id;
  lane.port = entry.log;
}

}  // namespace

Status UnreadableBody(const StoredEntry& stored, const Status& status) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
               "position " + std::to_string(stored.position) + ": " + MessageOf(status));
}

StatusOr<DecisionRecord> DecisionOf(const StoredEntry& stored) {
  auto record = ReadDecisionBody(stored.entry.body);
  if (!record.ok()) return UnreadableBody(stored, record.status());
  AddLane(stored.entry, record->request.lane);
  record->request.request_id = stored.entry.request_id;
  record->request.observed_at = stored.entry.event_time;
  record->answer.position = stored.position;
  record->answer.decision.decided_at = stored.entry.record_time;
  return record;
}

StatusOr<PassageRecord> PassageOf(const StoredEntry& stored) {
  auto record = ReadPassageBody(stored.entry.body);
  if (!record.ok()) return UnreadableBody(stored, record.status());
  AddLane(stored.entry, record->passage.lane);
  record->passage.request_id = stored.entry.request_id;
  record->passage.passed_at = stored.entry.event_time;
  return record;
}

StatusOr<Abandonment> AbandonmentOf(const StoredEntry& stored) {
  auto abandonment = ReadAbandonmentBody(stored.entry.body);
  if (!abandonment.ok()) return UnreadableBody(stored, abandonment.status());
  abandonment->request_id = stored.entry.request_id;
  abandonment->at = stored.entry.event_time;
  return abandonment;
}

}  // namespace clearance
