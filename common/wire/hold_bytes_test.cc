// Bodies of HOLD_CHANGE and HOLD_HIT: pinned, read back, and nothing else taken for one.
#include "common/wire/hold_bytes.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

std::vector<HoldChange> AllChanges() {
  std::vector<HoldChange> changes = {SampleHoldChange()};
  for (const HoldKind kind : kAllHoldKinds) {
    HoldChange change = SampleHoldChange();
    change.put->terms = {.kind = kind, .scope = {.territories = {Territory::kChn}, .sides = SidesOf(kind)}};
    change.put->keys = {.name = std::string(32, 'n')};
    change.put->sealed_text.clear();
    changes.push_back(change);
  }
  for (const HoldAct act : {HoldAct::kConfirm, HoldAct::kProposeLift, HoldAct::kLift}) {
    changes.push_back({.act = act,
                       .hold_id = kSampleThirdId,
                       .author = "kaz-police-2",
                       .ground = act == HoldAct::kConfirm ? "" : "the court ended it"});
  }
  return changes;
}

TEST(HoldBytesTest, AreTheOnesOfTheDocumentation) {
  HoldChange lift{.act = HoldAct::kLift, .hold_id = kSampleThirdId, .author = "a-2", .ground = "g"};
  EXPECT_EQ(ToHex(HoldChangeBody(lift)), "8501644c494654503333333333334333833333333333333363612d326167");
  HoldHit hit{.hold_id = kSampleThirdId, .match = HoldMatch::kExact, .moment = HoldMoment::kDecision};
  hit.decision_request_id = kSampleId;
  EXPECT_EQ(ToHex(HoldHitBody(hit)),
            "85015033333333333343338333333333333333654558414354684445434953494f4e5011111111111141118111111111111111");
}

// Under whose key the words of a hold are sealed: with that key they are erased.
TEST(HoldBytesTest, WordsBelongToTheSurestOfWhatAHoldNames) {
  EXPECT_EQ(SubjectOfWords({.document = "d", .person = "p", .name = "n"}), "d");
  EXPECT_EQ(SubjectOfWords({.person = "p", .name = "n"}), "p");
  EXPECT_EQ(SubjectOfWords({.name = "n"}), "n");
  EXPECT_EQ(SubjectOfWords({}), "");
}

TEST(HoldBytesTest, ChangesAreReadBack) {
  for (const HoldChange& change : AllChanges()) {
    const auto read = ReadHoldChangeBody(HoldChangeBody(change));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, change) << HoldActName(change.act);
  }
}

TEST(HoldBytesTest, HitsAreReadBack) {
  const HoldHit hit = SampleHoldHit();
  const auto read = ReadHoldHitBody(HoldHitBody(hit));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->hold_id, hit.hold_id);
  EXPECT_EQ(read->match, hit.match);
  EXPECT_EQ(read->moment, hit.moment);
  EXPECT_EQ(read->decision_request_id, hit.decision_request_id);
  EXPECT_EQ(read->lane_id, "") << "the entry has it";
  EXPECT_EQ(read->port, hit.port);
  HoldHit in_its_log = hit;
  in_its_log.port.clear();
  EXPECT_EQ(ReadHoldHitBody(HoldHitBody(in_its_log))->port, "");
}

TEST(HoldBytesTest, WordsAreReadBackAndNoneAreNoBytes) {
  EXPECT_EQ(HoldTextBytes({}), "");
  EXPECT_EQ(*ReadHoldTextBytes(""), HoldText());
  for (const HoldText& text : {HoldText{"call 102", "Пример"}, HoldText{"", "x"}, HoldText{"x", ""}})
    EXPECT_EQ(*ReadHoldTextBytes(HoldTextBytes(text)), text);
  EXPECT_FALSE(ReadHoldTextBytes(*FromHex("826060")).ok()) << "a second form of none";
}

