#include "services/booking/booking_words.h"

#include <array>
#include <string_view>

namespace clearance {
namespace {

// A sentence around two facts.
struct Frame {
  std::string_view before;
  std::string_view between;
  std::string_view after;
};

struct Words {
  Frame late_rule;  // minutes early, minutes late
  Frame slot;       // time in Kazakhstan, time in China
};

// In the order of Language: en, zh, kk, ru.
constexpr std::array<Words, kAllLanguages.size()> kWords = {{
    {{"Come up to ", " minutes before your slot or up to ",
      " minutes after it; at any other time you cross without a booking."},
     {"", " in Kazakhstan, ", " in China"}},
    {{"请在预约时段开始前", "分钟至结束后", "分钟之内到达；其他时间按无预约旅客通行。"},
     {"哈萨克斯坦时间 ", "，中国时间 ", ""}},
    {{"Уақытыңыз басталғанға дейін ", " минуттан ерте емес және аяқталғаннан кейін ",
      " минуттан кеш емес келіңіз; басқа уақытта брондаусыз өтесіз."},
     {"Қазақстанда ", ", Қытайда ", ""}},
    {{"Приходите не раньше чем за ", " мин до начала вашего времени и не позже чем через ",
      " мин после его окончания; в другое время вы пересекаете границу без бронирования."},
     {"", " в Казахстане, ", " в Китае"}},
}};
static_assert(static_cast<int>(Language::kEn) == 0 && static_cast<int>(Language::kZh) == 1 &&
              static_cast<int>(Language::kKk) == 2 && static_cast<int>(Language::kRu) == 3);

const Words& In(Language language) { return kWords[static_cast<std::size_t>(language)]; }

std::string Fill(const Frame& frame, const std::string& first, const std::string& second) {
  std::string text(frame.before);
  return text.append(first).append(frame.between).append(second).append(frame.after);
}

std::string MinutesOf(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(duration).count());
}

}  // namespace

std::string LateRuleInWords(Language language, const LateRule& rule) {
  return Fill(In(language).late_rule, MinutesOf(rule.early), MinutesOf(rule.late));
}

std::string SlotInWords(Language language, const ZoneTable& zones, Instant starts_at) {
  return Fill(In(language).slot, zones.FormatLocal(Territory::kKaz, starts_at),
              zones.FormatLocal(Territory::kChn, starts_at));
}

}  // namespace clearance
