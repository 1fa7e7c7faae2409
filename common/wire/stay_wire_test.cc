// Questions about stays go to proto and back; an account says everything it holds.
#include "common/wire/stay_wire.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/domain/language.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

Date DateFrom(const v1::Date& date) { return *FromProto(date, "date"); }

TEST(StayWireTest, AQuestionSurvivesTheJourney) {
  for (const StayQuery& query :
       {SampleStayQuery(), StayQuery{.document = SampleDocument(), .territory = Territory::kIcbc}}) {
    v1::GetStayRequest message;
    ToProto(query, &message);
    const auto back = FromProto(message);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, query);
  }
}

TEST(StayWireTest, DaysAreOneWhereNothingIsSaid) {
  v1::GetStayRequest message;
  ToProto(SampleStayQuery(), &message);
  message.clear_days();
  EXPECT_EQ(FromProto(message)->days, 1);
}

TEST(StayWireTest, MalformedQuestionsNameTheirField) {
  using M = v1::GetStayRequest;
  const auto planned = [](M& m) { return m.mutable_planned(1); };
  const std::vector<std::pair<std::string, std::function<void(M&)>>> faults = {
      {"document", [](M& m) { m.clear_document(); }},
      {"document.number", [](M& m) { m.mutable_document()->clear_number(); }},
      {"territory", [](M& m) { m.clear_territory(); }},
      {"on", [](M& m) { m.mutable_on()->set_month(13); }},
      {"planned",
       [](M& m) {
         while (m.planned_size() <= static_cast<int>(kMaxPlannedStays)) *m.add_planned() = m.planned(0);
       }},
      {"planned[1].from", [&](M& m) { planned(m)->clear_from(); }},
      {"planned[1].to", [&](M& m) { planned(m)->clear_to(); }},
      {"planned[1].to", [&](M& m) { ToProto(MakeDate(2026, 12, 29), planned(m)->mutable_to()); }},
      {"days", [](M& m) { m.set_days(-1); }},
      {"days", [](M& m) { m.set_days(kMaxDaysAsked + 1); }},
      {"purpose", [](M& m) { m.set_purpose(static_cast<v1::Purpose>(10)); }},
  };
  for (const auto& [field, spoil] : faults) {
    M message;
    ToProto(SampleStayQuery(), &message);
    spoil(message);
    EXPECT_EQ(FieldOf(FromProto(message).status()), field);
  }
}

TEST(StayWireTest, APlanIsAskedInWholeAndInOrder) {
  v1::CheckPlanRequest message;
  ToProto(SamplePlanQuery(), &message);
  const auto back = FromProto(message);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, SamplePlanQuery());
  using M = v1::CheckPlanRequest;
  const std::vector<std::pair<std::string, std::function<void(M&)>>> faults = {
      {"document", [](M& m) { m.clear_document(); }},
      {"territory", [](M& m) { m.clear_territory(); }},
      {"stay", [](M& m) { m.clear_stay(); }},
      {"stay.from", [](M& m) { m.mutable_stay()->clear_from(); }},
      {"stay.to", [](M& m) { ToProto(MakeDate(2026, 11, 30), m.mutable_stay()->mutable_to()); }},
      {"stay.to", [](M& m) { ToProto(MakeDate(2026, 12, 1) + Days(kMaxDaysAsked), m.mutable_stay()->mutable_to()); }},
      {"purpose", [](M& m) { m.set_purpose(static_cast<v1::Purpose>(10)); }},
  };
  for (const auto& [field, spoil] : faults) {
    M spoilt = message;
    spoil(spoilt);
    EXPECT_EQ(FieldOf(FromProto(spoilt).status()), field);
  }
}

TEST(StayWireTest, APlansAnswerSaysAllItHolds) {
  v1::CheckPlanResponse message;
  ToProto(PlanAnswer{SampleStayAccount().planned.front(), MakeDate(2026, 12, 30), HistoryCompleteness::kThisPortOnly},
          &message);
  EXPECT_TRUE(message.covered());
  EXPECT_EQ(DateFrom(message.planned().must_leave_by()), MakeDate(2026, 12, 19));
  EXPECT_EQ(DateFrom(message.earliest_entry()), MakeDate(2026, 12, 30));
  EXPECT_EQ(message.completeness(), v1::HISTORY_COMPLETENESS_THIS_PORT_ONLY);
}

