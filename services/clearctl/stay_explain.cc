#include "services/clearctl/stay_explain.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "common/domain/language.h"
#include "common/rules/stay_account.h"
#include "services/clearctl/stay_account_json.h"
#include "services/clearctl/stay_picture.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/stay_source.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

// The question as far as the options alone tell it; `planned` must outlive it.
StatusOr<StayInquiry> InquiryOf(const ExplainArguments& arguments, const std::vector<PlannedStay>& planned) {
  StayInquiry inquiry{.days = arguments.days, .planned = planned};
  if (arguments.days < 1 || arguments.days > kMaxDaysAsked) {
    return InvalidField("--days", "must be from 1 to " + std::to_string(kMaxDaysAsked));
  }
  if (!arguments.route.empty() && arguments.route != "icbc" && arguments.route != "outside") {
    return InvalidField("--route", "must be outside or icbc");
  }
  if (arguments.route == "icbc") inquiry.route = EntryRoute::kBackFromZone;
  if (!arguments.on.empty()) {
    const auto on = ParseDate(arguments.on);
    if (!on.ok()) return InvalidField("--on", "must be a day like 2026-11-22");
    inquiry.on = *on;
  }
  return inquiry;
}

StatusOr<std::vector<PlannedStay>> PlannedOf(const ExplainArguments& arguments) {
  if (arguments.planned.size() > kMaxPlannedStays) {
    return InvalidField("--plan", "at most " + std::to_string(kMaxPlannedStays) + " stays can be planned");
  }
  std::vector<PlannedStay> planned;
  for (const std::string& text : arguments.planned) {
    ASSIGN_OR_RETURN(planned.emplace_back(), ParsePlannedSpan(text, "--plan"));
  }
  return planned;
}

StatusOr<std::vector<StaySpan>> StaysOf(const ExplainArguments& arguments) {
  if (arguments.stays.size() > kMaxStaysALine) {
    return InvalidField("--stay", "at most " + std::to_string(kMaxStaysALine) + " can be given");
  }
  std::vector<StaySpan> stays;
  for (const std::string& text : arguments.stays) {
    ASSIGN_OR_RETURN(stays.emplace_back(), ParseStaySpan(text, "--stay"));
  }
  return stays;
}

StatusOr<ExplainedStay> ExplainGiven(const ExplainArguments& arguments, const RuleBook& book, StayInquiry inquiry) {
  if (arguments.regime.empty()) return InvalidField("--regime", "is required, or --database");
  const auto regime = RegimeCalled(book, arguments.regime);
  if (!regime.ok()) return InvalidField("--regime", MessageOf(regime.status()).substr(sizeof("regime: ") - 1));
  ASSIGN_OR_RETURN(const std::vector<StaySpan> stays, StaysOf(arguments));
  if (arguments.on.empty()) {
    ASSIGN_OR_RETURN(inquiry.on, TodayIn((*regime)->host, arguments.nationality));
  }
  const bool inside = arguments.inside || ShowsInside(stays, inquiry.on);
  inquiry.question = inside ? StayQuestion::kInside : StayQuestion::kEnter;
  TravelHistory history = HistoryOf(**regime, stays, inquiry.on);
  if (inquiry.route == EntryRoute::kBackFromZone) JoinThroughZone(**regime, inquiry.on, inside, history);
  const auto account = AccountOf(CountedHistory{history, **regime, ""}, inquiry);
  if (!account) return InvalidField("--inside", "no stay holds the day asked about");
  return ExplainedStay{.account = *account};
}

