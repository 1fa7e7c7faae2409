// Bodies of links: their bytes as they are for ever, and that nothing else is read.
#include "common/wire/identity_bytes.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

LinkRecord SampleLink() {
  return {.document = std::string(32, 'd'),
          .earlier = std::string(32, 'e'),
          .state = LinkState::kProvisional,
          .grounds = {LinkGround::kSameNationalNumber, LinkGround::kFaceMatchesEarlierPortrait},
          .author = "officer-1",
          .reason = "both seen",
          .question = IdentityCase{.referral_id = kSampleId,
                                   .decision_request_id = kSampleOtherId,
                                   .lane = SampleLane(),
                                   .document_kind = DocumentKind::kOrdinaryPassport,
                                   .nationality = "KAZ",
                                   .reason = ReasonCode::kDocumentRenewed}};
}

UnlinkRecord SampleUnlink() { return {std::string(32, 'd'), std::string(32, 'e'), "officer-1", "two people"}; }

LinkRecord But(const std::function<void(LinkRecord&)>& change) {
  LinkRecord record = SampleLink();
  change(record);
  return record;
}

TEST(IdentityBytesTest, GoldenBytes) {
  EXPECT_EQ(ToHex(IdentityLinkBody(SampleLink())),
            "88015820646464646464646464646464646464646464646464646464646464646464646458206565656565656565656565656565"
            "6565656565656565656565656565656565656b50524f564953494f4e414c827453414d455f4e4154494f4e414c5f4e554d424552"
            "781d464143455f4d4154434845535f4541524c4945525f504f525452414954696f6666696365722d3169626f7468207365656e86"
            "5011111111111141118111111111111111502222222222224222822222222222222287686761"
            "74652d312f61674b484f52474f5368696362632d6b617a634b415a82634b415a6449434243f5f5714f5244494e4152595f504153"
            "53504f5254634b415a70444f43554d454e545f52454e45574544");
  EXPECT_EQ(ToHex(IdentityUnlinkBody(SampleUnlink())),
            "85015820646464646464646464646464646464646464646464646464646464646464646458206565656565656565656565656565"
            "656565656565656565656565656565656565696f6666696365722d316a74776f2070656f706c65");
}

TEST(IdentityBytesTest, WhatIsWrittenIsRead) {
  const std::vector<LinkRecord> records = {SampleLink(), But([](LinkRecord& r) { r.question.reset(); }),
                                           But([](LinkRecord& r) { r.grounds = {LinkGround::kOfficer}; }),
                                           But([](LinkRecord& r) { r.state = LinkState::kConfirmed; }),
                                           But([](LinkRecord& r) {
                                             r.state = LinkState::kProposed;
                                             r.author = r.reason = "";
                                           })};
  for (const LinkRecord& record : records) {
    const auto read = ReadIdentityLinkBody(IdentityLinkBody(record));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, record);
  }
  const auto unlink = ReadIdentityUnlinkBody(IdentityUnlinkBody(SampleUnlink()));
  ASSERT_TRUE(unlink.ok()) << unlink.status();
  EXPECT_EQ(*unlink, SampleUnlink());
}

TEST(IdentityBytesTest, AnotherValueInAnyFieldIsOtherBytes) {
  const std::string sample = IdentityLinkBody(SampleLink());
  for (const auto& change : std::vector<std::function<void(LinkRecord&)>>{
           [](LinkRecord& r) { r.document[0] = 'x'; }, [](LinkRecord& r) { r.earlier[0] = 'x'; },
           [](LinkRecord& r) { r.state = LinkState::kProposed; }, [](LinkRecord& r) { r.grounds.pop_back(); },
           [](LinkRecord& r) { r.author = "o"; }, [](LinkRecord& r) { r.reason = "r"; },
           [](LinkRecord& r) { r.question->referral_id = kSampleThirdId; },
           [](LinkRecord& r) { r.question->decision_request_id = kSampleThirdId; },
           [](LinkRecord& r) { r.question->lane.lane_id = "gate-2/a"; },
           [](LinkRecord& r) { r.question->document_kind = DocumentKind::kIdentityCard; },
           [](LinkRecord& r) { r.question->nationality = "CHN"; },
           [](LinkRecord& r) { r.question->reason = ReasonCode::kIdentityCollision; }}) {
    EXPECT_NE(IdentityLinkBody(But(change)), sample);
  }
}

TEST(IdentityBytesTest, NothingElseIsRead) {
  for (const LinkRecord& record :
       {But([](LinkRecord& r) { r.document.pop_back(); }), But([](LinkRecord& r) { r.earlier.clear(); }),
        But([](LinkRecord& r) { r.grounds.clear(); }),
        But([](LinkRecord& r) { std::swap(r.grounds[0], r.grounds[1]); }),
        But([](LinkRecord& r) { r.grounds[1] = r.grounds[0]; }),
        But([](LinkRecord& r) { r.question->referral_id.clear(); })}) {
    EXPECT_EQ(ReadIdentityLinkBody(IdentityLinkBody(record)).status().code(), StatusCode::kInvalidArgument);
  }
  for (const std::string& body : {IdentityLinkBody(SampleLink()), IdentityUnlinkBody(SampleUnlink())}) {
    for (std::size_t size = 0; size < body.size(); ++size) {
      EXPECT_FALSE(ReadIdentityLinkBody(body.substr(0, size)).ok());
      EXPECT_FALSE(ReadIdentityUnlinkBody(body.substr(0, size)).ok());
    }
    EXPECT_FALSE(ReadIdentityLinkBody(body + '\0').ok());
    EXPECT_FALSE(ReadIdentityUnlinkBody(body + '\0').ok());
    std::string newer = body;
    newer[1] = 2;
    EXPECT_FALSE(ReadIdentityLinkBody(newer).ok());
    EXPECT_FALSE(ReadIdentityUnlinkBody(newer).ok());
  }
  EXPECT_FALSE(ReadIdentityLinkBody(IdentityUnlinkBody(SampleUnlink())).ok());
  EXPECT_FALSE(ReadIdentityUnlinkBody(IdentityLinkBody(SampleLink())).ok());
}

}  // namespace
}  // namespace clearance
