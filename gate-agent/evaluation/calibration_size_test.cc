// What is told of a calibration that has too few people, and that its guide names the same numbers.
#include "gate-agent/evaluation/calibration_size.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

TEST(CalibrationSizeTest, TheGuideHasThesePersons) {
  const auto page = ReadFile(SourcePath("docs/face-eval.md"), 1 << 20);
  ASSERT_TRUE(page.ok());
  for (const auto& [name, target] : {std::pair{"5·10⁻⁴", 5e-4}, {"10⁻⁴", 1e-4}, {"10⁻⁵", 1e-5}}) {
    const std::string row = fmt::format("| {} | {} | {} | {} |", name, PlannedPersons(target, 2),
                                        PlannedPersons(target, 3), PlannedPersons(target, 4));
    EXPECT_NE(page->find(row), std::string::npos) << row;
  }
}

TEST(CalibrationSizeTest, WhatCountsAloneForbidIsToldAndWhatTheyMerelyMakeUnlikely) {
  CalibrationSize size = {
      .target_fmr = 5e-4, .persons = 110, .pictures = 220, .impostor_pairs = 23'980, .most_of_a_species = 150};
  EXPECT_EQ(WhyNeverSupported(size),
            std::vector<std::string>{"FMR 0.0005: 110 persons with 23980 pairs of two persons' pictures; never fewer "
                                     "than 110 persons and 60000 pairs; plan with 280 persons of two pictures each, or "
                                     "170 of four"});
  size.pictures = 440;
  size.impostor_pairs = 95'920;
  EXPECT_TRUE(WhyNeverSupported(size).empty());
  EXPECT_EQ(WhyHardlySupported(size),
            "FMR 0.0005: 110 persons of about 4 pictures each are hardly enough; plan with 280 persons of two pictures "
            "each, or 170 of four");
  size.persons = 170;
  size.pictures = 680;
  EXPECT_EQ(WhyHardlySupported(size), "");
  size.pictures = 149;
  size.most_of_a_species = 149;
  EXPECT_EQ(WhyNeverSupported(size),
            (std::vector<std::string>{"presentation attacks: 149 honest pictures, 150 needed",
                                      "presentation attacks: 149 attacks of one kind (--attacks), 150 needed"}));
}

}  // namespace
}  // namespace clearance
