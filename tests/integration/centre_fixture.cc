#include "tests/integration/centre_fixture.h"

#include <cstdlib>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/wire/fields.h"
#include "common/wire/inspection_wire.h"
#include "tests/integration/told_reasons.h"
#include "tests/support/samples.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxTextBytes = 1 << 20;

std::string NewFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "centre-XXXXXX").string();
  CHECK(mkdtemp(name.data()) != nullptr);
  return name;
}

void AddFinding(v1::DecideCrossingRequest& crossing, v1::CheckKind check, v1::FindingResult result) {
  v1::Finding* finding = crossing.add_findings();
  finding->set_check(check);
  finding->set_result(result);
}

}  // namespace

Date DateFrom(const v1::Date& date) {
  const auto read = FromProto(date, "date");
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *read : Date{};
}

Instant InstantFrom(const google::protobuf::Timestamp& timestamp) {
  const auto read = FromProto(timestamp, "timestamp");
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *read : Instant{};
}

google::rpc::ErrorInfo InfoOf(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), static_cast<int>(status.error_code()));
  int infos = 0;
  for (const google::protobuf::Any& detail : details.details()) infos += detail.Is<google::rpc::ErrorInfo>() ? 1 : 0;
  EXPECT_EQ(infos, 1) << status.error_message();
  EXPECT_TRUE(details.details_size() > 0 && details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.domain(), "clearance");
  return info;
}

Patient::Patient(bool waits_for_ready) {
  context_.set_deadline(std::chrono::system_clock::now() + kCallPatience);
  context_.set_wait_for_ready(waits_for_ready);
}

CentreTest::CentreTest() : folder_(NewFolder()) {}