TEST(StayWireTest, AnAccountSaysAllItHolds) {
  const StayAccount account = SampleStayAccount();
  v1::StayAccount message;
  ToProto(account, &message);
  EXPECT_EQ(message.days_left(), 3);
  EXPECT_EQ(message.window_excess(), 1);
  ASSERT_EQ(message.limits_size(), 1);
  EXPECT_EQ(message.limits(0).limit(), "CHN-KAZ/per-stay-30");
  EXPECT_EQ(message.limits(0).used(), 27);
  EXPECT_EQ(message.limits(0).left(), 3);
  ASSERT_EQ(message.readings_size(), 2);
  EXPECT_EQ(message.readings(0).reading(), "allowance=rolling");
  EXPECT_EQ(message.readings(0).longest_stay_days(), 3);
  EXPECT_EQ(DateFrom(message.readings(0).must_leave_by()), MakeDate(2026, 11, 24));
  EXPECT_EQ(message.readings(0).binding_limit(), "CHN-KAZ/per-stay-30");
  EXPECT_EQ(message.readings(0).window_excess(), 1);
  EXPECT_EQ(message.readings(0).unlawful_days(), 2);
  EXPECT_EQ(message.readings(0).tier(), "short");
  EXPECT_FALSE(message.readings(1).has_longest_stay_days());
  EXPECT_FALSE(message.readings(1).has_must_leave_by());
  ASSERT_EQ(message.days_back_size(), 1);
  EXPECT_EQ(DateFrom(message.days_back(0).from()), MakeDate(2026, 12, 1));
  EXPECT_EQ(DateFrom(message.days_back(0).to()), MakeDate(2026, 12, 4));
  EXPECT_EQ(DateFrom(message.earliest_entry()), MakeDate(2026, 12, 5));
  ASSERT_EQ(message.planned_size(), 1);
  EXPECT_EQ(DateFrom(message.planned(0).stay().from()), MakeDate(2026, 12, 1));
  EXPECT_EQ(DateFrom(message.planned(0).stay().to()), MakeDate(2026, 12, 24));
  EXPECT_FALSE(message.planned(0).lawful());
  EXPECT_EQ(DateFrom(message.planned(0).first_unlawful_day()), MakeDate(2026, 12, 20));
  EXPECT_EQ(DateFrom(message.planned(0).must_leave_by()), MakeDate(2026, 12, 19));
  EXPECT_EQ(message.planned(0).binding_limit(), "CHN-KAZ/gap-9");
  EXPECT_EQ(DateFrom(message.strip().first()), MakeDate(2026, 11, 20));
  EXPECT_EQ(DateFrom(message.strip().on()), MakeDate(2026, 11, 22));
  ASSERT_EQ(message.strip().runs_size(), 2);
  EXPECT_EQ(message.strip().runs(0).mark(), v1::DAY_MARK_FREE);
  EXPECT_EQ(message.strip().runs(0).days(), 1);
  EXPECT_EQ(message.strip().runs(1).mark(), v1::DAY_MARK_USED);
  EXPECT_EQ(message.strip().runs(1).days(), 2);
  ASSERT_EQ(message.reasons_size(), 1);
  EXPECT_EQ(message.reasons(0).code(), "STAY_EXHAUSTED");
  ASSERT_EQ(message.sentences_size(), 4);
  EXPECT_EQ(message.sentences(0).language(), "en");
  EXPECT_EQ(message.sentences(0).sentence(), Describe(SampleReason()));
}

TEST(StayWireTest, AnAccountSurvivesTheJourney) {
  for (const bool full : {true, false}) {
    StayAccount account = full ? SampleStayAccount() : StayAccount();
    account.on = account.strip.on = MakeDate(2026, 11, 22);
    v1::GetStayResponse message;
    message.set_inside(account.inside);
    if (full) account.completeness = HistoryCompleteness::kThisPortOnly;
    message.set_completeness(ToProtoEnum(account.completeness));
    ToProto(account.answer, message.mutable_answer());
    ToProto(account, message.mutable_account());
    const auto back = FromProto(message);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, account);
  }
}

TEST(StayWireTest, AMalformedAccountNamesItsField) {
  using M = v1::GetStayResponse;
  const auto account = [](M& m) { return m.mutable_account(); };
  const std::vector<std::pair<std::string, std::function<void(M&)>>> faults = {
      {"answer", [](M& m) { m.clear_answer(); }},
      {"account", [](M& m) { m.clear_account(); }},
      {"completeness", [](M& m) { m.clear_completeness(); }},
      {"account.readings[0].must_leave_by",
       [&](M& m) { account(m)->mutable_readings(0)->mutable_must_leave_by()->set_day(0); }},
      {"account.days_back[0].to", [&](M& m) { account(m)->mutable_days_back(0)->clear_to(); }},
      {"account.planned[0].stay.from", [&](M& m) { account(m)->mutable_planned(0)->mutable_stay()->clear_from(); }},
      {"account.earliest_entry", [&](M& m) { account(m)->mutable_earliest_entry()->set_month(0); }},
      {"account.strip.runs.mark", [&](M& m) { account(m)->mutable_strip()->mutable_runs(0)->clear_mark(); }},
      {"account.strip.runs.days", [&](M& m) { account(m)->mutable_strip()->mutable_runs(0)->set_days(0); }},
      {"account.reasons[0].code", [&](M& m) { account(m)->mutable_reasons(0)->set_code("NONE"); }},
  };
  for (const auto& [field, spoil] : faults) {
    M message;
    ToProto(SampleStayAnswer(), message.mutable_answer());
    ToProto(SampleStayAccount(), message.mutable_account());
    message.set_completeness(v1::HISTORY_COMPLETENESS_UNKNOWN);
    spoil(message);
    EXPECT_EQ(FieldOf(FromProto(message).status()), field);
  }
}

TEST(StayWireTest, WithoutAReasonTheSentenceIsOfTheStay) {
  StayAccount account = SampleStayAccount();
  account.reasons.clear();
  account.answer.unlawful_days = 0;
  v1::StayAccount message;
  ToProto(account, &message);
  EXPECT_NE(message.sentences(0).sentence().find("2026-11-30"), std::string::npos) << message.sentences(0).sentence();
}

}  // namespace
}  // namespace clearance
