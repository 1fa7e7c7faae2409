// What is said in Kazakh (Cyrillic script). A noun behind a number has one form; suffixes that would follow a date or
// a name stand on a noun of their own ("2026-12-01 күнінен").
#include "common/domain/sentence_table.h"

namespace clearance {
namespace {

constexpr Plural PluralOf(int) { return Plural::kMany; }

}  // namespace

constexpr SentenceTable kKazakhSentences = {
    .full_stop = ".",
    .plural_of = PluralOf,
    .day = {.many = " күн"},
    .entry = {.many = " рет кіру"},
    .hour = {.many = " сағат"},
    .territories = {{{"Қытай", "Қытайда"}, {"Қазақстан", "Қазақстанда"}, {"«Қорғас» ШЫХО", "«Қорғас» ШЫХО-да"}}},
    .limits = {{
        {LimitForm::kPerStay, "бір рет келгенде {days}"},
        {LimitForm::kRolling, "кез келген {window_days} ішінде {days}"},
        {LimitForm::kCalendarYear, "күнтізбелік жыл ішінде {days}"},
        {LimitForm::kCalendarMonth, "күнтізбелік ай ішінде {days}"},
        {LimitForm::kEntriesRolling, "кез келген {window_days} ішінде {entries}"},
        {LimitForm::kEntriesYear, "күнтізбелік жыл ішінде {entries}"},
        {LimitForm::kEntriesMonth, "күнтізбелік ай ішінде {entries}"},
        {LimitForm::kGap, "екі келу арасында аумақтан тыс {days}"},
        {LimitForm::kHoursFromMidnight, "кіргеннен кейінгі түн ортасынан бастап {hours}"},
        {LimitForm::kHoursFromEntry, "кірген сәттен бастап {hours}"},
    }},
    .stays = {{
        {StaySentence::kMayStay,
         "Болуға рұқсат етіледі[: {days}][, соңғы күні {date}][; қолданылатын шектеу: {limit}][ (пайдаланылғаны: "
         "{used})]."},
        {StaySentence::kWithoutLimit, "Болу мерзімі шектелмейді."},
        {StaySentence::kNoDayLeft,
         "Бүгінге күн қалмады[; пайдаланылғаны: {days}][; шектеу: {limit}][; ең ерте кіру күні: {date}]."},
        {StaySentence::kMustLeaveBy,
         "{in_territory} болудың соңғы күні: {date} (бүгінгіні қоса {days} қалды)[; қолданылатын шектеу: {limit}][ "
         "(пайдаланылғаны: {used})]."},
        {StaySentence::kOverstayed,
         "[Соңғы заңды күн: {date}|Болудың бірде-бір күні заңды болмады]; асып кеткені: {days}[; шектеу: {limit}]."},
        {StaySentence::kStrictestEnded,
         "Ең қатаң есеп бойынша [соңғы заңды күн: {date}|болудың бірде-бір күні заңды болмады]; басқа есеп бойынша "
         "болу заңды[; шектеу: {limit}]."},
    }},
    .reasons = {{
        {ReasonCode::kHold, "Рәсімдеуді қызметкер жалғастырады."},
        {ReasonCode::kDocumentListed, "Құжат жоғалған және ұрланған құжаттар тізімінде тұр."},
        {ReasonCode::kStayExhausted,
         "[{in_territory}|Бұл аумақта] визасыз болу күндері таусылды[; пайдаланылғаны: {days}][; шектеу: {limit}][; ең "
         "ерте кіру күні: {date}]."},
        {ReasonCode::kTooManyEntries,
         "[{in_territory}|Бұл аумаққа] кіру саны таусылды[; шектеу: {limit}][; ең ерте кіру күні: {date}]."},
        {ReasonCode::kTooSoon,
         "[{in_territory}|Бұл аумақта] соңғы рет болғаннан бері жеткілікті уақыт өтпеді[; шектеу: {limit}][; ең ерте "
         "кіру "
         "күні: {date}]."},
        {ReasonCode::kOverstay,
         "[{in_territory}|Бұл аумақта] болу рұқсат етілген мерзімнен[ {number} күнге] асып кетті[; шектеу: {limit}][; "
         "соңғы заңды күн: {date}]."},
        {ReasonCode::kReadingsDiffer,
         "[{in_territory}|Бұл аумақта] болу ережелердің бір түсіндірмесі бойынша заңды, басқасы бойынша заңсыз[; "
         "шектеу: {limit}][; ең қатаң түсіндірме бойынша соңғы заңды күн: {date}]."},
        {ReasonCode::kWrongSide, "«Қорғас» ШЫХО-дан қай жақтан кірсе, сол жақтан шығады[ ({territory} жағы)]."},
        {ReasonCode::kDocumentNotForMovement, "Құжаттың бұл түрі[ ({detail})] осы өтуге жарамайды."},
        {ReasonCode::kDocumentExpired, "Құжаттың қолданылу мерзімі өткен[; соңғы күні: {date}]."},
        {ReasonCode::kDocumentKindUnknown, "Құжаттың түрі белгісіз."},
        {ReasonCode::kDocumentNotAuthentic, "Құжаттың түпнұсқалығын тексерудің бірі өтпеді[ ({detail})]."},
        {ReasonCode::kNotCovered,
         "[{in_territory}|Бұл аумақта] осы азаматтық пен құжатқа[ ({detail})] қолданылатын визасыз режим жоқ."},
        {ReasonCode::kAlreadyInside,
         "Жазбалар бойынша жолаушы[ {date} күнінен бері] қазірдің өзінде [{in_territory}|бұл аумақта]."},
        {ReasonCode::kNationalityDiffers,
         "Құжаттағы азаматтық кіру кезіндегі азаматтықтан өзгеше[ (аумақ: {territory})]."},
        {ReasonCode::kPossibleHold, "Қызметкер жолаушы мен құжатты тексереді."},
        {ReasonCode::kHoldQuestion, "Қызметкердің жолаушыға сұрағы бар."},
        {ReasonCode::kFaceDiffers, "Бет пен құжаттағы портреттің бір адамдікі екені анықталмады[ ({detail})]."},
        {ReasonCode::kFaceNotTaken, "Беттің жарамды суреті алынбады[ ({detail})]."},
        {ReasonCode::kFaceInDoubt, "Бетті құжатпен қызметкер салыстырады."},
        {ReasonCode::kOfficerComparesFace,
         "Бұл дәлізде бет автоматты түрде салыстырылмайды: оны қызметкер салыстырады."},
        {ReasonCode::kMinor, "Бала[ ({number} жаста)]: бетін қызметкер салыстырады."},
        {ReasonCode::kDocumentUnreadable, "Құжатты оқу мүмкін болмады[ ({detail})]."},
        {ReasonCode::kDocumentCheckDigit, "Құжаттағы бақылау цифры немесе күн қате[ ({detail})]."},
        {ReasonCode::kDocumentNotProven, "Құжаттың түпнұсқалығы расталмады[ ({detail})]: құжатты қызметкер қарайды."},
        {ReasonCode::kTemperatureHigh,
         "Температура көрсеткіші шекті мәннен жоғары: оны санитариялық бақылау қызметкері өлшейді."},
        {ReasonCode::kTemperatureNotMeasured, "Температура өлшенбеді[ ({detail})]."},
        {ReasonCode::kBodyScanAlarm, "Дене сканері дабыл берді."},
        {ReasonCode::kBodyScanInvalid, "Денені сканерлеу нәтижесі жарамсыз[ ({detail})]."},
        {ReasonCode::kEntryNotRecorded,
         "Кіру тіркелмеген[ (аумақ: {territory})], алайда жазбалар[ {date} күнінен бастап] толық."},
        {ReasonCode::kHistoryIncomplete,
         "[{in_territory}|Бұл аумақта] болу туралы жазбалар шешім қабылдауға жеткілікті толық емес."},
        {ReasonCode::kInProgressElsewhere, "Бұл жолаушы қазір басқа дәлізде[ ({detail})] бақылаудан өтіп жатыр."},
        {ReasonCode::kIdentityCollision,
         "Осы нөмірлі құжат басқа туған күнмен, азаматтықпен немесе жыныспен тіркелген: оның кімдікі екенін қызметкер "
         "анықтайды."},
        {ReasonCode::kRenewalNotProven,
         "[{in_territory}|Бұл аумақта] болу сол жеке сәйкестендіру нөмірі бар басқа құжатпен жазылған: екеуі бір "
         "адамдікі ме, қызметкер анықтайды."},
        {ReasonCode::kCheckMissing, "Осы дәлізде міндетті тексеру нәтиже бермеді[ ({detail})]."},
        {ReasonCode::kWalkIn, "Осы уақыт пен дәлізге брондау жоқ[ ({detail})]: брондаусыз өтеді."},
        {ReasonCode::kBookingAbuse,
         "Көрсетілген брондауды бұл жолаушы пайдалана алмайды[ ({detail})]: брондаусыз өтеді."},
        {ReasonCode::kPoorReference,
         "Құжаттағы фотосуреттің сапасы төмен: беттің оған сәйкес келуі әдеттегіден аз дәлел болады."},
        {ReasonCode::kByThisPortsRecords,
         "Осы өткізу пунктінің жазбалары бойынша есептелді[ (аумақ: {territory})][; жазбалар {date} күнінен бастап "
         "толық]; басқа кірулер де болуы мүмкін."},
        {ReasonCode::kEntryMissingBeforeRecords,
         "Кіру тіркелмеген[ (аумақ: {territory})]; жазбалар тек [{date} күнінен бастап|ішінара] толық."},
        {ReasonCode::kOwnNational, "Өз елінің азаматы[ ({territory})]: бұл кіруге ешбір ереже кедергі емес."},
        {ReasonCode::kDocumentRenewed,
         "Құжат [{in_territory}|бұл аумақта] болу кезінде ауыстырылған: осы шығу үшін бұрынғы құжатпен "
         "байланыстырылды."},
        {ReasonCode::kOtherDocumentKnown,
         "Сол жеке сәйкестендіру нөмірі бар басқа құжат тіркелген; оның болу күндері мұнымен бірге есептелмейді."},
        {ReasonCode::kStayEndsSoon,
         "[{in_territory}|Бұл аумақта] болу[дың {number}-күні| мерзімі аяқталып келеді][; соңғы күні: {date}]."},
    }},
};
static_assert(IsComplete(kKazakhSentences));

}  // namespace clearance
