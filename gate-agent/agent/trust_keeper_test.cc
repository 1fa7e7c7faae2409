// Tests of TrustKeeper: what the centre sends is in force from then on and after a restart; what is not in order, older
// or absent leaves what was; readers never see half of a change.
#include "gate-agent/agent/trust_keeper.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "common/document/trust_bundle.h"
#include "common/document/trust_folder.h"
#include "tests/support/document_pki.h"
#include "tests/support/keeper_fixture.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kNow = PkiDay(2026, 11, 25);

class TrustKeeperTest : public KeeperTest<TrustKeeper, TrustStore> {
 protected:
  TrustKeeperTest() : KeeperTest(kNow) {}

  std::string Folder() const { return base_ + "/gate"; }
  void Start() {
    keeper_.reset();
    auto own = LoadOwnTrust(Folder(), kNow);
    ASSERT_TRUE(own.ok()) << own.status();
    StartWith(*std::move(own), Folder());
  }
  void Bring(TrustSourceKind kind, const std::string& bytes, Instant at) {
    const auto imported = ImportTrust(base_ + "/centre", {kind, "file", bytes, ""}, at);
    ASSERT_TRUE(imported.ok()) << imported.status();
  }
  std::string Bundle() const {
    const auto bundle = CollectTrust(base_ + "/centre");
    EXPECT_TRUE(bundle.ok()) << bundle.status();
    return SignTrustBundle(TrustBundleBody(*bundle), key_);
  }
  static std::string IdOf(const std::string& bundle) { return TrustBundleId(bundle.substr(kSignatureBytes)); }
  int Authorities() const {
    const auto store = in_force_->Get();
    return store ? static_cast<int>(store->anchors().size()) : -1;
  }
  const PkiHolder kazakh_ = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));
  const PkiHolder german_ = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "DE", "CSCA-DE"));
};

TEST_F(TrustKeeperTest, WhatTheCentreSendsIsInForceAndStaysAfterARestart) {
  Start();
  EXPECT_EQ(Authorities(), -1);
  Bring(TrustSourceKind::kCertificate, kazakh_.certificate, kNow);
  central_.trust = Sent(Bundle());
  time_.RunFor(seconds(1));
  EXPECT_EQ(Authorities(), 1);
  EXPECT_EQ(central_.trust_asked, (Words{""}));
  central_.away = true;
  Start();
  EXPECT_EQ(Authorities(), 1) << "from its own folder";
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.trust_asked.back(), IdOf(Bundle())) << "and it can name what it has";
}

TEST_F(TrustKeeperTest, AsksEveryHourAndNamesWhatItHas) {
  Bring(TrustSourceKind::kCertificate, kazakh_.certificate, kNow);
  const std::string first = Bundle();
  central_.trust = Sent(first);
  Start();
  time_.RunFor(minutes(59));
  ASSERT_EQ(central_.trust_asked.size(), 1u);
  central_.trust = Sent();
  time_.RunFor(minutes(2));
  EXPECT_EQ(central_.trust_asked, (Words{"", IdOf(first)}));
  EXPECT_EQ(Authorities(), 1) << "current: nothing changes";
  Bring(TrustSourceKind::kCertificate, german_.certificate, kNow + hours(1));
  central_.trust = Sent(Bundle());
  time_.RunFor(hours(1));
  EXPECT_EQ(Authorities(), 2);
}

TEST_F(TrustKeeperTest, AlarmsAreRaisedByTimeAloneAlsoWithTheCentreAway) {
  Bring(TrustSourceKind::kCertificate, kazakh_.certificate, kNow);
  Bring(TrustSourceKind::kCrl, RevocationList(kazakh_, {.next_update = kNow + hours(4)}), kNow);
  central_.trust = Sent(Bundle());
  Start();
  time_.RunFor(minutes(1));
  EXPECT_EQ(Faults(), Words{});
  central_.away = true;
  time_.RunFor(hours(6));
  EXPECT_EQ(Faults(), Words{"TRUST_REVOCATION_LIST_ENDED"});
}

