// What an auditor and a gate may ask of the ledger, over mTLS and the real centre: signed checkpoints, proofs, looks at
// one person's record, exports.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/base/base64.h"
#include "common/crypto/checkpoint.h"
#include "common/crypto/merkle.h"
#include "common/crypto/signature.h"
#include "common/sqlite/connection.h"
#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using Json = nlohmann::json;
using grpc::StatusCode::INVALID_ARGUMENT;
using grpc::StatusCode::NOT_FOUND;
using grpc::StatusCode::PERMISSION_DENIED;

class CentreLedgerProofTest : public CentreTest {
 protected:
  void SetUp() override {
    CentreTest::SetUp();
    for (int number = 0; number < 5; ++number) {
      const v1::DecideCrossingRequest crossing = Crossing(number);
      Decide(crossing);
      Report(PassageOf(crossing));
    }
  }

  // The signed checkpoint of a log, as whoever `client` is; fails the test when it is not the centre's.
  Checkpoint CheckpointOf(const std::string& log, const std::string& client = "auditor-1") {
    v1::GetCheckpointRequest request;
    request.set_log(log);
    v1::GetCheckpointResponse response;
    Patient context;
    EXPECT_TRUE(As<v1::LedgerService>(client)->GetCheckpoint(&context, request, &response).ok());
    const auto key = VerifyingKey::FromFile(hall().Path("pki/ledger_pub.pem"));
    EXPECT_TRUE(key.ok()) << key.status();
    const auto checkpoint = OpenCheckpoint(response.note(), *key);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status() << "\n" << response.note();
    return checkpoint.ok() ? *checkpoint : Checkpoint{};
  }

  grpc::Status Prove(const v1::GetProofRequest& request, v1::GetProofResponse* response) {
    Patient context;
    return auditor().GetProof(&context, request, response);
  }

  grpc::Status Export(const v1::ExportEntriesRequest& request, std::vector<std::string>* lines) {
    Patient context;
    const auto stream = auditor().ExportEntries(&context, request);
    v1::ExportEntriesResponse response;
    while (stream->Read(&response))
      if (!response.line().empty()) lines->push_back(response.line());
    return stream->Finish();
  }

  v1::ExportEntriesRequest ExportRequest() {
    v1::ExportEntriesRequest request;
    request.set_request_id(NewId());
    request.set_reason("yearly audit");
    return request;
  }
};

std::vector<std::string> HashesOf(const v1::GetProofResponse& proof) {
  return {proof.hashes().begin(), proof.hashes().end()};
}

// The traveller of an entry's sealed bytes: docs/ledger.md, item 6.
std::string TravellerOf(const v1::LedgerEntry& entry) {
  const std::string head = "\x58\x20";
  return entry.sealed_bytes().substr(entry.sealed_bytes().find(head) + head.size(), 32);
}

TEST_F(CentreLedgerProofTest, ACheckpointIsSignedForAuditorsAndGatesAndStandsThroughARestart) {
  const Checkpoint checkpoint = CheckpointOf("KHORGOS");
  EXPECT_EQ(checkpoint.origin, "khorgos.test/ledger/KHORGOS");
  EXPECT_EQ(checkpoint.size, 10u);
  EXPECT_EQ(CheckpointOf("KHORGOS", "gate-1"), checkpoint);
  KillAndRestart();
  EXPECT_EQ(CheckpointOf("KHORGOS"), checkpoint);
}

TEST_F(CentreLedgerProofTest, EveryEntryIsProvedUnderTheCheckpoint) {
  const Checkpoint checkpoint = CheckpointOf("KHORGOS");
  for (const v1::LedgerEntry& entry : Entries()) {
    v1::GetProofRequest request;
    request.mutable_inclusion()->set_position(entry.position());
    request.mutable_inclusion()->set_tree_size(checkpoint.size);
    v1::GetProofResponse proof;
    ASSERT_TRUE(Prove(request, &proof).ok());
    EXPECT_TRUE(InclusionProofHolds(proof.leaf_index(), checkpoint.size, LeafHash(entry.sealed_bytes()),
                                    HashesOf(proof), checkpoint.root_hash));
  }
}

TEST_F(CentreLedgerProofTest, ALogIsProvedToHaveOnlyGrownSinceACheckpoint) {
  const Checkpoint old = CheckpointOf("KHORGOS");
  Decide(Crossing(77));
  const Checkpoint now = CheckpointOf("KHORGOS");
  ASSERT_EQ(now.size, old.size + 1);
  v1::GetProofRequest request;
  request.mutable_consistency()->set_log("KHORGOS");
  request.mutable_consistency()->set_old_size(old.size);
  request.mutable_consistency()->set_new_size(now.size);
  v1::GetProofResponse proof;
  ASSERT_TRUE(Prove(request, &proof).ok());
  EXPECT_TRUE(ConsistencyProofHolds(old.size, old.root_hash, now.size, now.root_hash, HashesOf(proof)));
}

