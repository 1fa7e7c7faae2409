#include "services/clearctl/rule_book_diff.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace clearance {
namespace {

constexpr std::string_view kNone = "none";
constexpr std::string_view kEveryOne = "every";
constexpr std::string_view kArrow = " → ";
constexpr char kLimit[] = "limit";

class FactList {
 public:
  // What is said from here on is said of `subject`.
  void Of(std::string subject) { subject_ = std::move(subject); }
  void Once(std::string_view attribute, std::string_view value) {
    facts_.push_back({subject_, std::string(attribute), std::string(value), false});
  }
  void Once(std::string_view attribute, int value) { Once(attribute, std::to_string(value)); }
  void YesOrNo(std::string_view attribute, bool value) { Once(attribute, value ? "yes" : "no"); }
  void Day(std::string_view attribute, const std::optional<Date>& date) {
    Once(attribute, date ? FormatDate(*date) : std::string(kNone));
  }
  void OneOf(std::string_view attribute, std::string_view value) {
    facts_.push_back({subject_, std::string(attribute), std::string(value), true});
  }
  std::vector<BookFact> Take() { return std::move(facts_); }

 private:
  std::string subject_;
  std::vector<BookFact> facts_;
};

std::string SubjectOf(const Regime& regime) { return regime.id + " in " + std::string(TerritoryName(regime.host)); }

std::string SubjectOf(const DocumentRule& rule) {
  return "documents " + MovementName(rule.movement) + " of " +
         (rule.nationality.empty() ? "all other nationalities" : rule.nationality);
}

std::string WithCertainty(std::string_view value, Certainty certainty) {
  return std::string(value) + (certainty == Certainty::kFact ? " (fact)" : " (inferred)");
}

void AddWhom(const Regime& regime, FactList& facts) {
  facts.YesOrNo("worked example", regime.example);
  facts.Once("source", regime.source);
  if (regime.nationalities.empty()) facts.OneOf("nationality", kEveryOne);
  for (const std::string& nationality : regime.nationalities) facts.OneOf("nationality", nationality);
  for (const DocumentKind kind : regime.document_kinds) facts.OneOf("document kind", DocumentKindName(kind));
  if (regime.purposes.empty()) facts.OneOf("purpose", kEveryOne);
  for (const Purpose purpose : regime.purposes) facts.OneOf("purpose", PurposeName(purpose));
  facts.Day("valid from", regime.valid_from);
  facts.Day("valid to", regime.valid_to);
  facts.YesOrNo("suspended", regime.suspended);
}

void AddCounting(const Regime& regime, FactList& facts) {
  for (const StayLimit& limit : regime.limits) facts.OneOf(kLimit, limit.id.substr(limit.id.find('/') + 1));
  facts.Once("allowance", WithCertainty(AllowanceName(regime.allowance.value), regime.allowance.certainty));
  facts.Once("zone exit", WithCertainty(ZoneExitName(regime.zone_exit.value), regime.zone_exit.certainty));
  facts.Once("day 1", WithCertainty(DayOneName(regime.day_one.value), regime.day_one.certainty));
  facts.Once("exit day counts",
             WithCertainty(regime.exit_day_counts.value ? "yes" : "no", regime.exit_day_counts.certainty));
  for (const StayBasis basis : regime.counted_bases) facts.OneOf("counted ground", StayBasisName(basis));
  facts.Day("days count from", regime.effective_days_from);
  facts.YesOrNo("same side exit", regime.same_side_exit);
  facts.Once("warning day", regime.warning_day ? std::to_string(*regime.warning_day) : std::string(kNone));
  for (const OverstayTier& tier : regime.overstay_tiers)
    facts.OneOf("overstay tier", tier.id + " from day " + std::to_string(tier.from_days));
}

// Kind by kind, so that one that moves to another row shows as what that changes for it.
void AddClearance(const RuleBook& book, FactList& facts) {
  for (const DocumentKind kind : kAllDocumentKinds) {
    const DocumentClearance* row = FindClearance(book, kind);
    if (row == nullptr) continue;
    facts.Of("clearance of " + std::string(DocumentKindName(kind)));
    if (row->required.empty()) facts.OneOf("required check", kNone);
    for (const InspectionCheck check : row->required) facts.OneOf("required check", InspectionCheckName(check));
    for (const InspectionCheck check : row->required_if_supported)
      facts.OneOf("check required if supported", InspectionCheckName(check));
  }
}

using Facts = std::vector<BookFact>;

bool Has(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Facts FactsAbout(const Facts& facts, const std::string& subject) {
  Facts about;
  for (const BookFact& fact : facts) {
    if (fact.subject == subject) about.push_back(fact);
  }
  return about;
}

// The values of one attribute, in order.
std::vector<std::string> ValuesOf(const Facts& facts, const std::string& attribute) {
  std::vector<std::string> values;
  for (const BookFact& fact : facts) {
    if (fact.attribute == attribute) values.push_back(fact.value);
  }
  return values;
}

std::vector<std::string> SubjectsOf(const Facts& facts) {
  std::vector<std::string> subjects;
  for (const BookFact& fact : facts) {
    if (!Has(subjects, fact.subject)) subjects.push_back(fact.subject);
  }
  return subjects;
}

std::string Said(const BookFact& fact, std::string_view what) {
  std::string line = fact.subject.empty() ? fact.attribute : fact.subject + ": " + fact.attribute;
  return line.append(" ").append(what);
}

// What `facts` lists and `other` does not, of one subject.
void AddListed(const Facts& facts, const Facts& other, std::string_view how, std::vector<std::string>& lines) {
  for (const BookFact& fact : facts) {
    if (fact.several && !Has(ValuesOf(other, fact.attribute), fact.value))
      lines.push_back(Said(fact, fact.value).append(how));
  }
}

// The subjects, or the values of one attribute, that stand in both lists: the first of them that stand in another
// order.
void AddOrder(std::vector<std::string> old_order, std::vector<std::string> new_order, const std::string& of,
              std::vector<std::string>& lines) {
  std::erase_if(old_order, [&](const std::string& value) { return !Has(new_order, value); });
  std::erase_if(new_order, [&](const std::string& value) { return !Has(old_order, value); });
  for (std::size_t i = 0; i < std::min(old_order.size(), new_order.size()); ++i) {
    if (old_order[i] == new_order[i]) continue;
    lines.push_back(of + " " + new_order[i] + " now stands before " + old_order[i]);
    return;
  }
}

// Two accounts of one subject.
void AddDifferences(const Facts& before, const Facts& after, std::vector<std::string>& lines) {
  for (const BookFact& fact : after) {
    if (fact.several) continue;
    const std::vector<std::string> old_values = ValuesOf(before, fact.attribute);
    if (!old_values.empty() && old_values.front() != fact.value)
      lines.push_back(Said(fact, old_values.front()).append(kArrow).append(fact.value));
  }
  AddListed(after, before, " added", lines);
  AddListed(before, after, " removed", lines);
  // Of two limits that end a stay on one day the first is named.
  AddOrder(ValuesOf(before, kLimit), ValuesOf(after, kLimit), after.front().subject + ": limit", lines);
}

std::vector<std::string> RegimeOrder(const RuleBook& book) {
  std::vector<std::string> order;
  for (const Regime& regime : book.regimes) order.push_back(SubjectOf(regime));
  return order;
}

// Where a new regime stands: the first that fits is taken.
void AddPlace(const std::vector<std::string>& order, const std::string& subject, std::vector<std::string>& lines) {
  const auto place = std::find(order.begin(), order.end(), subject);
  if (place != order.end() && place + 1 != order.end()) lines.push_back(subject + ": stands before " + *(place + 1));
}

}  // namespace

std::vector<BookFact> FactsOf(const RuleBook& book) {
  FactList facts;
  facts.Once("version", book.version);
  facts.Once("effective from", FormatDate(book.effective_from));
  facts.Once("incomplete history", IncompleteHistoryName(book.incomplete_history));
  facts.Once("officer compares the face below age", book.officer_compares_face_below_age);
  facts.Once("decision lease",
             std::to_string(std::chrono::floor<std::chrono::seconds>(book.decision_lease).count()) + " s");
  for (const RecordActKind act : book.two_persons) facts.OneOf("two persons for", RecordActKindName(act));
  facts.Once("days personal fields are kept", static_cast<int>(book.retention.fields.count()));
  facts.Once("days they are kept of an open stay", static_cast<int>(book.retention.fields_of_open_stay.count()));
  facts.Once("days attempts at bookings are kept", static_cast<int>(book.retention.booking_attempts.count()));
  facts.Day("weak digest fatal from", book.weak_digest_fatal_from);
  for (const Regime& regime : book.regimes) {
    facts.Of(SubjectOf(regime));
    AddWhom(regime, facts);
    AddCounting(regime, facts);
  }
  for (const DocumentRule& rule : book.document_rules) {
    facts.Of(SubjectOf(rule));
    for (const DocumentKind kind : rule.document_kinds) facts.OneOf("document kind", DocumentKindName(kind));
  }
  AddClearance(book, facts);
  for (const LevelChecks& level : book.level_checks) {
    facts.Of("level " + std::string(ServiceLevelName(level.level)));
    for (const CheckKind check : level.required) facts.OneOf("required check", CheckKindName(check));
  }
  return facts.Take();
}

std::vector<std::string> DiffRuleBooks(const RuleBook& old_book, const RuleBook& new_book) {
  const Facts old_facts = FactsOf(old_book);
  const Facts new_facts = FactsOf(new_book);
  const std::vector<std::string> old_subjects = SubjectsOf(old_facts);
  const std::vector<std::string> new_subjects = SubjectsOf(new_facts);
  std::vector<std::string> lines;
  for (const std::string& subject : new_subjects) {
    if (Has(old_subjects, subject)) {
      AddDifferences(FactsAbout(old_facts, subject), FactsAbout(new_facts, subject), lines);
    } else {
      lines.push_back(subject + ": added");
      for (const BookFact& fact : FactsAbout(new_facts, subject)) lines.push_back(Said(fact, fact.value));
      AddPlace(RegimeOrder(new_book), subject, lines);
    }
  }
  for (const std::string& subject : old_subjects) {
    if (!Has(new_subjects, subject)) lines.push_back(subject + ": removed");
  }
  AddOrder(RegimeOrder(old_book), RegimeOrder(new_book), "order of regimes:", lines);
  return lines;
}

}  // namespace clearance
