#include "services/clearctl/rules_commands.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <utility>

#include "common/base/clock.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "services/clearctl/replay_output.h"
#include "services/clearctl/rule_book_diff.h"
#include "services/clearctl/rules_replay.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr int kDaysByDefault = 31;
constexpr char kFileHelp[] = "A rule book; - is the one that ships";

constexpr char kRulesExamples[] = R"(Examples:
  clearctl rules show --toml > draft.toml
  clearctl rules check draft.toml
  clearctl rules diff - draft.toml
  clearctl rules replay --database clearance.db --rules draft.toml --from 2026-11-01 --to 2026-11-25
A FILE of - is the book that ships. Exit codes: 0 in order, or the same; 1 could not be done; 2 something differs.)";

constexpr char kReplayFooter[] =
    R"(Every decision of the time is made anew, from the ledger alone: the lane, the level, the kind of document, the
nationality, the declared purpose, the findings and the stays the decision saw then. Age, expiry, holds, other lanes, whose
documents they are and the standing of a booking are taken from the sealed reasons, else there was nothing to remark: it is
the same under both books, so a draft that changes what hangs on them (the age below which an officer compares) shows less
than it would do, and what was overlooked then is not found. clearctl ledger replay looks all of it up, for one decision.
Each change is one line: position, time, lane, the first letters of the pseudonym, before → after.
With --json each is an object on a line of its own, the last line holds the totals.
Exit codes: 0 nothing would change, 1 could not be done, 2 something would.)";

struct ReplayArguments {
  std::string database;
  std::string rules;
  std::string against{kShippedBook};
  std::string from;
  std::string to;
  bool json = false;
};

int Show(const std::string& file, bool as_toml) {
  if (as_toml) {
    std::cout << ShippedRuleBookText();
    return 0;
  }
  const auto book = BookOf(file);
  if (!book.ok()) return Fail(book.status());
  std::string subject;
  std::string attribute;
  for (const BookFact& fact : FactsOf(*book)) {
    const bool goes_on = fact.several && fact.subject == subject && fact.attribute == attribute;
    if (goes_on) {
      std::cout << ", " << fact.value;
      continue;
    }
    if (!attribute.empty()) std::cout << "\n";
    if (fact.subject != subject) std::cout << "\n" << fact.subject << "\n";
    std::cout << (fact.subject.empty() ? "" : "  ") << fact.attribute << ": " << fact.value;
    subject = fact.subject;
    attribute = fact.attribute;
  }
  std::cout << "\n";
  return 0;
}

int Check(const std::string& file) {
  const auto book = BookOf(file);
  if (!book.ok()) return Fail(book.status());
  const auto examples =
      std::count_if(book->regimes.begin(), book->regimes.end(), [](const Regime& regime) { return regime.example; });
  std::cout << "in order: version " << book->version << ", holds from " << FormatDate(book->effective_from) << ", "
            << book->regimes.size() << " regimes (" << examples << " of them worked examples), "
            << book->document_rules.size() << " document rules\n";
  return 0;
}

int Diff(const std::string& old_file, const std::string& new_file) {
  const auto old_book = BookOf(old_file);
  if (!old_book.ok()) return Fail(old_book.status());
  const auto new_book = BookOf(new_file);
  if (!new_book.ok()) return Fail(new_book.status());
  const std::vector<std::string> lines = DiffRuleBooks(*old_book, *new_book);
  for (const std::string& line : lines) std::cout << line << "\n";
  if (lines.empty()) std::cout << "the same\n";
  return lines.empty() ? 0 : kExitDifference;
}

// The first moment of a UTC day, so many days later.
StatusOr<Instant> DayBegins(const std::string& option, const std::string& text, int days_later) {
  const auto date = ParseDate(text);
  if (!date.ok()) return InvalidField(option, "must be a date as 2026-11-22");
  return FromUnixMs(0) + (*date + Days(days_later)).time_since_epoch();
}

StatusOr<ReplayedTime> TimeOf(const ReplayArguments& arguments, Instant now) {
  ReplayedTime time{now - Days(kDaysByDefault), now};
  if (!arguments.to.empty()) {
    ASSIGN_OR_RETURN(time.to, DayBegins("--to", arguments.to, 1));
    time.from = time.to - Days(kDaysByDefault);
  }
  if (!arguments.from.empty()) {
    ASSIGN_OR_RETURN(time.from, DayBegins("--from", arguments.from, 0));
  }
  if (time.to <= time.from) return InvalidField("--to", "must not be before --from");
  return time;
}

