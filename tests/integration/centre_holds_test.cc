// Holds over the real centre: put and confirmed by two persons of an authority, hit at a decision, told to its
// authority and to gates, looked at with a reason, lifted by two; and nothing to be seen of a silent one.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clearance/v1/holds.grpc.pb.h"
#include "common/wire/fields.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

class CentreHoldsTest : public CentreTest {
 protected:
  // A watch read message by message, heartbeats passed over.
  class Following {
   public:
    Following(v1::HoldService::Stub& stub, const std::string& token) {
      v1::WatchHoldsRequest request;
      request.set_resume_token(token);
      request.set_reason("on duty");
      stream_ = stub.WatchHolds(&context_, request);
    }
    ~Following() {
      if (ended_) return;
      context_->TryCancel();
      stream_->Finish();
    }
    v1::WatchHoldsResponse Next() {
      v1::WatchHoldsResponse message;
      do {
        message = Any();
      } while (!testing::Test::HasFailure() && !message.has_hold() && !message.has_hit() && !message.has_keyed_hold() &&
               !message.snapshot_complete());
      return message;
    }
    // The next one, a heartbeat too.
    v1::WatchHoldsResponse Any() {
      v1::WatchHoldsResponse message;
      EXPECT_TRUE(stream_->Read(&message)) << "the stream has ended";
      return message;
    }
    grpc::Status End() {
      v1::WatchHoldsResponse message;
      while (stream_->Read(&message)) {
      }
      ended_ = true;
      return stream_->Finish();
    }

   private:
    bool ended_ = false;
    Patient context_;
    std::unique_ptr<grpc::ClientReader<v1::WatchHoldsResponse>> stream_;
  };

  v1::HoldService::Stub& Holds(const std::string& client) {
    auto& stub = stubs_[client];
    if (!stub) stub = As<v1::HoldService>(client);
    return *stub;
  }

  // An exit ban on the card `number`.
  v1::PutHoldRequest Order(int number, v1::HoldKind kind = v1::HOLD_KIND_EXIT_BAN) {
    v1::PutHoldRequest request;
    request.set_request_id(NewId());
    v1::HoldOrder& order = *request.mutable_order();
    order.set_kind(kind);
    order.mutable_scope()->add_territories(v1::TERRITORY_KAZ);
    order.mutable_scope()->set_exit(true);
    order.set_visibility(v1::HOLD_VISIBILITY_SUPERVISOR);
    order.set_ground("court order");
    order.mutable_document()->set_issuing_state("KAZ");
    order.mutable_document()->set_number(Card(number).number());
    return request;
  }
  grpc::Status Put(const std::string& client, const v1::PutHoldRequest& request, v1::Hold* hold = nullptr) {
    v1::PutHoldResponse response;
    Patient context;
    const grpc::Status status = Holds(client).PutHold(&context, request, &response);
    if (hold != nullptr) *hold = response.hold();
    return status;
  }
  // Put by the first person and confirmed by the second; its id.
  std::string Bind(v1::PutHoldRequest request) {
    v1::Hold hold;
    EXPECT_TRUE(Put("authority-1", request, &hold).ok());
    EXPECT_EQ(hold.state(), v1::HOLD_STATE_PROPOSED);
    request.set_request_id(NewId());
    request.set_hold_id(hold.hold_id());
    const grpc::Status confirmed = Put("authority-2", request, &hold);
    EXPECT_TRUE(confirmed.ok()) << confirmed.error_message();
    EXPECT_EQ(hold.state(), v1::HOLD_STATE_ACTIVE);
    return hold.hold_id();
  }
  grpc::Status Lift(const std::string& client, const std::string& hold_id) {
    v1::LiftHoldRequest request;
    request.set_request_id(NewId());
    request.set_hold_id(hold_id);
    request.set_ground("the court ended it");
    v1::LiftHoldResponse response;
    Patient context;
    return Holds(client).LiftHold(&context, request, &response);
  }
  std::vector<v1::Hold> List(const std::string& client, const std::string& decision_request_id = "") {
    v1::ListHoldsRequest request;
    request.set_reason("referral at gate-1/a");
    request.set_decision_request_id(decision_request_id);
    v1::ListHoldsResponse response;
    Patient context;
    const grpc::Status status = Holds(client).ListHolds(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.holds().begin(), response.holds().end()};
  }
  // That an auditor is shown.
  std::size_t EntriesOf(const std::string& kind) {
    std::size_t count = 0;
    for (const v1::LedgerEntry& entry : Entries()) count += entry.kind() == kind ? 1 : 0;
    return count;
  }

