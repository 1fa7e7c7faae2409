#include "common/domain/service_level.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace clearance {
namespace {

using enum ServiceLevel;

TEST(ServiceLevelTest, WhichLeavesMoreToPeople) {
  // Row: from; column: to; in the order of kAllServiceLevels.
  const std::string more[] = {"..xxx", "..xxx", "....x", "....x", "....."};
  for (std::size_t from = 0; from < kAllServiceLevels.size(); ++from) {
    for (std::size_t to = 0; to < kAllServiceLevels.size(); ++to) {
      EXPECT_EQ(LeavesMoreToPeople(kAllServiceLevels[from], kAllServiceLevels[to]), more[from][to] == 'x')
          << ServiceLevelName(kAllServiceLevels[from]) << " to " << ServiceLevelName(kAllServiceLevels[to]);
    }
  }
}

TEST(ServiceLevelTest, WithoutFacesNoMachineComparesOneAndTheScreeningStays) {
  EXPECT_EQ(WithoutFaces(kFull), kNoBiometrics);
  EXPECT_EQ(WithoutFaces(kNoScreening), kDocumentOnly);
  for (const ServiceLevel level : {kNoBiometrics, kDocumentOnly, kManual}) EXPECT_EQ(WithoutFaces(level), level);
}

}  // namespace
}  // namespace clearance
