// Rule book files: every key of one, and every way to get it wrong. What the shipped one says:
// shipped_rule_book_test.cc.
#include "common/wire/rule_book_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/wire/shipped_rule_book.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using enum DocumentKind;

// A book with every key a file can have, short enough to be spoilt byte by byte.
constexpr char kGood[] = R"(version = "test-1"
effective_from = 2026-11-25
incomplete_history = "refer"
officer_compares_face_below_age = 12
decision_lease_seconds = 90
two_persons = ["CORRECTION", "BASIS_CHANGE"]
[retention]
fields_days = 1000
fields_of_open_stay_days = 2000
booking_attempts_days = 90
[own_nationals]
CHN = "no_regime"
KAZ = "no_regime"
[[regimes]]
id = "A-1"
host = "KAZ"
source = "a law"
nationalities = ["CHN", "D"]
document_kinds = ["ORDINARY_PASSPORT", "TRAVEL_DOCUMENT"]
purposes = ["TOURISM", "TRANSIT"]
valid_from = 2023-11-10
valid_to = 2027-01-31
effective_days_from = 2023-11-11
suspended = true
counted_bases = ["VISA_FREE", "OTHER"]
limits = [
  { per_stay = 30 },
  { rolling = 90, window = 180 },
  { calendar = 60, per = "year" },
  { calendar = 10, per = "month" },
  { entries = 2, window = 180 },
  { entries = 4, per = "year" },
  { gap = 7 },
  { hours = 240, from = "midnight" },
  { hours = 48, from = "entry" },
]
allowance = { value = "fixed_at_entry", certainty = "fact" }
zone_exit = { value = "suspends", certainty = "inferred" }
day1 = { value = "next", certainty = "inferred" }
exit_day_counts = { value = false, certainty = "fact" }
same_side_exit = true
warning_day = 25
overstay_tiers = [{ id = "short", from_days = 1 }, { id = "long", from_days = 4 }]
[[regimes]]
id = "B"
host = "ICBC"
example = true
source = "an example"
nationalities = ["*"]
document_kinds = ["*"]
purposes = ["*"]
suspended = false
counted_bases = ["VISA"]
limits = []
allowance = { value = "rolling", certainty = "inferred" }
day1 = { value = "entry", certainty = "fact" }
exit_day_counts = { value = true, certainty = "inferred" }
[[document_rules]]
from = "CHN"
to = "KAZ"
nationality = "CHN"
document_kinds = ["EXIT_ENTRY_PERMIT"]
[[document_rules]]
from = "CHN"
to = "KAZ"
nationality = "*"
document_kinds = ["*"]
[documents]
weak_digest_fatal_from = 2031-01-01
[[document_clearance]]
document_kinds = ["ORDINARY_PASSPORT", "SERVICE_PASSPORT"]
required = ["SOD_SIGNATURE", "SIGNER_TRUST"]
required_if_supported = ["CHIP_AUTHENTICITY"]
[[document_clearance]]
document_kinds = ["PUBLIC_AFFAIRS_PASSPORT", "DIPLOMATIC_PASSPORT", "TRAVEL_DOCUMENT", "IDENTITY_CARD"]
required = []
required_if_supported = []
[[document_clearance]]
document_kinds = ["CERTIFICATE_OF_RETURN", "EXIT_ENTRY_PERMIT"]
required = []
required_if_supported = []
[level_checks]
FULL = ["DOCUMENT", "FACE"]
NO_SCREENING = ["DOCUMENT", "FACE"]
NO_BIOMETRICS = ["DOCUMENT", "BODY_SCAN"]
DOCUMENT_ONLY = ["DOCUMENT"]
MANUAL = ["DOCUMENT"]
)";

RuleBook Parsed(std::string_view text) {
  auto book = ParseRuleBook(text, "book.toml");
  EXPECT_TRUE(book.ok()) << book.status();
  return book.ok() ? *std::move(book) : RuleBook();
}

