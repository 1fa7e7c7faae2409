// Strangers' clients, written in Python in eighty lines each from the contract alone, against the real centre and a
// real gate: a booking page, a lane's kiosk with an officer's desk, an auditor; and docs/api.md's word on who may call
// what. What they do beside a centre that is at work, falters and ends is in tests/foreign_clients/clients_test.py.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/bytes.h"
#include "common/document/mrz.h"
#include "common/wire/fields.h"
#include "common/zones/zone_source.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;
using Lines = std::vector<Json>;

constexpr std::ptrdiff_t kMaxClientLines = 80;
constexpr std::array kShared = {"program", "trying_again"};
constexpr std::ptrdiff_t kMaxSharedLines = 70;  // as docs/api.md says
constexpr char kLog[] = "python.log";

// A Kazakh identity card in date for long, whose holder may enter ICBC; but no chip and no machine speaks for them.
std::string CardMrz() {
  Document card;
  card.kind = DocumentKind::kIdentityCard;
  card.issuing_state = "KAZ";
  card.number = "700000003";
  card.nationality = "KAZ";
  card.birth_date = MakeDate(1990, 5, 17);
  card.expiry_date = MakeDate(2049, 1, 1);
  const StatusOr<std::string> mrz = WriteMrz(card, {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd1);
  EXPECT_TRUE(mrz.ok()) << mrz.status();
  return mrz.ok() ? *mrz : "";
}

// What a client printed, a JSON text each line; fails the test for anything else.
Lines LinesOf(const std::string& output) {
  Lines lines;
  std::istringstream stream(output);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(Json::parse(line, nullptr, false));
    EXPECT_TRUE(lines.back().is_object()) << line;
  }
  return lines;
}

class ForeignClientsTest : public CentreTest {
 protected:
  // argv of a client: its program, the stubs made for it, and what it needs to reach the centre.
  std::vector<std::string> Client(const std::string& name, const std::vector<std::string>& more) const {
    std::vector<std::string> argv = {CLEARANCE_PYTHON, "-B", SourcePath("tests/foreign_clients/" + name + ".py")};
    argv.insert(argv.end(), more.begin(), more.end());
    return argv;
  }
  std::vector<std::string> AtCentre(const std::string& name, std::vector<std::string> more) {
    more.insert(more.end(), {"--address", hall().CentreAddress(), "--pki", hall().Path("pki")});
    return Client(name, more);
  }
  // Everything it printed; fails the test unless it ends with this exit code.
  std::string Run(const std::vector<std::string>& argv, int expected_exit = 0) {
    int exit_code = -1;
    const auto output = RunProcess(argv, hall().Path(kLog), exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    EXPECT_EQ(exit_code, expected_exit) << (output.ok() ? *output : "") << FileText(kLog);
    return output.ok() ? *output : "";
  }
  Lines Officer(const std::string& client, const std::string& answer, int expected_exit = 0) {
    return LinesOf(Run(AtCentre("officer_client", {"--stubs", CLEARANCE_PYTHON_STUBS, "--as", client, "--answer",
                                                   answer, "--ground", "compared by eye"}),
                       expected_exit));
  }
  void StartGate() {
    const Status started = hall().StartGate(
        "gate-1", {{"gate-1/a",
                    {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}, {"icbc-kaz", "KAZ", "ICBC", "KAZ", true, true}}}});
    ASSERT_TRUE(started.ok()) << started << FileText("gate-1.log");
  }
  std::unique_ptr<Process> Kiosk() {
    auto kiosk =
        Process::Start(Client("kiosk_client", {"--address", hall().DevicesAddress("gate-1"), "--lane", "gate-1/a",
                                               "--mrz", CardMrz(), "--stubs", CLEARANCE_PYTHON_STUBS}),
                       hall().Path(kLog));
    EXPECT_TRUE(kiosk.ok()) << kiosk.status();
    return kiosk.ok() ? *std::move(kiosk) : nullptr;
  }
};