TEST_F(TrustKeeperTest, WhatIsNotInOrderLeavesWhatWas) {
  Bring(TrustSourceKind::kCertificate, kazakh_.certificate, kNow - hours(1));
  const std::string old = Bundle();
  Bring(TrustSourceKind::kCertificate, german_.certificate, kNow);
  const std::string good = Bundle();
  central_.trust = Sent(good);
  Start();
  time_.RunFor(seconds(1));
  ASSERT_EQ(Authorities(), 2);
  const auto before = in_force_->Get();
  std::string altered = good;
  altered.back() = static_cast<char>(altered.back() ^ 1);
  const StatusOr<Sent> answers[] = {Sent(old),
                                    Sent(altered),
                                    Sent(SignTrustBundle(good.substr(kSignatureBytes), SigningKey::Generate())),
                                    Sent(""),
                                    Sent(good.substr(0, good.size() / 2)),
                                    Error(StatusCode::kNotFound, error_reason::kNotFound, "no trust folder"),
                                    InvalidField("chunk", "too long")};
  for (const auto& answer : answers) {
    central_.trust = answer;
    const std::size_t asked = central_.trust_asked.size();
    time_.RunFor(kTrustInterval + seconds(1));
    ASSERT_EQ(central_.trust_asked.size(), asked + 1);
    EXPECT_EQ(central_.trust_asked.back(), IdOf(good));
    EXPECT_EQ(in_force_->Get(), before);
  }
  EXPECT_EQ(LoadTrustStore(Folder(), kNow)->anchors().size(), 2u);
}

TEST_F(TrustKeeperTest, UrgentAlarmsAreFaultsUntilTheyAreMended) {
  Start();
  EXPECT_EQ(Faults(), (Words{"TRUST_NO_AUTHORITIES"})) << "before the first lane can report";
  time_.RunFor(Duration(1));
  EXPECT_EQ(in_force_->Faults()[0].since, kNow);
  time_.RunFor(kTrustInterval + seconds(1));
  EXPECT_EQ(in_force_->Faults()[0].since, kNow) << "not raised anew";
  EXPECT_EQ(changes_, 1);
  Bring(TrustSourceKind::kCertificate, kazakh_.certificate, kNow);
  Bring(TrustSourceKind::kCrl, RevocationList(kazakh_, {.next_update = kNow + hours(4)}), kNow);
  central_.trust = Sent(Bundle());
  time_.RunFor(hours(1));
  EXPECT_EQ(Authorities(), 1);
  EXPECT_EQ(Faults(), Words()) << "a list that ends soon is no fault";
  EXPECT_EQ(changes_, 2);
  central_.trust = Sent();
  time_.RunFor(hours(4));
  EXPECT_EQ(Faults(), (Words{"TRUST_REVOCATION_LIST_ENDED"})) << "time alone brings it";
}

TEST_F(TrustKeeperTest, AFolderThatIsThereMustBeInOrder) {
  EXPECT_FALSE(LoadOwnTrust(Folder(), kNow)->has_value()) << "none yet";
  std::filesystem::create_directories(Folder());
  EXPECT_TRUE(LoadOwnTrust(Folder(), kNow)->has_value());
  ASSERT_TRUE(WriteFile(Folder() + "/x.cer", "junk").ok());
  EXPECT_FALSE(LoadOwnTrust(Folder(), kNow).ok());
}

TEST_F(TrustKeeperTest, ReadersSeeTheOldStoreOrTheNewOneWhileItIsReplaced) {
  Bring(TrustSourceKind::kCertificate, kazakh_.certificate, kNow);
  central_.trust = Sent(Bundle());
  Start();
  time_.RunFor(seconds(1));
  ASSERT_EQ(Authorities(), 1);
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::atomic<std::size_t> most = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      std::size_t last = 0;
      while (!stop) {
        const auto store = in_force_->Get();
        // All of one store: what it says of itself fits together, and it never goes back.
        const std::size_t authorities = store->anchors().size();
        if (store->sources().size() != authorities || authorities < last) ++wrong;
        for (const TrustAnchor& anchor : store->anchors())
          if (!anchor.key || store->CandidatesFor(anchor.certificate).empty()) ++wrong;
        last = authorities;
        if (most < last) most = last;
      }
    });
  }
  constexpr int kChanges = 12;
  for (int change = 1; change <= kChanges; ++change) {
    const PkiHolder more =
        SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ", "CSCA-KZ " + std::to_string(change)));
    Bring(TrustSourceKind::kCertificate, more.certificate, kNow + seconds(change));
    central_.trust = Sent(Bundle());
    time_.RunFor(kTrustInterval + seconds(1));
  }
  while (most < kChanges + 1) std::this_thread::yield();
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(Authorities(), kChanges + 1);
}

}  // namespace
}  // namespace clearance
