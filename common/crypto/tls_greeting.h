// How far a TLS client gets with a server, and at which step it ends: a certificate that is not trusted and a server
// that wants another client look alike to who only sees a connection fail.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

enum class TlsGreeted {
  kWell,           // the handshake is over, and the server has spoken: it takes this client
  kWithoutTls,     // what answers is no TLS
  kUntrusted,      // the server's certificate is not one of the authority
  kOtherName,      // it is, and for another name
  kOtherProtocol,  // it does not speak HTTP/2 over TLS
  kTurnedAway,     // the server ended it: it does not take this client's certificate
};

struct TlsGreetingEnd {
  TlsGreeted greeted = TlsGreeted::kWell;
  std::string words;  // what happened, in a clause: OpenSSL's words where there are some
};

struct TlsClientFiles {
  std::string ca;
  std::string certificate;
  std::string private_key;
};

// Has no socket: what it wants to send and what has come pass through its caller's hands. Sends nothing but the
// handshake. Not thread-safe.
class TlsGreeting {
 public:
  // `server_name`: a DNS name or an IP address, which the server's certificate must be for. FAILED_PRECONDITION
  // (CERTIFICATE_UNUSABLE) when OpenSSL cannot use the files.
  static StatusOr<TlsGreeting> Begin(const TlsClientFiles& files, const std::string& server_name);

  // What is to be sent now; taken with that.
  std::string TakeOutput();
  // What the server sent; empty: it has ended the connection.
  void Take(std::string_view received);
  // Nothing while it is under way.
  const std::optional<TlsGreetingEnd>& end() const { return end_; }

  TlsGreeting(TlsGreeting&&) noexcept;
  ~TlsGreeting();

 private:
  struct Session;
  explicit TlsGreeting(std::unique_ptr<Session> session);
  void Advance();
  bool SpeaksOtherProtocol() const;
  TlsGreetingEnd EndOfError() const;
  TlsGreetingEnd EndOfConnection() const;

  std::unique_ptr<Session> session_;
  bool heard_ = false;
  bool ended_ = false;
  std::optional<TlsGreetingEnd> end_;
};

}  // namespace clearance
