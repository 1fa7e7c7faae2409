#include "common/wire/settings_bodies.h"

#include "common/wire/ledger_reading.h"

namespace clearance {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::uint64_t kRuleBookItems = 5;
constexpr std::uint64_t kServiceLevelItems = 4;
constexpr std::int64_t kLevelOrderVersion = 2;
constexpr std::uint64_t kLevelOrderItems = 7;
constexpr std::uint64_t kMostApprovers = 2;

}  // namespace

std::string RuleBookChangeBody(const RuleBookChange& change) {
  CborWriter out;
  out.Array(kRuleBookItems).Int(kVersion).Text(change.version);
  out.Int(change.effective_from.time_since_epoch().count()).Text(change.text).Array(change.approved_by.size());
  for (const std::string& name : change.approved_by) out.Text(name);
  return out.Take();
}

StatusOr<RuleBookChange> ReadRuleBookChangeBody(std::string_view body) {
  CborReader in(body);
  RuleBookChange change;
  RETURN_IF_ERROR(ExpectArray(in, kRuleBookItems));
  RETURN_IF_ERROR(ExpectVersion(in, kVersion));
  ASSIGN_OR_RETURN(change.version, in.Text());
  ASSIGN_OR_RETURN(change.effective_from, ReadDate(in));
  ASSIGN_OR_RETURN(change.text, in.Text());
  ASSIGN_OR_RETURN(const std::uint64_t approvers, in.Array());
  if (approvers > kMostApprovers) return Malformed("an array has another number of items");
  for (std::uint64_t i = 0; i < approvers; ++i) {
    ASSIGN_OR_RETURN(std::string name, in.Text());
    change.approved_by.push_back(std::move(name));
  }
  RETURN_IF_ERROR(in.Finish());
  return change;
}

std::string ServiceLevelChangeBody(const ServiceLevelChange& change) {
  CborWriter out;
  out.Array(change.order ? kLevelOrderItems : kServiceLevelItems).Int(change.order ? kLevelOrderVersion : kVersion);
  out.Text(change.before ? ServiceLevelName(*change.before) : "").Text(ServiceLevelName(change.after));
  out.Text(change.gate_id);
  if (change.order) out.Text(change.order->author).Text(change.order->ground).Text(change.order->confirmed_by);
  return out.Take();
}

StatusOr<ServiceLevelChange> ReadServiceLevelChangeBody(std::string_view body) {
  CborReader in(body);
  ServiceLevelChange change;
  ASSIGN_OR_RETURN(const std::uint64_t items, in.Array());
  const bool ordered = items == kLevelOrderItems;
  if (!ordered && items != kServiceLevelItems) return Malformed("an array has another number of items");
  RETURN_IF_ERROR(ExpectVersion(in, ordered ? kLevelOrderVersion : kVersion));
  ASSIGN_OR_RETURN(change.before, ReadOptionalName(in, ParseServiceLevel));
  ASSIGN_OR_RETURN(change.after, ReadName(in, ParseServiceLevel));
  ASSIGN_OR_RETURN(change.gate_id, in.Text());
  if (ordered) {
    LevelOrderedBy& order = change.order.emplace();
    ASSIGN_OR_RETURN(order.author, in.Text());
    ASSIGN_OR_RETURN(order.ground, in.Text());
    ASSIGN_OR_RETURN(order.confirmed_by, in.Text());
  }
  RETURN_IF_ERROR(in.Finish());
  return change;
}

}  // namespace clearance
