#include "db/memory_views.h"

#include <algorithm>
#include <map>

#include "db/ledger.h"
#include "db/stored_codes.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

constexpr int kOnlyRow = 0;

template <typename Row>
std::optional<Row> CopyOf(const Row* row) {
  if (row == nullptr) return std::nullopt;
  return *row;
}

}  // namespace

StatusOr<std::optional<RequestRecord>> MemoryRequests::Find(std::string_view request_id) const {
  return CopyOf(records_.Find(request_id));
}

Status MemoryRequests::Put(const RequestRecord& record) {
  RETURN_IF_ERROR(ValidateRequestRecord(record));
  if (records_.Find(record.request_id) != nullptr) return RequestIdReused();
  RequestRecord kept = record;
  kept.body_hash.resize(kKeptHashBytes);
  records_.Set(record.request_id, std::move(kept));
  return OkStatus();
}

StatusOr<std::size_t> MemoryRequests::Forget(Date today, std::size_t limit) {
  std::vector<std::pair<Date, std::string>> due;
  for (const auto& [id, record] : records_.rows()) {
    if (record.forget_on && *record.forget_on <= today) due.emplace_back(*record.forget_on, id);
  }
  std::sort(due.begin(), due.end());
  due.resize(std::min(due.size(), BoundedLimit(limit)));
  for (const auto& [day, id] : due) records_.Erase(id);
  return due.size();
}

StatusOr<std::vector<Stay>> MemoryStays::History(std::span<const std::string> documents, Territory territory,
                                                 std::size_t limit) const {
  return HistoryAsOf(documents, territory, UINT64_MAX, limit);
}

StatusOr<std::vector<Stay>> MemoryStays::HistoryAsOf(std::span<const std::string> documents, Territory territory,
                                                     std::uint64_t seen_position, std::size_t limit) const {
  std::vector<TravelRecord> records;
  std::vector<RecordVoid> voids;
  for (const std::string& document : documents) {
    const auto begin = records_.rows().lower_bound(Key(document, territory, Instant::min(), 0));
    const auto end = records_.rows().upper_bound(Key(document, territory, Instant::max(), UINT64_MAX));
    for (auto row = begin; row != end; ++row) {
      if (row->second.position <= seen_position) records.push_back(row->second);
    }
    for (const RecordVoid& made : voids_.Get(Person(document, territory))) {
      if (made.by <= seen_position) voids.push_back(made);
    }
  }
  const auto latest_records = [&](std::size_t count) -> StatusOr<std::vector<TravelRecord>> {
    std::vector<TravelRecord> latest = records;
    KeepLatest(count, latest);
    return latest;
  };
  return LatestStays(BoundedLimit(limit), voids, latest_records);
}

Status MemoryStays::Keep(std::string_view traveller, const TravelRecord& record) {
  RETURN_IF_ERROR(ValidateTraveller(traveller));
  RETURN_IF_ERROR(RecordTerms(record).status());
  records_.Set(Key(traveller, record.stay.territory, record.at, record.position), record);
  return OkStatus();
}

StatusOr<std::optional<TravelRecord>> MemoryStays::FindRecord(std::string_view traveller, Territory territory,
                                                              std::uint64_t position) const {
  std::optional<TravelRecord> found;
  for (const auto& [key, record] : records_.rows()) {
    if (std::get<0>(key) == traveller && std::get<1>(key) == territory && record.position == position) found = record;
  }
  return found;
}

StatusOr<std::vector<RecordVoid>> MemoryStays::VoidsOf(const Person& person, const RecordVoid& record_void,
                                                       Voiding voiding) const {
  RETURN_IF_ERROR(ValidateTraveller(person.first));
  ASSIGN_OR_RETURN(const auto concerned, FindRecord(person.first, person.second, record_void.concerns));
  return VoidsToKeep(record_void, voiding, concerned, voids_.Get(person));
}

Status MemoryStays::CheckVoid(std::string_view traveller, Territory territory, const RecordVoid& record_void,
                              Voiding voiding) const {
  return VoidsOf({std::string(traveller), territory}, record_void, voiding).status();
}

Status MemoryStays::Void(std::string_view traveller, Territory territory, const RecordVoid& record_void,
                         Voiding voiding) {
  const Person person(traveller, territory);
  ASSIGN_OR_RETURN(const std::vector<RecordVoid> keep, VoidsOf(person, record_void, voiding));
  std::vector<RecordVoid> voids = voids_.Get(person);
  voids.insert(voids.end(), keep.begin(), keep.end());
  voids_.Set(person, std::move(voids));
  return OkStatus();
}

