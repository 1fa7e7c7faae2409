#include "tests/acceptance/demo/show.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <sstream>

#include "common/domain/language.h"
#include "services/clearctl/stay_picture.h"

namespace clearance {
namespace {

constexpr char kGreen[] = "\033[32m";
constexpr char kAmber[] = "\033[33m";
constexpr char kRed[] = "\033[31m";
constexpr char kBold[] = "\033[1m";
constexpr char kReset[] = "\033[0m";
constexpr int kStayColumns = 116;  // rows of 90 days

// In the order of InspectionCheck and InspectionResult.
constexpr std::array<std::string_view, kAllInspectionChecks.size()> kCheckWords = {
    "signature", "trust",   "validity", "revocation", "files",  "hashes", "mrz",
    "state",     "defects", "access",   "chip",       "optics", "lists"};
constexpr std::array<std::string_view, 6> kResultMarks = {"✓", "✗", "?", "–", "·", "!"};

void Print(const std::string& line) {
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
}

std::string Words(const Scenario& scenario, const CrossingResult& result) {
  if (!result.started) return "not started";
  const std::string end = result.passed ? "went through" : "turned back";
  if (!result.first_decision) return "no decision, an officer's key, " + end;
  if (result.first_decision->verdict == Verdict::kAdmit) return "ADMIT, " + end;
  switch (scenario.answer) {
    case Resolution::kAdmit:
      return "REFER, an officer admits, " + end;
    case Resolution::kRefuse:
      return "REFER, two officers refuse, " + end;
    case Resolution::kRepeatCapture:
      return "REFER, the picture is taken again, " + end;
    case Resolution::kSecondLine:
      return "REFER, to the second line, " + end;
    case Resolution::kConfirmLink:
    case Resolution::kUndoLink:
      break;  // no answers to a crossing
  }
  return "";
}

// "reading 12 · examining 230 · deciding 8 · officer 15": the stages that took a millisecond or more.
std::string Stages(const CrossingResult& result) {
  std::string text;
  for (const StageTime& stage : result.stages) {
    if (stage.ms < 1) continue;
    std::string name;
    for (const char c : stage.phase) name += c == '_' ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    text += fmt::format("{} {:.0f} · ", name, stage.ms);
  }
  return text + fmt::format("total {:.0f} ms", result.total_ms);
}

}  // namespace

Show::Show() : colours_(isatty(STDOUT_FILENO) != 0) {}

std::string Show::Paint(const char* colour, const std::string& text) const {
  return colours_ ? colour + text + kReset : text;
}

void Show::Heading(const std::string& text) const { Print("\n" + Paint(kBold, text)); }
void Show::Note(const std::string& text) const { Print("    " + text); }
void Show::Warning(const std::string& text) const { Print(Paint(kAmber, "!!! " + text)); }

void Show::Crossing(const Scenario& scenario, const HallProfile& profile, const CrossingResult& result) {
  const bool admitted = result.first_decision && result.first_decision->verdict == Verdict::kAdmit;
  const std::string way = profile.from + "→" + profile.to;
  const std::string who = scenario.person.name + ", " + scenario.title;
  // The arrow is one column of three bytes.
  Print(fmt::format("{:2}  {:<11} {:<66} {} · {}", ++number_, way, who,
                    Paint(admitted ? kGreen : kAmber, Words(scenario, result)), Stages(result)));
  if (!result.first_decision) return;
  const auto& stay = result.first_decision->stay;
  if (admitted && stay && stay->must_leave_by && TerritoryName(stay->territory) == profile.to)
    Note("- last permitted day in " + profile.to + ": " + FormatDate(*stay->must_leave_by) + ", by " +
         stay->binding_limit);
  for (const Reason& reason : result.first_decision->reasons) Note("- " + Describe(reason));
}

void Show::Stay(const StayAccount& account) const {
  const PictureStyle style{.width = kStayColumns, .colour = colours_};
  const auto& last = account.answer.must_leave_by;
  std::string picture = StripPicture(account.strip, last, style) + StripLegend(account.strip, last, style);
  picture.append("  binds: ").append(account.answer.binding_limit).append("\n");
  for (const Language language : kAllLanguages) picture.append(SentencesOf(account, language)).append("\n");
  std::istringstream lines(picture);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) Note(line);
  }
}

void Show::Inspected(const Inspection& inspection) const {
  std::string line = "  document:";
  for (const InspectionFinding& finding : inspection.findings) {
    const auto check = static_cast<std::size_t>(finding.check);
    const bool failed = finding.result == InspectionResult::kFailed;
    std::string told = std::string(kCheckWords.at(check)) + " " +
                       std::string(kResultMarks.at(static_cast<std::size_t>(finding.result)));
    if (failed) told.append(" ").append(InspectionReasonName(finding.reason));
    line.append(" ").append(failed ? Paint(kRed, told) : told);
  }
  Note(line);
}

void Show::Held(const CrossingResult& result, bool refused_to_admit) const {
  if (!result.first_decision || result.first_decision->reasons.empty()) return;
  const Reason& gravest = result.first_decision->reasons.front();
  Note(fmt::format("  officers see {} ({}); an officer and a supervisor try to admit: {}", ReasonCodeName(gravest.code),
                   gravest.detail, refused_to_admit ? "refused" : "NOT REFUSED"));
  Note("  the traveller sees what any referral shows: " + result.screen_of_referral);
}

void Show::Fact(const std::string& title, const std::string& outcome) {
  Print(fmt::format("{:2}  {:<78} {}", ++number_, title, outcome));
}

void Show::Mismatch(const std::string& expected, const std::string& got) const {
  Print(Paint(kRed, "    DIFFERENT\n      expected: " + expected + "\n      got:      " + got));
}

}  // namespace clearance
