#include "services/fleet/level_desk.h"

#include <optional>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/domain/service_level.h"
#include "common/wire/settings_bodies.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"
#include "services/derivation/two_person_call.h"
#include "services/fleet/lane_reports.h"

namespace clearance {
namespace {

constexpr std::string_view kRpc = "FleetService.SetServiceLevel";

// All that is asked for: none of these fields can hold a zero byte.
std::string ContentOf(const LevelOrder& order) {
  std::string bytes = order.port;
  for (const std::string_view part :
       {std::string_view(order.lane_id), ServiceLevelName(order.level), std::string_view(order.ground)}) {
    bytes.append(1, '\0').append(part);
  }
  return Sha256(bytes);
}

// Until an order is carried out the lane is at both: the level it reports and the one it is to take up.
Standing StandingOf(const LaneStatus& lane, ServiceLevel level) {
  const ServiceLevel reported = lane.report.level;
  const ServiceLevel ordered = lane.ordered_level.value_or(reported);
  return {.state = std::string(ServiceLevelName(reported)) + '/' + std::string(ServiceLevelName(ordered)),
          .takes_two = !LeavesMoreToPeople(reported, level) || !LeavesMoreToPeople(ordered, level)};
}

StatusOr<std::uint64_t> RecordOrder(Transaction& t, const LaneStatus& lane, const LevelOrder& order,
                                    const Persons& persons, Instant now) {
  const ServiceLevelChange change{
      .before = lane.report.level,
      .after = order.level,
      .gate_id = lane.gate_id,
      .order = LevelOrderedBy{.author = persons.author, .ground = order.ground, .confirmed_by = persons.confirmed_by}};
  return RecordEntry(t, {.log = order.port,
                         .kind = EntryKind::kServiceLevelChange,
                         .event_time = now,
                         .record_time = now,
                         .traveller = {},
                         .request_id = order.request_id,
                         .lane_id = order.lane_id,
                         .body = ServiceLevelChangeBody(change)});
}

}  // namespace

void LevelDesk::Set(const LevelOrder& order, const std::string& officer, OnOrdered done) {
  TransactFor<std::uint64_t>(
      store_, [this, order, officer](Transaction& t) { return SetIn(t, order, officer); }, std::move(done));
}

StatusOr<std::uint64_t> LevelDesk::SetIn(Transaction& t, const LevelOrder& order, const std::string& officer) const {
  const TwoPersonCall call{.rpc = std::string(kRpc),
                           .request_id = order.request_id,
                           .proposal_request_id = order.proposal_request_id,
                           .content = ContentOf(order),
                           .by = officer};
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), call.request_id, call.rpc, BodyHashOf(call)));
  if (replay) return replay->position;
  ASSIGN_OR_RETURN(std::optional<LaneStatus> lane, t.lanes().Find(order.port, order.lane_id));
  if (!lane) return Error(StatusCode::kNotFound, error_reason::kNotFound, "no such lane has ever reported");
  const bool confirms = !order.proposal_request_id.empty();
  const bool is_there = lane->report.level == order.level && lane->ordered_level.value_or(order.level) == order.level;
  if (is_there && !confirms) return InvalidField("level", "is the one the lane works at");
  const Instant now = clock_.Now();
  ASSIGN_OR_RETURN(const std::optional<Persons> persons, PersonsFor(t, call, StandingOf(*lane, order.level), now));
  if (!persons) return std::uint64_t{0};
  ASSIGN_OR_RETURN(const std::uint64_t position, RecordOrder(t, *lane, order, *persons, now));
  lane->ordered_level = order.level;
  RETURN_IF_ERROR(t.lanes().Put(*lane).status());
  RETURN_IF_ERROR(SendLevel(t, *lane, now));
  RETURN_IF_ERROR(t.requests().Put({.request_id = call.request_id,
                                    .rpc = call.rpc,
                                    .body_hash = BodyHashOf(call),
                                    .response = "",
                                    .position = position,
                                    .forget_on = ForgetOn(now)}));
  return position;
}

}  // namespace clearance
