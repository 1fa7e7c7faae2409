#include "gate-agent/agent/journal_record.h"

#include "common/wire/decision_wire.h"
#include "gate-agent/link/record.h"

namespace clearance {
namespace {

constexpr int kVersion = 1;
constexpr int kWithInspectionVersion = 2;  // the same, and then the document's inspection

Inspection* InspectionOf(std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (finding.check == CheckKind::kDocument) return &finding.inspection;
  }
  return nullptr;
}

}  // namespace

void Fields(auto& record, MaybeConst<CrossingIds> auto& value) {
  record(value.crossing_id, value.decision_request_ids, value.report_request_id);
}

void Fields(auto& record, MaybeConst<PendingCheck> auto& value) { record(value.check, value.deadline); }

// Everything but the decision, which has a form of its own.
void Fields(auto& record, MaybeConst<CrossingInHand> auto& value) {
  record(value.ids, value.profile, value.level, value.document, value.booking_id, value.findings, value.pending,
         value.round, value.entered, value.capture_held, value.decisions_asked, value.referral_id, value.resolution,
         value.ending);
}

std::string EncodeJournal(const LaneState& state) {
  if (!PersonInside(state) || !state.crossing) return "";
  std::optional<std::string> decision;
  if (state.crossing->decision) decision = EncodeDecideAnswer({.decision = *state.crossing->decision});
  const Inspection* inspection = FindInspection(state.crossing->findings);
  RecordWriter record;
  record(inspection != nullptr ? kWithInspectionVersion : kVersion, *state.crossing, decision, state.closed_in_since);
  if (inspection != nullptr) record(*inspection);
  return record.Take();
}

StatusOr<JournalRecord> DecodeJournal(std::string_view bytes) {
  JournalRecord journal;
  std::optional<std::string> decision;
  int version = 0;
  RecordReader record(bytes);
  record(version, journal.crossing, decision, journal.closed_in_since);
  Inspection inspection;
  if (version == kWithInspectionVersion) {
    record(inspection);
    if (Inspection* kept = InspectionOf(journal.crossing.findings)) {
      *kept = std::move(inspection);
    } else {
      record.Fail();
    }
  } else if (version != kVersion) {
    record.Fail();
  }
  RETURN_IF_ERROR(record.Finish());
  if (decision) {
    ASSIGN_OR_RETURN(DecideAnswer answer, DecodeDecideAnswer(*decision));
    journal.crossing.decision = std::move(answer.decision);
  }
  return journal;
}

}  // namespace clearance
