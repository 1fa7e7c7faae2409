#include "services/clearctl/grpc_centre.h"

#include <grpcpp/grpcpp.h>

#include "common/base/address.h"
#include "common/base/secret_file.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxPemBytes = 1 << 20;

}  // namespace

StatusOr<std::shared_ptr<grpc::Channel>> ChannelTo(const CentreToAsk& centre) {
  if (!IsReachableAddress(centre.address))
    return InvalidField("--centre", "must be host:port, such as 127.0.0.1:7443, with a port of 1 to 65535");
  grpc::SslCredentialsOptions tls;
  ASSIGN_OR_RETURN(tls.pem_root_certs, OfSetting(centre.ca_name, ReadSecretFile(centre.ca, kMaxPemBytes)));
  ASSIGN_OR_RETURN(tls.pem_cert_chain,
                   OfSetting(centre.certificate_name, ReadSecretFile(centre.certificate, kMaxPemBytes)));
  ASSIGN_OR_RETURN(tls.pem_private_key,
                   OfSetting(centre.private_key_name, ReadSecretFile(centre.private_key, kMaxPemBytes)));
  grpc::ChannelArguments arguments;
  if (!centre.name.empty()) arguments.SetSslTargetNameOverride(centre.name);
  return grpc::CreateCustomChannel(centre.address, grpc::SslCredentials(tls), arguments);
}

}  // namespace clearance