template <typename Terms>
Terms LimitOf(const Regime& regime, std::size_t index) {
  return std::get<Terms>(regime.limits.at(index).terms);
}

TEST(RuleBookFileTest, EveryKeyArrives) {
  const RuleBook book = Parsed(kGood);
  EXPECT_EQ(book.version, "test-1");
  EXPECT_EQ(book.effective_from, MakeDate(2026, 11, 25));
  EXPECT_EQ(book.incomplete_history, IncompleteHistory::kRefer);
  EXPECT_EQ(book.officer_compares_face_below_age, 12);
  EXPECT_EQ(book.decision_lease, std::chrono::seconds(90));
  EXPECT_EQ(book.two_persons, (std::vector{RecordActKind::kCorrection, RecordActKind::kBasisChange}));
  EXPECT_TRUE(NeedsTwoPersons(book, RecordActKind::kBasisChange));
  EXPECT_FALSE(NeedsTwoPersons(book, RecordActKind::kReturned));
  EXPECT_EQ(book.retention, (RetentionTimes{Days(1000), Days(2000), Days(90)}));
  ASSERT_EQ(book.regimes.size(), 2u);
  const Regime& a = book.regimes[0];
  EXPECT_EQ(a.id, "A-1");
  EXPECT_EQ(a.host, Territory::kKaz);
  EXPECT_EQ(a.source, "a law");
  EXPECT_FALSE(a.example);
  EXPECT_EQ(a.nationalities, (std::vector<std::string>{"CHN", "D"}));
  EXPECT_EQ(a.document_kinds, (std::vector<DocumentKind>{kOrdinaryPassport, kTravelDocument}));
  EXPECT_EQ(a.purposes, (std::vector<Purpose>{Purpose::kTourism, Purpose::kTransit}));
  EXPECT_EQ(a.valid_from, MakeDate(2023, 11, 10));
  EXPECT_EQ(a.valid_to, MakeDate(2027, 1, 31));
  EXPECT_EQ(a.effective_days_from, MakeDate(2023, 11, 11));
  EXPECT_TRUE(a.suspended);
  EXPECT_EQ(a.counted_bases, (std::vector<StayBasis>{StayBasis::kVisaFree, StayBasis::kOther}));
  EXPECT_EQ(a.allowance.value, Allowance::kFixedAtEntry);
  EXPECT_EQ(a.allowance.certainty, Certainty::kFact);
  EXPECT_EQ(a.zone_exit.value, ZoneExit::kSuspends);
  EXPECT_EQ(a.zone_exit.certainty, Certainty::kInferred);
  EXPECT_EQ(a.day_one.value, DayOne::kNext);
  EXPECT_EQ(a.day_one.certainty, Certainty::kInferred);
  EXPECT_FALSE(a.exit_day_counts.value);
  EXPECT_EQ(a.exit_day_counts.certainty, Certainty::kFact);
  EXPECT_TRUE(a.same_side_exit);
  EXPECT_EQ(a.warning_day, 25);
  ASSERT_EQ(a.overstay_tiers.size(), 2u);
  EXPECT_EQ(a.overstay_tiers[1].id, "long");
  EXPECT_EQ(a.overstay_tiers[1].from_days, 4);
}

TEST(RuleBookFileTest, TheTableOfDocumentsArrives) {
  const RuleBook book = Parsed(kGood);
  EXPECT_EQ(book.weak_digest_fatal_from, MakeDate(2031, 1, 1));
  ASSERT_EQ(book.document_clearance.size(), 3u);
  const DocumentClearance& passports = book.document_clearance[0];
  EXPECT_EQ(passports.document_kinds, (std::vector<DocumentKind>{kOrdinaryPassport, kServicePassport}));
  EXPECT_EQ(passports.required,
            (std::vector<InspectionCheck>{InspectionCheck::kSodSignature, InspectionCheck::kSignerTrust}));
  EXPECT_EQ(passports.required_if_supported, std::vector<InspectionCheck>{InspectionCheck::kChipAuthenticity});
  EXPECT_EQ(FindClearance(book, kServicePassport), &passports);
  EXPECT_EQ(FindClearance(book, kIdentityCard), &book.document_clearance[1]);
  EXPECT_EQ(FindClearance(book, DocumentKind::kUnknown), nullptr);
}

