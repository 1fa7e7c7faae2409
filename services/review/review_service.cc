#include "services/review/review_service.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/wire/caller.h"
#include "common/wire/fields.h"
#include "common/wire/unary.h"

namespace clearance {
namespace {

constexpr std::size_t kWatchPage = 100;
constexpr std::string_view kReferrals = "referrals";  // the watch, as WatchTokens names it

StatusOr<Officer> OfficerOf(const grpc::CallbackServerContext& context) {
  ASSIGN_OR_RETURN(const Caller caller, RequireCaller(context, {Role::kOfficer, Role::kSupervisor}));
  return Officer{caller.id, caller.role == Role::kSupervisor};
}

// Follows the referrals: what is not answered yet, then every change.
class ReferralFeed {
 public:
  ReferralFeed(Store& store, const WatchTokens& tokens, std::optional<std::uint64_t> resume_after)
      : store_(store),
        tokens_(tokens),
        change_(resume_after.value_or(0)),
        in_snapshot_(!resume_after.has_value()),
        resumes_(resume_after.has_value()) {}

  StatusOr<WatchPage<v1::WatchReferralsResponse>> Next() {
    WatchPage<v1::WatchReferralsResponse> page;
    RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) { return NextPage(s, page.messages); }));
    return page;
  }

  // Without a resume token while the snapshot is under way: whoever lost the rest of it must begin anew.
  v1::WatchReferralsResponse Heartbeat() const {
    v1::WatchReferralsResponse message;
    if (!in_snapshot_) message.set_resume_token(tokens_.Make(kReferrals, change_));
    return message;
  }

 private:
  Status NextPage(const Snapshot& s, std::vector<v1::WatchReferralsResponse>& page) {
    if (std::exchange(resumes_, false)) RETURN_IF_ERROR(CheckResume(s));
    return in_snapshot_ ? NextOfSnapshot(s, page) : NextChanges(s, page);
  }

  // OUT_OF_RANGE when this store cannot have given the change to resume from.
  Status CheckResume(const Snapshot& s) const {
    ASSIGN_OR_RETURN(const std::uint64_t last, s.referrals().LastChange());
    return change_ <= last ? OkStatus() : NoTokenOfOurs();
  }

  Status NextOfSnapshot(const Snapshot& s, std::vector<v1::WatchReferralsResponse>& page) {
    // Changes from here on follow the snapshot, even those made while it is being sent.
    if (!cursor_) {
      ASSIGN_OR_RETURN(change_, s.referrals().LastChange());
    }
    ReferralFilter filter;
    filter.unresolved_only = true;
    ASSIGN_OR_RETURN(const auto referrals, s.referrals().List(filter, cursor_, kWatchPage));
    for (const Referral& referral : referrals) page.push_back(MessageFor(referral));
    if (referrals.size() < kWatchPage) {
      in_snapshot_ = false;
      page.push_back(Heartbeat());
      page.back().set_snapshot_complete(true);
    } else {
      cursor_ = ReferralCursor{referrals.back().opened_at, referrals.back().referral_id};
    }
    return OkStatus();
  }

  Status NextChanges(const Snapshot& s, std::vector<v1::WatchReferralsResponse>& page) {
    ASSIGN_OR_RETURN(const auto referrals, s.referrals().ChangesSince(change_, kWatchPage));
    for (const Referral& referral : referrals) {
      change_ = referral.change;
      page.push_back(MessageFor(referral));
    }
    return OkStatus();
  }

  v1::WatchReferralsResponse MessageFor(const Referral& referral) const {
    v1::WatchReferralsResponse message = Heartbeat();
    ToProto(referral, message.mutable_referral());
    return message;
  }

  Store& store_;
  const WatchTokens& tokens_;
  std::uint64_t change_;
  bool in_snapshot_;
  bool resumes_;
  std::optional<ReferralCursor> cursor_;
};

// The change to resume from, or nothing to begin with a snapshot.
StatusOr<std::optional<std::uint64_t>> AcceptWatch(const grpc::CallbackServerContext& context,
                                                   const WatchTokens& tokens,
                                                   const v1::WatchReferralsRequest& request) {
  RETURN_IF_ERROR(OfficerOf(context).status());
  if (request.resume_token().empty()) return std::optional<std::uint64_t>();
  ASSIGN_OR_RETURN(const std::uint64_t change, tokens.Open(kReferrals, request.resume_token()));
  return std::optional<std::uint64_t>(change);
}

