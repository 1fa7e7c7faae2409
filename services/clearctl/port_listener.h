// Which process listens at an address of this machine, as /proc tells it. Looks and changes nothing.
#pragma once

#include <string>

namespace clearance {

enum class Listener {
  kHolder,   // a process that has the asked file open
  kAnother,  // a process that has not
  kUnseen,   // nobody who can be seen from here: it takes root, or the user of that process
};

struct PortListener {
  Listener who = Listener::kUnseen;
  std::string process{};  // "gate-agent, pid 4242", of another; its name is that process's own word
};

// Who listens at `address` ("127.0.0.1:7443", one that ParseAddress takes), or at all addresses of its port; among
// several the holder of `file`, which need not be there.
PortListener ListenerAt(const std::string& address, const std::string& file);

}  // namespace clearance
