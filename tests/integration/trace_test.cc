// One crossing, one trace: what the lane's log and the centre's say about it can be put together by one id, over the
// decision, the officer's answer and the passage; and a caller's malformed traceparent is replaced.
#include <gmock/gmock.h>

#include <set>
#include <sstream>
#include <thread>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/trace_context.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
// The specimen of ICAO Doc 9303 part 4, with a day of expiry to come.
constexpr char kMrz[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3504152ZE184226B<<<<<16";
constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";

// What stands behind `name` in a line of a log: "trace" of {"trace":"4bf9…"}; empty when it is not there.
std::string FieldOf(const std::string& line, const std::string& name) {
  const std::string head = "\"" + name + "\":\"";
  const std::size_t at = line.find(head);
  if (at == std::string::npos) return "";
  return line.substr(at + head.size(), line.find('"', at + head.size()) - at - head.size());
}

class TraceTest : public CentreTest {
 protected:
  // The lines of a log that are of that event.
  std::vector<std::string> Lines(const std::string& log, const std::string& event) {
    std::vector<std::string> lines;
    std::istringstream text(FileText(log));
    for (std::string line; std::getline(text, line);)
      if (FieldOf(line, "event") == event) lines.push_back(line);
    return lines;
  }
  // Those of them about that rpc.
  std::vector<std::string> Calls(const std::string& log, const std::string& rpc) {
    std::vector<std::string> calls;
    for (const std::string& line : Lines(log, "rpc"))
      if (FieldOf(line, "rpc") == rpc) calls.push_back(line);
    return calls;
  }
  std::vector<std::string> AwaitCalls(const std::string& log, const std::string& rpc) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::vector<std::string> calls;
    while ((calls = Calls(log, rpc)).empty() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    EXPECT_FALSE(calls.empty()) << "no " << rpc << " in\n" << FileText(log);
    return calls.empty() ? std::vector<std::string>{""} : calls;
  }

  // Admits, by as many officers as it takes.
  void Admit(const std::string& referral_id) {
    for (v1::ReviewService::Stub* who : {&officer(), &supervisor()}) {
      v1::ResolveReferralRequest request;
      request.set_request_id(NewId());
      request.set_referral_id(referral_id);
      request.set_resolution(v1::RESOLUTION_ADMIT);
      request.set_ground("compared by eye");
      v1::ResolveReferralResponse response;
      Patient context;
      const grpc::Status status = who->ResolveReferral(&context, request, &response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      if (response.referral().state() != v1::REFERRAL_STATE_AWAITING_SECOND_OFFICER) return;
    }
  }

  // A traveller goes through the lane, an officer lets them; the id of the lane's question.
  std::string CrossWithOfficer() {
    const auto devices = v1::DeviceService::NewStub(hall().Devices("gate-1"));
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    request.mutable_traveller()->set_mrz(kMrz);
    request.mutable_traveller()->mutable_portrait()->set_painted_seed(1);
    request.mutable_traveller()->mutable_live()->set_painted_seed(1);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const auto steps = devices->PresentTraveller(&context, request);
    std::string question;
    std::string referral;
    v1::PresentTravellerResponse step;
    while (steps->Read(&step)) {
      if (!step.decision_request_id().empty()) question = step.decision_request_id();
      if (referral.empty() && step.phase() == "AWAITING_OFFICER" && !step.referral_id().empty())
        Admit(referral = step.referral_id());
    }
    EXPECT_TRUE(steps->Finish().ok());
    EXPECT_EQ(step.outcome(), v1::CROSSING_OUTCOME_PASSED) << FileText("gate-1.log");
    return question;
  }
};

TEST_F(TraceTest, TheLogsOfGateAndCentreHaveOneTraceForOneCrossing) {
  ASSERT_TRUE(hall().StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}}).ok())
      << FileText("gate-1.log");
  const std::string question = CrossWithOfficer();
  const std::string trace = TraceIdOf(question);
  ASSERT_EQ(trace.size(), 32u) << question;
  for (const char* rpc : {"ClearanceService/DecideCrossing", "ClearanceService/ReportPassage"}) {
    const std::string at_gate = AwaitCalls("gate-1.log", rpc).front();
    const std::string at_centre = AwaitCalls("centre.log", rpc).front();
    EXPECT_EQ(FieldOf(at_gate, "trace"), trace) << at_gate;
    EXPECT_EQ(FieldOf(at_centre, "trace"), trace) << at_centre;
    EXPECT_EQ(FieldOf(at_gate, "span"), FieldOf(at_centre, "span")) << "one call, one span";
    EXPECT_EQ(FieldOf(at_centre, "code"), "OK");
  }
  // In the gate's log the trace leads to the crossing and to its lane.
  ASSERT_FALSE(Lines("gate-1.log", "decision_asked").empty());
  const std::string asked = Lines("gate-1.log", "decision_asked").front();
  EXPECT_EQ(FieldOf(asked, "trace"), trace);
  EXPECT_EQ(FieldOf(asked, "lane"), "gate-1/a");
  EXPECT_EQ(FieldOf(asked, "decision"), question);
  EXPECT_EQ(FieldOf(Lines("gate-1.log", "officer_called").front(), "trace"), trace);
  for (const char* log : {"gate-1.log", "centre.log"})
    EXPECT_THAT(FileText(log), AllOf(Not(HasSubstr("L898902C3")), Not(HasSubstr("ERIKSSON"))));
}

TEST_F(TraceTest, ACallersTraceIsTakenWhereItIsWellFormedAndSampledAndReplacedWhereItIsNot) {
  const auto decide = [&](const std::vector<std::string>& traceparents) {
    v1::DecideCrossingResponse response;
    Patient context;
    for (const std::string& traceparent : traceparents) context->AddMetadata(kTraceparentKey, traceparent);
    static int traveller = 0;
    const grpc::Status status = gate().DecideCrossing(&context, Crossing(++traveller), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
  };
  const std::string good = std::string("00-") + kTrace + "-00f067aa0ba902b7-";
  const char* const rpc = "ClearanceService/DecideCrossing";
  decide({});
  decide({good + "00"});
  decide({good + "01"});
  const std::vector<std::string> first = AwaitCalls("centre.log", rpc);
  ASSERT_EQ(first.size(), 1u) << "who sends no trace, or one that is not sampled, gets no line";
  EXPECT_EQ(FieldOf(first[0], "trace"), kTrace);
  EXPECT_EQ(FieldOf(first[0], "span"), "00f067aa0ba902b7");
  EXPECT_THAT(first[0], HasSubstr("\"replaced\":false"));

  const std::vector<std::vector<std::string>> malformed = {{std::string("00-") + kTrace + "-0000000000000000-01"},
                                                           {"traceparent"},
                                                           {std::string(5'000, 'a')},
                                                           {good + "01", good + "01"}};
  std::set<std::string> traces = {kTrace};
  for (const auto& headers : malformed) decide(headers);
  const std::vector<std::string> all = Calls("centre.log", rpc);
  ASSERT_EQ(all.size(), 1 + malformed.size());
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_EQ(FieldOf(all[i], "trace").size(), 32u) << all[i];
    EXPECT_TRUE(traces.insert(FieldOf(all[i], "trace")).second) << "not a new one: " << all[i];
    EXPECT_THAT(all[i], HasSubstr("\"replaced\":true"));
  }
}

}  // namespace
}  // namespace clearance
