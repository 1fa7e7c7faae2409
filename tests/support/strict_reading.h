// That a reader of canonical bytes takes what was written and nothing else.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// `body`, which `write` makes of `record`, reads as that record; cut short, made longer or with any bit turned it reads
// as another one, in that one's only form, or not at all.
template <typename Record>
void ExpectReadStrictly(const Record& record, const std::string& body, StatusOr<Record> (*read)(std::string_view),
                        const std::function<std::string(const Record&)>& write) {
  const auto back = read(body);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, record);
  EXPECT_EQ(write(*back), body);
  for (std::size_t size = 0; size < body.size(); ++size) EXPECT_FALSE(read(body.substr(0, size)).ok()) << size;
  EXPECT_FALSE(read(body + '\0').ok());
  for (std::size_t bit = 0; bit < 8 * body.size(); ++bit) {
    std::string spoilt = body;
    spoilt[bit / 8] = static_cast<char>(spoilt[bit / 8] ^ (1 << (bit % 8)));
    const auto other = read(spoilt);
    if (!other.ok()) continue;
    EXPECT_NE(*other, record) << bit;
    EXPECT_EQ(write(*other), spoilt) << bit;
  }
}

}  // namespace clearance