  std::map<std::string, std::unique_ptr<v1::HoldService::Stub>> stubs_;
};

TEST_F(CentreHoldsTest, AnExitBanStopsItsTravellerUntilTwoHaveLiftedIt) {
  EXPECT_EQ(Decide(Crossing(1)).decision().verdict(), v1::VERDICT_ADMIT);
  const std::string hold_id = Bind(Order(1));
  const v1::DecideCrossingRequest stopped = Crossing(1);
  const v1::DecideCrossingResponse answer = Decide(stopped);
  ASSERT_EQ(answer.decision().verdict(), v1::VERDICT_REFER);
  ASSERT_GE(answer.decision().reasons_size(), 1) << answer.DebugString();
  EXPECT_EQ(answer.decision().reasons(0).code(), "HOLD");
  EXPECT_EQ(answer.decision().reasons(0).reason_class(), v1::REASON_CLASS_HOLD);
  EXPECT_EQ(answer.decision().reasons(0).detail(), "") << "the kind is not for lane officers";
  EXPECT_EQ(answer.decision().primary_sentences(0).sentence(), "An officer continues this crossing.");
  EXPECT_EQ(Decide(Crossing(2)).decision().verdict(), v1::VERDICT_ADMIT) << "somebody else";

  v1::ResolveReferralRequest admit;
  admit.set_request_id(NewId());
  admit.set_referral_id(answer.referral_id());
  admit.set_resolution(v1::RESOLUTION_ADMIT);
  admit.set_ground("looks fine");
  v1::ResolveReferralResponse resolved;
  {
    Patient context;
    EXPECT_EQ(supervisor().ResolveReferral(&context, admit, &resolved).error_code(),
              grpc::StatusCode::PERMISSION_DENIED)
        << "nobody at the lane releases it";
  }
  ASSERT_EQ(List("supervisor-1", stopped.request_id()).size(), 1u);
  EXPECT_EQ(List("supervisor-1", stopped.request_id())[0].hold_id(), hold_id);
  EXPECT_TRUE(List("officer-1", stopped.request_id()).empty());

  ASSERT_TRUE(Lift("authority-1", hold_id).ok());
  EXPECT_EQ(Decide(Crossing(1)).decision().verdict(), v1::VERDICT_REFER) << "one alone lifts nothing";
  EXPECT_EQ(InfoOf(Lift("authority-1", hold_id)).reason(), "SECOND_OFFICER_REQUIRED");
  ASSERT_TRUE(Lift("authority-2", hold_id).ok());
  EXPECT_EQ(Decide(Crossing(1)).decision().verdict(), v1::VERDICT_ADMIT);
  EXPECT_EQ(EntriesOf("RECORD_VIEWED"), 3u) << "each list of holds, those that were shown this one too";
  EXPECT_EQ(EntriesOf("HOLD_CHANGE"), 4u);
  EXPECT_EQ(EntriesOf("HOLD_HIT"), 2u);
}

TEST_F(CentreHoldsTest, AnAuditorSeesEntriesOfHoldsButNoneThatAreForTheirAuthorityAlone) {
  v1::PutHoldRequest silent = Order(1, v1::HOLD_KIND_SILENT);
  silent.mutable_order()->set_visibility(v1::HOLD_VISIBILITY_AUTHORITY);
  Bind(silent);
  Bind(Order(2));
  Decide(Crossing(1));
  Decide(Crossing(2));
  EXPECT_EQ(EntriesOf("HOLD_CHANGE"), 2u);
  EXPECT_EQ(EntriesOf("HOLD_HIT"), 1u);
  v1::ListEntriesRequest hits = NewLook();
  hits.set_kind("HOLD_HIT");
  v1::ListEntriesResponse page;
  Patient context;
  ASSERT_TRUE(auditor().ListEntries(&context, hits, &page).ok());
  EXPECT_EQ(page.entries_size(), 1);
}