TEST(RuleBookFileTest, EveryKindOfLimitArrives) {
  const RuleBook book = Parsed(kGood);
  const Regime& a = book.regimes.at(0);
  std::vector<std::string> ids;
  for (const StayLimit& limit : a.limits) ids.push_back(limit.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"A-1/per-stay-30", "A-1/rolling-90-180", "A-1/calendar-year-60",
                                           "A-1/calendar-month-10", "A-1/entries-2-rolling-180", "A-1/entries-4-year",
                                           "A-1/gap-7", "A-1/hours-240-from-midnight", "A-1/hours-48-from-entry"}));
  EXPECT_EQ(LimitOf<RollingLimit>(a, 1).max_days, 90);
  EXPECT_EQ(LimitOf<RollingLimit>(a, 1).window_days, 180);
  EXPECT_EQ(LimitOf<CalendarLimit>(a, 3).period, CalendarPeriod::kMonth);
  EXPECT_EQ(std::get<Days>(LimitOf<EntriesLimit>(a, 4).within), Days(180));
  EXPECT_EQ(LimitOf<HoursLimit>(a, 8).from, HoursFrom::kEntry);
}

TEST(RuleBookFileTest, AStarIsEveryOneAndAnAbsentKeyIsNone) {
  const RuleBook book = Parsed(kGood);
  const Regime& b = book.regimes.at(1);
  EXPECT_TRUE(b.example);
  EXPECT_TRUE(b.nationalities.empty());
  EXPECT_TRUE(b.purposes.empty());
  EXPECT_TRUE(b.limits.empty());
  EXPECT_EQ(b.document_kinds.size(), kAllDocumentKinds.size() - 1) << "every kind but the unknown";
  EXPECT_FALSE(b.valid_from || b.valid_to || b.effective_days_from || b.warning_day || b.same_side_exit);
  EXPECT_EQ(b.zone_exit.value, ZoneExit::kEnds);
  EXPECT_TRUE(b.overstay_tiers.empty());
  ASSERT_EQ(book.document_rules.size(), 2u);
  EXPECT_EQ(book.document_rules[0].movement, (Movement{Territory::kChn, Territory::kKaz}));
  EXPECT_EQ(book.document_rules[0].nationality, "CHN");
  EXPECT_EQ(book.document_rules[0].document_kinds, std::vector<DocumentKind>{kExitEntryPermit});
  EXPECT_EQ(book.document_rules[1].nationality, "");
  EXPECT_TRUE(RequiresCheck(book, ServiceLevel::kNoBiometrics, CheckKind::kBodyScan));
  EXPECT_FALSE(RequiresCheck(book, ServiceLevel::kFull, CheckKind::kBodyScan));
}

struct Mistake {
  std::string piece;    // replaced, where it first stands
  std::string by;       //
  std::string key;      // named in the error
  std::string problem;  // a part of what the error says of it
};

// The mistake's line is that on which `piece` begins; where `by` begins with line breaks, so many lines further.
void ExpectNamed(const Mistake& mistake) {
  std::string text = kGood;
  const std::size_t at = text.find(mistake.piece);
  ASSERT_NE(at, std::string::npos) << mistake.piece;
  auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  line += static_cast<std::ptrdiff_t>(std::min(mistake.by.find_first_not_of('\n'), mistake.by.size()));
  text.replace(at, mistake.piece.size(), mistake.by);
  const Status status = ParseRuleBook(text, "book.toml").status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << mistake.by;
  EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid) << mistake.by;
  const std::string begin = "book.toml:" + std::to_string(line) + ": " + mistake.key;
  EXPECT_EQ(MessageOf(status).substr(0, begin.size()), begin) << mistake.by << "\n" << status;
  EXPECT_NE(MessageOf(status).find(mistake.problem), std::string::npos) << mistake.by << "\n" << status;
}

