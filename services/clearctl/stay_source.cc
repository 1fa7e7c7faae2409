#include "services/clearctl/stay_source.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"
#include "common/sqlite/sqlite_status.h"
#include "common/wire/fields.h"
#include "common/zones/zone_source.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "db/travel_history.h"
#include "services/clearctl/existing_store.h"
#include "services/clearctl/stay_batch.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/lookup_key_standing.h"

namespace clearance {
namespace {

constexpr std::string_view kSpanForm = "must look like 2026-06-01..2026-06-30";

// `text` on both sides of its two dots.
std::optional<std::pair<std::string_view, std::string_view>> Halves(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  return std::pair(text.substr(0, dots), text.substr(dots + 2));
}

Status Require(const std::string& value, std::string_view field) {
  return value.empty() ? InvalidField(field, "is required with --database") : OkStatus();
}

StatusOr<LedgerPerson> PersonOf(const ExplainArguments& arguments) {
  LedgerPerson person;
  Document& document = person.document;
  RETURN_IF_ERROR(RequireUpper(arguments.issuing_state, 3, "", "--issuing-state"));
  RETURN_IF_ERROR(RequireUpper(arguments.number, 24, "", "--number"));
  RETURN_IF_ERROR(RequireUpper(arguments.nationality, 3, "", "--nationality"));
  document.issuing_state = arguments.issuing_state;
  document.number = arguments.number;
  document.nationality = arguments.nationality;
  const auto kind = ParseDocumentKind(arguments.kind);
  if (!kind) return InvalidField("--kind", "must be a kind of document, as ORDINARY_PASSPORT");
  document.kind = *kind;
  const auto territory = ParseTerritory(arguments.territory);
  if (!territory) return InvalidField("--territory", "must be CHN, KAZ or ICBC");
  person.territory = *territory;
  if (arguments.birth_date.empty() != arguments.sex.empty())
    return InvalidField("--birth-date", "and --sex belong together");
  if (arguments.birth_date.empty()) return person;
  const auto birth_date = ParseDate(arguments.birth_date);
  if (!birth_date.ok()) return InvalidField("--birth-date", "must be a date as 1990-05-17");
  document.birth_date = *birth_date;
  const std::string& sex = arguments.sex;
  if (sex != "F" && sex != "M" && sex != "-") return InvalidField("--sex", "must be F, M, or - where it is not stated");
  document.sex = sex == "F" ? Sex::kFemale : sex == "M" ? Sex::kMale : Sex::kUnspecified;
  return person;
}

}  // namespace

StatusOr<StaySpan> ParseStaySpan(std::string_view text, std::string_view field) {
  const auto halves = Halves(text);
  if (!halves) return InvalidField(field, std::string(kSpanForm) + ", or 2026-06-01.. where it goes on");
  const auto entry = ParseDate(halves->first);
  if (!entry.ok()) return InvalidField(field, kSpanForm);
  StaySpan span{.entry = *entry};
  if (halves->second.empty()) return span;
  const auto exit = ParseDate(halves->second);
  if (!exit.ok()) return InvalidField(field, kSpanForm);
  if (*exit < *entry) return InvalidField(field, "the end is before the beginning");
  span.exit = *exit;
  return span;
}

StatusOr<PlannedStay> ParsePlannedSpan(std::string_view text, std::string_view field) {
  ASSIGN_OR_RETURN(const StaySpan span, ParseStaySpan(text, field));
  if (!span.exit) return InvalidField(field, kSpanForm);
  return PlannedStay{span.entry, *span.exit};
}

TravelHistory HistoryOf(const Regime& regime, std::vector<StaySpan> stays, Date on) {
  TravelHistory history;
  FillHistory(regime, stays, on, history);
  return history;
}

void JoinThroughZone(const Regime& regime, Date on, bool inside, TravelHistory& history) {
  const CountedHistory record{history, regime, ""};
  const Stay* present = inside ? PresentStay(record, on) : nullptr;
  Stay* before = nullptr;
  for (Stay& stay : history.stays) {
    if (&stay != present && *stay.entry <= on) before = &stay;
    if (&stay == present) {
      stay.entered_from = Territory::kIcbc;
      break;
    }
  }
  if (before != nullptr) before->left_to = Territory::kIcbc;
}

bool ShowsInside(const std::vector<StaySpan>& stays, Date on) {
  return std::any_of(stays.begin(), stays.end(),
                     [&](const StaySpan& stay) { return stay.entry <= on && (!stay.exit || on < *stay.exit); });
}

StatusOr<Date> TodayIn(Territory host, std::string_view nationality) {
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  return zones.DateAt(CivilDayFor(host, nationality), SystemClock().Now());
}

StatusOr<LedgerPerson> ReadLedgerPerson(const ExplainArguments& arguments) {
  RETURN_IF_ERROR(Require(arguments.lookup_key, "--lookup-key"));
  RETURN_IF_ERROR(Require(arguments.issuing_state, "--issuing-state"));
  RETURN_IF_ERROR(Require(arguments.number, "--number"));
  RETURN_IF_ERROR(Require(arguments.nationality, "--nationality"));
  RETURN_IF_ERROR(Require(arguments.kind, "--kind"));
  RETURN_IF_ERROR(Require(arguments.territory, "--territory"));
  ASSIGN_OR_RETURN(LedgerPerson person, PersonOf(arguments));
  ASSIGN_OR_RETURN(const Pseudonyms pseudonyms, OfSetting("--lookup-key", Pseudonyms::FromFile(arguments.lookup_key)));
  ASSIGN_OR_RETURN(const auto reader, OpenSqliteReader(arguments.database));
  RETURN_IF_ERROR(reader->Read([&](const Snapshot& s) -> Status {
    RETURN_IF_ERROR(
        sqlite::NamingFile(arguments.database, RequireLookupKey(s, LookupKeyOption(pseudonyms, arguments.lookup_key))));
    const NamedBy named_by = arguments.birth_date.empty() ? NamedBy::kNumber : NamedBy::kFacts;
    ASSIGN_OR_RETURN(const std::string traveller, TravellerNamed(s, pseudonyms, person.document, named_by));
    const Instant now = SystemClock().Now();
    ASSIGN_OR_RETURN(person.history, ReadTravelHistory(s, traveller, person.territory, now));
    ASSIGN_OR_RETURN(const TravelHistory zone, ReadTravelHistory(s, traveller, Territory::kIcbc, now));
    person.route = RouteInto(person.territory, zone);
    return OkStatus();
  }));
  return person;
}

}  // namespace clearance
