// What is said in Russian. Counted nouns stand where nominative and accusative are the same, so that three forms are
// enough; names are not inflected but in "in Kazakhstan".
#include "common/domain/sentence_table.h"

namespace clearance {
namespace {

// 1 день, 21 день; 2 дня, 22 дня; 5 дней, 11 дней, 111 дней.
constexpr Plural PluralOf(int count) {
  const int last = count % 10;
  const int last_two = count % 100;
  if (last_two >= 11 && last_two <= 14) return Plural::kMany;
  if (last == 1) return Plural::kOne;
  return last >= 2 && last <= 4 ? Plural::kFew : Plural::kMany;
}

}  // namespace

constexpr SentenceTable kRussianSentences = {
    .full_stop = ".",
    .plural_of = PluralOf,
    .day = {" день", " дня", " дней"},
    .entry = {" въезд", " въезда", " въездов"},
    .hour = {" час", " часа", " часов"},
    .territories = {{{"Китай", "в Китае"}, {"Казахстан", "в Казахстане"}, {"МЦПС «Хоргос»", "в МЦПС «Хоргос»"}}},
    .limits = {{
        {LimitForm::kPerStay, "{days} за одно пребывание"},
        {LimitForm::kRolling, "{days} за любой период в {window_days}"},
        {LimitForm::kCalendarYear, "{days} за календарный год"},
        {LimitForm::kCalendarMonth, "{days} за календарный месяц"},
        {LimitForm::kEntriesRolling, "{entries} за любой период в {window_days}"},
        {LimitForm::kEntriesYear, "{entries} за календарный год"},
        {LimitForm::kEntriesMonth, "{entries} за календарный месяц"},
        {LimitForm::kGap, "{days} за пределами территории между двумя пребываниями"},
        {LimitForm::kHoursFromMidnight, "{hours} с полуночи после въезда"},
        {LimitForm::kHoursFromEntry, "{hours} с момента въезда"},
    }},
    .stays = {{
        {StaySentence::kMayStay,
         "Разрешено пребывание[: {days}][, по {date} включительно][; действует ограничение: {limit}][ (использовано: "
         "{used})]."},
        {StaySentence::kWithoutLimit, "Разрешено пребывание без ограничения срока."},
        {StaySentence::kNoDayLeft,
         "На сегодня дней пребывания не осталось[; использовано: {days}][; ограничение: {limit}][; самая ранняя дата "
         "въезда: {date}]."},
        {StaySentence::kMustLeaveBy,
         "Последний день пребывания {in_territory}: {date} (осталось с сегодняшним: {days})[; действует ограничение: "
         "{limit}][ (использовано: {used})]."},
        {StaySentence::kOverstayed,
         "[Последний законный день: {date}|Ни один день пребывания не был законным]; превышение: {days}[; ограничение: "
         "{limit}]."},
        {StaySentence::kStrictestEnded,
         "По самому строгому подсчёту [последний законный день: {date}|ни один день пребывания не был законным]; по "
         "другому подсчёту пребывание законно[; ограничение: {limit}]."},
    }},
    .reasons = {{
        {ReasonCode::kHold, "Дальнейшее оформление проводит сотрудник."},
        {ReasonCode::kDocumentListed, "Документ значится в списке утерянных и похищенных документов."},
        {ReasonCode::kStayExhausted,
         "Дней безвизового пребывания [{in_territory}|на этой территории] не осталось[; использовано: {days}][; "
         "ограничение: {limit}][; самая ранняя дата въезда: {date}]."},
        {ReasonCode::kTooManyEntries,
         "Въездов [{in_territory}|на эту территорию] больше не осталось[; ограничение: {limit}][; самая ранняя дата "
         "въезда: "
         "{date}]."},
        {ReasonCode::kTooSoon,
         "С прошлого пребывания [{in_territory}|на этой территории] прошло недостаточно времени[; ограничение: "
         "{limit}][; "
         "самая ранняя дата въезда: {date}]."},
        {ReasonCode::kOverstay,
         "Пребывание [{in_territory}|на этой территории] длится дольше разрешённого[ на {days}][; ограничение: "
         "{limit}][; последний законный день: {date}]."},
        {ReasonCode::kReadingsDiffer,
         "Пребывание [{in_territory}|на этой территории] законно по одному толкованию правил и незаконно по другому[; "
         "ограничение: {limit}][; последний законный день по самому строгому толкованию: {date}]."},
        {ReasonCode::kWrongSide, "Из МЦПС «Хоргос» выходят с той стороны, с которой вошли[ (сторона: {territory})]."},
        {ReasonCode::kDocumentNotForMovement,
         "Документ этого вида[ ({detail})] не подходит для этого пересечения границы."},
        {ReasonCode::kDocumentExpired, "Срок действия документа истёк[; последний день: {date}]."},
        {ReasonCode::kDocumentKindUnknown, "Вид документа неизвестен."},
        {ReasonCode::kDocumentNotAuthentic, "Одна из проверок подлинности документа не пройдена[ ({detail})]."},
        {ReasonCode::kNotCovered,
         "Безвизового режима [{in_territory}|на этой территории] для этого гражданства и документа[ ({detail})] нет."},
        {ReasonCode::kAlreadyInside,
         "По записям, путешественник уже находится [{in_territory}|на этой территории][ с {date}]."},
        {ReasonCode::kNationalityDiffers,
         "Гражданство в документе отличается от того, с которым был совершён въезд[ (территория: {territory})]."},
        {ReasonCode::kPossibleHold, "Сотрудник сверит документ и данные путешественника."},
        {ReasonCode::kHoldQuestion, "У сотрудника есть вопрос к путешественнику."},
        {ReasonCode::kFaceDiffers,
         "Не установлено, что лицо и портрет в документе принадлежат одному человеку[ ({detail})]."},
        {ReasonCode::kFaceNotTaken, "Пригодный снимок лица не получен[ ({detail})]."},
        {ReasonCode::kFaceInDoubt, "Лицо с документом сличает сотрудник."},
        {ReasonCode::kOfficerComparesFace, "В этом коридоре лица не сличаются автоматически: лицо сличает сотрудник."},
        {ReasonCode::kMinor, "Ребёнок[ (возраст: {number})]: лицо сличает сотрудник."},
        {ReasonCode::kDocumentUnreadable, "Документ не удалось прочитать[ ({detail})]."},
        {ReasonCode::kDocumentCheckDigit, "Контрольная цифра или дата в документе неверна[ ({detail})]."},
        {ReasonCode::kDocumentNotProven,
         "Подлинность документа не подтверждена[ ({detail})]: документ осматривает сотрудник."},
        {ReasonCode::kTemperatureHigh,
         "Показание температуры выше порога: температуру измеряет сотрудник санитарного контроля."},
        {ReasonCode::kTemperatureNotMeasured, "Температура не измерена[ ({detail})]."},
        {ReasonCode::kBodyScanAlarm, "Сканер тела подал сигнал тревоги."},
        {ReasonCode::kBodyScanInvalid, "Результат сканирования тела недействителен[ ({detail})]."},
        {ReasonCode::kEntryNotRecorded, "Въезд[ (территория: {territory})] не записан, хотя записи полны[ с {date}]."},
        {ReasonCode::kHistoryIncomplete,
         "Записи о пребывании [{in_territory}|на этой территории] недостаточно полны для решения."},
        {ReasonCode::kInProgressElsewhere,
         "Этот путешественник сейчас проходит контроль в другом коридоре[ ({detail})]."},
        {ReasonCode::kIdentityCollision,
         "Документ с этим номером уже известен с другой датой рождения, другим гражданством или полом: чей он, "
         "устанавливает сотрудник."},
        {ReasonCode::kRenewalNotProven,
         "Пребывание [{in_territory}|на этой территории] записано по другому документу с тем же национальным номером: "
         "принадлежат ли оба одному человеку, устанавливает сотрудник."},
        {ReasonCode::kCheckMissing, "Обязательная для этого коридора проверка не дала результата[ ({detail})]."},
        {ReasonCode::kWalkIn, "Нет брони на это время и этот коридор[ ({detail})]: проход без брони."},
        {ReasonCode::kBookingAbuse,
         "Предъявленная бронь не может быть использована этим путешественником[ ({detail})]: проход без брони."},
        {ReasonCode::kPoorReference,
         "Фотография в документе низкого качества: совпадение лица с ней говорит меньше, чем обычно."},
        {ReasonCode::kByThisPortsRecords,
         "Подсчитано по записям этого пункта пропуска[ (территория: {territory})][; записи полны с {date}]; возможны и "
         "другие въезды."},
        {ReasonCode::kEntryMissingBeforeRecords,
         "Въезд[ (территория: {territory})] не записан; записи полны лишь [с {date}|частично]."},
        {ReasonCode::kOwnNational,
         "Гражданин своей страны[ ({territory})]: этому въезду не препятствует ни одно правило."},
        {ReasonCode::kDocumentRenewed,
         "Документ заменён во время пребывания [{in_territory}|на этой территории]: для этого выезда он связан с "
         "прежним."},
        {ReasonCode::kOtherDocumentKnown,
         "Известен другой документ с тем же национальным номером; его пребывания вместе с этим не считаются."},
        {ReasonCode::kStayEndsSoon,
         "[Идёт {number}-й день пребывания|Подходит к концу пребывание] [{in_territory}|на этой территории][; "
         "последний день: {date}]."},
    }},
};
static_assert(IsComplete(kRussianSentences));

}  // namespace clearance
