// Greetings of servers made here with OpenSSL, in memory: each ends at its own step.
#include "common/crypto/tls_greeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_certificate.h"

namespace clearance {
namespace {

using testing::HasSubstr;

struct ServerChoice {
  const TlsHolder* own;
  const TlsHolder* client_authority;
  int version = TLS1_3_VERSION;
  bool says_only_that_it_ends = false;
  std::string protocol = "h2";  // another: refuses whoever does not offer it; empty: knows nothing of ALPN
};

// Wants a client's certificate, and speaks first when it has one, as a server of HTTP/2 does.
class Server {
 public:
  explicit Server(const ServerChoice& choice) : choice_(choice) {
    SSL_CTX_use_certificate(context_.get(), choice.own->certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), choice.own->key.get());
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), choice.client_authority->certificate.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_max_proto_version(context_.get(), choice.version);
    SSL_CTX_set_alpn_select_cb(context_.get(), Select, const_cast<ServerChoice*>(&choice_));
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), received_, to_send_);
    SSL_set_accept_state(ssl_.get());
  }

  // What it answers; empty: it has ended the connection.
  std::string Answer(const std::string& said) {
    BIO_write(received_, said.data(), static_cast<int>(said.size()));
    if (SSL_do_handshake(ssl_.get()) == 1 && !spoken_) {
      spoken_ = choice_.says_only_that_it_ends || SSL_write(ssl_.get(), "settings", 8) == 8;
      if (choice_.says_only_that_it_ends) SSL_shutdown(ssl_.get());
    }
    ERR_clear_error();
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(to_send_, &bytes);
    const std::string answer(bytes, static_cast<std::size_t>(size));
    BIO_reset(to_send_);
    return answer;
  }
  // The name it was asked by; empty: none, as of an IP address (RFC 6066 §3).
  std::string AskedBy() const {
    const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
  }

 private:
  static int Select(SSL*, const unsigned char** selected, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void* choice) {
    const std::string& protocol = static_cast<const ServerChoice*>(choice)->protocol;
    if (protocol.empty()) return SSL_TLSEXT_ERR_NOACK;
    const std::string ours = std::string(1, static_cast<char>(protocol.size())) + protocol;
    unsigned char* found = nullptr;
    const int agreed = SSL_select_next_proto(&found, size, owned::Octets(std::string_view(ours)),
                                             static_cast<unsigned>(ours.size()), offered, offered_size);
    *selected = offered + 1;
    return agreed == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  const ServerChoice choice_;
  const std::unique_ptr<SSL_CTX, owned::Free<SSL_CTX_free>> context_{SSL_CTX_new(TLS_server_method())};
  std::unique_ptr<SSL, owned::Free<SSL_free>> ssl_;
  BIO* const received_ = BIO_new(BIO_s_mem());
  BIO* const to_send_ = BIO_new(BIO_s_mem());
  bool spoken_ = false;
};

class TlsGreetingTest : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& text) const {
    EXPECT_TRUE(WriteFile(folder_.Path(name), text).ok());
    return folder_.Path(name);
  }

  StatusOr<TlsGreeting> Begin(const std::string& name = "centre") {
    return TlsGreeting::Begin(
        {File("ca.pem", root_.Pem()), File("own.pem", client_.Pem()), File("own_key.pem", client_.KeyPem())}, name);
  }

  TlsGreetingEnd EndWith(const ServerChoice& choice, const std::string& name = "centre") {
    auto greeting = Begin(name).value();
    Server server(choice);
    while (!greeting.end()) greeting.Take(server.Answer(greeting.TakeOutput()));
    asked_by_ = server.AskedBy();
    EXPECT_EQ(ERR_peek_error(), 0UL) << "left for the next who asks OpenSSL what went wrong";
    return *greeting.end();
  }

  std::string asked_by_;
  const TemporaryFolder folder_;
  const TlsHolder root_ = MakeTlsHolder({.common_name = "root", .is_authority = true});
  const TlsHolder stranger_ = MakeTlsHolder({.common_name = "another", .is_authority = true});
  const TlsHolder server_ =
      MakeTlsHolder({.common_name = "centre", .names = "DNS:centre,IP:127.0.0.1", .issuer = &root_});
  const TlsHolder client_ = MakeTlsHolder({.common_name = "gate", .issuer = &root_});
};

TEST_F(TlsGreetingTest, AServerThatTakesTheClientIsGreeted) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const ServerChoice choice{.own = &server_, .client_authority = &root_, .version = version};
    EXPECT_EQ(EndWith(choice, "centre").greeted, TlsGreeted::kWell) << version;
    EXPECT_EQ(asked_by_, "centre");
    EXPECT_EQ(EndWith(choice, "127.0.0.1").greeted, TlsGreeted::kWell) << version;
    EXPECT_EQ(asked_by_, "");
  }
}

// It may wait for its client to speak first, or refuse it.
TEST_F(TlsGreetingTest, AServerMustSpeakHttp2) {
  for (const char* protocol : {"", "http/1.1"}) {
    const TlsGreetingEnd end = EndWith({.own = &server_, .client_authority = &root_, .protocol = protocol});
    EXPECT_EQ(end.greeted, TlsGreeted::kOtherProtocol) << protocol;
    EXPECT_EQ(end.words, "speaks TLS, but not HTTP/2");
  }
}