Status MemoryStays::RecordEntry(std::string_view traveller, const EntryRecord& record, std::uint64_t position) {
  return Keep(traveller, RecordOf(record, position));
}

Status MemoryStays::RecordExit(std::string_view traveller, const ExitRecord& record, std::uint64_t position) {
  return Keep(traveller, RecordOf(record, position));
}

Status MemoryStays::AddStay(std::string_view traveller, const Stay& stay, Instant at, std::uint64_t position) {
  ASSIGN_OR_RETURN(const TravelRecord record, RecordOf(stay, at, position));
  return Keep(traveller, record);
}

Status MemoryStays::RecordBasisChange(std::string_view traveller, const BasisChange& change, std::uint64_t position) {
  return Keep(traveller, RecordOf(change, position));
}

StatusOr<std::optional<Date>> MemoryStays::CompleteFrom(Territory territory) const {
  return CopyOf(complete_from_.Find(territory));
}

Status MemoryStays::SetCompleteFrom(Territory territory, Date date) {
  complete_from_.Set(territory, date);
  return OkStatus();
}

StatusOr<std::vector<OpenDecision>> MemoryOpenDecisions::FindByTraveller(std::string_view traveller) const {
  std::vector<OpenDecision> found;
  for (const auto& [id, decision] : decisions_.rows()) {
    if (decision.traveller == traveller) found.push_back(decision);
  }
  std::sort(found.begin(), found.end(),
            [](const OpenDecision& a, const OpenDecision& b) { return a.position > b.position; });
  if (found.size() > kMaxOpenDecisionsPerTraveller) found.resize(kMaxOpenDecisionsPerTraveller);
  return found;
}

StatusOr<std::optional<OpenDecision>> MemoryOpenDecisions::FindByRequest(std::string_view request_id) const {
  return CopyOf(decisions_.Find(request_id));
}

StatusOr<std::vector<OpenDecision>> MemoryOpenDecisions::Expired(Instant now, std::size_t limit) const {
  std::vector<OpenDecision> found;
  for (const auto& [id, decision] : decisions_.rows()) {
    if (decision.valid_until <= now) found.push_back(decision);
  }
  std::sort(found.begin(), found.end(), [](const OpenDecision& a, const OpenDecision& b) {
    return std::pair(a.valid_until, a.position) < std::pair(b.valid_until, b.position);
  });
  found.resize(std::min(found.size(), BoundedLimit(limit)));
  return found;
}

Status MemoryOpenDecisions::Put(const OpenDecision& decision) {
  RETURN_IF_ERROR(ValidateTraveller(decision.traveller));
  decisions_.Set(decision.request_id, decision);
  return OkStatus();
}

Status MemoryOpenDecisions::Close(std::string_view request_id) {
  decisions_.Erase(std::string(request_id));
  return OkStatus();
}

StatusOr<std::optional<Referral>> MemoryReferrals::Find(std::string_view referral_id) const {
  return CopyOf(referrals_.Find(referral_id));
}

StatusOr<std::vector<Referral>> MemoryReferrals::FindByDecision(std::string_view decision_request_id) const {
  std::vector<Referral> found;
  for (const auto& [change, id] : by_change_.rows()) {
    const Referral& referral = *referrals_.Find(id);
    if (referral.decision_request_id == decision_request_id && found.size() < kMaxReferralsPerDecision) {
      found.push_back(referral);
    }
  }
  return found;
}

StatusOr<std::vector<Referral>> MemoryReferrals::List(const ReferralFilter& filter,
                                                      const std::optional<ReferralCursor>& after,
                                                      std::size_t limit) const {
  std::vector<Referral> found;
  for (const auto& [id, referral] : referrals_.rows()) {
    if (!Passes(filter, referral)) continue;
    if (after && std::tie(referral.opened_at, id) <= std::tie(after->opened_at, after->referral_id)) continue;
    found.push_back(referral);
  }
  std::sort(found.begin(), found.end(), [](const Referral& a, const Referral& b) {
    return std::tie(a.opened_at, a.referral_id) < std::tie(b.opened_at, b.referral_id);
  });
  found.resize(std::min(found.size(), BoundedLimit(limit)));
  return found;
}

