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
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"

namespace clearance {

// kFact: a public source says so. kInferred: nobody has published it; every value it could have is then an *open
// reading*: admission goes by the strictest, an overstay is declared only if the mildest is exceeded too.
enum class Certainty { kFact, kInferred };

template <typename T>
struct Marked {
  T value;
  Certainty certainty;
};

// What is left of a rolling limit while a stay runs. kRolling: days that leave the window come back. kFixedAtEntry:
// what was left on the day of entry is all there is for this stay; never more than kRolling gives.
enum class Allowance { kRolling, kFixedAtEntry };

// What a trip from the host state into ICBC and back does to the clock of the per-stay limit. From the mildest to the
// strictest.
enum class ZoneExit { kEnds, kSuspends, kContinues };

// At most `max_days` in one stay.
struct PerStayLimit {
  int max_days = 0;
};

// At most `max_days` days of stay in any `window_days` days: the window of a day d is [d - window_days + 1, d].
struct RollingLimit {
  int max_days = 0;
  int window_days = 0;
};

using LimitTerms = std::variant<PerStayLimit, RollingLimit>;

// A limit and the id decisions name it by, "<regime>/per-stay-<max>" or "<regime>/rolling-<max>-<window>".
struct StayLimit {
  std::string id;
  LimitTerms terms;
};

// One ground of stay in one host territory. All limits hold at once.
struct Regime {
  std::string id{};
  std::string source{};  // where its numbers are published
  Territory host = Territory::kChn;
  std::vector<std::string> nationalities{};  // empty: every nationality but the host state's own
  std::vector<DocumentKind> document_kinds{};
  std::vector<StayLimit> limits{};
  Marked<Allowance> allowance{Allowance::kRolling, Certainty::kFact};
  Marked<ZoneExit> zone_exit{ZoneExit::kEnds, Certainty::kFact};
  std::vector<StayBasis> counted_bases{};  // stays on other grounds do not count
  std::optional<Date> valid_from{};        // first day of entries under it
  std::optional<Date> valid_to{};          // last day of entries under it
  std::optional<Date> counts_from{};       // earlier days of stay do not count
  bool suspended = false;                  // no new entries; stays under it go on
  bool same_side_exit = false;             // left by the side it was entered by
  std::optional<int> warning_day{};        // from this day of a stay on its end is announced
};

// Which kinds of document serve for a movement.
struct DocumentRule {
  Movement movement;
  std::string nationality{};  // empty: every nationality without a row of its own for this movement
  std::vector<DocumentKind> document_kinds{};
};

// What an entry gets whose window of history is not complete.
enum class IncompleteHistory { kAdmitWithNote, kRefer };

// The checks a service level cannot do without.
struct LevelChecks {
  ServiceLevel level;
  std::vector<CheckKind> required{};
};

struct RuleBook {
  std::string version{};
  std::vector<Regime> regimes{};  // the first that fits is taken
  std::vector<DocumentRule> document_rules{};
  std::vector<LevelChecks> level_checks{};
  IncompleteHistory incomplete_history = IncompleteHistory::kAdmitWithNote;
  int officer_compares_face_below_age = 0;  // years
  Duration decision_lease{};
};

// The longest window a rolling limit may have.
inline constexpr int kMaxWindowDays = 1000;

// Whether engine and sentences can work with `book`: INVALID_ARGUMENT names the field at fault, e.g.
// "regimes[0].limits[1].window_days".
Status CheckRuleBook(const RuleBook& book);

// The limit with the id it must have in `regime`.
StayLimit MakeLimit(std::string_view regime, LimitTerms terms);

// The regime a person with `document` enters `host` under on `on`; nullptr when none covers them. Own nationals are
// under none.
const Regime* FindRegimeForEntry(const RuleBook& book, Territory host, const Document& document, Date on);

// The regime of a stay that began on `entered_on`: also one that has been suspended or has ended since.
const Regime* FindRegimeOfStay(const RuleBook& book, Territory host, const Document& document, Date entered_on);

// True when `document` is of `territory`'s own national. Nobody is one of ICBC's.
bool IsOwnNational(const Document& document, Territory territory);

// True when this kind of document serves its holder for `movement`.
bool ServesForMovement(const RuleBook& book, const Document& document, Movement movement);

// True when a lane at `level` cannot clear anybody without a finding of `check`.
bool RequiresCheck(const RuleBook& book, ServiceLevel level, CheckKind check);

// The book of the Khorgos port as it stands in November 2026.
RuleBook KhorgosRuleBook();

}  // namespace clearance
