#include "common/seal/pass_calendar.h"

#include <algorithm>

#include "common/base/text.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxLineBytes = 75;  // RFC 5545 §3.1

// "20261122T060000Z"
std::string Stamp(Instant instant) {
  std::string text = FormatInstant(std::chrono::floor<std::chrono::seconds>(instant));
  text.erase(text.find('.'), 4);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }), text.end());
  return text;
}

// A value of the kind TEXT, RFC 5545 §3.3.11.
std::string Escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || c == ';' || c == ',') text.push_back('\\');
    // No other control character may stand in a calendar.
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) text.push_back(c);
  }
  return text;
}

// A content line, folded between two characters where it is too long.
std::string Line(std::string_view content) {
  std::string folded;
  std::size_t bytes = 0;
  while (!content.empty()) {
    const std::size_t character = std::max<std::size_t>(Utf8CharacterBytes(content), 1);
    if (bytes + character > kMaxLineBytes) {
      folded += "\r\n ";
      bytes = 1;
    }
    folded += content.substr(0, character);
    bytes += character;
    content.remove_prefix(character);
  }
  return folded + "\r\n";
}

}  // namespace

StatusOr<std::string> PassCalendar(const BookingPass& pass, Instant made_at) {
  ASSIGN_OR_RETURN(const auto claims, ClaimsOf(pass));
  const SealClaims& slot = claims.front();
  const PassWords& words = WordsOf(pass.language);
  std::string description = LateRuleInWords(pass.early, pass.late, pass.language) + "\n" + std::string(words.show_it);
  if (!pass.reference.empty()) description = std::string(words.reference) + ": " + pass.reference + "\n" + description;
  const std::string place = slot.port + ", " + slot.lane_group;
  return Line("BEGIN:VCALENDAR") + Line("VERSION:2.0") + Line("PRODID:-//clearance//booking//EN") +
         Line("CALSCALE:GREGORIAN") + Line("BEGIN:VEVENT") + Line("UID:" + slot.booking_id) +
         Line("DTSTAMP:" + Stamp(made_at)) + Line("DTSTART:" + Stamp(slot.slot_starts_at)) +
         Line("DTEND:" + Stamp(slot.slot_ends_at)) +
         Line("SUMMARY:" + Escaped(std::string(words.title) + ": " + MovementInWords(slot.movement, pass.language))) +
         Line("LOCATION:" + Escaped(place)) + Line("DESCRIPTION:" + Escaped(description)) + Line("END:VEVENT") +
         Line("END:VCALENDAR");
}

}  // namespace clearance
