// Holds between proto and domain: what is accepted, and every field a caller can get wrong.
#include "common/wire/hold_wire.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/base/error_reasons.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

v1::PutHoldRequest GoodOrder() {
  v1::PutHoldRequest request;
  request.set_request_id(kSampleId);
  v1::HoldOrder& order = *request.mutable_order();
  order.set_kind(v1::HOLD_KIND_DETAIN);
  order.mutable_scope()->add_territories(v1::TERRITORY_KAZ);
  order.mutable_scope()->add_territories(v1::TERRITORY_CHN);
  order.mutable_scope()->set_exit(true);
  order.mutable_scope()->set_entry(true);
  order.mutable_scope()->add_ports("KHORGOS");
  order.mutable_scope()->add_ports("ALTYNKOL");
  ToProto(kSampleInstant, order.mutable_valid_from());
  ToProto(kSampleInstant + Duration(1), order.mutable_valid_to());
  order.set_visibility(v1::HOLD_VISIBILITY_LANE_OFFICER);
  order.set_ground("court order");
  order.mutable_document()->set_issuing_state("KAZ");
  order.mutable_document()->set_number("N12345678");
  order.mutable_person()->set_nationality("KAZ");
  order.mutable_person()->set_national_number("900517400123");
  ToProto(MakeDate(1990, 5, 17), order.mutable_person()->mutable_birth_date());
  order.mutable_name()->set_primary_identifier("SAMPLE NAME");
  order.mutable_name()->set_secondary_identifier("ANNA");
  ToProto(MakeDate(1990, 5, 17), order.mutable_name()->mutable_birth_date());
  order.set_instructions("позвоните 102");
  order.set_name_as_given("Образец Анна");
  return request;
}

TEST(HoldWireTest, AnOrderIsReadWhole) {
  const auto order = FromProto(GoodOrder());
  ASSERT_TRUE(order.ok()) << order.status();
  EXPECT_EQ(order->request_id, kSampleId);
  EXPECT_EQ(order->terms.kind, HoldKind::kDetain);
  EXPECT_EQ(order->terms.scope.territories, (std::vector{Territory::kChn, Territory::kKaz})) << "in their order";
  EXPECT_EQ(order->terms.scope.sides, (Sides{.exit = true, .entry = true}));
  EXPECT_EQ(order->terms.scope.ports, (std::vector<std::string>{"ALTYNKOL", "KHORGOS"}));
  EXPECT_EQ(order->terms.from, kSampleInstant);
  EXPECT_EQ(order->terms.to, kSampleInstant + Duration(1));
  EXPECT_EQ(order->terms.visibility, HoldVisibility::kLaneOfficer);
  EXPECT_EQ(order->ground, "court order");
  EXPECT_EQ(order->held.document->number, "N12345678");
  EXPECT_EQ(order->held.person->national_number, "900517400123");
  EXPECT_EQ(order->held.name->primary_identifier, "SAMPLE NAME");
  EXPECT_EQ(order->held.name->secondary_identifier, "ANNA");
  EXPECT_EQ(order->held.name->birth_date, MakeDate(1990, 5, 17));
  EXPECT_EQ(order->text, (HoldText{"позвоните 102", "Образец Анна"}));

  v1::PutHoldRequest bare = GoodOrder();
  bare.set_hold_id(kSampleThirdId);
  bare.mutable_order()->clear_valid_from();
  bare.mutable_order()->clear_valid_to();
  bare.mutable_order()->clear_document();
  bare.mutable_order()->clear_person();
  bare.mutable_order()->clear_instructions();
  const auto read = FromProto(bare);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->hold_id, kSampleThirdId);
  EXPECT_EQ(read->terms.from, Instant());
  EXPECT_FALSE(read->terms.to);
  EXPECT_FALSE(read->held.document || read->held.person);
}

template <typename Message>
void ExpectRefused(const Message& good, const std::string& field, const std::function<void(Message&)>& spoil) {
  ASSERT_TRUE(FromProto(good).ok()) << FromProto(good).status();
  Message message = good;
  spoil(message);
  const auto read = FromProto(message);
  EXPECT_EQ(read.status().code(), StatusCode::kInvalidArgument) << field;
  EXPECT_EQ(FieldOf(read.status()), field) << read.status();
  for (const char* personal : {"N12345678", "900517400123", "SAMPLE", "ANNA"})
    EXPECT_EQ(MessageOf(read.status()).find(personal), std::string::npos) << "personal data in an error";
}

