// The centre as its clients see it: a real clearance-server over mutual TLS. Crossings, the ledger, health.
#include <grpcpp/generic/generic_stub.h>

#include <future>
#include <regex>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/wire/fields.h"
#include "common/zones/zone_source.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using grpc::StatusCode::ALREADY_EXISTS;
using grpc::StatusCode::INVALID_ARGUMENT;

class CentreCrossingTest : public CentreTest {};

TEST_F(CentreCrossingTest, ACrossingIsDecidedRecordedAndCounted) {
  const v1::DecideCrossingRequest crossing = Crossing(1);
  const v1::DecideCrossingResponse decided = Decide(crossing);
  EXPECT_EQ(decided.decision().verdict(), v1::VERDICT_ADMIT) << decided.ShortDebugString();
  EXPECT_TRUE(decided.referral_id().empty());
  EXPECT_GT(InstantFrom(decided.decision().valid_until()), InstantFrom(decided.decision().decided_at()));
  EXPECT_FALSE(decided.decision().rule_book_version().empty());

  v1::GetStayRequest question;
  *question.mutable_document() = crossing.document();
  question.set_territory(v1::TERRITORY_ICBC);
  v1::GetStayResponse before;
  Patient before_context;
  ASSERT_TRUE(gate().GetStay(&before_context, question, &before).ok());
  EXPECT_FALSE(before.inside()) << "a decision alone is no presence";
  EXPECT_EQ(before.stays_size(), 0);

  const v1::ReportPassageRequest passage = PassageOf(crossing);
  EXPECT_EQ(Report(passage), decided.position() + 1);

  v1::GetStayResponse after;
  Patient after_context;
  question.set_days(30);
  ASSERT_TRUE(gate().GetStay(&after_context, question, &after).ok());
  const auto zones = MakeZoneTable();
  ASSERT_TRUE(zones.ok());
  const Date entered = zones->DateAt(Territory::kKaz, InstantFrom(passage.passed_at()));
  EXPECT_TRUE(after.inside());
  ASSERT_EQ(after.stays_size(), 1);
  EXPECT_EQ(DateFrom(after.stays(0).entry()), entered);
  EXPECT_FALSE(after.stays(0).has_exit());
  EXPECT_EQ(after.answer().days_used(), 1);
  EXPECT_EQ(DateFrom(after.answer().must_leave_by()), entered + Days(29)) << "30 days, the day of entry counted";
  const v1::StayAccount& account = after.account();
  ASSERT_EQ(account.limits_size(), 1);
  EXPECT_EQ(account.limits(0).used(), 1);
  EXPECT_EQ(account.days_left(), 29);
  ASSERT_EQ(account.strip().runs_size(), 2) << account.strip().ShortDebugString();
  EXPECT_EQ(account.strip().runs(0).mark(), v1::DAY_MARK_USED);
  EXPECT_EQ(account.strip().runs(1).mark(), v1::DAY_MARK_POSSIBLE);
  EXPECT_EQ(account.strip().runs(1).days(), 29);
  EXPECT_EQ(DateFrom(account.earliest_entry()), entered) << "a new stay may begin on the day of exit";
  EXPECT_EQ(account.sentences_size(), 4);
  EXPECT_EQ(after.stays(0).basis(), v1::STAY_BASIS_VISA_FREE);
  EXPECT_EQ(after.stays(0).provenance(), v1::PROVENANCE_ELECTRONIC_RECORD);
  EXPECT_EQ(DateFrom(after.stays(0).promised_until()), entered + Days(29)) << "what the decision answered";
  EXPECT_FALSE(after.has_complete_from());
  ASSERT_EQ(after.covers_ports_size(), 1);
  EXPECT_EQ(after.covers_ports(0), crossing.lane().port());
  EXPECT_EQ(after.rule_book_version(), decided.decision().rule_book_version());

  const auto entries = Entries();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].kind(), "DECISION");
  EXPECT_EQ(entries[0].request_id(), crossing.request_id());
  EXPECT_EQ(entries[1].kind(), "PASSAGE");
  EXPECT_EQ(entries[1].request_id(), passage.request_id());
  EXPECT_EQ(InstantFrom(entries[1].event_time()), InstantFrom(passage.passed_at()));
}

TEST_F(CentreCrossingTest, AnAbandonmentGivesTheNextLaneTheWayFree) {
  const v1::DecideCrossingRequest first = Crossing(2);
  Decide(first);
  const v1::DecideCrossingResponse meanwhile = Decide(Crossing(2, "gate-1/b"));
  EXPECT_EQ(meanwhile.decision().verdict(), v1::VERDICT_REFER);
  ASSERT_GT(meanwhile.decision().reasons_size(), 0);
  EXPECT_EQ(meanwhile.decision().reasons(0).code(), "IN_PROGRESS_ELSEWHERE");

  v1::ReportAbandonmentRequest abandonment;
  abandonment.set_request_id(NewId());
  abandonment.set_decision_request_id(first.request_id());
  *abandonment.mutable_lane() = first.lane();
  abandonment.set_cause(v1::ABANDONMENT_CAUSE_TURNED_BACK);
  *abandonment.mutable_at() = first.observed_at();
  v1::ReportAbandonmentResponse abandoned;
  Patient context;
  ASSERT_TRUE(gate().ReportAbandonment(&context, abandonment, &abandoned).ok());
  EXPECT_EQ(abandoned.position(), meanwhile.position() + 1);

  EXPECT_EQ(Decide(Crossing(2, "gate-1/b")).decision().verdict(), v1::VERDICT_ADMIT);
}