TEST_F(CentreHoldsTest, ASilentHoldIsSeenByItsAuthorityAlone) {
  v1::PutHoldRequest order = Order(1, v1::HOLD_KIND_SILENT);
  order.mutable_order()->set_visibility(v1::HOLD_VISIBILITY_AUTHORITY);
  const std::string hold_id = Bind(order);
  Following authority(Holds("authority-1"), "");
  EXPECT_EQ(authority.Next().hold().hold_id(), hold_id);
  EXPECT_TRUE(authority.Next().snapshot_complete());
  Following gate(Holds("gate-1"), "");
  EXPECT_TRUE(gate.Next().snapshot_complete()) << "no gate is told of it";

  const v1::DecideCrossingRequest crossing = Crossing(1);
  v1::DecideCrossingResponse answer = Decide(crossing);
  v1::DecideCrossingResponse of_anybody = Decide(Crossing(2));
  EXPECT_EQ(answer.decision().verdict(), v1::VERDICT_ADMIT);
  for (v1::DecideCrossingResponse* response : {&answer, &of_anybody}) {
    response->clear_position();
    response->mutable_decision()->clear_decided_at();
    response->mutable_decision()->clear_valid_until();
  }
  EXPECT_EQ(answer.SerializeAsString(), of_anybody.SerializeAsString()) << "nothing in the answer tells of it";
  const v1::WatchHoldsResponse hit = authority.Next();
  EXPECT_EQ(hit.hit().hold_id(), hold_id);
  EXPECT_EQ(hit.hit().match(), v1::HOLD_MATCH_EXACT);
  EXPECT_EQ(hit.hit().moment(), v1::HOLD_MOMENT_DECISION);
  EXPECT_EQ(hit.hit().lane_id(), "gate-1/a");
  EXPECT_EQ(hit.hit().decision_request_id(), crossing.request_id());
  Report(PassageOf(crossing));
  EXPECT_EQ(authority.Next().hit().moment(), v1::HOLD_MOMENT_PASSAGE);
  EXPECT_TRUE(List("supervisor-1").empty());
  EXPECT_EQ(List("authority-2").size(), 1u);
}

TEST_F(CentreHoldsTest, AGateIsToldNothingWhenASilentHoldIsHit) {
  v1::PutHoldRequest order = Order(1, v1::HOLD_KIND_SILENT);
  order.mutable_order()->set_visibility(v1::HOLD_VISIBILITY_AUTHORITY);
  Bind(order);
  Following authority(Holds("authority-1"), "");
  authority.Next();
  ASSERT_TRUE(authority.Next().snapshot_complete());
  Following gate(Holds("gate-1"), "");
  const std::string token = gate.Next().resume_token();
  const v1::DecideCrossingRequest crossing = Crossing(1);
  Decide(crossing);
  EXPECT_EQ(authority.Next().hit().decision_request_id(), crossing.request_id());
  Report(PassageOf(crossing));
  EXPECT_TRUE(authority.Next().has_hit());
  const std::string seen = Bind(Order(2));
  int heartbeats = 0;
  for (v1::WatchHoldsResponse message = gate.Any(); !message.has_keyed_hold(); message = gate.Any()) {
    ASSERT_EQ(message.resume_token(), token) << "a token tells of a change";
    // Else it was sent at the hit: one comes only every kWatchHeartbeat.
    ASSERT_LE(++heartbeats, 1);
  }
  Following resumed(Holds("gate-1"), token);
  EXPECT_EQ(resumed.Next().keyed_hold().hold_id(), seen);
}

TEST_F(CentreHoldsTest, AListGoesOnWhereItWasThoughItsLastHoldHasChanged) {
  std::vector<std::string> ids;
  for (int number = 1; number <= 3; ++number) ids.push_back(Bind(Order(number)));
  v1::ListHoldsRequest request;
  request.set_reason("yearly review");
  request.set_state(v1::HOLD_STATE_ACTIVE);
  request.set_page_size(2);
  v1::ListHoldsResponse page;
  {
    Patient context;
    ASSERT_TRUE(Holds("authority-1").ListHolds(&context, request, &page).ok());
  }
  ASSERT_EQ(page.holds_size(), 2);
  ASSERT_TRUE(Lift("authority-1", page.holds(1).hold_id()).ok());
  request.set_page_token(page.next_page_token());
  Patient context;
  const grpc::Status status = Holds("authority-1").ListHolds(&context, request, &page);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(page.holds_size(), 1);
  EXPECT_EQ(page.holds(0).hold_id(), ids[2]);
}

TEST_F(CentreHoldsTest, AHoldSetMeanwhileMakesThePassageACase) {
  const v1::DecideCrossingRequest crossing = Crossing(1);
  ASSERT_EQ(Decide(crossing).decision().verdict(), v1::VERDICT_ADMIT);
  Bind(Order(1));
  Report(PassageOf(crossing));
  v1::ListReferralsResponse referrals;
  Patient context;
  ASSERT_TRUE(officer().ListReferrals(&context, v1::ListReferralsRequest(), &referrals).ok());
  ASSERT_EQ(referrals.referrals_size(), 1);
  EXPECT_EQ(referrals.referrals(0).kind(), v1::REFERRAL_KIND_PASSAGE);
  EXPECT_EQ(referrals.referrals(0).reasons(0).code(), "HOLD");
}

