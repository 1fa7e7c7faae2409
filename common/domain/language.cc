#include "common/domain/language.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<Language, kAllLanguages.size()> kNames = {{
    {Language::kEn, "en"},
    {Language::kZh, "zh"},
    {Language::kKk, "kk"},
    {Language::kRu, "ru"},
}};
static_assert(NamesEveryValue(kNames, kAllLanguages.back()));

}  // namespace

std::string_view LanguageName(Language language) { return NameOf(kNames, language); }
std::optional<Language> ParseLanguage(std::string_view name) { return ValueOf(kNames, name); }

}  // namespace clearance
