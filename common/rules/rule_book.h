// RuleBook: everything legal as a value with a version. The engine knows how to count; what counts, how much and for
// whom stands here. Never holds a person's data, never reads a file (common/wire does).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/date.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/inspection.h"
#include "common/domain/purpose.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"
#include "common/domain/travel_record.h"

namespace clearance {

// kFact: a public source says so. kInferred: nobody has published it; every value it could have is then an *open
// reading*: admission goes by the strictest, an overstay is declared only if the mildest is exceeded too.
enum class Certainty { kFact, kInferred };

template <typename T>
struct Marked {
  T value;
  Certainty certainty;
};

// What is left of a limit over several stays while a stay runs. kRolling: days that leave the window, or a new calendar
// period, give days back. kFixedAtEntry: what was left on the day of entry is all there is for this stay; never more
// than kRolling gives.
enum class Allowance { kRolling, kFixedAtEntry };

// What a trip from the host state into ICBC and back does to the clock of the per-stay limit. From the mildest to the
// strictest.
enum class ZoneExit { kEnds, kSuspends, kContinues };

// Day 1 of a stay: the day of entry itself, or the day after it, so that the day of entry is not counted. From the
// mildest to the strictest.
enum class DayOne { kNext, kEntry };

enum class CalendarPeriod { kMonth, kYear };

// At most `max_days` in one stay.
struct PerStayLimit {
  int max_days = 0;
};

// At most `max_days` days of stay in any `window_days` days: the window of a day d is [d - window_days + 1, d].
struct RollingLimit {
  int max_days = 0;
  int window_days = 0;
};

// At most `max_days` days of stay in one calendar month or year.
struct CalendarLimit {
  int max_days = 0;
  CalendarPeriod period = CalendarPeriod::kYear;
};

// At most `max_entries` entries, this one among them, in the window that ends on the day of entry, or in its calendar
// period. Only the entry is judged; coming back from ICBC is none.
struct EntriesLimit {
  int max_entries = 0;
  std::variant<Days, CalendarPeriod> within{Days(0)};
};

// At least `min_days` whole days outside between the day of an exit and that of the next entry.
struct GapLimit {
  int min_days = 0;
};

// From when the hours of an HoursLimit run: from the entry, or from 00:00 of the day after it.
enum class HoursFrom { kEntry, kNextMidnight };

// At most `max_hours` in one stay, whole days of 24. The last lawful day is that on which they end; hours that run from
// the entry end there at the time of day of the entry.
struct HoursLimit {
  int max_hours = 0;
  HoursFrom from = HoursFrom::kNextMidnight;
};

using LimitTerms = std::variant<PerStayLimit, RollingLimit, CalendarLimit, EntriesLimit, GapLimit, HoursLimit>;

// A limit and the id decisions name it by (MakeLimit).
struct StayLimit {
  std::string id;
  LimitTerms terms;
};

// How grave an overstay of at least `from_days` days is called.
struct OverstayTier {
  std::string id;
  int from_days = 1;
};

// One ground of stay in one host territory. All limits hold at once.
struct Regime {
  std::string id{};
  std::string source{};  // where its numbers are published
  Territory host = Territory::kChn;
  // A worked example: shows what the book can say, is asked for by its id, and covers nobody at a lane.
  bool example = false;
  std::vector<std::string> nationalities{};  // empty: every nationality but the host state's own
  std::vector<DocumentKind> document_kinds{};
  std::vector<Purpose> purposes{};  // empty: every purpose
  std::vector<StayLimit> limits{};
  Marked<Allowance> allowance{Allowance::kRolling, Certainty::kFact};
  Marked<ZoneExit> zone_exit{ZoneExit::kEnds, Certainty::kFact};
  Marked<DayOne> day_one{DayOne::kEntry, Certainty::kFact};
  Marked<bool> exit_day_counts{true, Certainty::kFact};
  std::vector<StayBasis> counted_bases{};      // stays on other grounds do not count
  std::optional<Date> valid_from{};            // first day of entries under it
  std::optional<Date> valid_to{};              // last day of entries under it
  std::optional<Date> effective_days_from{};   // earlier days of stay do not count
  bool suspended = false;                      // no new entries; stays under it go on
  bool same_side_exit = false;                 // left by the side it was entered by
  std::optional<int> warning_day{};            // from this day of a stay on its end is announced
  std::vector<OverstayTier> overstay_tiers{};  // in rising order of from_days; empty: none named
};

// Which kinds of document serve for a movement.
struct DocumentRule {
  Movement movement;
  std::string nationality{};  // empty: every nationality without a row of its own for this movement
  std::vector<DocumentKind> document_kinds{};
};

// Which results of its inspection let a machine clear a document of these kinds by itself. A check that failed never
// does, whether it is named here or not; every other result of a check that is not named does.
struct DocumentClearance {
  std::vector<DocumentKind> document_kinds{};
  std::vector<InspectionCheck> required{};               // must be successful
  std::vector<InspectionCheck> required_if_supported{};  // must be successful, or not supported by the document
};

// What an entry gets whose window of history is not complete.
enum class IncompleteHistory { kAdmitWithNote, kRefer };

// The checks a service level cannot do without.
struct LevelChecks {
  ServiceLevel level;
  std::vector<CheckKind> required{};
};

// How long what was recorded of people is kept (domain page §12).
struct RetentionTimes {
  Days fields{};               // a person's fields, after the last thing that happened to them
  Days fields_of_open_stay{};  // of whoever has not left
  Days booking_attempts{};     // attempts at bookings, by keyed hashes, so that abuse shows
  friend bool operator==(const RetentionTimes&, const RetentionTimes&) = default;
};

struct RuleBook {
  std::string version{};
  Date effective_from{};          // first day on which it may be used
  std::vector<Regime> regimes{};  // the first that fits is taken
  std::vector<DocumentRule> document_rules{};
  std::vector<DocumentClearance> document_clearance{};  // every kind we know in one row
  Date weak_digest_fatal_from{};                        // from this day on a signature over SHA-1 is a failure
  std::vector<LevelChecks> level_checks{};
  IncompleteHistory incomplete_history = IncompleteHistory::kAdmitWithNote;
  int officer_compares_face_below_age = 0;  // years
  Duration decision_lease{};
  std::vector<RecordActKind> two_persons{};  // what only two persons may do to the record of travel (domain page §4)
  RetentionTimes retention{};
};

// Fields are kept at least so much longer than the longest window that counts days (domain page §12).
inline constexpr Days kRetentionBeyondWindow{180};
// The longest time a book may keep something: thirty years.
inline constexpr int kMaxRetentionDays = 30 * 366;

// The longest window a limit may have.
inline constexpr int kMaxWindowDays = 1000;
// The most entries a limit may allow.
inline constexpr int kMaxEntries = 64;
// The longest hours limit: a year.
inline constexpr int kMaxHours = 366 * 24;

// Whether engine and sentences can work with `book`: INVALID_ARGUMENT names the field at fault, e.g.
// "regimes[0].limits[1].window_days".
Status CheckRuleBook(const RuleBook& book);

// The most days a limit of days may allow: ten years, for a last day of stay has to be one that the wire can say.
inline constexpr int kMaxLimitDays = 3653;

// Whether the engine can work with `regime` by itself; fields as "limits[1].window_days".
Status CheckRegime(const Regime& regime);

// The limit with the id it must have in `regime`: "<regime>/" and
//   per-stay-30, rolling-90-180, calendar-year-30, calendar-month-10, entries-2-rolling-180, entries-4-year,
//   entries-1-month, gap-90, hours-240-from-midnight, hours-24-from-entry.
StayLimit MakeLimit(std::string_view regime, LimitTerms terms);

// The regime a person with `document` enters `host` under on `on`; nullptr when none covers them. Own nationals are
// under none. An undeclared purpose fits every regime.
const Regime* FindRegimeForEntry(const RuleBook& book, Territory host, const Document& document, Date on,
                                 std::optional<Purpose> purpose = std::nullopt);

// The regime of a stay that began on `entered_on`: also one that has been suspended or has ended since. `begun_under`
// is the id of the regime it began under, "" where nobody has said: then the first that fits.
const Regime* FindRegimeOfStay(const RuleBook& book, Territory host, const Document& document, Date entered_on,
                               std::string_view begun_under);

// The regime called `id`, worked examples too; with several of that id (one for each host) the one of `host`, or the
// first where no host is given. nullptr when there is none.
const Regime* FindRegime(const RuleBook& book, std::string_view id, std::optional<Territory> host = std::nullopt);

// The name of the gravest tier that `unlawful_days` reaches; "" below the first and where the regime names none.
std::string_view TierOf(const Regime& regime, int unlawful_days);

// The words a rule book file has for its choices ("rolling", "fixed_at_entry", "ends", "next", "year", "midnight",
// "admit_with_note" …), read, and written where they are shown.
std::string_view AllowanceName(Allowance allowance);
std::optional<Allowance> ParseAllowance(std::string_view name);
std::string_view ZoneExitName(ZoneExit zone_exit);
std::optional<ZoneExit> ParseZoneExit(std::string_view name);
std::string_view DayOneName(DayOne day_one);
std::optional<DayOne> ParseDayOne(std::string_view name);
std::string_view CalendarPeriodName(CalendarPeriod period);
std::optional<CalendarPeriod> ParseCalendarPeriod(std::string_view name);
std::optional<HoursFrom> ParseHoursFrom(std::string_view name);
std::string_view IncompleteHistoryName(IncompleteHistory choice);
std::optional<IncompleteHistory> ParseIncompleteHistory(std::string_view name);

// True when `document` is of `territory`'s own national. Nobody is one of ICBC's.
bool IsOwnNational(const Document& document, Territory territory);

// True when this kind of document serves its holder for `movement`.
bool ServesForMovement(const RuleBook& book, const Document& document, Movement movement);

// The row of `kind`; nullptr when there is none, as for the unknown kind.
const DocumentClearance* FindClearance(const RuleBook& book, DocumentKind kind);

// True when only two persons may do this to the record of travel.
bool NeedsTwoPersons(const RuleBook& book, RecordActKind act);

// True when a lane at `level` cannot clear anybody without a finding of `check`.
bool RequiresCheck(const RuleBook& book, ServiceLevel level, CheckKind check);

}  // namespace clearance