TEST(HoldWireTest, EveryFieldOfAnOrderIsChecked) {
  using Order = v1::HoldOrder;
  const auto refused = [](const std::string& field, const std::function<void(Order&)>& spoil) {
    ExpectRefused<v1::PutHoldRequest>(GoodOrder(), "order." + field,
                                      [&](v1::PutHoldRequest& request) { spoil(*request.mutable_order()); });
  };
  refused("kind", [](Order& o) { o.clear_kind(); });
  refused("kind", [](Order& o) { o.set_kind(static_cast<v1::HoldKind>(9)); });
  refused("scope", [](Order& o) { o.clear_scope(); });
  refused("scope.territories", [](Order& o) { o.mutable_scope()->clear_territories(); });
  refused("scope.territories[1]", [](Order& o) { o.mutable_scope()->set_territories(1, v1::TERRITORY_UNSPECIFIED); });
  refused("scope.territories[1]", [](Order& o) { o.mutable_scope()->set_territories(1, v1::TERRITORY_KAZ); });
  refused("scope.exit", [](Order& o) {
    o.mutable_scope()->clear_exit();
    o.mutable_scope()->clear_entry();
  });
  refused("scope.entry", [](Order& o) { o.set_kind(v1::HOLD_KIND_EXIT_BAN); });
  refused("scope.entry", [](Order& o) { o.set_kind(v1::HOLD_KIND_PARENTAL_OBJECTION); });
  refused("scope.exit", [](Order& o) { o.set_kind(v1::HOLD_KIND_ENTRY_BAN); });
  refused("scope.ports[1]", [](Order& o) { o.mutable_scope()->set_ports(1, "khorgos"); });
  refused("scope.ports[1]", [](Order& o) { o.mutable_scope()->set_ports(1, "KHORGOS"); });
  refused("scope.ports", [](Order& o) {
    for (int i = 0; i < 15; ++i) o.mutable_scope()->add_ports("P" + std::to_string(i));
  });
  refused("valid_from", [](Order& o) { o.mutable_valid_from()->set_seconds(-1); });
  refused("valid_to", [](Order& o) { o.mutable_valid_to()->set_nanos(-1); });
  refused("valid_to", [](Order& o) { *o.mutable_valid_to() = o.valid_from(); });
  refused("visibility", [](Order& o) { o.clear_visibility(); });
  refused("visibility", [](Order& o) { o.set_kind(v1::HOLD_KIND_SILENT); });
  refused("ground", [](Order& o) { o.clear_ground(); });
  refused("ground", [](Order& o) { o.set_ground(std::string(201, 'g')); });
  refused("document", [](Order& o) {
    o.clear_document();
    o.clear_person();
    o.clear_name();
  });
  refused("document.issuing_state", [](Order& o) { o.mutable_document()->clear_issuing_state(); });
  refused("document.number", [](Order& o) { o.mutable_document()->set_number("n1"); });
  refused("person.nationality", [](Order& o) { o.mutable_person()->set_nationality("KAZA"); });
  refused("person.national_number", [](Order& o) { o.mutable_person()->clear_national_number(); });
  refused("person.birth_date", [](Order& o) { o.mutable_person()->clear_birth_date(); });
  refused("person.birth_date", [](Order& o) { o.mutable_person()->mutable_birth_date()->set_day(31 + 1); });
  refused("name.primary_identifier", [](Order& o) { o.mutable_name()->clear_primary_identifier(); });
  for (const char* wrong : {"Sample", "SAMPLE<NAME", "SAMPLE  NAME", " SAMPLE", "SAMPLE ", "SAMPLE1", "ÜNAL"})
    refused("name.primary_identifier", [&](Order& o) { o.mutable_name()->set_primary_identifier(wrong); });
  refused("name.secondary_identifier",
          [](Order& o) { o.mutable_name()->set_secondary_identifier(std::string(40, 'A')); });
  refused("name.birth_date", [](Order& o) { o.mutable_name()->clear_birth_date(); });
  refused("person", [](Order& o) { o.set_kind(v1::HOLD_KIND_LOST_OR_STOLEN_DOCUMENT); });
  refused("name", [](Order& o) {
    o.set_kind(v1::HOLD_KIND_LOST_OR_STOLEN_DOCUMENT);
    o.clear_person();
  });
  refused("instructions", [](Order& o) { o.set_instructions(std::string(1001, 'i')); });
  refused("instructions", [](Order& o) { o.set_instructions("a\nb"); });
  refused("name_as_given", [](Order& o) { o.set_name_as_given("\x01"); });

  using Put = v1::PutHoldRequest;
  ExpectRefused<Put>(GoodOrder(), "request_id", [](Put& p) { p.clear_request_id(); });
  ExpectRefused<Put>(GoodOrder(), "hold_id", [](Put& p) { p.set_hold_id("1"); });
  ExpectRefused<Put>(GoodOrder(), "order", [](Put& p) { p.clear_order(); });
}

