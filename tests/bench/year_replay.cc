#include "tests/bench/year_replay.h"

#include "common/base/ids.h"
#include "services/server/sweeper.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr int kMaxUnderWay = 1'024;
// Crossings between two sweeps, each of which may forget kForgetBatch requests: one a crossing has run out.
constexpr std::int64_t kSweepEvery = 500;
constexpr Duration kLateRule = std::chrono::minutes(30);
static_assert(kForgetBatch >= 2 * kSweepEvery);
// Resolutions between two times at which the gates acknowledge what they were told.
constexpr std::int64_t kAcknowledgeEvery = 500;
constexpr int kGates = 12;
constexpr char kGround[] = "documents and face compared by an officer";

}  // namespace

void VirtualTimeStore::Transact(Function fn, Done done) {
  store_.Transact(
      [this, at = submitting_, fn = std::move(fn)](Transaction& t) {
        clock_.Set(at);
        if (!watch_) return fn(t);
        const auto began = std::chrono::steady_clock::now();
        const Status status = fn(t);
        watch_(std::chrono::steady_clock::now() - began);
        return status;
      },
      std::move(done));
}

YearReplay::YearReplay(Store& store, const Pseudonyms& pseudonyms, const PersonalFields& personal_fields,
                       const RuleBook& rule_book, const ZoneTable& zones, std::uint64_t seed)
    : seed_(seed),
      random_(seed ^ 0xA5A5A5A5),
      ids_(seed + 1),
      inner_ids_(seed + 2),
      store_(store),
      admission_({.store = store_,
                  .pseudonyms = pseudonyms,
                  .personal_fields = personal_fields,
                  .rule_book = rule_book,
                  .zones = zones,
                  .clock = store_.clock(),
                  .random = inner_ids_,
                  .tolerance = {}}),
      desk_(store_, store_.clock()),
      retention_(rule_book.retention),
      closed_days_(zones, {}) {}

Status YearReplay::Run(PortYear& year, const Told& told) {
  std::optional<PlannedCrossing> next = year.Next();
  while (next || !calls_.empty()) {
    if (next && (calls_.empty() || next->at <= calls_.top().at)) {
      Begin(*next);
      next = year.Next();
      if (++counts_.crossings % kSweepEvery == 0) Sweep();
      if (counts_.crossings % kToldEvery == 0) {
        const std::scoped_lock lock(mutex_);
        counts_.referred = referred_;
        counts_.unforeseen = unforeseen_;
        if (!failed_.ok() || !told(counts_, store_.clock().Now())) break;
      }
    } else {
      const Call call = calls_.top();
      calls_.pop();
      Do(call);
    }
  }
  WaitFor([this] { return under_way_ == 0; });
  counts_.referred = referred_;
  counts_.unforeseen = unforeseen_;
  return failed_;
}

CrossingRequest YearReplay::RequestFor(const PlannedCrossing& crossing) {
  CrossingRequest request;
  request.request_id = NewUuid(ids_);
  request.lane = LaneFor(crossing.movement, random_.Next());
  request.document = DocumentOfTraveller(seed_, crossing.traveller);
  Finding document = SoundDocumentFinding();
  document.inspection.at = crossing.at;
  request.findings.push_back(std::move(document));
  const bool doubtful = crossing.fate == CrossingFate::kReferred;
  const double score = (doubtful ? 0.2 : 0.5) + static_cast<double>(random_.Below(200)) / 1'000;
  request.findings.push_back({.check = CheckKind::kFace,
                              .result = doubtful ? FindingResult::kDoubtful : FindingResult::kPassed,
                              .cause = doubtful ? FindingCause::kPoorQuality : FindingCause::kNone,
                              .score = score,
                              .threshold = 0.42});
  for (const CheckKind check : {CheckKind::kTemperature, CheckKind::kBodyScan})
    request.findings.push_back({.check = check, .result = FindingResult::kPassed});
  request.observed_at = crossing.at;
  return request;
}