TEST_F(CentreHoldsTest, ANameAloneIsAPossibleHit) {
  v1::PutHoldRequest order = Order(1);
  order.mutable_order()->clear_document();
  order.mutable_order()->mutable_name()->set_primary_identifier("SAMPLE");
  order.mutable_order()->mutable_name()->set_secondary_identifier("ANNA");
  *order.mutable_order()->mutable_name()->mutable_birth_date() = Card(1).birth_date();
  order.mutable_order()->set_visibility(v1::HOLD_VISIBILITY_LANE_OFFICER);
  Bind(order);
  v1::DecideCrossingRequest crossing = Crossing(1);
  crossing.mutable_document()->set_primary_identifier("SAMPLE");
  crossing.mutable_document()->set_secondary_identifier("ANNA");
  const v1::DecideCrossingResponse answer = Decide(crossing);
  ASSERT_GE(answer.decision().reasons_size(), 1) << answer.DebugString();
  EXPECT_EQ(answer.decision().reasons(0).code(), "POSSIBLE_HOLD");
  EXPECT_EQ(answer.decision().reasons(0).detail(), "EXIT_BAN");
  EXPECT_EQ(answer.decision().reasons(0).reason_class(), v1::REASON_CLASS_NOT_ESTABLISHED);
  crossing = Crossing(2);
  crossing.mutable_document()->set_primary_identifier("SAMPLE");
  crossing.mutable_document()->set_secondary_identifier("ANA");
  EXPECT_EQ(Decide(crossing).decision().verdict(), v1::VERDICT_ADMIT);
}

TEST_F(CentreHoldsTest, AGateFollowsKeyedHashes) {
  const std::string hold_id = Bind(Order(1));
  std::string token;
  {
    Following gate(Holds("gate-1"), "");
    const v1::WatchHoldsResponse first = gate.Next();
    EXPECT_EQ(first.keyed_hold().hold_id(), hold_id);
    EXPECT_TRUE(first.keyed_hold().binds());
    EXPECT_EQ(first.keyed_hold().document_key().size(), 32u);
    EXPECT_EQ(first.keyed_hold().kind(), v1::HOLD_KIND_EXIT_BAN);
    const v1::WatchHoldsResponse complete = gate.Next();
    EXPECT_TRUE(complete.snapshot_complete());
    token = complete.resume_token();
  }
  ASSERT_TRUE(Lift("authority-1", hold_id).ok());
  ASSERT_TRUE(Lift("authority-2", hold_id).ok());
  Following gate(Holds("gate-1"), token);
  const v1::WatchHoldsResponse lifted = gate.Next();
  EXPECT_EQ(lifted.keyed_hold().hold_id(), hold_id);
  EXPECT_FALSE(lifted.keyed_hold().binds());
  for (const char* tried : {"0", "1", "1000000"}) {
    Following guess(Holds("gate-1"), tried);
    EXPECT_EQ(InfoOf(guess.End()).reason(), "RESUME_TOKEN_TOO_OLD") << "nobody tries out how many changes there were";
  }
}