TEST_F(CentreCrossingTest, AReplayGetsTheFirstAnswerAndAnotherBodyIsRefused) {
  const v1::DecideCrossingRequest crossing = DoubtfulCrossing(3);
  const v1::DecideCrossingResponse first = Decide(crossing);
  EXPECT_EQ(first.decision().verdict(), v1::VERDICT_REFER);
  EXPECT_EQ(Decide(crossing).SerializeAsString(), first.SerializeAsString());

  v1::DecideCrossingRequest changed = crossing;
  changed.mutable_findings(1)->set_result(v1::FINDING_RESULT_PASSED);
  v1::DecideCrossingResponse ignored;
  Patient changed_context;
  const grpc::Status refused = gate().DecideCrossing(&changed_context, changed, &ignored);
  EXPECT_EQ(refused.error_code(), ALREADY_EXISTS);
  EXPECT_EQ(InfoOf(refused).reason(), "REQUEST_ID_REUSED");

  const v1::ReportPassageRequest passage = PassageOf(crossing);
  const std::uint64_t position = Report(passage);
  EXPECT_EQ(Report(passage), position);
  v1::ReportPassageRequest other = passage;
  *other.mutable_document() = Card(4);
  v1::ReportPassageResponse unused;
  Patient other_context;
  const grpc::Status reused = gate().ReportPassage(&other_context, other, &unused);
  EXPECT_EQ(reused.error_code(), ALREADY_EXISTS);
  EXPECT_EQ(InfoOf(reused).reason(), "REQUEST_ID_REUSED");

  other.set_request_id(crossing.request_id());
  Patient rpc_context;
  EXPECT_EQ(gate().ReportPassage(&rpc_context, other, &unused).error_code(), ALREADY_EXISTS)
      << "the id of another kind of call";
  EXPECT_EQ(Entries().size(), 2u);
}

class CentreLedgerTest : public CentreTest {};

TEST_F(CentreLedgerTest, TheLedgerIsListedInPagesAndVerified) {
  for (int number = 0; number < 3; ++number) {
    const v1::DecideCrossingRequest crossing = Crossing(number);
    Decide(crossing);
    Report(PassageOf(crossing));
  }
  v1::ListEntriesRequest request = NewLook();
  request.set_page_size(4);
  std::vector<v1::LedgerEntry> entries;
  std::vector<int> pages;
  do {
    v1::ListEntriesResponse page;
    Patient context;
    ASSERT_TRUE(auditor().ListEntries(&context, request, &page).ok());
    pages.push_back(page.entries_size());
    entries.insert(entries.end(), page.entries().begin(), page.entries().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, (std::vector<int>{4, 3}));
  ASSERT_EQ(entries.size(), kBookEntries + 6u);
  EXPECT_EQ(entries.front().kind(), "RULE_BOOK_CHANGE");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].position(), i + 1);
    EXPECT_EQ(entries[i].log(), i < kBookEntries ? "centre" : "KHORGOS");
    EXPECT_EQ(entries[i].leaf_hash(), Sha256(std::string(1, '\0') + entries[i].sealed_bytes()));
    EXPECT_EQ(entries[i].sealed_bytes().find("100000000"), std::string::npos) << "a document number in the ledger";
  }

  v1::ListEntriesRequest passages = NewLook();
  passages.set_kind("PASSAGE");
  v1::ListEntriesResponse found;
  Patient context;
  ASSERT_TRUE(auditor().ListEntries(&context, passages, &found).ok());
  ASSERT_EQ(found.entries_size(), 3);
  for (const v1::LedgerEntry& entry : found.entries()) EXPECT_EQ(entry.kind(), "PASSAGE");

  constexpr std::size_t kLooks = 2;  // one in two pages, one at the passages
  constexpr std::size_t kAll = kBookEntries + 6 + kLooks;
  Patient verify_context;
  const auto stream = auditor().VerifyLedger(&verify_context, v1::VerifyLedgerRequest());
  v1::VerifyLedgerResponse last;
  while (stream->Read(&last)) EXPECT_LE(last.entries_checked(), kAll);
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(last.complete());
  EXPECT_EQ(last.first_difference(), "");
  EXPECT_EQ(last.entries_checked(), kAll);
  ASSERT_EQ(last.roots_size(), 2);
  for (const v1::LogRoot& root : last.roots()) {
    EXPECT_EQ(root.size(), root.log() == "KHORGOS" ? 6u : kBookEntries + kLooks) << root.log();
    EXPECT_EQ(root.root_hash().size(), 32u);
  }
  EXPECT_EQ(last.entries_derived(), kAll);
  EXPECT_GE(last.derived_rows_compared(), 6u) << "an exit and an entry each";
}

