#include "common/crypto/tls_chain.h"

#include <openssl/x509_vfy.h>

#include <vector>

#include "common/base/error_reasons.h"
#include "common/crypto/openssl_objects.h"
#include "common/crypto/pem_certificates.h"

namespace clearance {
namespace {

using Store = std::unique_ptr<X509_STORE, openssl::Free<X509_STORE_free>>;
using Context = std::unique_ptr<X509_STORE_CTX, openssl::Free<X509_STORE_CTX_free>>;

Status Unusable(std::string_view why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable, why);
}

}  // namespace

Status CheckTlsChain(std::string_view chain_pem, std::string_view ca_pem, Instant at) {
  const std::vector<openssl::Certificate> chain = openssl::CertificatesIn(chain_pem).read;
  if (chain.empty()) return Unusable("no certificate can be read");
  const Store store(X509_STORE_new());
  for (const openssl::Certificate& authority : openssl::CertificatesIn(ca_pem).read)
    X509_STORE_add_cert(store.get(), authority.get());
  STACK_OF(X509)* between = sk_X509_new_null();
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(between, chain[i].get());
  const Context context(X509_STORE_CTX_new());
  int verified = X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), between);
  if (verified == 1) {
    X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()), ToUnixMs(at) / 1000);
    verified = X509_verify_cert(context.get());
  }
  const int error = X509_STORE_CTX_get_error(context.get());
  sk_X509_free(between);
  ERR_clear_error();
  if (verified == 1) return OkStatus();
  return Unusable(X509_verify_cert_error_string(error));
}

}  // namespace clearance
