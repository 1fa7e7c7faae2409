#include "tests/acceptance/demo/scenario.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "gate-agent/devices/painter.h"

namespace clearance {
namespace {

const LaneSetting kKazToIcbc{"gate-1/a", 0};
const LaneSetting kIcbcToKaz{"gate-1/b", 0};
const LaneSetting kChnToKazEntry{"gate-1/b", 1};
const LaneSetting kKazToIcbcBeside{"gate-1/b", 2};
const LaneSetting kChnToIcbc{"gate-2/a", 0};
const LaneSetting kIcbcToChn{"gate-2/a", 1};
const LaneSetting kKazToChnEntry{"gate-2/b", 0};
const LaneSetting kChnToKazExit{"gate-2/b", 1};
const LaneSetting kKazToIcbcElsewhere{"gate-2/b", 2};

// The documents of those who come more than once or have a history.
constexpr char kDay89[] = "N10000089";
constexpr char kDay90[] = "N10000090";
constexpr char kDay91[] = "N10000091";
constexpr char kFresh[] = "N10000030";
constexpr char kOverstayer[] = "N10000035";
constexpr char kWrongSide[] = "N10000007";
constexpr char kInside[] = "N10000016";

std::string Line(const std::string& number, const char* territory, const char* from, Date entry,
                 std::optional<Date> exit) {
  const std::string row = number + " " + territory + " " + FormatDate(entry);
  nlohmann::json line = {{"source", "demo-history"},   {"row", row},           {"issuing_state", "KAZ"},
                         {"number", number},           {"nationality", "KAZ"}, {"territory", territory},
                         {"entry", FormatDate(entry)}, {"entered_from", from}};
  if (exit) line["exit"] = FormatDate(*exit);
  return line.dump() + "\n";
}

std::string InChina(const std::string& number, Date today, int days_ago, int days) {
  const Date entry = today - Days(days_ago);
  return Line(number, "CHN", "KAZ", entry, entry + Days(days - 1));
}

// Three stays of the last 180 days that hold `days` days in all, 61 to 90.
std::string DaysInChina(const std::string& number, Date today, int days) {
  return InChina(number, today, 170, 30) + InChina(number, today, 130, 30) + InChina(number, today, 80, days - 60);
}

// Any of a camera's frames.
constexpr std::uint64_t kAnyFrame = 3;

void WithFever(v1::SimulatedTraveller& traveller) { traveller.set_temperature_c(39.2); }

void WithWrongCheckDigit(v1::SimulatedTraveller& traveller) {
  // The check digit of the document number in a TD3's second line.
  constexpr std::size_t kCheckDigit = 45 + 9;
  char& digit = (*traveller.mutable_mrz())[kCheckDigit];
  digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
  CloseChip(traveller);
}

void WithNoFace(v1::SimulatedTraveller& traveller) { traveller.clear_live(); }

// Home after a long time: expired passport, fever, an alarm of the body scanner, no booking.
Scenario EverythingWrong(Date today) {
  Scenario scenario{"own-national", "everything wrong but who he is", kChnToKazEntry,
                    KazakhWithPassport("N10000010", 5, today)};
  scenario.person.document.expiry_date = today - Days(700);
  scenario.change = [](v1::SimulatedTraveller& traveller) {
    WithFever(traveller);
    traveller.set_body_scan_alarm(true);
  };
  return scenario;
}

}  // namespace

std::vector<HallLane> KazakhGateLanes() {
  return {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}},
          {"gate-1/b",
           {{"icbc-kaz-out", "KAZ", "ICBC", "KAZ", true, true},
            {"road-kaz", "KAZ", "CHN", "KAZ", false, true},
            {"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}};
}

std::vector<HallLane> ChineseGateLanes() {
  return {{"gate-2/a",
           {{"icbc-chn", "CHN", "CHN", "ICBC", true, true}, {"icbc-chn-out", "CHN", "ICBC", "CHN", true, true}}},
          {"gate-2/b",
           {{"road-chn", "CHN", "KAZ", "CHN", false, true},
            {"road-chn-out", "CHN", "CHN", "KAZ", true, false},
            {"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}};
}

// Of these an officer asks before how long they may stay.
Scenario LookedUp(Scenario scenario) {
  scenario.shows_stay = true;
  return scenario;
}

std::vector<Scenario> DocumentScenarios(const Calendar& calendar) {
  const auto passport = [&](const char* number, int face, DocumentStory story) {
    Person person = KazakhWithPassport(number, face, calendar.kaz);
    person.story = story;
    return person;
  };
  using enum DocumentStory;
  using enum Resolution;
  constexpr SealShown kBooked = SealShown::kBooked;
  return {
      {"chip-good", "a chip that is in order", kKazToChnEntry, passport("N10000020", 0, kGood), kBooked},
      {"chip-altered-portrait", "the portrait in its chip exchanged", kKazToChnEntry,
       passport("N10000021", 1, kAlteredPortrait), kBooked, kRefuse},
      {"chip-unknown-authority", "its authority is in no trusted list", kKazToChnEntry,
       passport("N10000022", 2, kUnknownAuthority), kBooked, kRefuse},
      {"chip-revoked-signer", "its signer was revoked", kKazToChnEntry, passport("N10000023", 3, kRevokedSigner),
       kBooked, kSecondLine},
      {"chip-cloned", "good files, copied to another chip", kKazToChnEntry, passport("N10000024", 4, kClonedChip),
       kBooked, kRefuse},
  };
}

std::vector<Scenario> OrdinaryScenarios(const Calendar& calendar, const Faces& faces) {
  const Person trader = KazakhWithIdCard("040000001", 0, calendar.kaz);
  const Person shopper = ChineseWithPermit("C10000002", 1, calendar.chn);
  const auto passport = [&](const char* number, int face) { return KazakhWithPassport(number, face, calendar.kaz); };
  const auto stranger = [&faces](v1::SimulatedTraveller& traveller) { *traveller.mutable_live() = faces.Live(2); };
  using enum Resolution;
  return {
      {"kaz-card-to-icbc", "with a booking", kKazToIcbc, trader, SealShown::kBooked},
      {"chn-permit-to-icbc", "with a booking", kChnToIcbc, shopper, SealShown::kBooked},
      {"back-same-side", "back by the side they came", kIcbcToChn, shopper},
      {"back-other-side", "back by the other side", kIcbcToChn, passport(kWrongSide, 2), SealShown::kNone, kRefuse},
      LookedUp({"day-89-of-90", "88 of 90 days used", kKazToChnEntry, passport(kDay89, 3), SealShown::kBooked}),
      {"day-90-of-90", "89 of 90 days used", kKazToChnEntry, passport(kDay90, 4), SealShown::kBooked},
      LookedUp(
          {"day-91-of-90", "90 of 90 days used", kKazToChnEntry, passport(kDay91, 5), SealShown::kBooked, kRefuse}),
      {"30-days-bind", "10 of 90 days used: 30 a stay bind", kKazToChnEntry, passport(kFresh, 6), SealShown::kBooked},
      LookedUp({"overstayer-home", "35 days inside, going home", kChnToKazExit, passport(kOverstayer, 7)}),
      EverythingWrong(calendar.kaz),
      {"other-face", "another person's passport", kKazToChnEntry, passport("N10000011", 0), SealShown::kBooked, kRefuse,
       stranger},
      {"no-face", "nobody before the camera", kKazToChnEntry, passport("N10000012", 1), SealShown::kBooked, kSecondLine,
       WithNoFace},
      {"forged-seal", "a forged booking", kKazToIcbc, passport("N10000013", 2), SealShown::kForged},
      {"home-again", "home from ICBC", kIcbcToKaz, trader},
      {"seal-used-twice", "the same booking again", kKazToIcbc, trader, SealShown::kAgain},
      {"wrong-check-digit", "a wrong check digit in the MRZ", kKazToChnEntry, passport("N10000015", 3),
       SealShown::kBooked, kSecondLine, WithWrongCheckDigit},
      {"inside-already", "recorded inside already", kKazToChnEntry, passport(kInside, 4), SealShown::kBooked, kRefuse},
  };
}

// Somebody stands at the traveller's side, until the screen says that there should be one face only.
Scenario CoachedScenario(const Calendar& calendar, const Faces& faces) {
  Scenario scenario{"second-face-told", "somebody else in the picture at first", kKazToIcbc,
                    KazakhWithPassport("N10000060", 0, calendar.kaz), SealShown::kBooked};
  scenario.change = [&faces](v1::SimulatedTraveller& traveller) {
    *traveller.mutable_live_when_told() = faces.Live(0);
    CaptureConditions side_by_side = LaneConditions(kAnyFrame);
    side_by_side.shift_x = 0;  // neither nearer to the middle: then nobody can say who of them is the traveller
    traveller.mutable_live()->set_picture(PaintTwoPeople(kDistinctPeople[0], kDistinctPeople[3], side_by_side));
  };
  return scenario;
}

Scenario PrintScenario(const Calendar& calendar) {
  constexpr int kBestKnownPrint = 8;  // gate-agent/vision/painted_people_test.cc
  Scenario scenario{"print-held", "a printed picture of the passport's holder", kKazToIcbc,
                    KazakhWithPassport("N10000061", kBestKnownPrint, calendar.kaz), SealShown::kBooked};
  scenario.answer = Resolution::kRefuse;
  scenario.change = [](v1::SimulatedTraveller& traveller) {
    traveller.mutable_live()->set_picture(PaintHeldPrint(kDistinctPeople[kBestKnownPrint], LaneConditions(kAnyFrame)));
  };
  return scenario;
}

std::pair<Scenario, Scenario> SwappedScenario(const Calendar& calendar, const Faces& faces) {
  const auto with_face_of = [&](Scenario scenario, int face) {
    scenario.answer = Resolution::kRefuse;
    scenario.change = [&faces, face](v1::SimulatedTraveller& traveller) {
      *traveller.mutable_live() = faces.Live(face);
    };
    return scenario;
  };
  return {with_face_of({"swapped-first", "with each other's passports: the first", kKazToIcbc,
                        KazakhWithPassport("N10000062", 1, calendar.kaz), SealShown::kBooked},
                       3),
          with_face_of({"swapped-second", "with each other's passports: the second", kKazToIcbcBeside,
                        KazakhWithPassport("N10000063", 3, calendar.kaz), SealShown::kBooked},
                       1)};
}

std::vector<Scenario> HoldScenarios(const Calendar& calendar) {
  const auto held = [&](const char* id, const char* title, const char* number, int face, HoldKind kind) {
    Scenario scenario{id, title, kKazToIcbc, KazakhWithPassport(number, face, calendar.kaz), SealShown::kBooked};
    scenario.hold = kind;
    return scenario;
  };
  Scenario banned = held("exit-ban", "an exit ban of an authority", "N10000040", 1, HoldKind::kExitBan);
  banned.answer = Resolution::kRefuse;
  return {banned, held("silent-hold", "a silent hold of an authority", "N10000041", 3, HoldKind::kSilent)};
}

std::pair<Scenario, Scenario> TwoGatesScenario(const Calendar& calendar) {
  const Person twice = KazakhWithPassport("N10000017", 6, calendar.kaz);
  Scenario first{"two-gates-first", "at two gates at once: the first, with fever", kKazToIcbc, twice};
  first.change = WithFever;
  Scenario second{"two-gates-second", "at two gates at once: the second", kKazToChnEntry, twice};
  second.answer = Resolution::kRefuse;
  return {first, second};
}

Scenario GivenBackScenario(const Calendar& calendar) {
  return {"cancelled-seal", "the booking was cancelled", kKazToIcbc, KazakhWithPassport("N10000050", 4, calendar.kaz),
          SealShown::kGivenBack};
}

std::pair<Scenario, Scenario> DoubleUseScenario(const Calendar& calendar) {
  const Person holder = KazakhWithPassport("N10000051", 5, calendar.kaz);
  return {{"double-use-first", "no centre: the booking, at one gate", kKazToIcbc, holder, SealShown::kBooked},
          {"double-use-second", "no centre: the same one, at the other", kKazToIcbcElsewhere, holder}};
}

Scenario OutageScenario(const Calendar& calendar) {
  Scenario scenario{"centre-killed", "the centre is killed twice meanwhile", kKazToIcbc,
                    KazakhWithPassport("N10000018", 7, calendar.kaz)};
  scenario.change = WithFever;
  return scenario;
}

std::string HistoryLines(const Calendar& calendar) {
  const Date today = calendar.chn;
  nlohmann::json complete = {{"territory", "CHN"}, {"complete_from", FormatDate(today - Days(400))}};
  return complete.dump() + "\n" + DaysInChina(kDay89, today, 88) + DaysInChina(kDay90, today, 89) +
         DaysInChina(kDay91, today, 90) + InChina(kFresh, today, 60, 10) +
         Line(kOverstayer, "CHN", "KAZ", today - Days(34), std::nullopt) +
         Line(kInside, "CHN", "KAZ", today - Days(3), std::nullopt) +
         Line(kWrongSide, "ICBC", "KAZ", calendar.kaz - Days(1), std::nullopt);
}

}  // namespace clearance
