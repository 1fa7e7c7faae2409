// A centre's address and what is needed to speak to it over mutual TLS.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

struct CentreToAsk {
  std::string address;
  std::string name;  // in its certificate, where it is not the host of the address
  std::string ca;
  std::string certificate;
  std::string private_key;
  // How errors name the three files: by options, or by keys of a configuration.
  std::string_view ca_name = "--ca";
  std::string_view certificate_name = "--certificate";
  std::string_view private_key_name = "--private-key";
};

// Connects when it is first used. FILE_UNREADABLE.
StatusOr<std::shared_ptr<grpc::Channel>> ChannelTo(const CentreToAsk& centre);

}  // namespace clearance