// One generic unary call: the answer's bytes.
grpc::Status CallBytes(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                       const std::string& request, std::string* answer) {
  grpc::GenericStub stub(channel);
  Patient context;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer in(&slice, 1);
  grpc::ByteBuffer out;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &in, &out,
                 [&](const grpc::Status& status) { done.set_value(status); });
  const grpc::Status status = done.get_future().get();
  std::vector<grpc::Slice> parts;
  if (status.ok() && out.Dump(&parts).ok())
    for (const grpc::Slice& part : parts) answer->append(reinterpret_cast<const char*>(part.begin()), part.size());
  return status;
}

class CentreOperationTest : public CentreTest {};

TEST_F(CentreOperationTest, HealthAnswersServing) {
  std::string answer;
  const grpc::Status status = CallBytes(hall().CentreAs("gate-1"), "/grpc.health.v1.Health/Check", "", &answer);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer, "\x08\x01") << "HealthCheckResponse{status: SERVING}";
}

// Full names of services, as they stand in the bytes of a reflection answer.
std::vector<std::string> ServicesIn(const std::string& answer) {
  static const std::regex name("[a-z]\\w*(\\.\\w+)*\\.[A-Z]\\w+");
  return {std::sregex_token_iterator(answer.begin(), answer.end(), name), std::sregex_token_iterator()};
}

TEST_F(CentreOperationTest, ReflectionListsTheServicesOfThePage) {
  grpc::GenericStub stub(hall().CentreAs("auditor-1"));
  grpc::CompletionQueue queue;
  Patient context;
  const auto call =
      stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  const auto completed = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  call->StartCall(nullptr);
  ASSERT_TRUE(completed());
  const grpc::Slice slice(std::string("\x3a\x00", 2));  // ServerReflectionRequest{list_services: ""}
  call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  ASSERT_TRUE(completed());
  grpc::ByteBuffer out;
  call->Read(&out, nullptr);
  ASSERT_TRUE(completed());
  std::vector<grpc::Slice> parts;
  ASSERT_TRUE(out.Dump(&parts).ok());
  std::string answer;
  for (const grpc::Slice& part : parts) answer.append(reinterpret_cast<const char*>(part.begin()), part.size());
  const std::vector<std::string> services = ServicesIn(answer);
  EXPECT_GE(services.size(), 8u) << answer;
  const std::string page = ReadFile(SourcePath("docs/api.md"), 1 << 20).value();
  for (std::string service : services) {
    if (service.starts_with("clearance.v1.")) service = service.substr(service.rfind('.') + 1);
    EXPECT_NE(page.find("`" + service), std::string::npos) << service << ", of which docs/api.md does not tell";
  }
  context->TryCancel();
  grpc::Status ended;
  call->Finish(&ended, nullptr);
  completed();
}

TEST_F(CentreOperationTest, BytesThatAreNoMessageAreAnInvalidArgument) {
  for (const std::string method :
       {"/clearance.v1.ClearanceService/DecideCrossing", "/clearance.v1.FleetService/ReportLane",
        "/clearance.v1.LedgerService/ListEntries"}) {
    for (const std::string& bytes : {std::string("\xff\xff\xff\xff", 4), std::string("\x0a\x7f", 2),
                                     std::string("\x0a\x01\xc0", 3)}) {  // the last: a text that is no UTF-8
      std::string answer;
      const grpc::Status status = CallBytes(hall().CentreAs("gate-1"), method, bytes, &answer);
      EXPECT_EQ(status.error_code(), INVALID_ARGUMENT) << method << ": " << status.error_message();
      EXPECT_EQ(InfoOf(status).reason(), "MESSAGE_UNREADABLE") << method;
    }
  }
  EXPECT_TRUE(Answers());
  EXPECT_TRUE(Entries().empty());
}

TEST_F(CentreCrossingTest, AnOfficerSaysWhyTheyLookAtAStayAndTheLookIsAnEntry) {
  const auto officers = As<v1::ClearanceService>("officer-1");
  v1::GetStayRequest request;
  *request.mutable_document() = Card(1);
  request.set_territory(v1::TERRITORY_KAZ);
  v1::GetStayResponse response;
  {
    Patient context;
    EXPECT_EQ(InfoOf(officers->GetStay(&context, request, &response)).metadata().at("field"), "reason");
  }
  EXPECT_TRUE(Entries().empty());
  request.set_reason("asked at the desk");
  {
    Patient context;
    const grpc::Status status = officers->GetStay(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  EXPECT_FALSE(response.rule_book_version().empty()) << "answered";
  ASSERT_EQ(Entries().size(), 1u);
  EXPECT_EQ(Entries()[0].kind(), "RECORD_VIEWED");
  request.clear_reason();
  Patient context;
  ASSERT_TRUE(gate().GetStay(&context, request, &response).ok());
  EXPECT_EQ(Entries().size(), 1u) << "a gate asks about who stands before it";
}

}  // namespace
}  // namespace clearance