// Whatever is read has one encoding: a changed body is refused, or is another body's value in its own form.
TEST(HoldBytesTest, AChangedBodyIsRefusedOrSaysSomethingElse) {
  std::vector<std::string> bodies = {HoldHitBody(SampleHoldHit())};
  HoldHit in_its_log = SampleHoldHit();
  in_its_log.port.clear();
  bodies.push_back(HoldHitBody(in_its_log));
  for (const HoldChange& change : AllChanges()) bodies.push_back(HoldChangeBody(change));
  for (const std::string& body : bodies) {
    for (std::size_t cut = 0; cut < body.size(); ++cut) {
      EXPECT_FALSE(ReadHoldChangeBody(body.substr(0, cut)).ok());
      EXPECT_FALSE(ReadHoldHitBody(body.substr(0, cut)).ok());
    }
    EXPECT_FALSE(ReadHoldChangeBody(body + '\0').ok());
    EXPECT_FALSE(ReadHoldHitBody(body + '\0').ok());
    for (std::size_t i = 0; i < body.size() * 8; ++i) {
      std::string flipped = body;
      flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
      if (const auto change = ReadHoldChangeBody(flipped); change.ok()) {
        EXPECT_EQ(HoldChangeBody(*change), flipped) << i;
      }
      if (const auto hit = ReadHoldHitBody(flipped); hit.ok()) {
        EXPECT_EQ(HoldHitBody(*hit), flipped) << i;
      }
    }
  }
}

TEST(HoldBytesTest, AHoldOutOfItsFormIsNotRead) {
  const auto refused = [](void (*spoil)(Hold&)) {
    HoldChange change = SampleHoldChange();
    spoil(*change.put);
    return !ReadHoldChangeBody(HoldChangeBody(change)).ok();
  };
  EXPECT_FALSE(refused([](Hold&) {}));
  EXPECT_TRUE(refused([](Hold& h) { h.keys = {}; }));
  EXPECT_TRUE(refused([](Hold& h) { h.keys.person = "short"; }));
  EXPECT_TRUE(refused([](Hold& h) { h.content = ""; }));
  EXPECT_TRUE(refused([](Hold& h) { h.terms.scope.territories = {}; }));
  EXPECT_TRUE(refused([](Hold& h) { h.terms.scope.territories = {Territory::kKaz, Territory::kKaz}; }));
  EXPECT_TRUE(refused([](Hold& h) { h.terms.scope.territories = {Territory::kKaz, Territory::kChn}; }));
  EXPECT_TRUE(refused([](Hold& h) { h.terms.scope.ports = {"B", "A"}; }));
}

TEST(HoldBytesTest, WhatTwoPersonsAskForIsTheSameOnlyWhenAllOfItIs) {
  const HoldText text{"call 102", "name"};
  const std::string content = HoldContentBytes(SampleHold(), text);
  const auto differs = [&](void (*change)(Hold&)) {
    Hold other = SampleHold();
    change(other);
    return HoldContentBytes(other, text) != content;
  };
  EXPECT_TRUE(differs([](Hold& h) { h.terms.kind = HoldKind::kParentalObjection; }));
  EXPECT_TRUE(differs([](Hold& h) { h.terms.scope.territories.pop_back(); }));
  EXPECT_TRUE(differs([](Hold& h) { h.terms.scope.sides.exit = false; }));
  EXPECT_TRUE(differs([](Hold& h) { h.terms.scope.sides.entry = true; }));
  EXPECT_TRUE(differs([](Hold& h) { h.terms.scope.ports.clear(); }));
  EXPECT_TRUE(differs([](Hold& h) { h.terms.from += Duration(1); }));
  EXPECT_TRUE(differs([](Hold& h) { h.terms.to.reset(); }));
  EXPECT_TRUE(differs([](Hold& h) { h.terms.visibility = HoldVisibility::kAuthority; }));
  EXPECT_TRUE(differs([](Hold& h) { h.ground = "another"; }));
  EXPECT_TRUE(differs([](Hold& h) { h.keys.document[0] = 'x'; }));
  EXPECT_TRUE(differs([](Hold& h) { h.keys.person[0] = 'x'; }));
  EXPECT_TRUE(differs([](Hold& h) { h.keys.name.clear(); }));
  EXPECT_NE(HoldContentBytes(SampleHold(), {"call 103", "name"}), content);
  EXPECT_NE(HoldContentBytes(SampleHold(), {"call 102", ""}), content);
  EXPECT_FALSE(differs([](Hold& h) {
    h.sealed_text = "sealed anew";
    h.hold_id = kSampleId;
    h.put_by = "another";
    h.state = HoldState::kLifted;
  })) << "nor who asks, nor how the words are sealed";
}

}  // namespace
}  // namespace clearance
