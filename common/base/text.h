// Text: UTF-8 checks, JSON strings and text to be shown, for what is written by us and read by others. Never changes
// letters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace clearance {

// The length in bytes (1 to 4) of the well-formed UTF-8 character that `text` begins with (Unicode 15, table 3-7: no
// surrogates, no overlong forms); 0 when it begins with none.
std::size_t Utf8CharacterBytes(std::string_view text);

bool IsUtf8(std::string_view text);

// How many characters (code points) well-formed UTF-8 has.
std::size_t CharactersIn(std::string_view text);

// Whether `text` is empty or of blanks alone: characters with Unicode's White_Space, those of other scripts too.
bool IsBlank(std::string_view text);

// `text` as a JSON string with its quotes, escaped as little as RFC 8259 allows, in the one form of RFC 8785 §3.2.2.2.
// A byte that is no UTF-8 becomes U+FFFD.
std::string JsonString(std::string_view text);

// `text` for a line on a terminal or in a log: what would act there instead of being seen (C0, DEL and C1 controls,
// line breaks too, and the signs that turn the direction of text) and a byte that is no UTF-8 become "?". What is
// longer than `max_bytes` is cut between two characters, and "..." follows it.
std::string ShownText(std::string_view text, std::size_t max_bytes = std::string_view::npos);

// "1 person", "3 persons".
std::string Counted(std::int64_t count, std::string_view one, std::string_view several);

}  // namespace clearance
