#include "services/clearctl/lane_commands.h"

#include <CLI/CLI.hpp>

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/wire/proto_enum.h"
#include "services/clearctl/two_person_command.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(One officer takes a lane to a level at which people do more (from FULL or NO_SCREENING to NO_BIOMETRICS or DOCUMENT_ONLY,
from any to MANUAL); it holds from the next crossing on. Any other level takes two officers.
Example; --centre, --ca, --certificate and --private-key stand with it:
  clearctl lane level --port KHORGOS --lane gate-1/a --level MANUAL --ground "the scanner smokes"
)";

struct LevelArguments {
  TwoPersonArguments call;
  std::string port;
  std::string lane;
  std::string level;
};

int RunLevel(const LevelArguments& arguments) {
  v1::SetServiceLevelRequest request;
  request.set_port(arguments.port);
  request.set_lane_id(arguments.lane);
  if (const auto level = ParseServiceLevel(arguments.level)) request.set_level(ToProtoEnum(*level));
  request.set_ground(arguments.call.ground);
  request.set_proposal_request_id(arguments.call.confirms);
  return AskTwoPersonCall(
      arguments.call, [&](const std::shared_ptr<grpc::Channel>& centre, grpc::ClientContext& context,
                          const std::string& request_id, std::uint64_t& position) {
        request.set_request_id(request_id);
        v1::SetServiceLevelResponse response;
        const grpc::Status status = v1::FleetService::NewStub(centre)->SetServiceLevel(&context, request, &response);
        position = response.position();
        return status;
      });
}

}  // namespace

struct LaneCommands::Commands {
  CLI::App* level = nullptr;
  LevelArguments arguments;
};

LaneCommands::LaneCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  LevelArguments& arguments = commands_->arguments;
  CLI::App* lane = app.add_subcommand("lane", "The lanes, by officers of a running centre");
  lane->require_subcommand(1);
  commands_->level = lane->add_subcommand("level", "Order the service level a lane is to work at");
  commands_->level->footer(kFooter);
  commands_->level->add_option("--port", arguments.port, "The lane's port")->required();
  commands_->level->add_option("--lane", arguments.lane, "Which lane, as gate-1/a")->required();
  commands_->level->add_option("--level", arguments.level, "The level it is to work at")
      ->required()
      ->check(CLI::IsMember({"FULL", "NO_SCREENING", "NO_BIOMETRICS", "DOCUMENT_ONLY", "MANUAL"}));
  AddTwoPersonOptions(*commands_->level, arguments.call);
}

LaneCommands::~LaneCommands() = default;

std::optional<int> LaneCommands::Run() const {
  if (commands_->level->parsed()) return RunLevel(commands_->arguments);
  return std::nullopt;
}

}  // namespace clearance
