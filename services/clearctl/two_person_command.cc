#include "services/clearctl/two_person_command.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/wire/grpc_status.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{20};

// These do not say whether it was done.
bool LeavesOpen(StatusCode code) {
  return code == StatusCode::kUnavailable || code == StatusCode::kDeadlineExceeded || code == StatusCode::kAborted;
}

}  // namespace

void AddTwoPersonOptions(CLI::App& command, TwoPersonArguments& arguments) {
  command.add_option("--centre", arguments.centre.address, "The centre's address, host:port")->required();
  command.add_option("--ca", arguments.centre.ca, "The certificate of the site's authority")->required();
  command.add_option("--certificate", arguments.centre.certificate, "The officer's own certificate")->required();
  command.add_option("--private-key", arguments.centre.private_key, "Its key")->required();
  command.add_option("--centre-name", arguments.centre.name,
                     "The name in the centre's certificate, where it is not the host of --centre");
  command.add_option("--ground", arguments.ground, "Why; up to 200 characters, sealed for ever: no personal data")
      ->required();
  command.add_option("--confirms", arguments.confirms, "The id another officer's proposal was given");
  command.add_option("--request-id", arguments.request_id,
                     "The id of this very command, given again after an answer that was lost");
  command.footer(command.get_footer() + kTwoPersonsFooter);
}

int AskTwoPersonCall(const TwoPersonArguments& arguments, const SendToCentre& send) {
  SystemRandom random;
  const std::string request_id = arguments.request_id.empty() ? NewUuid(random) : arguments.request_id;
  const auto channel = ChannelTo(arguments.centre);
  if (!channel.ok()) return Fail(channel.status());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  std::uint64_t position = 0;
  const Status status = FromGrpcStatus(send(*channel, context, request_id, position));
  if (!status.ok()) {
    const int failed = Fail(status);
    if (LeavesOpen(status.code()))
      std::cerr << "clearctl: whether it was done is not known; give the same command with --request-id " << request_id
                << "\n";
    return failed;
  }
  if (position == 0) {
    std::cout << "proposed: " << request_id << "\n"
              << "nothing has changed yet; another officer gives the same command with --confirms " << request_id
              << "\n";
  } else {
    std::cout << "done: entry " << position << "\n";
  }
  return 0;
}

}  // namespace clearance
