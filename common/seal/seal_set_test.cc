// Tests of the seal set: what is signed comes back as it was, and nothing else is taken for one.
#include "common/seal/seal_set.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/random.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'795'305'600'000);
constexpr Instant kLater = kNow + std::chrono::hours(24 * 31);
const std::string kHashKey(32, 'k');

class SealSetTest : public ::testing::Test {
 protected:
  SealSet Set(const std::vector<std::string>& revoked) const {
    SealSet set;
    set.revision = kNow;
    set.keys.Add({old_.PublicKey(), SecretBytes(std::string(kHashKey)), Instant::min(), kLater});
    set.keys.Add({next_.PublicKey(), SecretBytes(std::string(32, 'n')), kNow, Instant::max()});
    set.revoked = RevokedBookings(revoked);
    return set;
  }
  std::string Signed(const std::string& body) const { return SignSealSet(body, centre_); }
  Status Opened(const std::string& body) const { return OpenSealSet(Signed(body), centre_.PublicKey()).status(); }

  // The body of a set with one key, every part open to change.
  struct RawBody {
    explicit RawBody(const SigningKey& key)
        : keys(CborWriter().Array(1).Take() +
               CborWriter().Array(4).Bytes(key.PublicKey().ToRaw()).Bytes(kHashKey).Null().Null().Take()) {}
    std::string head = CborWriter().Array(4).Take();
    std::string format = CborWriter().Text(kSealSetFormat).Take();
    std::string revision = CborWriter().Int(ToUnixMs(kNow)).Take();
    std::string keys;
    std::string revoked = CborWriter().Array(0).Take();
    std::string Joined() const { return head + format + revision + keys + revoked; }
  };

  const SigningKey centre_ = SigningKey::Generate();
  const SigningKey old_ = SigningKey::Generate();
  const SigningKey next_ = SigningKey::Generate();
  SystemRandom random_;
};

TEST_F(SealSetTest, ComesBackAsItWas) {
  const std::vector<std::string> revoked = {NewUuid(random_), NewUuid(random_), NewUuid(random_)};
  const std::string body = SealSetBody(Set(revoked));
  EXPECT_EQ(body, SealSetBody(Set({revoked[2], revoked[0], revoked[1], revoked[0]}))) << "one order, each once";
  const auto opened = OpenSealSet(Signed(body), centre_.PublicKey());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->revision, kNow);
  ASSERT_EQ(opened->keys.All().size(), 2U);
  const SealKey* old = opened->keys.Find(SealKeyId(old_.PublicKey()));
  const SealKey* next = opened->keys.Find(SealKeyId(next_.PublicKey()));
  ASSERT_TRUE(old != nullptr && next != nullptr);
  EXPECT_EQ(old->key.ToRaw(), old_.PublicKey().ToRaw());
  EXPECT_EQ(old->hash_key.view(), kHashKey);
  EXPECT_EQ(old->from, Instant::min());
  EXPECT_EQ(old->until, kLater);
  EXPECT_EQ(next->from, kNow);
  EXPECT_EQ(next->until, Instant::max());
  for (const std::string& id : revoked) EXPECT_TRUE(opened->revoked.Contains(id));
  EXPECT_FALSE(opened->revoked.Contains(NewUuid(random_)));
  EXPECT_EQ(SealSetBody(*opened), body);
}

TEST_F(SealSetTest, AnIdNamesWhatASetSays) {
  const std::string body = SealSetBody(Set({}));
  EXPECT_EQ(SealSetId(body).size(), kSealSetIdDigits);
  EXPECT_NE(SealSetId(body), SealSetId(SealSetBody(Set({NewUuid(random_)}))));
}

TEST_F(SealSetTest, OnlyTheCentresSignatureOverThisBodyIsBelieved) {
  const std::string body = SealSetBody(Set({}));
  const auto reason = [&](const std::string& bytes) {
    return ReasonOf(OpenSealSet(bytes, centre_.PublicKey()).status());
  };
  EXPECT_EQ(reason(SignSealSet(body, next_)), error_reason::kTrustNotEstablished) << "a key that the set itself brings";
  EXPECT_EQ(reason(centre_.Sign(body) + body), error_reason::kTrustNotEstablished) << "without the prefix";
  const std::string good = Signed(body);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string altered = good;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    ASSERT_EQ(reason(altered), error_reason::kTrustNotEstablished) << i;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{63}, std::size_t{64}, good.size() - 1})
    EXPECT_FALSE(OpenSealSet(good.substr(0, size), centre_.PublicKey()).ok()) << size;
  EXPECT_EQ(FieldOf(OpenSealSet(std::string(kMaxSealSetBytes + 1, 'x'), centre_.PublicKey()).status()), "seal set");
}

