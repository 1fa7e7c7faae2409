#include "services/holds/hold_service.h"

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "common/wire/caller.h"
#include "common/wire/fields.h"
#include "common/wire/unary.h"

namespace clearance {
namespace {

constexpr std::size_t kWatchPage = 100;

StatusOr<AuthorityPerson> AuthorityCaller(const grpc::CallbackServerContext& context) {
  ASSIGN_OR_RETURN(const Caller caller, RequireCaller(context, {Role::kAuthority}));
  return AuthorityPersonOf(caller.id);
}

StatusOr<HoldViewer> ViewerFor(const Caller& caller) {
  HoldViewer viewer{.role = std::string(RoleName(caller.role)), .id = caller.id};
  if (caller.role == Role::kSupervisor) viewer.seen_by = HoldVisibility::kSupervisor;
  if (caller.role == Role::kAuthority) {
    ASSIGN_OR_RETURN(const AuthorityPerson person, AuthorityPersonOf(caller.id));
    viewer.authority = person.authority;
    viewer.seen_by = HoldVisibility::kAuthority;
  }
  return viewer;
}

StatusOr<HoldViewer> ViewerOf(const grpc::CallbackServerContext& context) {
  ASSIGN_OR_RETURN(const Caller caller, RequireCaller(context, {Role::kOfficer, Role::kSupervisor, Role::kAuthority}));
  return ViewerFor(caller);
}

// Whom a watch is for.
struct Watcher {
  HoldWatch from{};
  std::optional<HoldViewer> person{};           // of an authority; absent: a gate
  std::string watch{};                          // as WatchTokens names it
  std::optional<std::uint64_t> resume_after{};  // the change that the token names
};

// Follows the changes from the beginning or from a token on: what is there comes as the last change of each. Passes
// over what is for others without a word: neither a message nor a token tells that there was any. Shows nothing before
// Begin.
class HoldFeed {
 public:
  HoldFeed(Store& store, const WatchTokens& tokens, Watcher watcher)
      : store_(store),
        tokens_(tokens),
        watcher_(std::move(watcher)),
        told_(watcher_.resume_after.value_or(0)),
        token_(tokens_.Make(watcher_.watch, told_)),
        looked_at_(told_),
        resumes_(watcher_.resume_after.has_value()) {}

  // Once, from any thread: the look is an entry, or why it could not become one.
  void Begin(const Status& recorded) {
    const std::scoped_lock lock(mutex_);
    recorded_ = recorded;
  }

  StatusOr<WatchPage<v1::WatchHoldsResponse>> Next() {
    WatchPage<v1::WatchHoldsResponse> page;
    {
      const std::scoped_lock lock(mutex_);
      if (!recorded_) return page;
      RETURN_IF_ERROR(*recorded_);
    }
    bool more = true;
    while (page.messages.empty() && more)
      RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) { return NextPage(s, page.messages, more); }));
    return page;
  }

  v1::WatchHoldsResponse Heartbeat() const {
    v1::WatchHoldsResponse message;
    message.set_resume_token(token_);
    return message;
  }

 private:
  Status NextPage(const Snapshot& s, std::vector<v1::WatchHoldsResponse>& page, bool& more) {
    ASSIGN_OR_RETURN(const std::uint64_t last, s.holds().LastChange());
    if (std::exchange(resumes_, false) && looked_at_ > last) return NoTokenOfOurs();
    ASSIGN_OR_RETURN(const auto news, s.holds().ChangesSince(looked_at_, kWatchPage));
    for (const HoldNews& one : news) {
      looked_at_ = one.change();
      Add(one, page);
    }
    more = news.size() == kWatchPage;
    if (in_snapshot_ && looked_at_ >= last) {
      in_snapshot_ = false;
      page.push_back(Heartbeat());
      page.back().set_snapshot_complete(true);
    }
    return OkStatus();
  }

  bool IsForWatcher(const HoldNews& news) const {
    if (watcher_.person) return news.hold.authority == watcher_.person->authority;
    return !news.hit && GateFollows(news.hold, watcher_.from.port);
  }

  void Add(const HoldNews& news, std::vector<v1::WatchHoldsResponse>& page) {
    if (!IsForWatcher(news)) return;
    told_ = news.change();
    token_ = tokens_.Make(watcher_.watch, told_);
    page.push_back(Heartbeat());
    if (!watcher_.person) {
      ToProto(news.hold, page.back().mutable_keyed_hold());
    } else if (news.hit) {
      ToProto(*news.hit, page.back().mutable_hit());
    } else {
      ToProto(news.hold, page.back().mutable_hold());
    }
  }

  Store& store_;
  const WatchTokens& tokens_;
  const Watcher watcher_;
  std::mutex mutex_;
  std::optional<Status> recorded_;  // guarded by mutex_
  std::uint64_t told_;              // change of the last message, from which the watcher goes on
  std::string token_;               // of told_: the same until that rises
  std::uint64_t looked_at_;         // the last change there is, whoever it was for
  bool resumes_;
  bool in_snapshot_ = true;
};

