// Tests of state_codes: the states of this port, the oddities, and codes that nobody has.
#include "common/document/state_codes.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(StateCodesTest, StatesOfThisPortAndOddOnes) {
  EXPECT_EQ(CertificateCountryOf("CHN"), "CN");
  EXPECT_EQ(CertificateCountryOf("KAZ"), "KZ");
  EXPECT_EQ(CertificateCountryOf("D"), "DE");
  EXPECT_EQ(CertificateCountryOf("GBO"), "GB");
  EXPECT_EQ(CertificateCountryOf("EUE"), "EU");
  EXPECT_EQ(CertificateCountryOf("UTO"), "UT");
  EXPECT_EQ(CertificateCountryOf("ABW"), "AW");
  EXPECT_EQ(CertificateCountryOf("ZWE"), "ZW");
}

TEST(StateCodesTest, NobodysCodesHaveNoCountry) {
  for (const char* code : {"", "X", "CN", "chn", "CHNX", "ZZZ"}) EXPECT_EQ(CertificateCountryOf(code), "");
}

}  // namespace
}  // namespace clearance
