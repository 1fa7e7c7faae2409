#include "services/clearctl/instant_option.h"

#include "common/base/clock.h"
#include "common/domain/date.h"

namespace clearance {

StatusOr<Instant> ReadInstantOption(std::string_view option, const std::string& text) {
  if (text.empty()) return SystemClock().Now();
  const auto date = ParseDate(text);
  if (date.ok()) return Instant(std::chrono::sys_days(date->time_since_epoch()));
  const auto instant = ParseInstant(text);
  if (instant.ok()) return *instant;
  return InvalidField(option, "must be a day as 2026-11-25 or a moment as 2026-11-25T08:00:00Z");
}

}  // namespace clearance