StatusOr<Watcher> AcceptWatch(const grpc::CallbackServerContext& context, const GatePorts& gates,
                              const WatchTokens& tokens, const v1::WatchHoldsRequest& request) {
  ASSIGN_OR_RETURN(const Caller caller, RequireCaller(context, {Role::kAuthority, Role::kGate}));
  Watcher watcher;
  ASSIGN_OR_RETURN(watcher.from, FromProto(request));
  ASSIGN_OR_RETURN(watcher.from.port, gates.PortAsked(caller, watcher.from.port));
  watcher.watch = "holds at " + watcher.from.port;
  if (caller.role == Role::kAuthority) {
    ASSIGN_OR_RETURN(watcher.person, ViewerFor(caller));
    RETURN_IF_ERROR(RequireGround(watcher.from.reason, "reason"));
    watcher.watch = "holds of " + watcher.person->authority;
  }
  if (!watcher.from.resume_token.empty()) {
    ASSIGN_OR_RETURN(watcher.resume_after, tokens.Open(watcher.watch, watcher.from.resume_token));
  }
  return watcher;
}

// A gate's feed begins at once, a person's when their look is an entry.
void BeginFeed(HoldDesk& desk, const Watcher& watcher, const std::shared_ptr<HoldFeed>& feed,
               const std::weak_ptr<Watch>& watch) {
  if (!watcher.person) return feed->Begin(OkStatus());
  desk.RecordWatch(watcher.from, *watcher.person, [feed, watch](const Status& recorded) {
    feed->Begin(recorded);
    if (const auto stream = watch.lock()) stream->Wake();
  });
}

// Answers with the hold.
template <typename Response>
HoldDesk::OnHold Told(grpc::ServerUnaryReactor* reactor, Response* response) {
  return [reactor, response](const StatusOr<Hold>& hold) {
    if (hold.ok()) ToProto(*hold, response->mutable_hold());
    reactor->Finish(ToGrpcStatus(hold.status()));
  };
}

}  // namespace

grpc::ServerUnaryReactor* HoldGrpcService::PutHold(grpc::CallbackServerContext* context,
                                                   const v1::PutHoldRequest* request, v1::PutHoldResponse* response) {
  const auto person = AuthorityCaller(*context);
  if (!person.ok()) return FinishNow(context, person.status());
  const auto order = FromProto(*request);
  if (!order.ok()) return FinishNow(context, order.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.Put(*order, *person, Told(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* HoldGrpcService::LiftHold(grpc::CallbackServerContext* context,
                                                    const v1::LiftHoldRequest* request,
                                                    v1::LiftHoldResponse* response) {
  const auto person = AuthorityCaller(*context);
  if (!person.ok()) return FinishNow(context, person.status());
  const auto lifting = FromProto(*request);
  if (!lifting.ok()) return FinishNow(context, lifting.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.Lift(*lifting, *person, Told(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* HoldGrpcService::ListHolds(grpc::CallbackServerContext* context,
                                                     const v1::ListHoldsRequest* request,
                                                     v1::ListHoldsResponse* response) {
  const auto viewer = ViewerOf(*context);
  if (!viewer.ok()) return FinishNow(context, viewer.status());
  const auto query = FromProto(*request);
  if (!query.ok()) return FinishNow(context, query.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  desk_.List(*query, *viewer, [reactor, response](const StatusOr<HoldPage>& page) {
    if (page.ok()) {
      for (const ShownHold& shown : page->holds) {
        v1::Hold* hold = response->add_holds();
        ToProto(shown.hold, shown.text, hold);
        hold->set_words_unreadable(shown.words_unreadable);
      }
      if (page->more) {
        const Hold& last = page->holds.back().hold;
        response->set_next_page_token(MakeHoldPageToken({last.put_at, last.hold_id}));
      }
    }
    reactor->Finish(ToGrpcStatus(page.status()));
  });
  return reactor;
}

grpc::ServerWriteReactor<v1::WatchHoldsResponse>* HoldGrpcService::WatchHolds(grpc::CallbackServerContext* context,
                                                                              const v1::WatchHoldsRequest* request) {
  const auto watcher = AcceptWatch(*context, gates_, tokens_, *request);
  if (!watcher.ok()) return RefuseStream<v1::WatchHoldsResponse>(watcher.status());
  auto feed = std::make_shared<HoldFeed>(store_, tokens_, *watcher);
  return WatchStream<v1::WatchHoldsResponse>::Start(
      executor_, watches_, [feed] { return feed->Next(); }, [feed] { return feed->Heartbeat(); },
      [&, this](const std::weak_ptr<Watch>& watch) -> std::shared_ptr<void> {
        BeginFeed(desk_, *watcher, feed, watch);
        return store_.Subscribe([watch](const ViewChanges& changes) {
          const auto alive = watch.lock();
          if (alive && changes.holds) alive->Wake();
        });
      });
}

}  // namespace clearance
