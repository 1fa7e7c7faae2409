#include "common/seal/booking_pass.h"

#include <array>

namespace clearance {
namespace {

// In the order of Language, which the assertion below holds to.
constexpr std::array<PassWords, kAllLanguages.size()> kWords = {{
    {"Booking of a border crossing", "Reference", "Port", "Direction", "Lane group", "Your slot", "in Kazakhstan",
     "in China",
     "Come up to {early} minutes before your slot or up to {late} minutes after it; at any other time you cross "
     "without a booking.",
     "Show this code at the gate together with the document it was made for. It is of no use to anybody else.",
     "Person"},
    {"过境预约", "预约编号", "口岸", "方向", "通道组", "您的时段", "哈萨克斯坦时间", "中国时间",
     "请在时段开始前{early}分钟至结束后{late}分钟之间到达；其他时间按未预约旅客通行。",
     "请在闸口出示此二维码和预约时登记的证件。此码对他人无效。", "旅客"},
    {"Шекарадан өтуге брондау", "Брон нөмірі", "Өткізу пункті", "Бағыты", "Жолақтар тобы", "Сіздің уақытыңыз",
     "Қазақстан уақыты", "Қытай уақыты",
     "Уақытыңыздың басталуына {early} минут қалғаннан ерте емес және аяқталғанынан кейін {late} минуттан кеш емес "
     "келіңіз; басқа уақытта бронсыз өтесіз.",
     "Бұл кодты брондау жасалған құжатпен бірге қақпада көрсетіңіз. Басқа ешкімге ол жарамайды.", "Жолаушы"},
    {"Бронирование пересечения границы", "Номер брони", "Пункт пропуска", "Направление", "Группа полос", "Ваше время",
     "время Казахстана", "время Китая",
     "Приходите не раньше чем за {early} мин до начала и не позже чем через {late} мин после конца; в другое время вы "
     "проходите без брони.",
     "Покажите этот код на входе вместе с документом, на который оформлена бронь. Никому другому он не пригодится.",
     "Пассажир"},
}};
static_assert(kAllLanguages == std::array{Language::kEn, Language::kZh, Language::kKk, Language::kRu});

// In the order of Language and of Territory.
constexpr std::string_view kTerritories[][3] = {{"China", "Kazakhstan", "ICBC Khorgos"},
                                                {"中国", "哈萨克斯坦", "霍尔果斯国际边境合作中心"},
                                                {"Қытай", "Қазақстан", "«Қорғас» ШЫХО"},
                                                {"Китай", "Казахстан", "МЦПС «Хоргос»"}};
static_assert(kAllTerritories == std::array{Territory::kChn, Territory::kKaz, Territory::kIcbc});

std::string_view NameIn(Language language, Territory territory) {
  return kTerritories[static_cast<std::size_t>(language)][static_cast<std::size_t>(territory)];
}

void Put(std::string& text, std::string_view mark, Duration minutes) {
  const auto count = std::chrono::duration_cast<std::chrono::minutes>(minutes).count();
  text.replace(text.find(mark), mark.size(), std::to_string(count));
}

bool SameSlot(const SealClaims& a, const SealClaims& b) {
  return a.slot_starts_at == b.slot_starts_at && a.slot_ends_at == b.slot_ends_at && a.port == b.port &&
         a.movement == b.movement && a.lane_group == b.lane_group;
}

}  // namespace

StatusOr<std::vector<SealClaims>> ClaimsOf(const BookingPass& pass) {
  if (pass.seals.empty() || pass.seals.size() > kMaxPassSeals) return InvalidField("seals", "must be 1 to 8");
  std::vector<SealClaims> claims;
  for (const std::string& seal : pass.seals) {
    const StatusOr<SealParts> parts = ReadSeal(seal);
    if (!parts.ok()) return InvalidField("seals", MessageOf(parts.status()));
    if (!claims.empty() && !SameSlot(claims.front(), parts->claims))
      return InvalidField("seals", "must be of one slot");
    claims.push_back(parts->claims);
  }
  return claims;
}

const PassWords& WordsOf(Language language) { return kWords[static_cast<std::size_t>(language)]; }

std::string MovementInWords(Movement movement, Language language) {
  return std::string(NameIn(language, movement.from)) + " → " + std::string(NameIn(language, movement.to));
}

std::string LateRuleInWords(Duration early, Duration late, Language language) {
  std::string rule(WordsOf(language).late_rule);
  Put(rule, "{early}", early);
  Put(rule, "{late}", late);
  return rule;
}

}  // namespace clearance
