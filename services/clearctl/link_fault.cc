#include "services/clearctl/link_fault.h"

#include <cstring>

#include "common/base/address.h"
#include "common/base/resolved_address.h"
#include "common/base/timed_connection.h"
#include "common/crypto/tls_greeting.h"

namespace clearance {
namespace {

std::string TodoOf(TlsGreeted greeted) {
  switch (greeted) {
    case TlsGreeted::kWell:
      break;
    case TlsGreeted::kWithoutTls:
      return "mend centre.address: what listens there does not speak TLS";
    case TlsGreeted::kUntrusted:
      return "see that tls.ca is the authority of the centre's certificate, and that this has not expired";
    case TlsGreeted::kOtherName:
      return "give centre.name as the centre's certificate has it, or mend centre.address";
    case TlsGreeted::kOtherProtocol:
      return "mend centre.address: what listens there is no centre";
    case TlsGreeted::kTurnedAway:
      return "see that this gate's tls.certificate has not expired, and that the centre's tls.client_ca is its "
             "authority";
  }
  return "";
}

// Nothing when patience ended before it did.
std::optional<TlsGreetingEnd> Greet(TimedConnection& connection, TlsGreeting greeting) {
  while (!greeting.end()) {
    // That it takes no more is heard when it is listened to.
    connection.Send(greeting.TakeOutput());
    const auto received = connection.Receive();
    if (!received) return std::nullopt;
    greeting.Take(*received);
  }
  return greeting.end();
}

}  // namespace

std::optional<LinkFault> FindLinkFault(const CentreToAsk& centre, Duration patience) {
  const HostPort address = ParseAddress(centre.address).value_or(HostPort{});
  const ResolvedAddresses to = ResolveAddress(address);
  if (to == nullptr)
    return {{"its name cannot be resolved", "mend centre.address, or see that this machine can resolve its name"}};
  TimedConnection connection(patience);
  if (const int problem = connection.ConnectToAny(*to))
    return {{std::strerror(problem), "see that the centre runs and listens there, or mend centre.address"}};
  auto greeting = TlsGreeting::Begin({centre.ca, centre.certificate, centre.private_key},
                                     centre.name.empty() ? address.host : centre.name);
  if (!greeting.ok()) return {{MessageOf(greeting.status()), "mend that file; nothing else was asked"}};
  const auto end = Greet(connection, *std::move(greeting));
  if (!end)
    return {{"is connected and says nothing", "see that the centre is well, and that what listens there is one"}};
  if (end->greeted == TlsGreeted::kWell) return std::nullopt;
  return {{end->words, TodoOf(end->greeted)}};
}

}  // namespace clearance