// Without the keys that have come after the first books were sealed.
std::string Earlier(std::string text) {
  for (const std::string piece :
       {"two_persons = [\"CORRECTION\", \"BASIS_CHANGE\"]\n", "[retention]\n", "fields_days = 1000\n",
        "fields_of_open_stay_days = 2000\n", "booking_attempts_days = 90\n"}) {
    const std::size_t at = text.find(piece);
    EXPECT_NE(at, std::string::npos) << piece;
    text.erase(at, piece.size());
  }
  return text;
}

TEST(RuleBookFileTest, ABookSealedEarlierIsStillRead) {
  const std::string earlier = Earlier(kGood);
  EXPECT_FALSE(ParseRuleBook(earlier, "book.toml").ok()) << "no centre starts with it";
  const auto sealed = ParseSealedRuleBook(earlier, "entry 1");
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  EXPECT_EQ(sealed->version, "test-1");
  EXPECT_EQ(sealed->retention, KhorgosRuleBook().retention);
  EXPECT_EQ(sealed->two_persons, KhorgosRuleBook().two_persons);
  EXPECT_EQ(ParseSealedRuleBook(kGood, "entry 2")->retention, (RetentionTimes{Days(1000), Days(2000), Days(90)}));
}

TEST(RuleBookFileTest, EveryMistakeInTheBookIsNamedWithItsLine) {
  const std::vector<Mistake> table = {
      {"version = \"test-1\"", "version = 1", "version: ", "must be a string"},
      {"version = \"test-1\"", "version = \"\"", "version: ", "1 to 64"},
      {"version = \"test-1\"", "version = \"a b\"", "version: ", "1 to 64"},
      {"version = \"test-1\"", "version = \"a\"\nversion = \"b\"", "", ""},
      {"effective_from = 2026-11-25", "effective_from = \"2026-11-25\"", "effective_from: ", "must be a date"},
      {"effective_from = 2026-11-25", "effective_from = 2026-11-31", "", ""},
      {"\"refer\"", "\"perhaps\"", "incomplete_history: ", "admit_with_note or refer"},
      {"age = 12", "age = -1", "officer_compares_face_below_age: ", "from 0 to 150"},
      {"seconds = 90", "seconds = 0", "decision_lease_seconds: ", "from 1 to 3600"},
      {"\"CORRECTION\"", "\"correction\"", "two_persons[0]: ", "must be CORRECTION"},
      {"\"BASIS_CHANGE\"", "\"CORRECTION\"", "two_persons[1]: ", "stands twice"},
      {"two_persons = [\"CORRECTION\", \"BASIS_CHANGE\"]", "", "", ""},
      {"attempts_days = 90", "attempts_days = 0", "retention.booking_attempts_days: ", "from 1 to 10980"},
      {"booking_attempts_days = 90", "", "", ""},
      {"fields_days = 1000", "fields_days = 100", "retention.fields_days: ", "180 days more"},
      {"stay_days = 2000", "stay_days = 999", "retention.fields_of_open_stay_days: ", "not be less"},
      {"KAZ = \"no_regime\"", "KAZ = \"30 days\"", "own_nationals.KAZ: ", "no rule stops"},
      {"KAZ = \"no_regime\"", "\nICBC = \"no_regime\"", "", ""},
      {"[[regimes]]", "colour = 1\n[[regimes]]", "own_nationals.colour: ", "unknown key"},
      {"to = \"KAZ\"", "to = \"CHN\"", "document_rules[0].to: ", "must differ"},
      {"from = \"CHN\"", "from = \"china\"", "document_rules[0].from: ", "CHN, KAZ or ICBC"},
      {"nationality = \"CHN\"", "nationality = \"CHNA\"", "document_rules[0].nationality: ", "capital letters"},
      {"nationality = \"CHN\"", "nationality = \"\"", "document_rules[0].nationality: ", "capital letters"},
      {"nationality = \"CHN\"", "nationality = \"*\"", "", ""},
      {"[\"EXIT_ENTRY_PERMIT\"]", "[]", "document_rules[0].document_kinds: ", "must not be empty"},
      {"[\"EXIT_ENTRY_PERMIT\"]", "[\"UNKNOWN\"]", "document_rules[0].document_kinds[0]: ", "serves for nothing"},
      {"[\"EXIT_ENTRY_PERMIT\"]", "[\"*\", \"ID\"]", "document_rules[0].document_kinds[0]: ", "no kind of document"},
      {"MANUAL = [\"DOCUMENT\"]", "MANUAL = [\"DOCUMENTS\"]", "level_checks.MANUAL[0]: ", "no check"},
      {"MANUAL = [\"DOCUMENT\"]", "MANUEL = [\"DOCUMENT\"]", "", ""},
      {"[level_checks]", "[[level_checks]]", "", ""},
      {"2031-01-01", "2031", "documents.weak_digest_fatal_from: ", "must be a date"},
      {"\"SIGNER_TRUST\"", "\"TRUST\"", "document_clearance[0].required[1]: ", "no check of a document"},
      {"\"SIGNER_TRUST\"", "\"SOD_SIGNATURE\"", "document_clearance[0].required[1]: ", "stands twice"},
      {"\"CHIP_AUTHENTICITY\"", "\"SIGNER_TRUST\"", "document_clearance[0].required_if_supported[0]: ", "anyway"},
      {"\"SERVICE_PASSPORT\"", "\"UNKNOWN\"", "document_clearance[0].document_kinds[1]: ", "serves for nothing"},
      {"\"SERVICE_PASSPORT\"", "\"IDENTITY_CARD\"", "", ""},
      {", \"IDENTITY_CARD\"", "", "", ""},
      {"required = []", "required = [\"\"]", "document_clearance[1].required[0]: ", "no check of a document"},
      {"required = []", "required = \"\"", "document_clearance[1].required: ", "a list of strings"},
  };
  for (const Mistake& mistake : table) {
    if (!mistake.key.empty()) {
      ExpectNamed(mistake);
      continue;
    }
    std::string text = kGood;
    text.replace(text.find(mistake.piece), mistake.piece.size(), mistake.by);
    const Status status = ParseRuleBook(text, "book.toml").status();
    EXPECT_EQ(ReasonOf(status), error_reason::kConfigInvalid) << mistake.by;
    EXPECT_EQ(MessageOf(status).rfind("book.toml:", 0), 0u) << status;
  }
}