StatusOr<std::vector<Referral>> MemoryReferrals::ChangesSince(std::uint64_t change, std::size_t limit) const {
  std::vector<Referral> found;
  for (auto row = by_change_.rows().upper_bound(change);
       row != by_change_.rows().end() && found.size() < BoundedLimit(limit); ++row) {
    found.push_back(*referrals_.Find(row->second));
  }
  return found;
}

StatusOr<std::uint64_t> MemoryReferrals::LastChange() const { return last_change_.Get(kOnlyRow); }

std::uint64_t MemoryReferrals::Write(Referral referral) {
  const std::uint64_t change = last_change_.Get(kOnlyRow) + 1;
  last_change_.Set(kOnlyRow, change);
  referral.change = change;
  by_change_.Set(change, referral.referral_id);
  const std::string id = referral.referral_id;
  referrals_.Set(id, std::move(referral));
  changes_.referrals = true;
  return change;
}

StatusOr<std::uint64_t> MemoryReferrals::Insert(const Referral& referral) {
  RETURN_IF_ERROR(ValidateTraveller(referral.traveller));
  if (referrals_.Find(referral.referral_id) != nullptr) return ReferralExists();
  return Write(referral);
}

StatusOr<std::uint64_t> MemoryReferrals::Update(const Referral& referral) {
  const Referral* before = referrals_.Find(referral.referral_id);
  if (before == nullptr) return NoSuchReferral();
  RETURN_IF_ERROR(ValidateTraveller(referral.traveller));
  by_change_.Erase(before->change);
  return Write(referral);
}

StatusOr<std::vector<GateCommand>> MemoryLaneCommands::Since(std::string_view gate_id, std::uint64_t sequence,
                                                             std::size_t limit) const {
  std::vector<GateCommand> found;
  for (auto row = commands_.rows().upper_bound(Key(gate_id, sequence));
       row != commands_.rows().end() && row->first.first == gate_id && found.size() < BoundedLimit(limit); ++row) {
    found.push_back(row->second);
  }
  return found;
}

StatusOr<std::uint64_t> MemoryLaneCommands::Acknowledged(std::string_view gate_id) const {
  return acknowledged_.Get(gate_id);
}

StatusOr<std::uint64_t> MemoryLaneCommands::Append(const GateCommand& command) {
  GateCommand kept = command;
  kept.sequence = last_sequence_.Get(command.gate_id) + 1;
  last_sequence_.Set(command.gate_id, kept.sequence);
  commands_.Set(Key(command.gate_id, kept.sequence), kept);
  changes_.lane_commands = true;
  return kept.sequence;
}

Status MemoryLaneCommands::Acknowledge(std::string_view gate_id, std::uint64_t sequence) {
  const std::string gate(gate_id);
  if (sequence > last_sequence_.Get(gate)) return NeverIssued();
  for (std::uint64_t done = acknowledged_.Get(gate) + 1; done <= sequence; ++done) commands_.Erase(Key(gate, done));
  if (sequence > acknowledged_.Get(gate)) acknowledged_.Set(gate, sequence);
  return OkStatus();
}

StatusOr<std::optional<LaneStatus>> MemoryLanes::Find(std::string_view port, std::string_view lane_id) const {
  return CopyOf(lanes_.Find(Key(port, lane_id)));
}

StatusOr<std::vector<LaneStatus>> MemoryLanes::ChangesSince(std::string_view port, std::uint64_t change,
                                                            std::size_t limit) const {
  std::vector<LaneStatus> found;
  for (const auto& [key, status] : lanes_.rows()) {
    if ((port.empty() || key.first == port) && status.change > change) found.push_back(status);
  }
  std::sort(found.begin(), found.end(), [](const LaneStatus& a, const LaneStatus& b) { return a.change < b.change; });
  found.resize(std::min(found.size(), BoundedLimit(limit)));
  return found;
}

StatusOr<std::uint64_t> MemoryLanes::Put(const LaneStatus& status) {
  LaneStatus kept = status;
  kept.change = last_change_.Get(kOnlyRow) + 1;
  last_change_.Set(kOnlyRow, kept.change);
  lanes_.Set(Key(status.report.lane.port, status.report.lane.lane_id), kept);
  changes_.lanes = true;
  return kept.change;
}

}  // namespace clearance
