// What a traveller takes along of a booking: the seals of its party, and what is said beside them in their language.
// Nothing here is believed: a gate looks at the seal alone. It must never hold a name, a birth date or a document.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/language.h"
#include "common/domain/territory.h"
#include "common/seal/seal.h"

namespace clearance {

inline constexpr std::size_t kMaxPassSeals = 8;  // the persons of a party

struct BookingPass {
  std::vector<std::string> seals{};  // one for each person, of one slot: 1 to kMaxPassSeals
  std::string reference{};           // what finds the booking; empty: not said
  // The late rule: honoured from so long before the slot until so long after it.
  Duration early{};
  Duration late{};
  Language language = Language::kEn;
};

// What each of its seals says, nothing of it verified. INVALID_ARGUMENT naming "seals" when there are none or too many,
// one is malformed, or they are not all of one slot, port, movement and lane group.
StatusOr<std::vector<SealClaims>> ClaimsOf(const BookingPass& pass);

// The words of a pass in one language.
struct PassWords {
  std::string_view title;
  std::string_view reference;
  std::string_view port;
  std::string_view movement;
  std::string_view lane_group;
  std::string_view slot;
  std::string_view in_kazakhstan;
  std::string_view in_china;
  std::string_view late_rule;  // with {early} and {late} for minutes
  std::string_view show_it;
  std::string_view person;
};

const PassWords& WordsOf(Language language);
// "Kazakhstan → ICBC Khorgos"
std::string MovementInWords(Movement movement, Language language);
// The rule for coming early or late; whole minutes are said.
std::string LateRuleInWords(Duration early, Duration late, Language language);

}  // namespace clearance
