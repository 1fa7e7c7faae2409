// One spelling of a person's name for many.
#include "common/base/folded_name.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(FoldedNameTest, NeitherCaseNorBlanksMakeAnotherPerson) {
  EXPECT_EQ(FoldedName("Anna Maria"), FoldedName(" annamaria "));
  EXPECT_NE(FoldedName("Anna"), FoldedName("Hanna"));
  EXPECT_NE(FoldedName("Ána"), FoldedName("Ana"));
  EXPECT_EQ(FoldedName("  "), "");
}

}  // namespace
}  // namespace clearance