TEST_F(CentreLedgerProofTest, AnExportIsAnEntryAndEveryLineOfItIsProved) {
  std::vector<std::string> lines;
  ASSERT_TRUE(Export(ExportRequest(), &lines).ok());
  ASSERT_EQ(lines.size(), 1 + kBookEntries + 11 + 1u) << "the export's own entry is in it";
  const Json header = Json::parse(lines.front());
  std::map<std::string, Checkpoint> checkpoints;
  for (const Json& note : header["checkpoints"]) {
    const auto checkpoint = ReadCheckpointUnchecked(note.get<std::string>());
    ASSERT_TRUE(checkpoint.ok());
    checkpoints[checkpoint->origin.substr(checkpoint->origin.rfind('/') + 1)] = *checkpoint;
  }
  ASSERT_EQ(checkpoints.size(), 2u);
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const Json line = Json::parse(lines[i]);
    const Checkpoint& checkpoint = checkpoints.at(line["log"]);
    std::vector<std::string> hashes;
    for (const Json& hash : line["proof"]) hashes.push_back(*FromBase64(hash.get<std::string>()));
    EXPECT_TRUE(InclusionProofHolds(line["leaf_index"], checkpoint.size,
                                    LeafHash(*FromBase64(line["sealed"].get<std::string>())), hashes,
                                    checkpoint.root_hash))
        << lines[i];
  }
  EXPECT_EQ(Entries().back().kind(), "RECORD_VIEWED");
}

TEST_F(CentreLedgerProofTest, LookingAtWhateverEntriesNeedsAReason) {
  std::vector<v1::ListEntriesRequest> questions(4);
  questions[1].set_traveller(TravellerOf(Entries().front()));
  questions[2].set_kind("HOLD_HIT");
  questions[3].set_log("KHORGOS");
  for (const v1::ListEntriesRequest& question : questions) {
    // Of neither and of one of the two, the id is asked for first.
    for (const auto& [request_id, reason] :
         {std::pair(std::string(), ""), std::pair(std::string(), "complaint 17"), std::pair(NewId(), "")}) {
      v1::ListEntriesRequest request = question;
      request.set_request_id(request_id);
      request.set_reason(reason);
      v1::ListEntriesResponse page;
      Patient context;
      const grpc::Status status = auditor().ListEntries(&context, request, &page);
      ASSERT_EQ(status.error_code(), INVALID_ARGUMENT) << request.ShortDebugString();
      EXPECT_EQ(InfoOf(status).metadata().at("field"), request_id.empty() ? "request_id" : "reason")
          << request.ShortDebugString();
      EXPECT_EQ(page.entries_size(), 0);
    }
  }
  for (const v1::LedgerEntry& entry : Entries()) EXPECT_NE(entry.kind(), "RECORD_VIEWED") << "nothing was shown";
}

TEST_F(CentreLedgerProofTest, ALookIsOneEntryWithAllItsPagesAndNotAmongWhatItShows) {
  v1::ListEntriesRequest look = NewLook();
  look.set_traveller(TravellerOf(Entries().front()));
  look.set_page_size(1);
  std::vector<std::string> kinds;
  std::string first_page;
  do {
    v1::ListEntriesResponse page;
    Patient context;
    const grpc::Status status = auditor().ListEntries(&context, look, &page);
    ASSERT_TRUE(status.ok()) << status.error_message();
    if (first_page.empty()) first_page = page.SerializeAsString();
    for (const v1::LedgerEntry& entry : page.entries()) kinds.push_back(entry.kind());
    look.set_page_token(page.next_page_token());
  } while (!look.page_token().empty());
  EXPECT_EQ(kinds, (std::vector<std::string>{"DECISION", "PASSAGE"}));

  v1::ListEntriesResponse again;
  Patient again_context;
  ASSERT_TRUE(auditor().ListEntries(&again_context, look, &again).ok());
  EXPECT_EQ(again.SerializeAsString(), first_page);
  look.set_reason("another");
  Patient other_context;
  EXPECT_EQ(InfoOf(auditor().ListEntries(&other_context, look, &again)).reason(), "REQUEST_ID_REUSED");

  std::vector<v1::LedgerEntry> entries = Entries();
  EXPECT_EQ(entries.back().kind(), "RECORD_VIEWED");
  EXPECT_EQ(entries.back().request_id(), look.request_id());
  EXPECT_EQ(std::count_if(entries.begin(), entries.end(),
                          [](const v1::LedgerEntry& entry) { return entry.kind() == "RECORD_VIEWED"; }),
            1);
}

