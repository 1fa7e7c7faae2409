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
    const std::size_t source = store.AddSource({.kind = TrustSourceKind::kCrl, .name = "a list"});
    EXPECT_TRUE(store.AddCrl(X509Crl::FromDer(RevocationList(authority, choice)).value(), source).ok());
  }
  std::vector<Kind> Kinds() const {
    std::vector<Kind> kinds;
    for (const TrustAlarm& alarm : TrustAlarms(store, kNow))
      if (alarm.kind != Kind::kNoRevocationList) kinds.push_back(alarm.kind);
    return kinds;
  }
};

TEST_F(TrustAlarmsTest, AnEmptyStore) { EXPECT_THAT(Kinds(), ElementsAre(Kind::kNoAuthorities)); }

TEST_F(TrustAlarmsTest, AuthoritiesThatEnd) {
  Add(kNow + kTrustWarning);
  EXPECT_THAT(Kinds(), IsEmpty());
  Add(kNow + kTrustWarning - std::chrono::seconds(1));
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kAuthorityEnds));
  CertificateChoice other_key = AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ");
  other_key.not_after = kNow + kTrustWarning - std::chrono::seconds(1);
  const std::string same_end = SelfSigned(other_key).certificate;
  ASSERT_TRUE(store.Add(X509Certificate::FromDer(same_end).value(), 0).ok());
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kAuthorityEnds)) << "the same said once";
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
  EXPECT_THAT(Kinds(), IsEmpty()) << "a newer one of the same country's signers is in";
  old.signer_country = "DE";
  store.AddSource(old);
  EXPECT_THAT(Kinds(), ElementsAre(Kind::kMasterListOld));
}

TEST_F(TrustAlarmsTest, OnlyTheNewestRevocationListOfAnAuthorityCounts) {
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

// Mainland China, Hong Kong and Macao issue for themselves.
TEST_F(TrustAlarmsTest, ACurrentListOfAnotherAuthorityOfTheCountryHidesNothing) {
  const auto add = [this](const std::string& name) {
    const PkiHolder authority = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "CN", name));
    EXPECT_TRUE(store.Add(X509Certificate::FromDer(authority.certificate).value(), store.AddSource({})).ok());
    return authority;
  };
  AddList(add("mainland"), PkiDay(2025, 1, 1), PkiDay(2025, 4, 1));
  AddList(add("HK"), PkiDay(2026, 11, 1), std::nullopt);
  const std::vector<TrustAlarm> alarms = TrustAlarms(store, kNow);
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_EQ(alarms[0].kind, Kind::kRevocationListEnded);
  EXPECT_NE(alarms[0].subject.find("mainland"), std::string::npos);
}

TEST_F(TrustAlarmsTest, CountriesWithoutARevocationListAreToldInOneAlarm) {
  Add(PkiDay(2035, 1, 1), "KZ");
  Add(PkiDay(2035, 1, 1), "DE");
  AddList(Add(PkiDay(2035, 1, 1), "CN"), PkiDay(2026, 11, 1), std::nullopt);
  const std::vector<TrustAlarm> alarms = TrustAlarms(store, kNow);
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_EQ(alarms[0].kind, Kind::kNoRevocationList);
  EXPECT_EQ(alarms[0].subject, "DE KZ");
}

// A gate tells its officers by these: TRUST_ and the name.
TEST(TrustAlarmKindTest, EachHasItsName) {
  EXPECT_EQ(TrustAlarmKindName(Kind::kNoAuthorities), "NO_AUTHORITIES");
  EXPECT_EQ(TrustAlarmKindName(Kind::kAuthorityEnds), "AUTHORITY_ENDS");
  EXPECT_EQ(TrustAlarmKindName(Kind::kAuthorityEnded), "AUTHORITY_ENDED");
  EXPECT_EQ(TrustAlarmKindName(Kind::kAuthorityUnusable), "AUTHORITY_UNUSABLE");
  EXPECT_EQ(TrustAlarmKindName(Kind::kMasterListOld), "MASTER_LIST_OLD");
  EXPECT_EQ(TrustAlarmKindName(Kind::kRevocationListEnds), "REVOCATION_LIST_ENDS");
  EXPECT_EQ(TrustAlarmKindName(Kind::kRevocationListEnded), "REVOCATION_LIST_ENDED");
  EXPECT_EQ(TrustAlarmKindName(Kind::kNoRevocationList), "NO_REVOCATION_LIST");
}

TEST(TrustAlarmKindTest, WhatIsUrgent) {
  for (const Kind kind :
       {Kind::kNoAuthorities, Kind::kAuthorityUnusable, Kind::kMasterListOld, Kind::kRevocationListEnded}) {
    EXPECT_TRUE(IsUrgent(kind)) << TrustAlarmKindName(kind);
  }
  for (const Kind kind :
       {Kind::kAuthorityEnds, Kind::kAuthorityEnded, Kind::kRevocationListEnds, Kind::kNoRevocationList})
    EXPECT_FALSE(IsUrgent(kind)) << TrustAlarmKindName(kind);
}

}  // namespace
}  // namespace clearance