TEST_F(SealSetTest, ABodyOfAnotherFormIsNone) {
  ASSERT_TRUE(Opened(RawBody(old_).Joined()).ok());
  const auto refused = [&](auto change) {
    RawBody body(old_);
    change(body);
    return !Opened(body.Joined()).ok();
  };
  const auto key = [](const std::string& raw, const std::string& hash, auto ends) {
    CborWriter writer;
    writer.Array(4).Bytes(raw).Bytes(hash);
    ends(writer);
    return writer.Take();
  };
  const std::string raw = old_.PublicKey().ToRaw();
  const auto open_ends = [](CborWriter& writer) { writer.Null().Null(); };
  const auto one = CborWriter().Array(1).Take();
  const auto two = CborWriter().Array(2).Take();
  EXPECT_TRUE(refused([](RawBody& b) { b.format = CborWriter().Text("clearance-seals-2").Take(); }));
  EXPECT_TRUE(refused([](RawBody& b) { b.head = CborWriter().Array(5).Take(); }));
  EXPECT_TRUE(refused([](RawBody& b) { b.revoked += '\0'; }));
  EXPECT_TRUE(refused([](RawBody& b) { b.keys = CborWriter().Array(0).Take(); })) << "nothing to believe";
  EXPECT_TRUE(refused([&](RawBody& b) { b.keys = one + key(raw, "short", open_ends); }));
  EXPECT_TRUE(refused([&](RawBody& b) { b.keys = one + key("short", kHashKey, open_ends); }));
  EXPECT_TRUE(refused([&](RawBody& b) { b.keys = two + key(raw, "", open_ends) + key(raw, kHashKey, open_ends); }));
  EXPECT_TRUE(refused([&](RawBody& b) {
    b.keys = one + key(raw, kHashKey, [](CborWriter& writer) { writer.Int(7).Int(7); });
  })) << "an epoch without a moment";
  EXPECT_TRUE(refused([&](RawBody& b) {
    b.keys = one + key(raw, kHashKey, [](CborWriter& writer) { writer.Null().Int(ToUnixMs(Instant::max())); });
  })) << "a second way to write no end";
  const std::string low(16, 'a');
  const std::string high(16, 'b');
  EXPECT_FALSE(refused([&](RawBody& b) { b.revoked = two + CborWriter().Bytes(low).Bytes(high).Take(); }));
  EXPECT_TRUE(refused([&](RawBody& b) { b.revoked = two + CborWriter().Bytes(high).Bytes(low).Take(); }));
  EXPECT_TRUE(refused([&](RawBody& b) { b.revoked = two + CborWriter().Bytes(low).Bytes(low).Take(); }));
  EXPECT_TRUE(refused([&](RawBody& b) { b.revoked = one + CborWriter().Bytes("short").Take(); }));
}

TEST_F(SealSetTest, ItsFileIsKnownByItsForm) {
  const FileKind kind = SealSetFileKind();
  std::string set = Signed(SealSetBody(Set({NewUuid(random_)})));
  EXPECT_TRUE(kind.is_one(set));
  EXPECT_TRUE(kind.is_one(set.substr(0, 100))) << "only the beginning is read";
  EXPECT_TRUE(kind.is_one(SignSealSet(SealSetBody(Set({})), next_))) << "whoever signed it";
  set.back() = static_cast<char>(set.back() ^ 1);
  EXPECT_TRUE(kind.is_one(set));
  EXPECT_TRUE(kind.is_one(""));
  EXPECT_FALSE(kind.is_one(set.substr(0, 70)));
  EXPECT_FALSE(kind.is_one(set.substr(0, 64)));
  EXPECT_FALSE(kind.is_one("x"));
  EXPECT_FALSE(kind.is_one("SQLite format 3" + std::string(200, '\0')));
  EXPECT_FALSE(kind.is_one("-----BEGIN PRIVATE KEY-----\n" + std::string(200, 'A')));
}

}  // namespace
}  // namespace clearance
