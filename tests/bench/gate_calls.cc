#include "tests/bench/gate_calls.h"

#include <grpcpp/generic/generic_stub.h>

#include <array>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/wire/crossing_wire.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

CrossingRequest Crossing(int number, Random& random) {
  CrossingRequest request;
  request.request_id = NewUuid(random);
  request.lane = {"gate-1/a",
                  "KHORGOS",
                  "icbc-kaz",
                  Territory::kKaz,
                  {Territory::kKaz, Territory::kIcbc},
                  {.exit = true, .entry = true}};
  request.document.kind = DocumentKind::kIdentityCard;
  request.document.issuing_state = request.document.nationality = "KAZ";
  request.document.number = std::to_string(100'000'000 + number);
  request.document.birth_date = MakeDate(1985, 5, 5);
  request.document.expiry_date = MakeDate(2035, 1, 1);
  request.findings.push_back(SoundDocumentFinding());
  for (const CheckKind check : {CheckKind::kFace, CheckKind::kTemperature, CheckKind::kBodyScan})
    request.findings.push_back({.check = check, .result = FindingResult::kPassed});
  request.observed_at = SystemClock().Now();
  return request;
}

std::vector<std::unique_ptr<v1::ClearanceService::Stub>> StubsOf(const Channels& channels) {
  std::vector<std::unique_ptr<v1::ClearanceService::Stub>> stubs;
  for (const auto& channel : channels) stubs.push_back(v1::ClearanceService::NewStub(channel));
  return stubs;
}

struct Echo {
  std::array<grpc::ByteBuffer, 2> request;
  std::array<grpc::ByteBuffer, 2> response;
  std::array<grpc::ClientContext, 2> context;
};

}  // namespace

grpc::ByteBuffer EchoOf(std::size_t bytes) {
  constexpr char kUnknownField = 15 << 3 | 2;
  std::string message(1, kUnknownField);
  for (std::size_t left = bytes;; left >>= 7) {
    message.push_back(static_cast<char>((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
    if (left <= 0x7F) break;
  }
  message.append(bytes, 'e');
  const grpc::Slice slice(message);
  return {&slice, 1};
}

std::shared_ptr<PairOfCalls> NextPair(Random& random) {
  static std::atomic<int> number = 0;
  const CrossingRequest request = Crossing(++number, random);
  Passage passage;
  passage.request_id = NewUuid(random);
  passage.decision_request_id = request.request_id;
  passage.lane = request.lane;
  passage.document = request.document;
  passage.passed_at = request.observed_at;
  auto pair = std::make_shared<PairOfCalls>();
  ToProto(request, &pair->decide);
  ToProto(passage, &pair->passage);
  return pair;
}

bool RepliesAreGood(const PairOfCalls& pair) {
  return pair.decided.decision().verdict() == v1::VERDICT_ADMIT && pair.recorded.position() > 0;
}

double ClosedLoop::Run(int callers, std::chrono::milliseconds time, const Call& call) {
  call_ = call;
  began_ = std::chrono::steady_clock::now();
  until_ = began_ + time;
  running_ = callers;
  for (int caller = 0; caller < callers; ++caller) Next(caller);
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return running_ == 0 && beginning_ == 0; });
  return static_cast<double>(good_) / std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
}

void ClosedLoop::Next(int caller) {
  {
    const std::scoped_lock lock(mutex_);
    if (std::chrono::steady_clock::now() >= until_) {
      if (--running_ == 0 && beginning_ == 0) ended_.notify_all();
      return;
    }
    ++beginning_;
  }
  // A call may end on another thread before this one has come back from beginning it: until then its stub is in use.
  call_(caller, [this, caller](bool good) {
    ++(good ? good_ : failed_);
    Next(caller);
  });
  const std::scoped_lock lock(mutex_);
  if (--beginning_ == 0 && running_ == 0) ended_.notify_all();
}

RateOfCalls PairsPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time,
                           std::size_t prepared) {
  const auto stubs = StubsOf(channels);
  SystemRandom random;
  std::vector<std::shared_ptr<PairOfCalls>> pairs;
  for (std::size_t i = 0; i < prepared; ++i) pairs.push_back(NextPair(random));
  std::atomic<std::size_t> next = 0;
  ClosedLoop loop;
  const double rate = loop.Run(callers, time, [&](int caller, const ClosedLoop::Done& done) {
    auto* stub = stubs[static_cast<std::size_t>(caller) % stubs.size()]->async();
    const std::size_t number = next++;
    auto pair = number < pairs.size() ? std::move(pairs[number]) : NextPair(random);
    PairOfCalls& p = *pair;
    stub->DecideCrossing(&p.decide_context, &p.decide, &p.decided,
                         [pair = std::move(pair), stub, done](const grpc::Status& status) mutable {
                           if (!status.ok()) return EndCall(pair, false, done);
                           PairOfCalls& q = *pair;
                           stub->ReportPassage(&q.passage_context, &q.passage, &q.recorded,
                                               [pair = std::move(pair), done](const grpc::Status& recorded) mutable {
                                                 EndCall(pair, recorded.ok() && RepliesAreGood(*pair), done);
                                               });
                         });
  });
  return {rate, loop.failed()};
}

RateOfCalls EchoPairsPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time) {
  static constexpr char kMethod[] = "/grpc.health.v1.Health/Check";
  SystemRandom random;
  const auto sample = NextPair(random);
  const std::array<std::size_t, 2> bytes = {sample->decide.ByteSizeLong(), sample->passage.ByteSizeLong()};
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : channels) stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  ClosedLoop loop;
  const double rate = loop.Run(callers, time, [&](int caller, const ClosedLoop::Done& done) {
    auto* stub = stubs[static_cast<std::size_t>(caller) % stubs.size()].get();
    auto echo = std::make_shared<Echo>();
    for (std::size_t i = 0; i < 2; ++i) echo->request[i] = EchoOf(bytes[i]);
    Echo& e = *echo;
    stub->UnaryCall(&e.context[0], kMethod, {}, &e.request[0], &e.response[0],
                    [echo = std::move(echo), stub, done](const grpc::Status& status) mutable {
                      if (!status.ok()) return EndCall(echo, false, done);
                      Echo& f = *echo;
                      stub->UnaryCall(&f.context[1], kMethod, {}, &f.request[1], &f.response[1],
                                      [echo = std::move(echo), done](const grpc::Status& second) mutable {
                                        EndCall(echo, second.ok() && echo->response[1].Length() > 0, done);
                                      });
                    });
  });
  return {rate, loop.failed()};
}

void LeaveOpen(const Channels& channels, int decisions) {
  const auto stubs = StubsOf(channels);
  SystemRandom random;
  for (int i = 0; i < decisions; ++i) {
    const auto pair = NextPair(random);
    (void)stubs[0]->DecideCrossing(&pair->decide_context, pair->decide, &pair->decided);
  }
}

}  // namespace clearance