CentreTest::~CentreTest() {
  hall_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void CentreTest::SetUp() {
  const std::string source = std::filesystem::absolute(SourcePath(".")).string();
  auto hall = Hall::Prepare({.folder = folder_,
                             .bin = BinPath("."),
                             .source = source,
                             .models = "",
                             .log_level = "info",
                             .interceptors = WatchReasons});
  ASSERT_TRUE(hall.ok()) << hall.status();
  hall_ = *std::move(hall);
  const Status started = hall_->StartCentre();
  ASSERT_TRUE(started.ok()) << started << "\n" << FileText("centre.log");
}

std::string CentreTest::NewId() { return NewUuid(random_); }

std::string CentreTest::FileText(const std::string& name) const {
  const auto text = ReadFile(folder_ + "/" + name, kMaxTextBytes);
  return text.ok() ? *text : std::string();
}

v1::Document CentreTest::Card(int number) {
  v1::Document document;
  document.set_kind(v1::DOCUMENT_KIND_IDENTITY_CARD);
  document.set_issuing_state("KAZ");
  document.set_number(std::to_string(100'000'000 + number));
  document.set_nationality("KAZ");
  ToProto(MakeDate(1990, 5, 17), document.mutable_birth_date());
  ToProto(MakeDate(2099, 1, 1), document.mutable_expiry_date());
  document.set_sex(v1::SEX_FEMALE);
  return document;
}

v1::LaneProfile CentreTest::Lane(const std::string& lane_id) {
  v1::LaneProfile lane;
  lane.set_lane_id(lane_id);
  lane.set_port("KHORGOS");
  lane.set_lane_group("icbc-kaz");
  lane.set_authority(v1::TERRITORY_KAZ);
  lane.mutable_movement()->set_from(v1::TERRITORY_KAZ);
  lane.mutable_movement()->set_to(v1::TERRITORY_ICBC);
  lane.set_decides_exit(true);
  lane.set_decides_entry(true);
  return lane;
}

v1::DecideCrossingRequest CentreTest::Crossing(int number, const std::string& lane_id) {
  v1::DecideCrossingRequest crossing;
  crossing.set_request_id(NewId());
  *crossing.mutable_lane() = Lane(lane_id);
  crossing.set_level(v1::SERVICE_LEVEL_FULL);
  *crossing.mutable_document() = Card(number);
  AddFinding(crossing, v1::CHECK_KIND_DOCUMENT, v1::FINDING_RESULT_PASSED);
  ToProto(SoundInspection(), crossing.mutable_findings(0)->mutable_inspection());
  AddFinding(crossing, v1::CHECK_KIND_FACE, v1::FINDING_RESULT_PASSED);
  AddFinding(crossing, v1::CHECK_KIND_TEMPERATURE, v1::FINDING_RESULT_PASSED);
  AddFinding(crossing, v1::CHECK_KIND_BODY_SCAN, v1::FINDING_RESULT_PASSED);
  crossing.mutable_findings(1)->set_score(0.71);
  crossing.mutable_findings(1)->set_threshold(0.36);
  ToProto(SystemClock().Now(), crossing.mutable_observed_at());
  return crossing;
}

v1::DecideCrossingRequest CentreTest::DoubtfulCrossing(int number) {
  v1::DecideCrossingRequest crossing = Crossing(number);
  crossing.mutable_findings(1)->set_result(v1::FINDING_RESULT_FAILED);
  crossing.mutable_findings(1)->set_cause("FACE_DIFFERS");
  crossing.mutable_findings(1)->set_score(0.05);
  return crossing;
}

v1::ReportPassageRequest CentreTest::PassageOf(const v1::DecideCrossingRequest& crossing) {
  v1::ReportPassageRequest passage;
  passage.set_request_id(NewId());
  passage.set_decision_request_id(crossing.request_id());
  *passage.mutable_lane() = crossing.lane();
  *passage.mutable_document() = crossing.document();
  passage.set_booking_id(crossing.booking_id());
  ToProto(SystemClock().Now(), passage.mutable_passed_at());
  return passage;
}

v1::DecideCrossingResponse CentreTest::Decide(const v1::DecideCrossingRequest& request) {
  v1::DecideCrossingResponse response;
  Patient context;
  const grpc::Status status = gate().DecideCrossing(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

std::uint64_t CentreTest::Report(const v1::ReportPassageRequest& request) {
  v1::ReportPassageResponse response;
  Patient context;
  const grpc::Status status = gate().ReportPassage(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.position();
}

v1::ListEntriesRequest CentreTest::NewLook() {
  v1::ListEntriesRequest request;
  request.set_request_id(NewId());
  request.set_reason("yearly audit");
  return request;
}

std::vector<v1::LedgerEntry> CentreTest::Entries() {
  std::vector<v1::LedgerEntry> entries;
  v1::ListEntriesRequest request = NewLook();
  own_looks_.insert(request.request_id());
  request.set_page_size(1000);
  do {
    v1::ListEntriesResponse page;
    Patient context;
    const grpc::Status status = auditor().ListEntries(&context, request, &page);
    EXPECT_TRUE(status.ok()) << status.error_message();
    for (const v1::LedgerEntry& entry : page.entries()) {
      const bool is_own_look = entry.kind() == "RECORD_VIEWED" && own_looks_.contains(entry.request_id());
      if (entry.kind() != "RULE_BOOK_CHANGE" && !is_own_look) entries.push_back(entry);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return entries;
}

void CentreTest::Disconnect() {
  gate_.reset();
  officer_.reset();
  supervisor_.reset();
  booking_.reset();
  auditor_.reset();
}

std::vector<v1::LedgerEntry> CentreTest::EntriesAfter(std::uint64_t position, std::string& page_token) {
  std::vector<v1::LedgerEntry> entries;
  v1::ListEntriesRequest request = NewLook();
  request.set_page_size(1000);
  request.set_page_token(page_token);
  for (;;) {
    v1::ListEntriesResponse page;
    Patient context;
    const grpc::Status status = auditor().ListEntries(&context, request, &page);
    EXPECT_TRUE(status.ok()) << status.error_message();
    for (const v1::LedgerEntry& entry : page.entries()) {
      if (entry.position() > position) entries.push_back(entry);
    }
    if (page.next_page_token().empty()) return entries;
    page_token = page.next_page_token();
    request.set_page_token(page_token);
  }
}

v1::GetCheckpointResponse CentreTest::PortCheckpoint() {
  v1::GetCheckpointRequest request;
  request.set_log("KHORGOS");
  v1::GetCheckpointResponse response;
  Patient context;
  const grpc::Status status = auditor().GetCheckpoint(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

v1::GetCheckpointResponse CentreTest::PortCheckpointWhenChecked(std::chrono::milliseconds patience) {
  const auto give_up_at = std::chrono::steady_clock::now() + patience;
  v1::GetCheckpointResponse response = PortCheckpoint();
  while (response.verification() == v1::LEDGER_VERIFICATION_UNVERIFIED && !HasFailure() &&
         std::chrono::steady_clock::now() < give_up_at)
    response = PortCheckpoint();
  return response;
}

CentreTest::Ended CentreTest::Run(std::vector<std::string> argv) {
  argv.insert(argv.begin(), {"/usr/bin/timeout", "60"});
  const std::string log = "run-" + std::to_string(++runs_) + ".log";
  Ended ended;
  const auto output = RunProcess(std::move(argv), hall().Path(log), ended.exit_code);
  EXPECT_TRUE(output.ok()) << output.status();
  ended.said = FileText(log) + (output.ok() ? *output : "");
  return ended;
}

void CentreTest::Stop() {
  Disconnect();
  EXPECT_EQ(hall().StopCentre(), 0) << FileText("centre.log");
}

void CentreTest::Start() {
  Disconnect();
  const Status started = hall().StartCentre();
  ASSERT_TRUE(started.ok()) << started << "\n" << FileText("centre.log");
}

std::string CentreTest::ConfigWith(const std::string& piece, const std::string& by) {
  std::string text = FileText("server.toml");
  const std::size_t at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  if (at != std::string::npos) text.replace(at, piece.size(), by);
  const std::string path = hall().Path("changed.toml");
  EXPECT_TRUE(WriteFile(path, text).ok());
  return path;
}

void CentreTest::KillAndRestart() {
  hall_->KillCentre();
  Disconnect();
  const Status restarted = hall_->StartCentre();
  ASSERT_TRUE(restarted.ok()) << restarted << "\n" << FileText("centre.log");
}

bool CentreTest::Answers() {
  v1::GetProofRequest request;
  request.mutable_inclusion()->set_position(kBookEntries);
  v1::GetProofResponse proof;
  Patient context(false);
  return auditor().GetProof(&context, request, &proof).ok();
}

v1::ClearanceService::Stub& CentreTest::gate() {
  if (!gate_) gate_ = As<v1::ClearanceService>("gate-1");
  return *gate_;
}

v1::ReviewService::Stub& CentreTest::officer() {
  if (!officer_) officer_ = As<v1::ReviewService>("officer-1");
  return *officer_;
}

v1::ReviewService::Stub& CentreTest::supervisor() {
  if (!supervisor_) supervisor_ = As<v1::ReviewService>("supervisor-1");
  return *supervisor_;
}

v1::BookingService::Stub& CentreTest::booking() {
  if (!booking_) booking_ = As<v1::BookingService>("booking-1");
  return *booking_;
}

v1::LedgerService::Stub& CentreTest::auditor() {
  if (!auditor_) auditor_ = As<v1::LedgerService>("auditor-1");
  return *auditor_;
}

}  // namespace clearance
