// Tests of trust_alarms: each alarm, its edge, and which of them are urgent.
#include "common/document/trust_alarms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/document_pki.h"

namespace clearance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = TrustAlarmKind;

constexpr Instant kNow = PkiDay(2026, 11, 25);

struct TrustAlarmsTest : testing::Test {
  const PkiKey key = PkiKey::Ec("secp256r1");
  TrustStore store;

  PkiHolder Add(Instant not_after, const std::string& country = "KZ") {
    CertificateChoice choice = AuthorityChoice(key, country);
    choice.not_after = not_after;
    const PkiHolder authority = SelfSigned(choice);
    const std::size_t source = store.AddSource({.name = "by hand"});
    EXPECT_TRUE(store.Add(X509Certificate::FromDer(authority.certificate).value(), source).ok());
    return authority;
  }
  void AddList(const PkiHolder& authority, Instant from, std::optional<Instant> to) {
    RevocationChoice choice;
    choice.this_update = from;
    choice.next_update = to;
    EXPECT_TRUE(store.AddCrl(X509Crl::FromDer(RevocationList(authority, choice)).value()).ok());
  }
  std::vector<Kind> Kinds() const {
    std::vector<Kind> kinds;
    for (const TrustAlarm& alarm : TrustAlarms(store, kNow)) kinds.push_back(alarm.kind);
    return kinds;
  }
};

TEST_F(TrustAlarmsTest, AnEmptyStore) { EXPECT_THAT(Kinds(), ElementsAre(Kind::kNoAuthorities)); }

TEST_F(TrustAlarmsTest, AuthoritiesThatEnd) {
  Add(kNow + kTrustWarning);
  EXPECT_THAT(Kinds(), IsEmpty());
  Add(kNow + kTrustWarning - std::chrono::seconds(1));
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kAuthorityEnds));
  Add(kNow);
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kAuthorityEnds, Kind::kAuthorityEnds)) << "its last moment";
  Add(kNow - std::chrono::seconds(1));
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kAuthorityEnds, Kind::kAuthorityEnds, Kind::kAuthorityEnded));
}

TEST_F(TrustAlarmsTest, AKeyThatCannotBeUsed) {
  const PkiHolder forger = ForgerOf(Add(PkiDay(2035, 1, 1)));
  const std::size_t source = store.AddSource({.name = "a list"});
  ASSERT_TRUE(store.Add(X509Certificate::FromDer(forger.certificate).value(), source).ok());
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kAuthorityUnusable));
}

TEST_F(TrustAlarmsTest, AMasterListNobodyHasRenewed) {
  Add(PkiDay(2035, 1, 1));
  TrustSource fresh{.kind = TrustSourceKind::kMasterList, .name = "fresh", .imported_at = kNow};
  fresh.signed_at = kNow - kOldMasterListAge;
  store.AddSource(fresh);
  EXPECT_THAT(Kinds(), IsEmpty());
  TrustSource old = fresh;
  old.signed_at = kNow - kOldMasterListAge - std::chrono::seconds(1);
  store.AddSource(old);
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kMasterListOld));
}

TEST_F(TrustAlarmsTest, OnlyTheNewestRevocationListOfACountryCounts) {
  const PkiHolder kazakh = Add(PkiDay(2035, 1, 1));
  AddList(kazakh, PkiDay(2025, 1, 1), PkiDay(2025, 4, 1));
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kRevocationListEnded));
  AddList(kazakh, PkiDay(2026, 10, 1), kNow + std::chrono::hours(24));
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kRevocationListEnds));
  AddList(kazakh, PkiDay(2026, 11, 1), std::nullopt);
  EXPECT_THAT(Kinds(), IsEmpty());
  AddList(Add(PkiDay(2035, 1, 1), "CN"), PkiDay(2025, 1, 1), PkiDay(2025, 4, 1));
  const std::vector<TrustAlarm> alarms = TrustAlarms(store, kNow);
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_NE(alarms[0].subject.find("CN"), std::string::npos);
  EXPECT_EQ(alarms[0].at, PkiDay(2025, 4, 1));
}

TEST(TrustAlarmKindTest, WhatIsUrgent) {
  for (const Kind kind :
       {Kind::kNoAuthorities, Kind::kAuthorityUnusable, Kind::kMasterListOld, Kind::kRevocationListEnded}) {
    EXPECT_TRUE(IsUrgent(kind)) << TrustAlarmKindName(kind);
  }
  for (const Kind kind : {Kind::kAuthorityEnds, Kind::kAuthorityEnded, Kind::kRevocationListEnds})
    EXPECT_FALSE(IsUrgent(kind)) << TrustAlarmKindName(kind);
}

}  // namespace
}  // namespace clearance
