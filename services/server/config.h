// What clearance-server is told at start: one TOML file, read strictly. docs/clearance-server.example.toml explains it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/base/config_overrides.h"
#include "common/base/log.h"
#include "common/base/places_apart.h"
#include "common/base/status.h"
#include "services/booking/slots.h"
#include "services/server/seal_epochs.h"

namespace clearance {

struct ServerConfig {
  std::string file;                                // path of this configuration
  std::string listen;                              // "127.0.0.1:7443"; port 0 takes a free one
  std::string database;                            // path of the SQLite file
  std::string rule_book;                           // path of a rule book file; the one that ships when empty
  std::vector<std::string> rule_book_approved_by;  // the two persons who approved it; empty for the one that ships
  int worker_threads = 2;                          // for what follows a commit; at least 1
  LogLevel log_level = LogLevel::kInfo;
  std::string log_file;         // standard error when empty
  std::string admin_listen;     // where metrics and health are shown; empty: nowhere
  std::string version;          // of the program, not of the file: what it shows of itself
  std::string tls_certificate;  // PEM, with its chain
  std::string tls_private_key;
  std::string tls_client_ca;                 // whose client certificates are accepted
  std::string lookup_key;                    // file: 32 bytes in hexadecimal
  std::vector<SealEpochConfig> seal_epochs;  // the first is the one gates know the centre by
  std::string ledger_key;                    // file: Ed25519 private key, PEM; signs checkpoints
  std::string master_key;                    // file: 32 bytes in hexadecimal; wraps the keys of personal fields
  std::string ledger_site;  // begins the name of each log in checkpoints, e.g. "khorgos.example/ledger"
  std::map<std::string, std::string> port_of_gate;  // empty: any gate may be at any port
  std::string trust_folder;  // of country signing authorities, for the gates; empty: none is given out
  Duration booking_early{};  // a booking serves from so long before its slot
  Duration booking_late{};   // to so long after it
  BookingPolicy booking;
};

// Every key of the file may also stand in the environment, as CLEARANCE_SERVER__TLS__CERTIFICATE.
inline constexpr char kServerEnvironment[] = "CLEARANCE_SERVER";

// FILE_UNREADABLE, or CONFIG_INVALID "file:line: key: problem", or with the origin of an override in the place of file
// and line. Files it names are not opened. `values`, where given, gets what each key came to and from where.
StatusOr<ServerConfig> ReadServerConfig(const std::string& path, const std::vector<ConfigOverride>& overrides = {},
                                        std::vector<ConfigValue>* values = nullptr);

// What of it names a file or a folder, itself too; the database first of those that are written.
ConfiguredPlaces PlacesOf(const ServerConfig& config);

}  // namespace clearance