std::string ClientText(const std::string& name) {
  const StatusOr<std::string> text = ReadFile(SourcePath("tests/foreign_clients/" + name + ".py"), 1 << 20);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

std::ptrdiff_t LinesIn(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

// What they share is counted apart, because whoever writes a client can take it as it is: it knows nothing of what a
// client is for, and nothing else is shared.
TEST_F(ForeignClientsTest, AreEightyLinesAtMostAndShareNothingThatKnowsAnRpc) {
  for (const char* name : {"auditor_client", "booking_client", "kiosk_client", "officer_client"}) {
    const std::string text = ClientText(name);
    EXPECT_LE(LinesIn(text), kMaxClientLines) << name;
    for (const auto& entry : std::filesystem::directory_iterator(SourcePath("tests/foreign_clients"))) {
      const std::string module = entry.path().stem().string();
      if (entry.path().extension() != ".py" || std::ranges::find(kShared, module) != kShared.end()) continue;
      for (const char* import : {"from ", "import "}) EXPECT_EQ(text.find(import + module), std::string::npos) << name;
    }
  }
  for (const char* name : kShared) {
    const std::string shared = ClientText(name);
    EXPECT_LE(LinesIn(shared), kMaxSharedLines) << name;
    for (const char* of_the_contract : {"clearance", "_pb2_grpc", "Stub", "Service"})
      EXPECT_EQ(shared.find(of_the_contract), std::string::npos) << name << ": " << of_the_contract;
  }
}

TEST_F(ForeignClientsTest, ABookingPageBooksMovesAndCancelsForAFamily) {
  const Lines steps = LinesOf(Run(AtCentre("booking_client", {"--stubs", CLEARANCE_PYTHON_STUBS})));
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"booked", "CONFIRMED"}, {"found", "CONFIRMED"},     {"given up", "MOVED"},
      {"moved", "CONFIRMED"},  {"cancelled", "CANCELLED"},
  };
  ASSERT_EQ(steps.size(), 2 * expected.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(steps[i]["step"], expected[i / 2].first);
    EXPECT_EQ(steps[i]["state"], "BOOKING_STATE_" + expected[i / 2].second);
    EXPECT_EQ(steps[i]["member"], i % 2);
    EXPECT_EQ(steps[i]["reference"], steps[0]["reference"]);
  }
  const auto text_of = [&](std::size_t step, const char* name) { return steps[step][name].get<std::string>(); };
  EXPECT_EQ(text_of(0, "seal").rfind("KHG1:", 0), 0u);
  EXPECT_NE(text_of(6, "seal"), text_of(0, "seal"));
  EXPECT_EQ(text_of(2, "seal"), text_of(0, "seal"));
  EXPECT_NE(text_of(0, "slot").find("в Казахстане"), std::string::npos) << text_of(0, "slot");
  EXPECT_NE(text_of(0, "rule").find("30 мин"), std::string::npos) << text_of(0, "rule");
  EXPECT_NE(text_of(6, "slot"), text_of(0, "slot"));
  EXPECT_EQ(Entries().size(), 1u + 2 + 2 + 2) << "held, made, moved, cancelled";
}

TEST_F(ForeignClientsTest, ABookingPageSaysThatNoPlaceIsLeft) {
  const auto zones = MakeZoneTable();
  ASSERT_TRUE(zones.ok());
  const Date today = zones->DateAt(Territory::kKaz, std::chrono::floor<Duration>(std::chrono::system_clock::now()));
  const auto officers = As<v1::BookingService>("officer-1");
  for (const int days : {0, 1}) {
    v1::CloseDayRequest close;
    close.set_request_id(NewId());
    close.set_port("KHORGOS");
    ToProto(today + Days(days), close.mutable_day());
    close.set_action(v1::CLOSURE_ACTION_MOVE);
    close.set_reason("storm");
    v1::CloseDayResponse closed;
    Patient context;
    ASSERT_TRUE(officers->CloseDay(&context, close, &closed).ok());
  }
  EXPECT_EQ(Run(AtCentre("booking_client", {"--stubs", CLEARANCE_PYTHON_STUBS}), 1), "");
  EXPECT_EQ(FileText(kLog), "no slot of the next hours has places for a family\n");
}

