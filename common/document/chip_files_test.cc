// The files of a chip by the names they have here and in folders.
#include "common/document/chip_files.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(ChipFilesTest, WhatIsNoFileOfAChipHasNoPlace) {
  ChipFiles files;
  for (const char* none : {"", "DG", "DG0", "DG17", "DG01", "DG 1", "dg1", "DG1 ", "EF_DG1", "EF.SOD", "ef_sod"})
    EXPECT_EQ(FileNamed(files, none), nullptr) << none;
  EXPECT_TRUE(files.Empty());
}

TEST(ChipFilesTest, EachNameIsAnotherFile) {
  ChipFiles files;
  *FileNamed(files, "EF_COM") = "com";
  *FileNamed(files, "EF_SOD") = "sod";
  *FileNamed(files, "EF_CardSecurity") = "card";
  *FileNamed(files, "DG1") = "one";
  *FileNamed(files, "DG11") = "eleven";
  *FileNamed(files, "DG16") = "sixteen";
  EXPECT_EQ(files, (ChipFiles{"com", "sod", "card", {{1, "one"}, {11, "eleven"}, {16, "sixteen"}}}));
  EXPECT_EQ(*FileNamed(files, "DG1"), "one");
  EXPECT_FALSE(files.Empty());
}

TEST(ChipFilesTest, ADataGroupIsThereOnceItWasAskedFor) {
  ChipFiles files;
  ASSERT_NE(FileNamed(files, "DG2"), nullptr);
  EXPECT_EQ(files.data_groups.count(kDg2), 1U);
}

}  // namespace
}  // namespace clearance
