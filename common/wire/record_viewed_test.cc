#include "common/wire/record_viewed.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

const RecordViewed kLook{"LIST_ENTRIES", "auditor/auditor-1", "complaint 17", "log=KHORGOS"};

TEST(RecordViewedTest, IsReadBackAsItWasWritten) {
  const auto read = ReadRecordViewedBody(RecordViewedBody(kLook));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, kLook);
}

TEST(RecordViewedTest, EveryCutAndAnyByteMoreIsRefused) {
  const std::string body = RecordViewedBody(kLook);
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_FALSE(ReadRecordViewedBody(std::string_view(body).substr(0, size)).ok()) << size;
  EXPECT_FALSE(ReadRecordViewedBody(body + '\0').ok());
}

TEST(RecordViewedTest, AnotherVersionIsRefused) {
  std::string body = RecordViewedBody(kLook);
  ASSERT_EQ(body[1], '\x01');
  body[1] = '\x02';
  EXPECT_FALSE(ReadRecordViewedBody(body).ok());
}

}  // namespace
}  // namespace clearance