bool OnTerminal() { return isatty(STDERR_FILENO) != 0; }

void ShowProgress(std::uint64_t done, std::uint64_t positions) {
  if (!OnTerminal()) return;
  std::cerr << "\r" << done << " of " << positions << " entries" << (done == positions ? "\n" : "") << std::flush;
}

StatusOr<ReplayReport> RunReplay(const ReplayArguments& arguments, const RuleBook& before, const RuleBook& after) {
  ASSIGN_OR_RETURN(const ReplayedTime time, TimeOf(arguments, SystemClock().Now()));
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  ASSIGN_OR_RETURN(const auto store, OpenSqliteReader(arguments.database));
  const auto on_changed = [&](const ChangedDecision& changed) {
    if (OnTerminal()) std::cerr << "\r\x1b[K" << std::flush;
    std::cout << (arguments.json ? ChangeJson(changed) : ChangeLine(changed)) << "\n";
  };
  return ReplayDecisions({*store, before, after, zones, time, on_changed, ShowProgress});
}

int ReplayBooks(const ReplayArguments& arguments) {
  const auto before = BookOf(arguments.against);
  if (!before.ok()) return Fail(before.status());
  const auto after = BookOf(arguments.rules);
  if (!after.ok()) return Fail(after.status());
  const auto report = RunReplay(arguments, *before, *after);
  if (!report.ok()) return Fail(report.status());
  std::cout << (arguments.json ? TotalsJson(*report, before->version, after->version) + "\n"
                               : TotalsText(*report, before->version, after->version));
  return report->changed == 0 ? 0 : kExitDifference;
}

}  // namespace

struct RulesCommands::Commands {
  CLI::App* show = nullptr;
  CLI::App* check = nullptr;
  CLI::App* diff = nullptr;
  CLI::App* replay = nullptr;
  std::string file{kShippedBook};
  std::string old_file;
  std::string new_file;
  bool as_toml = false;
  ReplayArguments replayed;
};

RulesCommands::RulesCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  Commands& commands = *commands_;
  CLI::App* rules = app.add_subcommand("rules", "The rule book: show, check, compare, replay");
  rules->require_subcommand(1);
  rules->footer(kRulesExamples);

  commands.show = rules->add_subcommand("show", "What a rule book says");
  CLI::Option* shown = commands.show->add_option("file", commands.file, kFileHelp);
  commands.show->add_flag("--toml", commands.as_toml, "The text of the book that ships, to begin a draft with")
      ->excludes(shown);
  commands.show->footer("Example: clearctl rules show --toml > draft.toml");

  commands.check = rules->add_subcommand("check", "Whether a rule book is in order; else its first error and the line");
  commands.check->add_option("file", commands.file, kFileHelp);
  commands.check->footer("Example: clearctl rules check draft.toml");

  commands.diff = rules->add_subcommand("diff", "What one rule book says otherwise than another, a line each");
  commands.diff->add_option("old", commands.old_file, kFileHelp)->required();
  commands.diff->add_option("new", commands.new_file, kFileHelp)->required();
  commands.diff->footer("Example: clearctl rules diff - draft.toml");

  ReplayArguments& replayed = commands.replayed;
  commands.replay = rules->add_subcommand("replay", "Which decisions of a time a draft would have made otherwise");
  commands.replay->footer(kReplayFooter);
  commands.replay->add_option("--database", replayed.database, "The ledger's file; may be in use, or a copy")
      ->required();
  commands.replay->add_option("--rules", replayed.rules, "The draft")->required();
  commands.replay->add_option("--against", replayed.against, "The book compared with; by default the one that ships");
  commands.replay->add_option("--from", replayed.from, "First day, UTC; by default 31 days before the end");
  commands.replay->add_option("--to", replayed.to, "Last day, UTC; by default until now");
  commands.replay->add_flag("--json", replayed.json, "JSON lines");
}

RulesCommands::~RulesCommands() = default;

std::optional<int> RulesCommands::Run() const {
  const Commands& commands = *commands_;
  if (commands.show->parsed()) return Show(commands.file, commands.as_toml);
  if (commands.check->parsed()) return Check(commands.file);
  if (commands.diff->parsed()) return Diff(commands.old_file, commands.new_file);
  if (commands.replay->parsed()) return ReplayBooks(commands.replayed);
  return std::nullopt;
}

}  // namespace clearance
