// Languages: those a traveller is spoken to in at this port. Never says what is spoken; that is in sentence_table.h.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace clearance {

enum class Language { kEn, kZh, kKk, kRu };

inline constexpr std::array kAllLanguages = {Language::kEn, Language::kZh, Language::kKk, Language::kRu};

// "en", "zh", "kk", "ru": primary language subtags of BCP 47 (RFC 5646 §2.2.1). nullopt for any other text, "zh-Hans"
// and "EN" among them.
std::string_view LanguageName(Language language);
std::optional<Language> ParseLanguage(std::string_view name);

}  // namespace clearance
