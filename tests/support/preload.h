// Libraries that stand between a program and its machine (clock_shift.cc, disk_trouble.cc), for the programs that a
// test starts. Not thread-safe: it changes this process's environment, which they inherit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace clearance {

// From now on programs that are started have a clock that is wrong by so many seconds, and those that run and were
// started with the same `file`, too. `file` is made; each test has one of its own.
void SetClockOfPrograms(const std::string& file, std::int64_t seconds);

// From now on programs that are started have the disk that `file` makes of it: SetDiskOfPrograms writes it.
void LoadDiskOfPrograms(const std::string& file);
// What befalls their writes from now on: 0 nothing, an errno, or -1: they stand still.
void SetDiskOfPrograms(const std::string& file, std::int32_t trouble);

// Programs that are started from now on have this machine's own clock and disk.
void LoadNothing();

}  // namespace clearance
