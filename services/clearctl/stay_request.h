// One line of `clearctl stay evaluate`: a question about one person's stays, read strictly. Answers nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/status.h"
#include "common/domain/stay_account.h"
#include "common/rules/stay_account.h"
#include "services/clearctl/stay_regimes.h"

namespace clearance {

inline constexpr std::size_t kMaxStayLineBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxStaysALine = 10'000;

// Days of one stay; without an exit it goes on.
struct StaySpan {
  Date entry{};
  std::optional<Date> exit{};
};

struct StayRequest {
  std::string id{"null"};                                // as JSON: a string, an integer, or null while it is not known
  std::variant<std::string_view, InlineTerms> regime{};  // "ID", "ID@HOST", or limits of its own
  std::vector<StaySpan> stays{};                         // in the order given
  Date on{};
  StayQuestion question = StayQuestion::kEnter;
  int days = 1;
  std::vector<PlannedStay> planned{};
};

class StayRequestParser {
 public:
  // So many bytes behind a line must be readable; what stands in them does not matter.
  static constexpr std::size_t kPaddingBytes = 64;

  StayRequestParser();
  ~StayRequestParser();

  // Reads `line` (without its line break) into `request`, whose vectors are used again; text in it lives until the next
  // call. An error is INVALID_ARGUMENT and names the field; `request.id` is set even then if it could be read.
  Status Parse(std::string_view line, StayRequest& request);

 private:
  struct Json;
  std::unique_ptr<Json> json_;
};

}  // namespace clearance