TEST(HoldWireTest, TheOtherCalls) {
  using Lift = v1::LiftHoldRequest;
  Lift lift;
  lift.set_request_id(kSampleId);
  lift.set_hold_id(kSampleThirdId);
  lift.set_ground("the court ended it");
  ExpectRefused<Lift>(lift, "request_id", [](Lift& l) { l.set_request_id("A"); });
  ExpectRefused<Lift>(lift, "hold_id", [](Lift& l) { l.clear_hold_id(); });
  ExpectRefused<Lift>(lift, "ground", [](Lift& l) { l.clear_ground(); });

  using List = v1::ListHoldsRequest;
  List list;
  list.set_reason("referral at gate-1/a");
  ExpectRefused<List>(list, "reason", [](List& l) { l.clear_reason(); });
  ExpectRefused<List>(list, "state", [](List& l) { l.set_state(static_cast<v1::HoldState>(5)); });
  ExpectRefused<List>(list, "kind", [](List& l) { l.set_kind(static_cast<v1::HoldKind>(9)); });
  ExpectRefused<List>(list, "decision_request_id", [](List& l) { l.set_decision_request_id("1"); });
  ExpectRefused<List>(list, "page_size", [](List& l) { l.set_page_size(1001); });
  EXPECT_FALSE(FromProto(list)->after);
  const HoldPlace place{kSampleInstant, kSampleId};
  const std::string token = MakeHoldPageToken(place);
  for (const std::string& bad : {std::string("1"), std::string("."), std::string(kSampleId),
                                 "." + std::string(kSampleId), "1x." + std::string(kSampleId), token + "0",
                                 token.substr(0, token.size() - 1), "99999999999999999999." + std::string(kSampleId)}) {
    list.set_page_token(bad);
    EXPECT_EQ(ReasonOf(FromProto(list).status()), error_reason::kPageTokenInvalid) << bad;
  }
  list.set_page_token(token);
  list.set_state(v1::HOLD_STATE_LIFTED);
  list.set_kind(v1::HOLD_KIND_DETAIN);
  EXPECT_EQ(FromProto(list)->after, place);
  EXPECT_EQ(FromProto(list)->state, HoldState::kLifted);
  EXPECT_EQ(FromProto(list)->kind, HoldKind::kDetain);
  EXPECT_EQ(FromProto(list)->page_size, 100);

  v1::WatchHoldsRequest watch;
  watch.set_resume_token("any");
  EXPECT_EQ(FromProto(watch)->resume_token, "any") << "whose it is only the service can say";
  watch.set_reason("on duty");
  EXPECT_EQ(FromProto(watch)->reason, "on duty");
  ExpectRefused<v1::WatchHoldsRequest>(watch, "reason",
                                       [](v1::WatchHoldsRequest& w) { w.set_reason(std::string(201, 'r')); });
  watch.set_port("KHORGOS");
  EXPECT_EQ(FromProto(watch)->port, "KHORGOS");
  ExpectRefused<v1::WatchHoldsRequest>(watch, "port", [](v1::WatchHoldsRequest& w) { w.set_port("khorgos"); });
}

