// What the tests of the centre share: a real clearance-server in a folder of its own, clients over mTLS, and messages
// in order that a test changes in one place. Waits for conditions only; a call that hangs ends with its deadline.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "clearance/v1/booking.grpc.pb.h"
#include "clearance/v1/clearance.grpc.pb.h"
#include "clearance/v1/fleet.grpc.pb.h"
#include "clearance/v1/ledger.grpc.pb.h"
#include "clearance/v1/review.grpc.pb.h"
#include "common/base/instant.h"
#include "common/base/random.h"
#include "common/domain/date.h"
#include "google/rpc/status.pb.h"
#include "tests/support/hall.h"

namespace clearance {

// How long a call may take before it counts as hanging.
inline constexpr std::chrono::seconds kCallPatience{30};

// What a centre writes before anything else: the rule book it decides by.
inline constexpr std::size_t kBookEntries = 1;

// The one ErrorInfo an error carries; fails the test when there is another number of them.
google::rpc::ErrorInfo InfoOf(const grpc::Status& status);

// Fail the test when what was sent is no day or no moment.
Date DateFrom(const v1::Date& date);
Instant InstantFrom(const google::protobuf::Timestamp& timestamp);

// A context with a deadline.
class Patient {
 public:
  // `waits_for_ready`: also through a restart of the centre; without it an unreachable centre is an error at once.
  explicit Patient(bool waits_for_ready = true);
  grpc::ClientContext* operator&() { return &context_; }
  grpc::ClientContext* operator->() { return &context_; }

 private:
  grpc::ClientContext context_;
};

class CentreTest : public testing::Test {
 protected:
  CentreTest();
  ~CentreTest() override;
  void SetUp() override;

  std::string NewId();
  Hall& hall() { return *hall_; }
  // A file of the hall's folder, as text.
  std::string FileText(const std::string& name) const;

  // A Kazakh citizen's identity card, another one for each number; and a lane of gate-1 from KAZ into ICBC.
  static v1::Document Card(int number);
  static v1::LaneProfile Lane(const std::string& lane_id = "gate-1/a");
  // A crossing everything speaks for, and one a machine cannot clear because the faces differ.
  v1::DecideCrossingRequest Crossing(int number, const std::string& lane_id = "gate-1/a");
  v1::DecideCrossingRequest DoubtfulCrossing(int number);
  v1::ReportPassageRequest PassageOf(const v1::DecideCrossingRequest& crossing);

  // Calls as gate-1; fail the test when the call fails.
  v1::DecideCrossingResponse Decide(const v1::DecideCrossingRequest& request);
  std::uint64_t Report(const v1::ReportPassageRequest& request);

  // A look at the ledger under an id of its own: everything, unless the test says more.
  v1::ListEntriesRequest NewLook();
  // What auditor-1 is shown of everything in the ledger, but the rule book and the looks of these calls, each of which
  // is an entry.
  std::vector<v1::LedgerEntry> Entries();
  // What auditor-1 is shown behind `position`, in order: looks from the page of `page_token` on, and moves that to the
  // last page looked at.
  std::vector<v1::LedgerEntry> EntriesAfter(std::uint64_t position, std::string& page_token);

  // What auditor-1 is told of the port's log; the second once the check in the background has ended, or patience has.
  v1::GetCheckpointResponse PortCheckpoint();
  v1::GetCheckpointResponse PortCheckpointWhenChecked(std::chrono::milliseconds patience = kCallPatience);

  struct Ended {
    int exit_code = -1;
    std::string said;
  };
  // Runs a program that is expected to end by itself; one that does not is ended after a minute.
  Ended Run(std::vector<std::string> argv);
  // Lets go of every connection made so far; the next call makes its own.
  void Disconnect();
  // Ends the centre as systemd would, and starts it again on the same port and file.
  void Stop();
  void Start();
  // A copy of the hall's configuration with one piece of it changed; its path.
  std::string ConfigWith(const std::string& piece, const std::string& by);
  // kill -9, started again on the same port and file.
  void KillAndRestart();
  // True when the centre still answers a call, one that writes nothing.
  bool Answers();

  template <typename Service>
  std::unique_ptr<typename Service::Stub> As(const std::string& client) {
    return Service::NewStub(hall_->CentreAs(client));
  }

  // Calls of one connection each, made when first used.
  v1::ClearanceService::Stub& gate();
  v1::ReviewService::Stub& officer();
  v1::ReviewService::Stub& supervisor();
  v1::BookingService::Stub& booking();
  v1::LedgerService::Stub& auditor();

 private:
  const std::string folder_;
  SystemRandom random_;
  std::unique_ptr<Hall> hall_;
  int runs_ = 0;
  std::set<std::string> own_looks_;  // request ids of Entries()
  std::unique_ptr<v1::ClearanceService::Stub> gate_;
  std::unique_ptr<v1::ReviewService::Stub> officer_;
  std::unique_ptr<v1::ReviewService::Stub> supervisor_;
  std::unique_ptr<v1::BookingService::Stub> booking_;
  std::unique_ptr<v1::LedgerService::Stub> auditor_;
};

}  // namespace clearance