TEST(RuleBookFileTest, EveryMistakeInARegimeIsNamedWithItsLine) {
  const std::vector<Mistake> table = {
      {"id = \"A-1\"", "id = \"\"", "regimes[0].id: ", "1 to 32"},
      {"id = \"A-1\"", "id = \"A/1\"", "regimes[0].id: ", "1 to 32"},
      {"host = \"KAZ\"", "host = \"KGZ\"", "regimes[0].host: ", "CHN, KAZ or ICBC"},
      {"source = \"a law\"", "source = \"\"", "regimes[0].source: ", "must say where"},
      {"\"CHN\", \"D\"", "\"CHN\", \"CHN\"", "regimes[0].nationalities[1]: ", "stands twice"},
      {"\"CHN\", \"D\"", "\"CHN\", \"*\"", "regimes[0].nationalities[1]: ", "capital letters"},
      {"\"CHN\", \"D\"", "\"CHN\", \"KAZ\"", "regimes[0].nationalities: ", "own nationals"},
      {"\"TRAVEL_DOCUMENT\"", "\"VISA\"", "regimes[0].document_kinds[1]: ", "no kind of document"},
      {"\"TOURISM\"", "\"tourism\"", "regimes[0].purposes[0]: ", "no purpose"},
      {"2027-01-31", "2023-11-09", "regimes[0].valid_to: ", "before valid_from"},
      {"valid_from = 2023-11-10", "valid_from = 2023", "regimes[0].valid_from: ", "must be a date"},
      {"effective_days_from = 2023-11-11", "effective_days_from = true", "regimes[0].effective_days_from: ", "a date"},
      {"suspended = true", "suspended = \"yes\"", "regimes[0].suspended: ", "true or false"},
      {"\"OTHER\"", "\"FRIEND\"", "regimes[0].counted_bases[1]: ", "no ground"},
      {"{ per_stay = 30 }", "{ per_stay = 0 }", "regimes[0].limits[0].per_stay: ", "between 1 and"},
      {"{ per_stay = 30 }", "{ per_stay = 30, window = 9 }", "regimes[0].limits[0].window: ", "unknown key"},
      {"{ per_stay = 30 }", "{ per_stay = 30, gap = 9 }", "regimes[0].limits[0]: ", "exactly one of"},
      {"{ per_stay = 30 }", "{ }", "regimes[0].limits[0]: ", "exactly one of"},
      {"{ per_stay = 30 }", "{ per_stay = 30.5 }", "regimes[0].limits[0].per_stay: ", "must be an integer"},
      {"{ rolling = 90, window = 180 }", "{ rolling = 90 }", "regimes[0].limits[1].window: ", "is required"},
      {"window = 180 }", "window = 1001 }", "regimes[0].limits[1].window: ", "between 2 and 1000"},
      {"rolling = 90", "rolling = 9000000", "regimes[0].limits[1].rolling: ", "must be from"},
      {"calendar = 60", "calendar = 367", "regimes[0].limits[2].calendar: ", "between 1 and 366"},
      {"per = \"year\"", "per = \"week\"", "regimes[0].limits[2].per: ", "month or year"},
      {"{ calendar = 10,", "{ calendar = 32,", "regimes[0].limits[3].calendar: ", "between 1 and 31"},
      {"{ entries = 2, window = 180 }", "{ entries = 2 }", "regimes[0].limits[4].entries: ", "either window or per"},
      {"{ entries = 2, window = 180 }", "{ entries = 2, window = 180, per = \"year\" }",
       "regimes[0].limits[4].entries: ", "either window or per"},
      {"{ entries = 4,", "{ entries = 65,", "regimes[0].limits[5].entries: ", "between 1 and 64"},
      {"{ gap = 7 }", "{ gap = 1001 }", "regimes[0].limits[6].gap: ", "between 1 and 1000"},
      {"hours = 240", "hours = 241", "regimes[0].limits[7].hours: ", "whole days"},
      {"from = \"midnight\"", "from = \"noon\"", "regimes[0].limits[7].from: ", "entry or midnight"},
      {"{ gap = 7 }", "{ per_stay = 30 }", "regimes[0].limits[6]: ", "stands twice"},
      {"value = \"fixed_at_entry\"", "value = \"fixed\"", "regimes[0].allowance.value: ", "rolling or fixed_at_entry"},
      {"{ value = \"fixed_at_entry\", certainty = \"fact\" }", "\"rolling\"",
       "regimes[0].allowance.value: ", "is required"},
      {"certainty = \"fact\"", "certainty = \"sure\"", "regimes[0].allowance.certainty: ", "fact or inferred"},
      {"certainty = \"fact\" }", "certainty = \"fact\", by = 1 }", "regimes[0].allowance.by: ", "unknown key"},
      {"\"suspends\"", "\"stops\"", "regimes[0].zone_exit.value: ", "ends, suspends or continues"},
      {"\"next\"", "\"second\"", "regimes[0].day1.value: ", "entry or next"},
      {"value = false", "value = 0", "regimes[0].exit_day_counts.value: ", "true or false"},
      {"same_side_exit = true", "same_side_exit = 1", "regimes[0].same_side_exit: ", "true or false"},
      {"warning_day = 25", "warning_day = \"25\"", "regimes[0].warning_day: ", "must be an integer"},
      {"\"long\", from_days = 4", "\"long\", from_days = 1", "regimes[0].overstay_tiers[1].from_days: ", "must rise"},
      {"id = \"short\"", "id = \"\"", "regimes[0].overstay_tiers[0].id: ", "1 to 32"},
      {"warning_day = 25", "colour = 25", "regimes[0].colour: ", "unknown key"},
      {"counted_bases = [\"VISA\"]", "counted_bases = []", "regimes[1].counted_bases: ", "must not be empty"},
      {"example = true", "example = \"no\"", "regimes[1].example: ", "true or false"},
      {"id = \"B\"\nhost = \"ICBC\"", "id = \"A-1\"\nhost = \"KAZ\"", "regimes[1].id: ", "stands twice"},
  };
  for (const Mistake& mistake : table) ExpectNamed(mistake);
}