TEST_F(TlsGreetingTest, ItsCertificateMustBeForTheName) {
  const TlsGreetingEnd name = EndWith({.own = &server_, .client_authority = &root_}, "elsewhere");
  EXPECT_EQ(name.greeted, TlsGreeted::kOtherName);
  EXPECT_EQ(name.words, "hostname mismatch");
  const TlsGreetingEnd ip = EndWith({.own = &server_, .client_authority = &root_}, "127.0.0.2");
  EXPECT_EQ(ip.greeted, TlsGreeted::kOtherName);
  EXPECT_EQ(ip.words, "IP address mismatch");
}

TEST_F(TlsGreetingTest, ItsCertificateMustBeOfTheAuthorityAndOfNow) {
  const TlsHolder other = MakeTlsHolder({.common_name = "centre", .names = "DNS:centre", .issuer = &stranger_});
  EXPECT_EQ(EndWith({.own = &other, .client_authority = &root_}).greeted, TlsGreeted::kUntrusted);
  const std::time_t now = std::time(nullptr);
  const TlsHolder old =
      MakeTlsHolder({.names = "DNS:centre", .issuer = &root_, .not_before = now - 7'200, .not_after = now - 3'600});
  const TlsGreetingEnd end = EndWith({.own = &old, .client_authority = &root_});
  EXPECT_EQ(end.greeted, TlsGreeted::kUntrusted);
  EXPECT_EQ(end.words, "certificate has expired");
}

// Of TLS 1.3 the client's part is over before the server has seen its certificate.
TEST_F(TlsGreetingTest, AServerThatWantsAnotherClientTurnsItAway) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const TlsGreetingEnd end = EndWith({.own = &server_, .client_authority = &stranger_, .version = version});
    EXPECT_EQ(end.greeted, TlsGreeted::kTurnedAway) << version;
    EXPECT_THAT(end.words, HasSubstr("alert unknown ca")) << version;
  }
}

TEST_F(TlsGreetingTest, AServerThatSaysOnlyThatItEndsTurnsTheClientAway) {
  const TlsGreetingEnd end = EndWith({.own = &server_, .client_authority = &root_, .says_only_that_it_ends = true});
  EXPECT_EQ(end.greeted, TlsGreeted::kTurnedAway);
  EXPECT_EQ(end.words, "ends the connection after the handshake");
}

// gRPC's server closes the connection and sends no alert.
TEST_F(TlsGreetingTest, AnEndAfterItsHelloTurnsItAway) {
  auto greeting = Begin().value();
  Server server({.own = &server_, .client_authority = &root_});
  greeting.Take(server.Answer(greeting.TakeOutput()));
  EXPECT_FALSE(greeting.end());
  EXPECT_NE(greeting.TakeOutput(), "");
  EXPECT_EQ(greeting.TakeOutput(), "");
  greeting.Take("");
  ASSERT_TRUE(greeting.end());
  EXPECT_EQ(greeting.end()->greeted, TlsGreeted::kTurnedAway);
  EXPECT_EQ(greeting.end()->words, "ends the connection after the handshake");
  greeting.Take("what comes later");
  EXPECT_EQ(greeting.end()->greeted, TlsGreeted::kTurnedAway);
}

TEST_F(TlsGreetingTest, WhatIsNoTlsIsNone) {
  for (const std::string& said : {std::string(), std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string(64, '\0'),
                                  std::string("\0\0\x12\x04\0\0\0\0\0", 9) + std::string(18, 'x')}) {
    auto greeting = Begin().value();
    EXPECT_EQ(greeting.TakeOutput().substr(0, 2), "\x16\x03") << "a handshake of TLS";
    greeting.Take(said);
    ASSERT_TRUE(greeting.end()) << said;
    EXPECT_EQ(greeting.end()->greeted, TlsGreeted::kWithoutTls) << said;
    EXPECT_NE(greeting.end()->words, "") << said;
  }
}

TEST_F(TlsGreetingTest, FilesThatCannotBeUsedAreNamed) {
  const std::string ca = File("ca.pem", root_.Pem()), own = File("own.pem", client_.Pem());
  const std::string key = File("own_key.pem", client_.KeyPem()), text = File("text", "text");
  const std::string of_another = File("another_key.pem", server_.KeyPem());
  for (const auto& [files, named] :
       std::vector<std::pair<TlsClientFiles, std::string>>{{{text, own, key}, text},
                                                           {{ca, text, key}, text},
                                                           {{ca, own, text}, text},
                                                           {{ca, own, of_another}, of_another},
                                                           {{ca, "none", key}, "none"}}) {
    const Status status = TlsGreeting::Begin(files, "centre").status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << named;
    EXPECT_EQ(ReasonOf(status), error_reason::kCertificateUnusable);
    EXPECT_THAT(MessageOf(status), HasSubstr(named + ": "));
    EXPECT_EQ(ERR_peek_error(), 0UL);
  }
}

}  // namespace
}  // namespace clearance