TEST_F(CentreLedgerProofTest, EntriesAreListedByTime) {
  const auto entries = Entries();
  v1::ListEntriesRequest request = NewLook();
  *request.mutable_from() = entries[4].event_time();
  *request.mutable_to() = entries[8].event_time();
  v1::ListEntriesResponse page;
  Patient context;
  ASSERT_TRUE(auditor().ListEntries(&context, request, &page).ok());
  const Instant from = InstantFrom(request.from());
  const Instant to = InstantFrom(request.to());
  std::size_t expected = 0;
  for (const v1::LedgerEntry& entry : entries) {
    const Instant at = InstantFrom(entry.event_time());
    expected += at >= from && at < to ? 1 : 0;
  }
  EXPECT_EQ(static_cast<std::size_t>(page.entries_size()), expected);
  EXPECT_LT(expected, entries.size());
}

TEST_F(CentreLedgerProofTest, AnAlteredRowOfADerivedTableIsNamed) {
  {
    const auto connection = sqlite::Connection::Open(hall().Database(), sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    ASSERT_TRUE((*connection)->Run("UPDATE stay_records SET entry_day = entry_day - 1 WHERE entry_day > 0").ok());
    ASSERT_GT((*connection)->ChangedRows(), 0);
  }
  Patient context;
  const auto stream = auditor().VerifyLedger(&context, v1::VerifyLedgerRequest());
  v1::VerifyLedgerResponse last;
  int messages = 0;
  while (stream->Read(&last)) ++messages;
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_GT(messages, 2);
  EXPECT_TRUE(last.complete());
  EXPECT_EQ(last.first_difference().rfind("table stay_records: ", 0), 0u) << last.first_difference();
  EXPECT_EQ(last.first_difference_position(), 0u);
}

TEST_F(CentreLedgerProofTest, WhatCannotBeProvedIsSaid) {
  v1::GetProofResponse proof;
  v1::GetProofRequest request;
  EXPECT_EQ(Prove(request, &proof).error_code(), INVALID_ARGUMENT) << "no question";
  request.mutable_inclusion()->set_position(1000);
  EXPECT_EQ(Prove(request, &proof).error_code(), NOT_FOUND);
  request.mutable_inclusion()->set_position(1);
  request.mutable_inclusion()->set_tree_size(11);
  EXPECT_EQ(InfoOf(Prove(request, &proof)).metadata().at("field"), "inclusion.tree_size") << "the log is shorter";
  request.mutable_consistency()->set_log("khorgos");
  EXPECT_EQ(Prove(request, &proof).error_code(), INVALID_ARGUMENT) << "no name of a log";
  request.mutable_consistency()->set_log("KHORGOS");
  request.mutable_consistency()->set_old_size(11);
  EXPECT_EQ(Prove(request, &proof).error_code(), INVALID_ARGUMENT);
}

// Whoever mistypes a log is told so by every rpc, and takes no export of nothing for a whole one.
TEST_F(CentreLedgerProofTest, NoRpcTakesAMistypedLogForAnEmptyOne) {
  v1::ListEntriesRequest look = NewLook();
  look.set_log("KHORGAS");
  v1::ListEntriesResponse page;
  Patient context;
  EXPECT_EQ(InfoOf(auditor().ListEntries(&context, look, &page)).reason(), "NOT_FOUND");
  v1::ExportEntriesRequest taken = ExportRequest();
  taken.set_log("KHORGAS");
  std::vector<std::string> lines;
  EXPECT_EQ(InfoOf(Export(taken, &lines)).reason(), "NOT_FOUND");
  EXPECT_TRUE(lines.empty());
  v1::GetProofRequest question;
  question.mutable_consistency()->set_log("KHORGAS");
  v1::GetProofResponse proof;
  EXPECT_EQ(InfoOf(Prove(question, &proof)).reason(), "NOT_FOUND");
  for (const v1::LedgerEntry& entry : Entries()) EXPECT_NE(entry.kind(), "RECORD_VIEWED") << "nothing was shown";
}

TEST_F(CentreLedgerProofTest, OfficersGetNeitherCheckpointsNorExportsAndAnExportNeedsAReason) {
  Patient context;
  v1::GetCheckpointRequest request;
  request.set_log("KHORGOS");
  v1::GetCheckpointResponse response;
  EXPECT_EQ(As<v1::LedgerService>("officer-1")->GetCheckpoint(&context, request, &response).error_code(),
            PERMISSION_DENIED);
  Patient gate_context;
  const auto stream = As<v1::LedgerService>("gate-1")->ExportEntries(&gate_context, ExportRequest());
  v1::ExportEntriesResponse line;
  while (stream->Read(&line)) ADD_FAILURE() << "a line for a gate";
  EXPECT_EQ(stream->Finish().error_code(), PERMISSION_DENIED);

  v1::ExportEntriesRequest without = ExportRequest();
  without.clear_reason();
  std::vector<std::string> lines;
  EXPECT_EQ(Export(without, &lines).error_code(), INVALID_ARGUMENT);
  EXPECT_TRUE(lines.empty());
}

}  // namespace
}  // namespace clearance
