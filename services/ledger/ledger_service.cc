#include "services/ledger/ledger_service.h"

#include <memory>
#include <mutex>
#include <optional>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/base/retry.h"
#include "common/crypto/merkle.h"
#include "common/wire/caller.h"
#include "common/wire/fields.h"
#include "common/wire/unary.h"
#include "db/verify_ledger.h"

namespace clearance {
namespace {

constexpr int kDefaultEntryPage = 100;

Status RequireLog(const std::string& log) {
  return log == kCentreLog ? OkStatus() : RequireUpper(log, kMaxLogNameBytes, "-", "log");
}

// Of the two requests that name entries.
template <typename Request>
StatusOr<EntryFilter> FilterFrom(const Request& request) {
  EntryFilter filter;
  if (!request.log().empty()) {
    RETURN_IF_ERROR(RequireLog(request.log()));
    filter.log = request.log();
  }
  if (!request.lane_id().empty()) {
    RETURN_IF_ERROR(RequireSlug(request.lane_id(), "lane_id"));
    filter.lane_id = request.lane_id();
  }
  if (!request.kind().empty()) {
    filter.kind = ParseEntryKind(request.kind());
    if (!filter.kind) return InvalidField("kind", "is not a kind of entry");
  }
  if (request.has_from()) {
    ASSIGN_OR_RETURN(filter.from, clearance::FromProto(request.from(), "from"));
  }
  if (request.has_to()) {
    ASSIGN_OR_RETURN(filter.to, clearance::FromProto(request.to(), "to"));
    if (filter.from && *filter.to <= *filter.from) return InvalidField("to", "must be later than `from`");
  }
  if (request.traveller().empty()) return filter;
  if (request.traveller().size() != kPseudonymBytes) return InvalidField("traveller", "must be 32 bytes");
  filter.traveller = request.traveller();
  return filter;
}

template <typename Request>
StatusOr<Look> LookFrom(const Request& request, const Caller& viewer) {
  RETURN_IF_ERROR(RequireUuid(request.request_id(), "request_id"));
  RETURN_IF_ERROR(RequireGround(request.reason(), "reason"));
  return Look{.request_id = request.request_id(),
              .viewer = std::string(RoleName(viewer.role)) + "/" + viewer.id,
              .reason = request.reason()};
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

void ToProto(const EntryPage& page, v1::ListEntriesResponse& out) {
  for (const StoredEntry& entry : page.entries) ToProto(entry, out.add_entries());
  if (page.next_after) out.set_next_page_token(MakePageToken(*page.next_after));
}

void ToProto(const InclusionAnswer& answer, v1::GetProofResponse& out) {
  out.set_log(answer.log);
  out.set_leaf_index(answer.leaf_index);
  out.set_leaf_hash(answer.leaf_hash);
  out.set_tree_size(answer.tree_size);
  out.set_root_hash(answer.root_hash);
  for (const std::string& hash : answer.hashes) out.add_hashes(hash);
}

void ToProto(const ConsistencyAnswer& answer, v1::GetProofResponse& out) {
  out.set_log(answer.now.log);
  out.set_old_size(answer.old.size);
  out.set_old_root_hash(answer.old.root_hash);
  out.set_tree_size(answer.now.size);
  out.set_root_hash(answer.now.root_hash);
  for (const std::string& hash : answer.hashes) out.add_hashes(hash);
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

// What a request to list asks for.
struct ListQuestion {
  EntryFilter filter;
  std::uint64_t after = 0;
  std::size_t limit = 0;
  Look look;
};

StatusOr<ListQuestion> ListQuestionFrom(const grpc::CallbackServerContext& context,
                                        const v1::ListEntriesRequest& request) {
  ASSIGN_OR_RETURN(const Caller viewer, RequireCaller(context, {Role::kAuditor}));
  ListQuestion question;
  ASSIGN_OR_RETURN(question.filter, FilterFrom(request));
  ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size(), kDefaultEntryPage, "page_size"));
  question.limit = static_cast<std::size_t>(limit);
  ASSIGN_OR_RETURN(question.after, ParsePageToken(request.page_token()));
  ASSIGN_OR_RETURN(question.look, LookFrom(request, viewer));
  return question;
}

struct ExportQuestion {
  EntryFilter filter;
  Look look;
};

StatusOr<ExportQuestion> ExportQuestionFrom(const grpc::CallbackServerContext& context,
                                            const v1::ExportEntriesRequest& request) {
  ASSIGN_OR_RETURN(const Caller viewer, RequireCaller(context, {Role::kAuditor}));
  ExportQuestion question;
  ASSIGN_OR_RETURN(question.look, LookFrom(request, viewer));
  ASSIGN_OR_RETURN(question.filter, FilterFrom(request));
  return question;
}

// The lines of an export that begins once its entry is durable. Begin once, from any thread; Next as a WatchFetch.
class ExportLines {
 public:
  void Begin(StatusOr<std::shared_ptr<LedgerExport>> begun) {
    const std::scoped_lock lock(mutex_);
    begun_ = std::move(begun);
  }

