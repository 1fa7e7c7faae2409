#include "services/clearctl/doctor_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace clearance {
namespace {

DoctorReport Report() {
  DoctorReport report;
  report.Fail("port", "listen: 127.0.0.1:1: another process listens there", "end it");
  report.Ok("tzdata", "2026a");
  report.Warn("file", "keys.lookup: a\nb \"x\"", "chmod 600 a");
  return report;
}

TEST(DoctorReport, ShowsWhatIsNotInOrderLastWithWhatToDo) {
  EXPECT_EQ(Report().Text(),
            "ok    tzdata        2026a\n"
            "warn  file          keys.lookup: a?b \"x\"\n"
            "                    do: chmod 600 a\n"
            "fail  port          listen: 127.0.0.1:1: another process listens there\n"
            "                    do: end it\n"
            "1 ok, 1 warn, 1 fail\n");
}

TEST(DoctorReport, IsOneJsonObjectForPrograms) {
  const nlohmann::json json = nlohmann::json::parse(Report().Json(), nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["state"], "fail");
  ASSERT_EQ(json["checks"].size(), 3u);
  EXPECT_EQ(json["checks"][0]["check"], "port");
  EXPECT_EQ(json["checks"][0]["todo"], "end it");
  EXPECT_FALSE(json["checks"][1].contains("todo"));
  EXPECT_EQ(json["checks"][2]["what"], "keys.lookup: a\nb \"x\"");
}

TEST(DoctorReport, FailsOnlyWhereSomethingDoes) {
  EXPECT_TRUE(Report().failed());
  DoctorReport report;
  EXPECT_FALSE(report.failed());
  report.Warn("disk", "4 GiB free", "make room");
  EXPECT_FALSE(report.failed());
  EXPECT_NE(report.Json().find("{\"state\":\"warn\""), std::string::npos);
}

}  // namespace
}  // namespace clearance
