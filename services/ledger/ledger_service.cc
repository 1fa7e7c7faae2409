#include "services/ledger/ledger_service.h"

#include <memory>

#include "common/crypto/merkle.h"
#include "common/wire/caller.h"
#include "common/wire/fields.h"
#include "common/wire/unary.h"
#include "db/verify_ledger.h"

namespace clearance {
namespace {

constexpr int kDefaultEntryPage = 100;

StatusOr<EntryFilter> FilterFrom(const v1::ListEntriesRequest& request) {
  EntryFilter filter;
  if (!request.log().empty()) {
    if (request.log() != kCentreLog) RETURN_IF_ERROR(RequireUpper(request.log(), kMaxLogNameBytes, "-", "log"));
    filter.log = request.log();
  }
  if (!request.lane_id().empty()) {
    RETURN_IF_ERROR(RequireSlug(request.lane_id(), "lane_id"));
    filter.lane_id = request.lane_id();
  }
  if (request.kind().empty()) return filter;
  filter.kind = ParseEntryKind(request.kind());
  if (!filter.kind) return InvalidField("kind", "is not a kind of entry");
  return filter;
}

void ToProto(const StoredEntry& stored, v1::LedgerEntry* out) {
  out->set_position(stored.position);
  out->set_log(stored.entry.log);
  out->set_kind(std::string(EntryKindName(stored.entry.kind)));
  clearance::ToProto(stored.entry.event_time, out->mutable_event_time());
  clearance::ToProto(stored.entry.record_time, out->mutable_record_time());
  out->set_lane_id(stored.entry.lane_id);
  out->set_request_id(stored.entry.request_id);
  out->set_leaf_hash(LeafHash(stored.sealed));
  out->set_sealed_bytes(stored.sealed);
}

v1::VerifyLedgerResponse MessageFor(const VerifyReport& report) {
  v1::VerifyLedgerResponse message;
  message.set_entries_checked(report.entries_checked);
  message.set_entries_total(report.entries_total);
  message.set_complete(report.complete);
  if (report.first_difference) {
    message.set_first_difference(report.first_difference->what);
    message.set_first_difference_position(report.first_difference->position);
  }
  if (!report.complete) return message;
  for (const LogRoot& root : report.roots) {
    v1::LogRoot* added = message.add_roots();
    added->set_log(root.log);
    added->set_size(root.size);
    added->set_root_hash(root.root_hash);
  }
  return message;
}

// One page of the verification a step.
StatusOr<WatchPage<v1::VerifyLedgerResponse>> NextStep(LedgerVerifier& verifier) {
  RETURN_IF_ERROR(verifier.Step());
  WatchPage<v1::VerifyLedgerResponse> page;
  page.messages.push_back(MessageFor(verifier.report()));
  page.last = verifier.report().complete;
  return page;
}

}  // namespace

grpc::ServerUnaryReactor* LedgerGrpcService::ListEntries(grpc::CallbackServerContext* context,
                                                         const v1::ListEntriesRequest* request,
                                                         v1::ListEntriesResponse* response) {
  return FinishOn(executor_, context, [=, this] { return List(*context, *request, *response); });
}

Status LedgerGrpcService::List(const grpc::CallbackServerContext& context, const v1::ListEntriesRequest& request,
                               v1::ListEntriesResponse& response) {
  RETURN_IF_ERROR(RequireCaller(context, {Role::kAuditor}).status());
  ASSIGN_OR_RETURN(const EntryFilter filter, FilterFrom(request));
  ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size(), kDefaultEntryPage, "page_size"));
  ASSIGN_OR_RETURN(const std::uint64_t after, ParsePageToken(request.page_token()));
  EntryPage page;
  RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(page, s.ledger().List(filter, after, static_cast<std::size_t>(limit)));
    return OkStatus();
  }));
  for (const StoredEntry& entry : page.entries) ToProto(entry, response.add_entries());
  if (page.next_after) response.set_next_page_token(MakePageToken(*page.next_after));
  return OkStatus();
}

grpc::ServerWriteReactor<v1::VerifyLedgerResponse>* LedgerGrpcService::VerifyLedger(
    grpc::CallbackServerContext* context, const v1::VerifyLedgerRequest*) {
  const auto caller = RequireCaller(*context, {Role::kAuditor});
  if (!caller.ok()) return RefuseStream<v1::VerifyLedgerResponse>(caller.status());
  auto verifier = std::make_shared<LedgerVerifier>(store_);
  return WatchStream<v1::VerifyLedgerResponse>::Start(
      executor_, watches_, [verifier] { return NextStep(*verifier); },
      [verifier] { return MessageFor(verifier->report()); },
      [](const std::weak_ptr<Watch>&) { return std::shared_ptr<void>(); });
}

}  // namespace clearance