  StatusOr<WatchPage<v1::ExportEntriesResponse>> Next() {
    std::shared_ptr<LedgerExport> lines;
    {
      const std::scoped_lock lock(mutex_);
      if (!begun_) return WatchPage<v1::ExportEntriesResponse>();
      ASSIGN_OR_RETURN(lines, *begun_);
    }
    ASSIGN_OR_RETURN(std::vector<std::string> next, lines->Next());
    WatchPage<v1::ExportEntriesResponse> page;
    for (std::string& line : next) page.messages.emplace_back().set_line(std::move(line));
    page.last = lines->Done();
    page.more = !page.last;  // a page of entries that none passes has no line
    return page;
  }

 private:
  std::mutex mutex_;
  std::optional<StatusOr<std::shared_ptr<LedgerExport>>> begun_;
};

v1::LedgerVerification ToProto(LedgerState state) {
  switch (state) {
    case LedgerState::kUnverified:
      return v1::LEDGER_VERIFICATION_UNVERIFIED;
    case LedgerState::kVerified:
      return v1::LEDGER_VERIFICATION_VERIFIED;
    case LedgerState::kDifferent:
      return v1::LEDGER_VERIFICATION_DIFFERENT;
  }
  CHECK(false);
}

// A verification under way: the entries, then the tables derived from them. One bounded step at a time.
class Verification {
 public:
  // Gives `turn` back when it has ended, before that is told, or with itself.
  Verification(StoreReader& reader, LedgerGrpcService::VerifyDerivedTables begin_derived, std::shared_ptr<void> turn)
      : entries_(reader), begin_derived_(std::move(begin_derived)), turn_(std::move(turn)) {}

  StatusOr<WatchPage<v1::VerifyLedgerResponse>> Step() {
    const VerifyReport& report = entries_.report();
    if (!report.complete) {
      RETURN_IF_ERROR(entries_.Step());
    } else if (derived_ == nullptr) {
      ASSIGN_OR_RETURN(derived_, begin_derived_());
    } else {
      RETURN_IF_ERROR(derived_->Step());
    }
    WatchPage<v1::VerifyLedgerResponse> page;
    page.messages.push_back(Message());
    page.last = page.messages.back().complete();
    if (page.last) turn_.reset();
    return page;
  }

  v1::VerifyLedgerResponse Message() const {
    VerifyReport report = entries_.report();
    const bool entries_in_order = report.complete && !report.first_difference;
    if (entries_in_order) report.complete = derived_ != nullptr && derived_->report().complete;
    if (report.complete && derived_ != nullptr && derived_->report().first_difference)
      report.first_difference = LedgerDifference{0, *derived_->report().first_difference};
    v1::VerifyLedgerResponse message = MessageFor(report);
    if (derived_ == nullptr) return message;
    message.set_entries_derived(derived_->report().entries_done);
    message.set_derived_rows_compared(derived_->report().rows_compared);
    return message;
  }

