// Certificates and revocation lists of the development PKI: whatever ICAO Doc 9303-12 asks for, and whatever it
// forbids. Nothing is checked: who asks for a wrong certificate gets it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/instant.h"
#include "tests/support/pki_key.h"

namespace clearance {

// Noon of a day, UTC.
constexpr Instant PkiDay(int year, unsigned month, unsigned day) {
  return Instant(std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))) +
         std::chrono::hours(12);
}

// Bits of keyUsage (RFC 5280 §4.2.1.3) by their number.
enum class KeyUsage { kDigitalSignature = 0, kKeyCertSign = 5, kCrlSign = 6 };

inline constexpr std::string_view kMasterListSignerUsage = "2.23.136.1.1.3";

// What a certificate shall say. A key is given, never made in silence: RSA keys take long.
struct CertificateChoice {
  PkiKey key;
  std::optional<SignatureScheme> scheme{};  // with which this key signs; default: the key's own
  std::string country = "UT";
  std::string organization = "Development";
  std::string common_name = "CSCA";
  std::string serial{};  // INTEGER content as it shall stand; empty: eight octets that follow from the rest
  Instant not_before = PkiDay(2020, 1, 1);
  Instant not_after = PkiDay(2035, 1, 1);
  std::optional<Instant> key_used_from{};
  std::optional<Instant> key_used_until{};
  bool subject_key_identifier = true;
  std::optional<std::string> subject_key_identifier_octets{};  // others than the key's
  bool authority_key_identifier = true;
  bool basic_constraints = true;
  bool is_authority = false;
  std::optional<int> path_length{};
  std::optional<std::vector<KeyUsage>> key_usage{};  // nullopt: no such extension
  std::vector<std::string> extended_key_usage{};     // dotted
  std::vector<std::string> document_types{};         // DocumentTypeList, "P"
  std::vector<std::string> more_extensions{};        // whole Extensions
};

// What the three kinds of holder usually have.
CertificateChoice AuthorityChoice(PkiKey key, std::string country = "UT", std::string common_name = "CSCA");
CertificateChoice SignerChoice(PkiKey key, std::string country = "UT", std::string common_name = "DS");
CertificateChoice ListSignerChoice(PkiKey key, std::string country = "UT");

// A key and its certificate: a country signing authority, a document signer, a list signer. A value to be altered at
// will: `scheme`, `name` and the rest are what it signs and is named with from then on.
struct PkiHolder {
  PkiKey key;
  SignatureScheme scheme{};
  std::string certificate{};  // DER
  std::string name{};         // subject, whole Name
  std::string issuer_name{};  // whole Name
  std::string serial{};       // INTEGER content
  std::string key_identifier{};
  std::string country{};
};

PkiHolder SelfSigned(const CertificateChoice& choice);
PkiHolder IssuedBy(const PkiHolder& issuer, const CertificateChoice& choice);
// Link certificate: `newer`'s key and name, signed by `older` (Doc 9303-12 §4.1).
std::string LinkCertificate(const PkiHolder& older, const CertificateChoice& newer);
// The forger of CVE-2020-0601 for `trusted`: its name, its serial, its public point, and a private key of ours on an
// altered group. What it issues verifies for whoever takes the base point from the forger.
PkiHolder ForgerOf(const PkiHolder& trusted);

struct RevocationChoice {
  std::vector<std::string> serials{};  // INTEGER contents
  Instant this_update = PkiDay(2026, 10, 1);
  std::optional<Instant> next_update = PkiDay(2027, 10, 1);
  int reason = 1;  // keyCompromise; 0: not stated
  bool authority_key_identifier = true;
};
// A list in the name of `issuer`, signed by `signer`: usually the same.
std::string RevocationList(const PkiHolder& issuer, const RevocationChoice& choice);
std::string RevocationList(const PkiHolder& issuer, const PkiHolder& signer, const RevocationChoice& choice);

// Name with country (upper or lower case as given), organization and common name.
std::string PkiName(std::string_view country, std::string_view organization, std::string_view common_name);
std::string PkiExtension(std::string_view oid, std::string_view value, bool is_critical);
// SEQUENCE of what is signed, the algorithm, the signature.
std::string PkiSigned(const PkiKey& key, const SignatureScheme& scheme, std::string_view to_be_signed);
// PEM of a DER certificate ("CERTIFICATE") or list ("X509 CRL").
std::string PkiPem(std::string_view der, std::string_view label);

}  // namespace clearance
