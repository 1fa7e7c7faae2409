// The canonical bytes of an entry, against docs/ledger.md.
#include "db/sealed_entry.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/merkle.h"

namespace clearance {
namespace {

LedgerEntry Example() {
  LedgerEntry entry;
  entry.log = "KHORGOS";
  entry.kind = EntryKind::kPassage;
  entry.event_time = FromUnixMs(1'790'000'000'123);
  entry.record_time = FromUnixMs(1'790'000'000'456);
  entry.traveller = std::string(kPseudonymBytes, '\x11');
  entry.request_id = "00112233-4455-4677-8899-aabbccddeeff";
  entry.lane_id = "gate-1/a";
  entry.body = "\x01\x02";
  return entry;
}

// The worked example of docs/ledger.md.
TEST(SealedEntryTest, IsTheDocumentedEncoding) {
  EXPECT_EQ(ToHex(SealEntry(Example(), 300)),
            "8a"
            "01"
            "19012c"
            "674b484f52474f53"
            "02"
            "1b000001a0c4506c7b"
            "1b000001a0c4506dc8"
            "58201111111111111111111111111111111111111111111111111111111111111111"
            "5000112233445546778899aabbccddeeff"
            "68676174652d312f61"
            "420102");
  EXPECT_EQ(ToHex(LeafHash(SealEntry(Example(), 300))),
            "6d62e5b1839af4b64931b76a6ae17f1dc6e8b8f13f2590c7e5e00c900775df79");
}

TEST(SealedEntryTest, EmptyValuesAreNull) {
  LedgerEntry entry;
  entry.log = "centre";
  entry.kind = EntryKind::kDecision;
  EXPECT_EQ(ToHex(SealEntry(entry, 1)), "8a01016663656e747265010000f6f6f640");
}

TEST(SealedEntryTest, OpensWhatItSealed) {
  for (const EntryKind kind : kAllEntryKinds) {
    LedgerEntry entry = Example();
    entry.kind = kind;
    const StatusOr<OpenedEntry> opened = OpenSealed(SealEntry(entry, 77));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->entry, entry);
    EXPECT_EQ(opened->position, 77U);
  }
}

TEST(SealedEntryTest, RefusesEveryTruncationAndAnyTail) {
  const std::string sealed = SealEntry(Example(), 300);
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    const Status status = OpenSealed(sealed.substr(0, size)).status();
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << size;
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
  }
  EXPECT_EQ(OpenSealed(sealed + '\0').status().code(), StatusCode::kDataLoss);
}

TEST(SealedEntryTest, RefusesASecondEncodingOfTheSameEntry) {
  const auto refused = [](std::string_view hex) { return !OpenSealed(*FromHex(hex)).ok(); };
  ASSERT_FALSE(refused("8a01016663656e747265010000f6f6f640"));
  EXPECT_TRUE(refused("8a02016663656e747265010000f6f6f640")) << "another format version";
  EXPECT_TRUE(refused("8a0118016663656e747265010000f6f6f640")) << "a position not in its shortest form";
  EXPECT_TRUE(refused("8a01006663656e747265010000f6f6f640")) << "position 0";
  EXPECT_TRUE(refused("8a01016663656e747265180000f6f6f640")) << "kind 0";
  EXPECT_TRUE(
      refused("8a01016663656e747265010000"
              "40f6f640"))
      << "an empty traveller that is not null";
  EXPECT_TRUE(refused("8a01016663656e747265010000f640f640")) << "an empty request id that is not null";
  EXPECT_TRUE(refused("8a01016663656e747265010000f6f66040")) << "an empty lane that is not null";
  EXPECT_TRUE(refused("8a01016663656e747265010000f6f6f6f6")) << "no body";
  EXPECT_TRUE(refused("8b01016663656e747265010000f6f6f64000")) << "eleven items";
}

TEST(SealedEntryTest, ARowMustSpeakOfItsOwnPosition) {
  EntryRow row;
  row.position = 5;
  row.sealed = SealEntry(Example(), 6);
  EXPECT_EQ(OpenRow(row).status().code(), StatusCode::kDataLoss);
  row.position = 6;
  EXPECT_TRUE(OpenRow(row).ok());
}

TEST(EntryKindTest, NamesAndNumbersAreThoseOfTheDocument) {
  EXPECT_EQ(EntryKindName(EntryKind::kReferralResolution), "REFERRAL_RESOLUTION");
  EXPECT_EQ(ParseEntryKind("PASSAGE"), EntryKind::kPassage);
  EXPECT_FALSE(ParseEntryKind("passage"));
  EXPECT_FALSE(EntryKindFromNumber(0));
  EXPECT_EQ(EntryKindFromNumber(17), EntryKind::kKeyErased);
  EXPECT_FALSE(EntryKindFromNumber(18));
  for (std::size_t i = 0; i < kAllEntryKinds.size(); ++i) {
    EXPECT_EQ(EntryKindFromNumber(static_cast<std::int64_t>(i) + 1), kAllEntryKinds[i]);
    EXPECT_EQ(ParseEntryKind(EntryKindName(kAllEntryKinds[i])), kAllEntryKinds[i]);
  }
}

}  // namespace
}  // namespace clearance