 private:
  LedgerVerifier entries_;
  const LedgerGrpcService::VerifyDerivedTables begin_derived_;
  std::unique_ptr<DerivedVerifier> derived_;
  std::shared_ptr<void> turn_;
};

}  // namespace

grpc::ServerUnaryReactor* LedgerGrpcService::ListEntries(grpc::CallbackServerContext* context,
                                                         const v1::ListEntriesRequest* request,
                                                         v1::ListEntriesResponse* response) {
  const auto question = ListQuestionFrom(*context, *request);
  if (!question.ok()) return FinishNow(context, question.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.List(question->filter, question->after, question->limit, question->look,
             [reactor, response](const StatusOr<EntryPage>& page) {
               if (page.ok()) ToProto(*page, *response);
               reactor->Finish(ToGrpcStatus(page.status()));
             });
  return reactor;
}

grpc::ServerUnaryReactor* LedgerGrpcService::GetCheckpoint(grpc::CallbackServerContext* context,
                                                           const v1::GetCheckpointRequest* request,
                                                           v1::GetCheckpointResponse* response) {
  Status allowed = RequireCaller(*context, {Role::kAuditor, Role::kGate}).status();
  if (allowed.ok()) allowed = RequireLog(request->log());
  if (allowed.ok() && request->known_note().size() > kMaxStoredNoteBytes)
    allowed = InvalidField("known_note", "is longer than 4,096 bytes");
  if (!allowed.ok()) return FinishNow(context, allowed);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const LedgerStanding standing = health_.Now();
  desk_.Checkpoint(request->log(), request->known_note(),
                   [reactor, response, standing](const StatusOr<std::string>& note) {
                     if (note.ok()) {
                       response->set_note(*note);
                       response->set_verification(ToProto(standing.state));
                       if (standing.difference) response->set_first_difference_position(standing.difference->position);
                     }
                     reactor->Finish(ToGrpcStatus(note.status()));
                   });
  return reactor;
}

grpc::ServerUnaryReactor* LedgerGrpcService::GetProof(grpc::CallbackServerContext* context,
                                                      const v1::GetProofRequest* request,
                                                      v1::GetProofResponse* response) {
  return FinishOn(executor_, context, [=, this] { return Prove(*context, *request, *response); });
}

Status LedgerGrpcService::Prove(const grpc::CallbackServerContext& context, const v1::GetProofRequest& request,
                                v1::GetProofResponse& response) {
  RETURN_IF_ERROR(RequireCaller(context, {Role::kAuditor, Role::kGate}).status());
  if (request.has_inclusion()) {
    if (request.inclusion().position() == 0) return InvalidField("inclusion.position", "is required");
    CONVERT_FIELD(const InclusionAnswer answer,
                  desk_.ProveInclusion(request.inclusion().position(), request.inclusion().tree_size()), "inclusion");
    ToProto(answer, response);
    return OkStatus();
  }
  if (!request.has_consistency()) return InvalidField("question", "is required");
  const v1::ConsistencyQuestion& question = request.consistency();
  RETURN_IF_ERROR(WithFieldPrefix(RequireLog(question.log()), "consistency"));
  CONVERT_FIELD(const ConsistencyAnswer answer,
                desk_.ProveConsistency(question.log(), question.old_size(), question.new_size()), "consistency");
  ToProto(answer, response);
  return OkStatus();
}

grpc::ServerWriteReactor<v1::ExportEntriesResponse>* LedgerGrpcService::ExportEntries(
    grpc::CallbackServerContext* context, const v1::ExportEntriesRequest* request) {
  const auto question = ExportQuestionFrom(*context, *request);
  if (!question.ok()) return RefuseStream<v1::ExportEntriesResponse>(question.status());
  const auto lines = std::make_shared<ExportLines>();
  return WatchStream<v1::ExportEntriesResponse>::Start(
      executor_, watches_, [lines] { return lines->Next(); }, [] { return v1::ExportEntriesResponse(); },
      [&](const std::weak_ptr<Watch>& watch) {
        desk_.Export(question->filter, question->look, [lines, watch](StatusOr<std::shared_ptr<LedgerExport>> begun) {
          lines->Begin(std::move(begun));
          if (const auto stream = watch.lock()) stream->Wake();
        });
        return std::shared_ptr<void>();
      });
}

grpc::ServerWriteReactor<v1::VerifyLedgerResponse>* LedgerGrpcService::VerifyLedger(
    grpc::CallbackServerContext* context, const v1::VerifyLedgerRequest*) {
  const auto caller = RequireCaller(*context, {Role::kAuditor});
  if (!caller.ok()) return RefuseStream<v1::VerifyLedgerResponse>(caller.status());
  std::shared_ptr<void> turn = verification_turn_.Take();
  if (turn == nullptr) {
    return RefuseStream<v1::VerifyLedgerResponse>(WithRetryAfter(
        Error(StatusCode::kResourceExhausted, error_reason::kOverloaded, "another verification is under way"),
        kVerificationRetryAfter));
  }
  auto verification = std::make_shared<Verification>(store_, verify_derived_, std::move(turn));
  return WatchStream<v1::VerifyLedgerResponse>::Start(
      executor_, watches_, [verification] { return verification->Step(); },
      [verification] { return verification->Message(); },
      [](const std::weak_ptr<Watch>&) { return std::shared_ptr<void>(); }, kReaderPatience);
}

}  // namespace clearance