TEST_F(CentreHoldsTest, AnotherAuthoritySeesNothingOfIt) {
  const std::string hold_id = Bind(Order(1));
  Decide(Crossing(1));
  EXPECT_TRUE(List("customs-1").empty());
  EXPECT_EQ(Lift("customs-1", hold_id).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  v1::PutHoldRequest own = Order(2);
  v1::Hold put;
  ASSERT_TRUE(Put("customs-1", own, &put).ok());
  EXPECT_EQ(put.authority(), "customs");
  own.set_request_id(NewId());
  own.set_hold_id(put.hold_id());
  EXPECT_EQ(Put("authority-1", own).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  Following customs(Holds("customs-1"), "");
  EXPECT_EQ(customs.Next().hold().hold_id(), put.hold_id()) << "its own, and neither hold nor hit of the other";
  EXPECT_TRUE(customs.Next().snapshot_complete());
}

TEST_F(CentreHoldsTest, TheWordsOfAnOrderAreShownAndStandNowhereInTheClear) {
  v1::PutHoldRequest order = Order(1);
  order.mutable_order()->set_instructions("INSTRUCTIONSINTHECLEAR");
  order.mutable_order()->set_name_as_given("NAMEINTHECLEAR");
  Bind(order);
  ASSERT_EQ(List("authority-1").size(), 1u);
  EXPECT_EQ(List("authority-1")[0].instructions(), "INSTRUCTIONSINTHECLEAR");
  EXPECT_EQ(List("authority-1")[0].name_as_given(), "NAMEINTHECLEAR");
  ASSERT_EQ(EntriesOf("HOLD_CHANGE"), 2u);
  for (const v1::LedgerEntry& entry : Entries()) {
    EXPECT_EQ(entry.sealed_bytes().find("INTHECLEAR"), std::string::npos);
    EXPECT_EQ(entry.sealed_bytes().find(Card(1).number()), std::string::npos);
  }
  EXPECT_EQ(FileText("centre.log").find("INTHECLEAR"), std::string::npos);
}

TEST_F(CentreHoldsTest, OnlyThoseWhoMayDo) {
  for (const char* client : {"officer-1", "supervisor-1", "gate-1", "auditor-1", "booking-1"}) {
    EXPECT_EQ(Put(client, Order(1)).error_code(), grpc::StatusCode::PERMISSION_DENIED) << client;
    EXPECT_EQ(Lift(client, NewId()).error_code(), grpc::StatusCode::PERMISSION_DENIED) << client;
  }
  for (const char* client : {"gate-1", "auditor-1", "booking-1"}) {
    v1::ListHoldsRequest request;
    request.set_reason("curious");
    v1::ListHoldsResponse response;
    Patient context;
    EXPECT_EQ(Holds(client).ListHolds(&context, request, &response).error_code(), grpc::StatusCode::PERMISSION_DENIED)
        << client;
  }
  for (const char* client : {"officer-1", "supervisor-1", "auditor-1", "booking-1"}) {
    Following watch(Holds(client), "");
    EXPECT_EQ(watch.End().error_code(), grpc::StatusCode::PERMISSION_DENIED) << client;
  }
  v1::PutHoldRequest bad = Order(1);
  bad.mutable_order()->mutable_document()->set_number("n");
  const grpc::Status refused = Put("authority-1", bad);
  EXPECT_EQ(InfoOf(refused).metadata().at("field"), "order.document.number");
  EXPECT_EQ(EntriesOf("RECORD_VIEWED"), 0u);
  EXPECT_EQ(EntriesOf("HOLD_CHANGE"), 0u);
}

TEST_F(CentreHoldsTest, AnAuthoritysWatchIsALookEachTimeItIsBegunAndAGatesIsNone) {
  v1::WatchHoldsRequest without;
  {
    Patient context;
    const auto stream = Holds("authority-1").WatchHolds(&context, without);
    v1::WatchHoldsResponse none;
    EXPECT_FALSE(stream->Read(&none));
    EXPECT_EQ(InfoOf(stream->Finish()).metadata().at("field"), "reason");
  }
  std::string token;
  {
    Following authority(Holds("authority-1"), "");
    token = authority.Next().resume_token();
    EXPECT_EQ(EntriesOf("RECORD_VIEWED"), 1u) << "before anything is shown";
  }
  Following resumed(Holds("authority-1"), token);
  EXPECT_TRUE(resumed.Next().snapshot_complete());
  EXPECT_EQ(EntriesOf("RECORD_VIEWED"), 2u);
  Following gate(Holds("gate-1"), "");
  EXPECT_TRUE(gate.Next().snapshot_complete());
  EXPECT_EQ(EntriesOf("RECORD_VIEWED"), 2u);
  Following customs(Holds("customs-1"), token);
  EXPECT_EQ(InfoOf(customs.End()).reason(), "RESUME_TOKEN_TOO_OLD") << "a token serves those it was given to";
}

TEST_F(CentreHoldsTest, APortsLogIsAsLongWithASilentHitAsWithout) {
  v1::PutHoldRequest order = Order(1, v1::HOLD_KIND_SILENT);
  order.mutable_order()->set_visibility(v1::HOLD_VISIBILITY_AUTHORITY);
  Bind(order);
  const auto size_of_port = [&] {
    v1::GetCheckpointRequest request;
    request.set_log(Lane().port());
    v1::GetCheckpointResponse response;
    Patient context;
    EXPECT_TRUE(As<v1::LedgerService>("gate-1")->GetCheckpoint(&context, request, &response).ok());
    const std::size_t begin = response.note().find('\n') + 1;
    return std::stoi(response.note().substr(begin));
  };
  Decide(Crossing(2));
  const int before = size_of_port();
  Decide(Crossing(3));
  const int of_anybody = size_of_port() - before;
  Decide(Crossing(1));
  EXPECT_EQ(size_of_port() - before - of_anybody, of_anybody);
}

}  // namespace
}  // namespace clearance