TEST(RuleBookFileTest, EveryKeyThatMustBeThereIsMissed) {
  const std::string text = kGood;
  const std::vector<std::string> may_be_absent = {"valid_from",     "valid_to",    "effective_days_from", "example",
                                                  "same_side_exit", "warning_day", "overstay_tiers"};
  std::size_t begin = 0;
  int missed = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin) + 1;
    const std::string line = text.substr(begin, end - begin);
    const std::string key = line.substr(0, line.find(' '));
    std::string without = text;
    without.erase(begin, end - begin);
    begin = end;
    if (line[0] == '[' || line[0] == ' ' || line[0] == ']' || key == "limits") continue;
    const auto book = ParseRuleBook(without, "book.toml");
    if (std::find(may_be_absent.begin(), may_be_absent.end(), key) != may_be_absent.end()) {
      EXPECT_TRUE(book.ok()) << key << ": " << book.status();
      continue;
    }
    ++missed;
    EXPECT_NE(MessageOf(book.status()).find(key), std::string::npos) << line << book.status();
    EXPECT_NE(MessageOf(book.status()).find("is required"), std::string::npos) << line << book.status();
  }
  EXPECT_GT(missed, 35);
}

// Whatever happens to a file: it is read, or refused by its name and a line.
void ReadOrRefused(const std::string& text) {
  const auto book = ParseRuleBook(text, "book.toml");
  if (book.ok()) {
    EXPECT_TRUE(CheckRuleBook(*book).ok());
    return;
  }
  EXPECT_EQ(ReasonOf(book.status()), error_reason::kConfigInvalid);
  EXPECT_EQ(MessageOf(book.status()).rfind("book.toml:", 0), 0u) << book.status();
}

