#include "common/base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace clearance {
namespace {

// Unicode 15, PropList.txt: White_Space.
constexpr std::array<std::string_view, 25> kBlanks = {
    "\t",           "\n",           "\v",           "\f",           "\r",           " ",
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
    "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
    "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
    "\xE3\x80\x80"};

struct Lead {
  std::size_t bytes;
  unsigned second_low;
  unsigned second_high;
};

// What may follow a first byte; bytes == 0 when no character begins with it.
Lead LeadOf(unsigned first) {
  if (first <= 0x7F) return {1, 0, 0};
  if (first >= 0xC2 && first <= 0xDF) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

void AppendEscaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\b':
      out.append("\\b");
      return;
    case '\f':
      out.append("\\f");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) >= 0x20) {
    out.push_back(c);
    return;
  }
  char escaped[8];
  std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
  out.append(escaped);
}

// C0 and DEL, C1, and the signs that turn the direction of the text around them.
bool MayBeShown(std::string_view character) {
  if (character.size() == 1) return character[0] >= 0x20 && character[0] != 0x7F;
  if (character.size() == 2 && character[0] == '\xC2') return static_cast<unsigned char>(character[1]) >= 0xA0;
  if (character.size() == 3 && character.starts_with("\xE2\x80")) {
    const auto last = static_cast<unsigned char>(character[2]);
    return last != 0x8E && last != 0x8F && (last < 0xA8 || last > 0xAE);
  }
  return !(character.size() == 3 && character.starts_with("\xE2\x81") &&
           static_cast<unsigned char>(character[2]) >= 0xA6 && static_cast<unsigned char>(character[2]) <= 0xA9);
}

}  // namespace

std::size_t Utf8CharacterBytes(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  const Lead lead = LeadOf(byte(0));
  if (lead.bytes > text.size()) return 0;
  if (lead.bytes >= 2 && (byte(1) < lead.second_low || byte(1) > lead.second_high)) return 0;
  for (std::size_t i = 2; i < lead.bytes; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return lead.bytes;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = Utf8CharacterBytes(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::size_t CharactersIn(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

bool IsBlank(std::string_view text) {
  while (!text.empty()) {
    const std::string_view character = text.substr(0, Utf8CharacterBytes(text));
    if (std::ranges::find(kBlanks, character) == kBlanks.end()) return false;
    text.remove_prefix(character.size());
  }
  return true;
}

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t size = Utf8CharacterBytes(text);
    if (size == 0) {
      out.append("\xEF\xBF\xBD");
      text.remove_prefix(1);
      continue;
    }
    if (size == 1) {
      AppendEscaped(out, text[0]);
    } else {
      out.append(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  out.push_back('"');
  return out;
}

std::string ShownText(std::string_view text, std::size_t max_bytes) {
  std::string out;
  while (!text.empty()) {
    const std::size_t bytes = Utf8CharacterBytes(text);
    const std::string_view character = text.substr(0, bytes == 0 ? 1 : bytes);
    const bool shown = bytes != 0 && MayBeShown(character);
    if (out.size() + (shown ? bytes : 1) > max_bytes) return out + "...";
    if (shown) {
      out += character;
    } else {
      out += '?';
    }
    text.remove_prefix(character.size());
  }
  return out;
}

std::string Counted(std::int64_t count, std::string_view one, std::string_view several) {
  return std::to_string(count).append(" ").append(count == 1 ? one : several);
}

}  // namespace clearance