TEST(HoldWireTest, ItsAuthorityIsToldEverythingButKeysAndSealedWords) {
  Hold hold = After({}, SampleHoldChange(), kSampleInstant);
  hold.state = HoldState::kLifted;
  hold.confirmed_by = "kaz-police-2";
  hold.lift_proposed_by = "kaz-police-3";
  hold.lifted_by = "kaz-police-4";
  hold.lift_ground = "the court ended it";
  hold.changed_at = kSampleInstant + Duration(5);
  hold.keys.person.clear();
  v1::Hold told;
  ToProto(hold, {.instructions = "call 102", .name_as_given = "Anna"}, &told);
  EXPECT_EQ(told.hold_id(), kSampleThirdId);
  EXPECT_EQ(told.authority(), "kaz-police");
  EXPECT_EQ(told.kind(), v1::HOLD_KIND_EXIT_BAN);
  EXPECT_EQ(told.scope().territories_size(), 2);
  EXPECT_TRUE(told.scope().exit());
  EXPECT_FALSE(told.scope().entry());
  EXPECT_EQ(told.scope().ports(0), "KHORGOS");
  EXPECT_EQ(FromProto(told.valid_from(), "").value(), hold.terms.from);
  EXPECT_EQ(FromProto(told.valid_to(), "").value(), hold.terms.to);
  EXPECT_EQ(told.visibility(), v1::HOLD_VISIBILITY_SUPERVISOR);
  EXPECT_EQ(told.ground(), "court order");
  EXPECT_TRUE(told.names_document());
  EXPECT_FALSE(told.names_person());
  EXPECT_TRUE(told.names_by_name());
  EXPECT_EQ(told.state(), v1::HOLD_STATE_LIFTED);
  EXPECT_EQ(told.put_by(), "kaz-police-1");
  EXPECT_EQ(told.confirmed_by(), "kaz-police-2");
  EXPECT_EQ(told.lift_proposed_by(), "kaz-police-3");
  EXPECT_EQ(told.lifted_by(), "kaz-police-4");
  EXPECT_EQ(told.lift_ground(), "the court ended it");
  EXPECT_EQ(FromProto(told.put_at(), "").value(), kSampleInstant);
  EXPECT_EQ(FromProto(told.changed_at(), "").value(), hold.changed_at);
  EXPECT_EQ(told.instructions(), "call 102");
  EXPECT_EQ(told.name_as_given(), "Anna");
  for (const std::string& secret : {hold.keys.document, hold.keys.name, hold.sealed_text, hold.content})
    EXPECT_EQ(told.SerializeAsString().find(secret), std::string::npos);
  v1::Hold without_words;
  ToProto(hold, &without_words);
  EXPECT_EQ(without_words.instructions() + without_words.name_as_given(), "");
}

TEST(HoldWireTest, AHitIsToldWhole) {
  v1::HoldHit told;
  ToProto(SampleHoldHit(), &told);
  EXPECT_EQ(told.hold_id(), kSampleThirdId);
  EXPECT_EQ(told.match(), v1::HOLD_MATCH_POSSIBLE);
  EXPECT_EQ(told.moment(), v1::HOLD_MOMENT_PASSAGE);
  EXPECT_EQ(FromProto(told.at(), "").value(), kSampleInstant);
  EXPECT_EQ(told.port(), "KHORGOS");
  EXPECT_EQ(told.lane_id(), "gate-1/a");
  EXPECT_EQ(told.decision_request_id(), kSampleId);
  EXPECT_EQ(told.position(), 41U);
}

TEST(HoldWireTest, AGateGetsHashesAndNothingOfAHoldThatIsOver) {
  Hold hold = After({}, SampleHoldChange(), kSampleInstant);
  for (const HoldState state : kAllHoldStates) {
    hold.state = state;
    v1::KeyedHold keyed;
    ToProto(hold, &keyed);
    EXPECT_EQ(keyed.hold_id(), hold.hold_id);
    EXPECT_EQ(keyed.binds(), Binds(state));
    EXPECT_EQ(keyed.has_scope(), Binds(state));
    EXPECT_EQ(keyed.document_key(), Binds(state) ? hold.keys.document : "");
    EXPECT_EQ(keyed.person_key(), Binds(state) ? hold.keys.person : "");
    EXPECT_EQ(keyed.name_key(), Binds(state) ? hold.keys.name : "");
    EXPECT_EQ(keyed.SerializeAsString().find(hold.put_by), std::string::npos);
    EXPECT_EQ(keyed.SerializeAsString().find(hold.ground), std::string::npos);
  }
}

TEST(HoldWireTest, ANameTravelsWithItsDocument) {
  Document document = SampleDocument();
  document.primary_identifier = "SAMPLE NAME";
  document.secondary_identifier = "ANNA";
  v1::Document message;
  ToProto(document, &message);
  const auto back = FromProto(message);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, document);
  message.set_primary_identifier("sample");
  EXPECT_EQ(FieldOf(FromProto(message).status()), "primary_identifier");
  message.clear_primary_identifier();
  EXPECT_EQ(FieldOf(FromProto(message).status()), "secondary_identifier");
  message.clear_secondary_identifier();
  EXPECT_EQ(*FromProto(message), SampleDocument());
}

}  // namespace
}  // namespace clearance