void YearReplay::Begin(const PlannedCrossing& crossing) {
  auto journey = std::make_shared<Journey>();
  journey->request = RequestFor(crossing);
  const Instant passed_at = crossing.at + Duration(1'000 * Seconds(9, 20) + Seconds(0, 999));
  switch (crossing.fate) {
    case CrossingFate::kOffline:
      ++counts_.offline;
      journey->request.request_id = NewUuid(ids_);  // nobody at the centre knows it
      return Later(passed_at + std::chrono::seconds(Seconds(3'600, 6 * 3'600)), Act::kPassage, journey, passed_at);
    case CrossingFate::kPassed:
      Later(passed_at, Act::kPassage, journey, passed_at);
      break;
    case CrossingFate::kLate:
      ++counts_.late;
      Later(passed_at + std::chrono::seconds(Seconds(1'800, 6 * 3'600)), Act::kPassage, journey, passed_at);
      break;
    case CrossingFate::kTurnedBack:
      ++counts_.turned_back;
      Later(crossing.at + std::chrono::seconds(Seconds(15, 60)), Act::kAbandon, journey);
      break;
    case CrossingFate::kReferred: {
      const Instant answered_at = crossing.at + std::chrono::seconds(Seconds(60, 300));
      Later(answered_at, Act::kResolve, journey);
      Later(answered_at + std::chrono::seconds(60), Act::kConfirm, journey);
      const Instant leaves_at = answered_at + std::chrono::seconds(75);
      Later(leaves_at, Act::kPassage, journey, leaves_at);
      break;
    }
  }
  store_.SetTime(crossing.at);
  Decide(journey, crossing.fate == CrossingFate::kReferred);
}

void YearReplay::Later(Instant at, Act act, const std::shared_ptr<Journey>& journey, Instant passed_at) {
  calls_.push({at, order_++, act, passed_at, journey});
}

void YearReplay::Do(const Call& call) {
  store_.SetTime(call.at);
  const std::shared_ptr<Journey>& journey = call.journey;
  const CrossingRequest& request = journey->request;
  switch (call.act) {
    case Act::kPassage:
      return ReportPassage(call);
    case Act::kAbandon:
      Start();
      return admission_.RecordAbandonment(
          {NewUuid(ids_), request.request_id, request.lane, AbandonmentCause::kTurnedBack, call.at},
          [this](const StatusOr<std::uint64_t>& position) { Ended(position.status()); });
    case Act::kResolve:
      WaitFor([&] { return journey->answered; });
      if (journey->answer.decision.verdict == Verdict::kRefer) Resolve(journey, {.id = "officer-1"});
      return;
    case Act::kConfirm:
      if (journey->answer.decision.verdict != Verdict::kRefer) return;
      WaitFor([&] { return journey->resolved; });
      if (journey->proposed) Resolve(journey, {.id = "supervisor-1", .supervisor = true});
      if (++resolved_ % kAcknowledgeEvery == 0) AcknowledgeCommands();
      return;
  }
}

void YearReplay::Decide(const std::shared_ptr<Journey>& journey, bool foreseen) {
  Start();
  admission_.Decide(journey->request, [this, journey, foreseen](StatusOr<DecideAnswer> answer) {
    Ended(answer.status(), [&] {
      journey->answered = true;
      if (!answer.ok()) return;
      journey->answer = *std::move(answer);
      if (journey->answer.decision.verdict != Verdict::kRefer) return;
      ++referred_;
      if (!foreseen) ++unforeseen_;
    });
  });
}

void YearReplay::ReportPassage(const Call& call) {
  const CrossingRequest& request = call.journey->request;
  Start();
  ++counts_.passages;
  admission_.RecordPassage(
      {NewUuid(ids_), request.request_id, request.lane, request.document, request.booking_id, call.passed_at},
      [this](const StatusOr<std::uint64_t>& position) { Ended(position.status()); });
}

void YearReplay::Resolve(const std::shared_ptr<Journey>& journey, const Officer& officer) {
  Start();
  desk_.Resolve({NewUuid(ids_), journey->answer.referral_id, Resolution::kAdmit, kGround}, officer,
                [this, journey](const StatusOr<Referral>& referral) {
                  Ended(referral.status(), [&] {
                    journey->resolved = true;
                    journey->proposed = referral.ok() && referral->state == ReferralState::kAwaitingSecondOfficer;
                  });
                });
}

// As the server does, of its own.
void YearReplay::Sweep() {
  Start();
  store_.Transact(
      [this](Transaction& t) -> Status {
        RETURN_IF_ERROR(SweepExpired(t, store_.clock().Now()));
        return SweepBookings(t, {kLateRule, retention_}, closed_days_, store_.clock().Now());
      },
      [this](const Status& status) { Ended(status); });
}

// As the gates do.
void YearReplay::AcknowledgeCommands() {
  Start();
  store_.Transact(
      [](Transaction& t) -> Status {
        for (int gate = 1; gate <= kGates; ++gate) {
          const std::string id = "gate-" + std::to_string(gate);
          ASSIGN_OR_RETURN(const auto told, t.lane_commands().Since(id, 0, kMaxRowsPerRead));
          if (!told.empty()) RETURN_IF_ERROR(t.lane_commands().Acknowledge(id, told.back().sequence));
        }
        return OkStatus();
      },
      [this](const Status& status) { Ended(status); });
}

StatusOr<std::chrono::steady_clock::duration> YearReplay::CrossAlone(const PlannedCrossing& crossing) {
  auto journey = std::make_shared<Journey>();
  journey->request = RequestFor(crossing);
  store_.SetTime(crossing.at);
  const auto began = std::chrono::steady_clock::now();
  Decide(journey, true);
  WaitFor([this] { return under_way_ == 0; });
  const auto took = std::chrono::steady_clock::now() - began;
  const Instant passed_at = crossing.at + std::chrono::seconds(10);
  store_.SetTime(passed_at);
  ReportPassage({passed_at, 0, Act::kPassage, passed_at, journey});
  WaitFor([this] { return under_way_ == 0; });
  if (!failed_.ok()) return failed_;
  return took;
}

void YearReplay::Start() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return under_way_ < kMaxUnderWay; });
  ++under_way_;
  ++counts_.calls;
}

void YearReplay::Ended(const Status& status, const std::function<void()>& noted) {
  const std::scoped_lock lock(mutex_);
  if (noted) noted();
  if (!status.ok() && failed_.ok()) failed_ = status;
  --under_way_;
  changed_.notify_all();
}

void YearReplay::WaitFor(const std::function<bool()>& reached) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, reached);
}

std::int64_t YearReplay::Seconds(std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(random_.Below(static_cast<std::uint64_t>(most - least + 1)));
}

}  // namespace clearance