StatusOr<ExplainedStay> ExplainFromLedger(const ExplainArguments& arguments, const RuleBook& book,
                                          StayInquiry inquiry) {
  if (!arguments.stays.empty() || !arguments.regime.empty()) {
    return InvalidField("--database", "tells the stays and the rule itself: no --stay and no --regime");
  }
  ASSIGN_OR_RETURN(const LedgerPerson person, ReadLedgerPerson(arguments));
  if (IsOwnNational(person.document, person.territory)) {
    return InvalidField("--nationality", "no rule of stay binds an own national");
  }
  if (arguments.on.empty()) {
    ASSIGN_OR_RETURN(inquiry.on, TodayIn(person.territory, arguments.nationality));
  }
  if (arguments.route.empty()) inquiry.route = person.route;
  const auto account = AccountOf(book, person.history, person.document, person.territory, inquiry);
  const Stay* present = StayOn(person.history, inquiry.on);
  if (!account && present != nullptr && present->basis != StayBasis::kVisaFree) {
    return InvalidField("--on", "the person is inside on a ground that no regime counts, a visa for example");
  }
  if (!account) return InvalidField("--kind", "no regime covers this nationality and document there");
  if (arguments.inside && !account->inside) return InvalidField("--inside", "the record shows nobody inside");
  return ExplainedStay{
      .account = *account, .completeness = account->completeness, .complete_from = person.history.complete_from};
}

// What a ledger's record leaves open; "" for one in which nothing is missing.
std::string RecordNote(const ExplainedStay& stay) {
  if (!stay.completeness || *stay.completeness == HistoryCompleteness::kComplete) return "";
  std::string note = "\n  The record is ";
  note.append(stay.complete_from ? "complete only from " + FormatDate(*stay.complete_from) + " on"
                                 : std::string("this port's own"));
  return note.append(": there may have been other stays.\n");
}

PictureStyle StyleOf(const ExplainArguments& arguments) {
  PictureStyle style{.ascii = arguments.ascii};
  if (isatty(STDOUT_FILENO) == 0) return style;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.width = size.ws_col;
  const char* no_colour = std::getenv("NO_COLOR");  // https://no-color.org
  const char* terminal = std::getenv("TERM");
  style.colour =
      (no_colour == nullptr || *no_colour == '\0') && terminal != nullptr && std::string_view(terminal) != "dumb";
  return style;
}

}  // namespace

StatusOr<ExplainedStay> Explain(const ExplainArguments& arguments) {
  ASSIGN_OR_RETURN(const std::vector<PlannedStay> planned, PlannedOf(arguments));
  ASSIGN_OR_RETURN(const StayInquiry inquiry, InquiryOf(arguments, planned));
  ASSIGN_OR_RETURN(const RuleBook book, BookOf(arguments.rules));
  ASSIGN_OR_RETURN(ExplainedStay explained, arguments.database.empty() ? ExplainGiven(arguments, book, inquiry)
                                                                       : ExplainFromLedger(arguments, book, inquiry));
  explained.rule_book_version = book.version;
  return explained;
}

int RunExplain(const ExplainArguments& arguments) {
  const auto language = ParseLanguage(arguments.language);
  if (!language) return Fail(InvalidField("--lang", "must be en, zh, kk or ru"));
  const auto stay = Explain(arguments);
  if (!stay.ok()) return Fail(stay.status());
  if (arguments.json) {
    std::cout << AccountJson(*stay, *language);
  } else {
    std::cout << ExplainPicture(stay->account, *language, StyleOf(arguments)) << RecordNote(*stay);
  }
  return 0;
}

int RunPlan(const ExplainArguments& arguments) {
  const auto stay = Explain(arguments);
  if (!stay.ok()) return Fail(stay.status());
  if (arguments.json) {
    std::cout << AccountJson(*stay, Language::kEn);
  } else {
    std::cout << PlanPicture(stay->account, StyleOf(arguments)) << RecordNote(*stay);
  }
  const auto& planned = stay->account.planned;
  const bool all_lawful =
      std::all_of(planned.begin(), planned.end(), [](const PlannedAnswer& answer) { return answer.lawful; });
  return all_lawful ? 0 : kExitNotAllLawful;
}

}  // namespace clearance