// `act` gives the change to the desk; both rpcs differ in nothing else.
template <typename Request, typename Response, typename Act>
grpc::ServerUnaryReactor* ChangeLink(grpc::CallbackServerContext* context, const Request& request, Response* response,
                                     Act act) {
  const auto officer = OfficerOf(*context);
  if (!officer.ok()) return FinishNow(context, officer.status());
  const auto change = FromProto(request);
  if (!change.ok()) return FinishNow(context, change.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  act(*change, *officer, [reactor, response](const StatusOr<LinkAnswer>& answer) {
    if (answer.ok()) {
      response->set_position(answer->position);
      response->set_documents(answer->documents);
    }
    reactor->Finish(ToGrpcStatus(answer.status()));
  });
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* ReviewGrpcService::ListReferrals(grpc::CallbackServerContext* context,
                                                           const v1::ListReferralsRequest* request,
                                                           v1::ListReferralsResponse* response) {
  return FinishOn(executor_, context, [=, this] { return List(*context, *request, *response); });
}

Status ReviewGrpcService::List(const grpc::CallbackServerContext& context, const v1::ListReferralsRequest& request,
                               v1::ListReferralsResponse& response) {
  RETURN_IF_ERROR(OfficerOf(context).status());
  ASSIGN_OR_RETURN(const ReferralQuery query, FromProto(request));
  ASSIGN_OR_RETURN(const ReferralPage page, desk_.List(query));
  for (const Referral& referral : page.referrals) ToProto(referral, response.add_referrals());
  if (page.more) response.set_next_page_token(page.referrals.back().referral_id);
  return OkStatus();
}

grpc::ServerWriteReactor<v1::WatchReferralsResponse>* ReviewGrpcService::WatchReferrals(
    grpc::CallbackServerContext* context, const v1::WatchReferralsRequest* request) {
  const auto resume_after = AcceptWatch(*context, tokens_, *request);
  if (!resume_after.ok()) return RefuseStream<v1::WatchReferralsResponse>(resume_after.status());
  auto feed = std::make_shared<ReferralFeed>(store_, tokens_, *resume_after);
  return WatchStream<v1::WatchReferralsResponse>::Start(
      executor_, watches_, [feed] { return feed->Next(); }, [feed] { return feed->Heartbeat(); },
      [this](std::weak_ptr<Watch> watch) -> std::shared_ptr<void> {
        return store_.Subscribe([watch = std::move(watch)](const ViewChanges& changes) {
          const auto alive = watch.lock();
          if (alive && changes.referrals) alive->Wake();
        });
      });
}

grpc::ServerUnaryReactor* ReviewGrpcService::ClaimReferral(grpc::CallbackServerContext* context,
                                                           const v1::ClaimReferralRequest* request,
                                                           v1::ClaimReferralResponse* response) {
  const auto officer = OfficerOf(*context);
  if (!officer.ok()) return FinishNow(context, officer.status());
  const Status valid = FromProto(*request);
  if (!valid.ok()) return FinishNow(context, valid);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.Claim(request->request_id(), request->referral_id(), *officer,
              [reactor, response](const StatusOr<Referral>& referral) {
                if (referral.ok()) ToProto(*referral, response->mutable_referral());
                reactor->Finish(ToGrpcStatus(referral.status()));
              });
  return reactor;
}

grpc::ServerUnaryReactor* ReviewGrpcService::ResolveReferral(grpc::CallbackServerContext* context,
                                                             const v1::ResolveReferralRequest* request,
                                                             v1::ResolveReferralResponse* response) {
  const auto officer = OfficerOf(*context);
  if (!officer.ok()) return FinishNow(context, officer.status());
  const auto answer = FromProto(*request);
  if (!answer.ok()) return FinishNow(context, answer.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.Resolve(*answer, *officer, [reactor, response](const StatusOr<Referral>& referral) {
    if (referral.ok()) ToProto(*referral, response->mutable_referral());
    reactor->Finish(ToGrpcStatus(referral.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* ReviewGrpcService::LinkDocuments(grpc::CallbackServerContext* context,
                                                           const v1::LinkDocumentsRequest* request,
                                                           v1::LinkDocumentsResponse* response) {
  return ChangeLink(context, *request, response, [this](const LinkChange& change, const Officer& officer, auto done) {
    links_.Link(change, officer, std::move(done));
  });
}

grpc::ServerUnaryReactor* ReviewGrpcService::UnlinkDocuments(grpc::CallbackServerContext* context,
                                                             const v1::UnlinkDocumentsRequest* request,
                                                             v1::UnlinkDocumentsResponse* response) {
  return ChangeLink(context, *request, response, [this](const LinkChange& change, const Officer& officer, auto done) {
    links_.Unlink(change, officer, std::move(done));
  });
}

grpc::ServerUnaryReactor* ReviewGrpcService::CorrectRecord(grpc::CallbackServerContext* context,
                                                           const v1::CorrectRecordRequest* request,
                                                           v1::CorrectRecordResponse* response) {
  const auto officer = OfficerOf(*context);
  if (!officer.ok()) return FinishNow(context, officer.status());
  const auto correction = FromProto(*request);
  if (!correction.ok()) return FinishNow(context, correction.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  records_.Correct(*correction, *officer, [reactor, response](const StatusOr<std::uint64_t>& position) {
    if (position.ok()) response->set_position(*position);
    reactor->Finish(ToGrpcStatus(position.status()));
  });
  return reactor;
}

}  // namespace clearance
