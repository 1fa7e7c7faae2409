// The system's tzdata, as the ports need it.
#include "common/zones/zone_source.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

Instant Utc(const char* text) {
  const auto instant = ParseInstant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return *instant;
}

ZoneTable SystemZones() {
  auto zones = MakeZoneTable();
  EXPECT_TRUE(zones.ok()) << MessageOf(zones.status());
  return *std::move(zones);
}

TEST(ZoneSourceTest, KnowsTheChangeOf2024) {
  const ZoneTable zones = SystemZones();
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2024-02-29T17:59:59Z")), "2024-02-29 23:59");
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2024-02-29T18:00:00Z")), "2024-02-29 23:00");
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2024-02-29T19:00:00Z")), "2024-03-01 00:00");
  EXPECT_EQ(zones.StartOf(Territory::kKaz, MakeDate(2024, 3, 1)), Utc("2024-02-29T19:00:00Z"));
  EXPECT_EQ(zones.NextMidnight(Territory::kKaz, Utc("2024-02-29T17:30:00Z")), Utc("2024-02-29T19:00:00Z"));
}

TEST(ZoneSourceTest, BothSidesHaveTheirOwnDateFrom16To19Utc) {
  const ZoneTable zones = SystemZones();
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2026-11-22T16:30:00Z")), "2026-11-22 21:30");
  EXPECT_EQ(zones.FormatLocal(Territory::kChn, Utc("2026-11-22T16:30:00Z")), "2026-11-23 00:30");
  EXPECT_EQ(zones.DateAt(Territory::kKaz, Utc("2026-11-22T18:59:59Z")), MakeDate(2026, 11, 22));
  EXPECT_EQ(zones.DateAt(Territory::kKaz, Utc("2026-11-22T19:00:00Z")), MakeDate(2026, 11, 23));
}

TEST(ZoneSourceTest, KnowsSummerTimeOfThe1990s) {
  const ZoneTable zones = SystemZones();
  EXPECT_EQ(zones.FormatLocal(Territory::kChn, Utc("1990-07-01T00:00:00Z")), "1990-07-01 09:00");
  EXPECT_EQ(zones.FormatLocal(Territory::kChn, Utc("1992-07-01T00:00:00Z")), "1992-07-01 08:00");
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2004-07-01T00:00:00Z")), "2004-07-01 07:00");
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2005-07-01T00:00:00Z")), "2005-07-01 06:00");
}

TEST(ZoneSourceTest, AZoneThatIsNotThereIsAnErrorThatNamesIt) {
  for (const char* absent : {"Asia/Nowhere", "", "/etc/passwd"}) {
    const Status status = ReadZoneOffsets(absent).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << absent;
    EXPECT_EQ(ReasonOf(status), error_reason::kTimeZoneData) << absent;
    EXPECT_NE(MessageOf(status).find(absent), std::string::npos) << status;
  }
}

TEST(ZoneSourceTest, RefusesOldOrWrongData) {
  const Instant long_ago = Utc("1990-01-01T00:00:00Z");
  const Instant change = Utc("2024-02-29T18:00:00Z");
  const std::vector<ZoneOffset> almaty = {{long_ago, std::chrono::hours(6)}, {change, std::chrono::hours(5)}};
  const std::vector<ZoneOffset> old_almaty = {{long_ago, std::chrono::hours(6)}};
  const std::vector<ZoneOffset> always_five = {{long_ago, std::chrono::hours(5)}};
  const std::vector<ZoneOffset> shanghai = {{long_ago, std::chrono::hours(8)}};
  const std::vector<ZoneOffset> urumqi = {{long_ago, std::chrono::hours(6)}};
  EXPECT_TRUE(CheckZones(ZoneTable(shanghai, almaty)).ok());
  for (const ZoneTable& zones :
       {ZoneTable(shanghai, old_almaty), ZoneTable(shanghai, always_five), ZoneTable(urumqi, almaty)}) {
    const Status status = CheckZones(zones);
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), error_reason::kTimeZoneData);
  }
}

}  // namespace
}  // namespace clearance