TEST(RuleBookFileTest, EveryTruncationAndEveryFlippedBitIsReadOrRefused) {
  const std::string good = kGood;
  for (std::size_t size = 0; size < good.size(); ++size) ReadOrRefused(good.substr(0, size));
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string spoilt = good;
    spoilt[at] = static_cast<char>(spoilt[at] ^ (1 << (at % 8)));
    ReadOrRefused(spoilt);
  }
}

TEST(RuleBookFileTest, ALargeOrMissingFileIsRefused) {
  const std::string large = std::string(kGood) + std::string(kMaxRuleBookBytes, '#');
  EXPECT_EQ(ReasonOf(ParseRuleBook(large, "book.toml").status()), error_reason::kConfigInvalid);
  EXPECT_EQ(ReasonOf(ReadRuleBook("/nowhere/book.toml").status()), error_reason::kFileUnreadable);
  const TemporaryFolder folder;
  ASSERT_TRUE(WriteFile(folder.Path("book.toml"), kGood).ok());
  EXPECT_TRUE(ReadRuleBook(folder.Path("book.toml")).ok());
  ASSERT_TRUE(WriteFile(folder.Path("book.toml"), large).ok());
  EXPECT_EQ(ReasonOf(ReadRuleBook(folder.Path("book.toml")).status()), error_reason::kFileUnreadable);
}

}  // namespace
}  // namespace clearance
