#include "common/domain/sentence_template.h"

#include <optional>

namespace clearance {
namespace {

// Takes what stands before the first `sign` from `text`, and the sign with it; all of it when there is none.
std::string_view TakeUntil(std::string_view& text, char sign) {
  const std::string_view taken = text.substr(0, text.find(sign));
  text.remove_prefix(taken.size() < text.size() ? taken.size() + 1 : taken.size());
  return taken;
}

// `text`, which has no clause, with its facts; nullopt when one is not known.
std::optional<std::string> Fill(std::string_view text, const SentenceFacts& facts) {
  std::string filled;
  while (!text.empty()) {
    filled += TakeUntil(text, '{');
    if (text.empty()) break;
    const auto fact = ValueOf(kFactNames, TakeUntil(text, '}'));
    CHECK(fact.has_value());
    if (facts.Of(*fact).empty()) return std::nullopt;
    filled += facts.Of(*fact);
  }
  return filled;
}

}  // namespace

std::string Render(std::string_view text, const SentenceFacts& facts) {
  std::string sentence;
  while (!text.empty()) {
    const auto plain = Fill(TakeUntil(text, '['), facts);
    CHECK(plain.has_value());
    std::string_view stand_in = TakeUntil(text, ']');
    const auto clause = Fill(TakeUntil(stand_in, '|'), facts);
    sentence += *plain;
    sentence += clause ? std::string_view(*clause) : stand_in;
  }
  return sentence;
}

}  // namespace clearance
