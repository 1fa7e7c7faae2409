// What the centre gives out to gates, whom to trust and which seals to believe: a real clearance-server with a folder
// of its own, clients over mTLS, and a gate in this process that follows it.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "common/base/bytes.h"
#include "common/wire/grpc_status.h"
#include "gate-agent/agent/gate.h"
#include "tests/integration/agent_fixture.h"
#include "tests/integration/centre_fixture.h"
#include "tests/integration/passport_at_gate.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {

class GivenOutTest : public testing::Test {
 protected:
  static constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
  static constexpr std::size_t kMaxFileBytes = 1 << 20;

  // `gate_tables`: further tables of the gate's configuration.
  explicit GivenOutTest(std::string gate_tables = "") : gate_tables_(std::move(gate_tables)) {}

  void SetUp() override {
    auto hall = Hall::Prepare({.folder = folder_.Path("."),
                               .bin = BinPath("."),
                               .source = std::filesystem::absolute(SourcePath(".")).string(),
                               .models = ""});
    ASSERT_TRUE(hall.ok()) << hall.status();
    hall_ = *std::move(hall);
  }

  void StartCentre() {
    const Status started = hall_->StartCentre();
    ASSERT_TRUE(started.ok()) << started << "\n" << *ReadFile(folder_.Path("centre.log"), kMaxFileBytes);
  }
  // What the gates know the centre by.
  VerifyingKey CentreKey() { return *VerifyingKey::FromFile(folder_.Path("pki/seal_pub.pem")); }

  // The exit code of `clearance-server --check-config`; what it says goes to check.log.
  int CheckConfig() {
    int exit_code = 0;
    const auto run =
        RunProcess({BinPath("clearance-server"), "--config", folder_.Path("server.toml"), "--check-config"},
                   folder_.Path("check.log"), exit_code);
    EXPECT_TRUE(run.ok()) << run.status();
    return exit_code;
  }
  std::string CheckLog() { return *ReadFile(folder_.Path("check.log"), kMaxFileBytes); }

  struct Got {
    grpc::Status status;
    bool current = false;
    std::string bytes;
    int pieces = 0;
  };
  // Everything of `rpc` for who knows `known`, piece by piece.
  template <typename Request, typename Response, typename Rpc>
  Got Get(Rpc rpc, const std::string& client, const std::string& known) {
    constexpr std::size_t kChunkBytes = 262'144;  // of fleet.proto
    const auto stub = v1::FleetService::NewStub(hall_->CentreAs(client));
    Patient context;
    Request request;
    request.set_known_sha256(known);
    const auto stream = ((*stub).*rpc)(&context, request);
    Got got;
    for (Response piece; stream->Read(&piece);) {
      EXPECT_LE(piece.chunk().size(), kChunkBytes);
      got.current = got.current || piece.current();
      got.bytes += piece.chunk();
      ++got.pieces;
    }
    got.status = stream->Finish();
    return got;
  }

  // The only ones who get it are gates, and they for a well-formed question.
  void ExpectForGatesAlone(const std::function<Got(const std::string& client, const std::string& known)>& get) {
    for (const std::string client : {"officer-1", "supervisor-1", "auditor-1", "booking-1"})
      EXPECT_EQ(get(client, "").status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << client;
    for (const std::string& known :
         {std::string("abc"), std::string(64, 'A'), std::string(65, 'a'), std::string(64, ' ')})
      EXPECT_EQ(FieldOf(FromGrpcStatus(get("gate-1", known).status)), "known_sha256") << known;
  }

  void StartGate() {
    gate_.reset();
    std::string text =
        "level = \"no_biometrics\"\n" + GateConfigText(hall_->CentreAddress(), kShortWaits + gate_tables_);
    const std::string other = PkiFolder();
    for (std::size_t at = 0; (at = text.find(other, at)) != std::string::npos;)
      text.replace(at, other.size(), folder_.Path("pki"));
    const auto config = ParseAgentConfig(text, gate_folder_.Path("gate-1.toml"));
    ASSERT_TRUE(config.ok()) << config.status();
    auto gate = Gate::Start(*config);
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
  }

  // What travellers are told, one after the other, until it is otherwise than `word` or the patience is over.
  static std::string ToldOtherThan(const std::string& word, const std::function<std::string()>& tell) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::string told = tell();
    while (told == word && std::chrono::steady_clock::now() < give_up) told = tell();
    return told;
  }

  const TemporaryFolder folder_;
  const TemporaryFolder gate_folder_;
  std::unique_ptr<Hall> hall_;
  std::unique_ptr<Gate> gate_;

 private:
  const std::string gate_tables_;
};

}  // namespace clearance
