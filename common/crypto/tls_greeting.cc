#include "common/crypto/tls_greeting.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "common/base/error_reasons.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

using SslContext = std::unique_ptr<SSL_CTX, openssl::Free<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, openssl::Free<SSL_free>>;

// What gRPC speaks, as ALPN writes it (RFC 7301).
constexpr unsigned char kHttp2[] = {2, 'h', '2'};
constexpr char kNotHttp2[] = "speaks TLS, but not HTTP/2";

// Of what went wrong last, if OpenSSL tells. Nothing of it is left for the next who asks.
std::string TakeLastWords() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const char* words = ERR_reason_error_string(error);
  return words == nullptr ? "for no reason it tells" : words;
}

Status Unusable(const std::string& what) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable, what + ": " + TakeLastWords());
}

bool ExpectName(SSL* ssl, const std::string& name) {
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1) return true;
  return SSL_set1_host(ssl, name.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

}  // namespace

struct TlsGreeting::Session {
  SslContext context{SSL_CTX_new(TLS_client_method())};
  Ssl ssl;
  // The session's own.
  BIO* received = nullptr;
  BIO* to_send = nullptr;

  Status Load(const TlsClientFiles& files) const {
    SSL_CTX* all = context.get();
    SSL_CTX_set_default_passwd_cb(all, openssl::NoPassPhrase);
    SSL_CTX_set_verify(all, SSL_VERIFY_PEER, nullptr);
    if (SSL_CTX_load_verify_file(all, files.ca.c_str()) != 1) return Unusable(files.ca);
    if (SSL_CTX_use_certificate_chain_file(all, files.certificate.c_str()) != 1) return Unusable(files.certificate);
    if (SSL_CTX_use_PrivateKey_file(all, files.private_key.c_str(), SSL_FILETYPE_PEM) != 1)
      return Unusable(files.private_key);
    return OkStatus();
  }

  Status Open(const std::string& server_name) {
    ssl.reset(SSL_new(context.get()));
    CHECK(ssl != nullptr);
    if (!ExpectName(ssl.get(), server_name)) return Unusable(server_name);
    SSL_set_alpn_protos(ssl.get(), kHttp2, sizeof kHttp2);
    SSL_set_connect_state(ssl.get());
    received = BIO_new(BIO_s_mem());
    to_send = BIO_new(BIO_s_mem());
    CHECK(received != nullptr && to_send != nullptr);
    SSL_set_bio(ssl.get(), received, to_send);
    return OkStatus();
  }
};

TlsGreeting::TlsGreeting(std::unique_ptr<Session> session) : session_(std::move(session)) {}
TlsGreeting::TlsGreeting(TlsGreeting&&) noexcept = default;
TlsGreeting::~TlsGreeting() = default;

StatusOr<TlsGreeting> TlsGreeting::Begin(const TlsClientFiles& files, const std::string& server_name) {
  ERR_clear_error();
  auto session = std::make_unique<Session>();
  CHECK(session->context != nullptr);
  RETURN_IF_ERROR(session->Load(files));
  RETURN_IF_ERROR(session->Open(server_name));
  TlsGreeting greeting(std::move(session));
  greeting.Advance();
  return greeting;
}

std::string TlsGreeting::TakeOutput() {
  std::string output = openssl::ContentOf(session_->to_send);
  BIO_reset(session_->to_send);
  return output;
}

void TlsGreeting::Take(std::string_view received) {
  if (end_) return;
  if (received.empty())
    ended_ = true;
  else
    heard_ = BIO_write(session_->received, received.data(), static_cast<int>(received.size())) > 0;
  Advance();
}

// To look at what the server says first is to finish the handshake before: of TLS 1.3 a client has its part behind it
// before the server has seen its certificate.
void TlsGreeting::Advance() {
  ERR_clear_error();
  char first = 0;
  const int got = SSL_peek(session_->ssl.get(), &first, 1);
  if (SpeaksOtherProtocol()) {
    end_ = {TlsGreeted::kOtherProtocol, kNotHttp2};
  } else if (got > 0) {
    end_ = {TlsGreeted::kWell, "takes this client"};
  } else if (SSL_get_error(session_->ssl.get(), got) != SSL_ERROR_WANT_READ) {
    end_ = EndOfError();
  } else if (ended_) {
    end_ = EndOfConnection();
  }
  ERR_clear_error();
}

// A server that knows nothing of ALPN waits for its client to speak first.
bool TlsGreeting::SpeaksOtherProtocol() const {
  if (SSL_is_init_finished(session_->ssl.get()) == 0) return false;
  const unsigned char* selected = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(session_->ssl.get(), &selected, &size);
  return size == 0;  // what it selects can only be what was offered
}

TlsGreetingEnd TlsGreeting::EndOfError() const {
  const unsigned long error = ERR_peek_last_error();
  const long verified = SSL_get_verify_result(session_->ssl.get());
  if (verified == X509_V_ERR_HOSTNAME_MISMATCH || verified == X509_V_ERR_IP_ADDRESS_MISMATCH)
    return {TlsGreeted::kOtherName, X509_verify_cert_error_string(verified)};
  if (verified != X509_V_OK) return {TlsGreeted::kUntrusted, X509_verify_cert_error_string(verified)};
  if (ERR_GET_REASON(error) == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)
    return {TlsGreeted::kOtherProtocol, kNotHttp2};
  if (ERR_GET_REASON(error) >= SSL_AD_REASON_OFFSET) return {TlsGreeted::kTurnedAway, TakeLastWords()};
  // It said in TLS that it says no more.
  if (error == 0) return EndOfConnection();
  return {TlsGreeted::kWithoutTls, TakeLastWords()};
}

TlsGreetingEnd TlsGreeting::EndOfConnection() const {
  if (!heard_) return {TlsGreeted::kWithoutTls, "ends the connection without a word of TLS"};
  return {TlsGreeted::kTurnedAway, "ends the connection after the handshake"};
}

}  // namespace clearance
