// Machine-readable zones that several tests read: specimens made up or printed in ICAO Doc 9303.
#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "common/document/mrz.h"

namespace clearance {

inline constexpr Date kToday = MakeDate(2026, 11, 22);

inline constexpr std::string_view kIcaoTd3 =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
inline constexpr std::string_view kKazakhCard =
    "IDKAZ0012345678850315318021<<<\n"
    "8503150M3009141KAZ<<<<<<<<<<<9\n"
    "AKHMETOV<<NURLAN<<<<<<<<<<<<<<";

inline MrzReading Read(std::string_view text, Date today = kToday) {
  auto reading = ParseMrz(text, today);
  EXPECT_TRUE(reading.ok()) << reading.status();
  return reading.value_or(MrzReading{});
}

}  // namespace clearance