TEST_F(ForeignClientsTest, AKioskAndAnOfficersDeskBringATravellerThroughALane) {
  StartGate();
  const std::unique_ptr<Process> kiosk = Kiosk();
  ASSERT_NE(kiosk, nullptr);
  const Lines answered = Officer("officer-1", "ADMIT");
  EXPECT_EQ(kiosk->Wait(), 0) << FileText(kLog);
  const Lines steps = LinesOf(kiosk->Output());

  ASSERT_EQ(answered.size(), 3u);
  EXPECT_EQ(answered[0]["state"], "REFERRAL_STATE_OPEN");
  EXPECT_EQ(answered[0]["lane"], "gate-1/a");
  EXPECT_EQ(answered[1]["state"], "REFERRAL_STATE_CLAIMED");
  EXPECT_EQ(answered[1]["claimed_by"], "officer-1");
  EXPECT_EQ(answered[2]["state"], "REFERRAL_STATE_RESOLVED");
  EXPECT_FALSE(answered[0]["reasons"].empty());

  ASSERT_GE(steps.size(), 4u);
  EXPECT_EQ(steps.front()["from"], "TERRITORY_KAZ");
  const Json& last = steps.back();
  EXPECT_EQ(last["verdict"], "VERDICT_REFER");
  EXPECT_EQ(last["reasons"], answered[0]["reasons"]);
  EXPECT_EQ(last["referral"], answered[0]["referral"]);
  EXPECT_EQ(last["outcome"], "CROSSING_OUTCOME_PASSED");
  EXPECT_EQ(last["told"].size(), 4u) << "one sentence in each language";
  for (std::size_t i = 1; i < steps.size(); ++i) EXPECT_FALSE(steps[i]["screen"].get<std::string>().empty());
  // What is refused is told by its reason.
  Run(Client("kiosk_client", {"--address", hall().DevicesAddress("gate-1"), "--lane", "gate-1/z", "--mrz", CardMrz(),
                              "--stubs", CLEARANCE_PYTHON_STUBS}),
      1);
  EXPECT_THAT(FileText(kLog), HasSubstr("NOT_FOUND NOT_FOUND: "));
}

TEST_F(ForeignClientsTest, ADeskSendsTheSecondOfficersAnswerToo) {
  Decide(DoubtfulCrossing(1));
  const Lines proposed = Officer("officer-1", "REFUSE");
  ASSERT_EQ(proposed.size(), 3u);
  EXPECT_EQ(proposed[2]["state"], "REFERRAL_STATE_AWAITING_SECOND_OFFICER");
  Officer("officer-2", "REFUSE", 1);
  EXPECT_THAT(FileText(kLog), HasSubstr("FAILED_PRECONDITION SECOND_OFFICER_REQUIRED"));
  const Lines confirmed = Officer("supervisor-1", "REFUSE");
  ASSERT_EQ(confirmed.size(), 2u);
  EXPECT_EQ(confirmed[1]["state"], "REFERRAL_STATE_RESOLVED");
}

TEST_F(ForeignClientsTest, AnAuditorProvesEveryEntryWithArithmeticOfItsOwn) {
  for (int number = 0; number < 3; ++number) {
    const v1::DecideCrossingRequest crossing = Crossing(number);
    Decide(crossing);
    if (number != 1) Report(PassageOf(crossing));
  }
  const Lines told = LinesOf(Run(AtCentre("auditor_client", {"--stubs", CLEARANCE_PYTHON_STUBS, "--log", "KHORGOS"})));
  ASSERT_EQ(told.size(), 1u + 5 + 1);
  EXPECT_EQ(told[0]["size"], 5);
  EXPECT_EQ(told[0]["origin"], "khorgos.test/ledger/KHORGOS");
  std::vector<std::string> kinds;
  for (std::size_t i = 1; i < 6; ++i) {
    EXPECT_EQ(told[i]["proved"], true);
    kinds.push_back(told[i]["kind"]);
  }
  EXPECT_THAT(kinds, testing::ElementsAre("DECISION", "PASSAGE", "DECISION", "DECISION", "PASSAGE"));
  EXPECT_EQ(told[6]["entries"], 5 + kBookEntries + 1) << "their look, with all its pages";
  EXPECT_EQ(told[6]["difference"], "");
}

TEST_F(ForeignClientsTest, ThePageOfTheApiIsRightAboutWhoMayCallWhat) {
  const std::string said = Run(AtCentre("every_caller", {"--page", SourcePath("docs/api.md")}));
  EXPECT_THAT(said, HasSubstr(" calls, 0 disagreements"));
}

}  // namespace
}  // namespace clearance
