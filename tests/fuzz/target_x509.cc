// Certificates, revocation lists and keys: what was read lies inside what was given, the same bytes read the same
// again, a name is shown as bounded UTF-8, a key is a point of a curve we know, and nothing random verifies.
#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/text.h"
#include "common/crypto/x509_certificate.h"
#include "common/crypto/x509_crl.h"
#include "tests/fuzz/targets.h"
#include "tests/support/der.h"

namespace clearance {
namespace {

using der::Algorithm;
using der::Extension;
using der::Integer;
using der::Octets;
using der::Oid;
using der::Sequence;
using der::Set;
using der::Tagged;

constexpr std::size_t kMaxNameTextBytes = 600;

// P-256 (SEC 2 §2.4.2).
const std::string kP = *FromHex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
const std::string kA = *FromHex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
const std::string kB = *FromHex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
const std::string kG = *FromHex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ece"
    "cbb6406837bf51f5");
const std::string kN = *FromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

std::string KeyInfo(bool written_out) {
  const std::string curve =
      Sequence(Integer("\x01") + Sequence(Oid("1.2.840.10045.1.1") + der::Positive(kP)) +
               Sequence(Octets(kA) + Octets(kB)) + Octets(kG) + der::Positive(kN) + Integer("\x01"));
  return Sequence(Algorithm("1.2.840.10045.2.1", written_out ? curve : Oid("1.2.840.10045.3.1.7")) + der::Bits(kG));
}

std::string RsaInfo() {
  std::string modulus(129, '\xC3');
  modulus[0] = '\0';
  return Sequence(Algorithm("1.2.840.113549.1.1.10") + der::Bits(Sequence(Integer(modulus) + Integer("\x03"))));
}

std::string Name() {
  return Sequence(Set(Sequence(Oid("2.5.4.6") + BerElementOf(ber::kPrintableString, "KZ"))) +
                  Set(Sequence(Oid("2.5.4.3") + BerElementOf(ber::kUtf8String, "CSCA \xD2\x9A"))));
}

std::string Times() {
  return BerElementOf(ber::kUtcTime, "260101000000Z") + BerElementOf(ber::kGeneralizedTime, "20510101000000Z");
}

std::string Signed(const std::string& to_be_signed) {
  return Sequence(Sequence(to_be_signed) + Algorithm("1.2.840.10045.4.3.2") +
                  der::Bits(Sequence(Integer("\x01") + Integer("\x02"))));
}

std::string CertificateOf(const std::string& key) {
  const std::string extensions =
      Extension("2.5.29.14", false, Octets("ski")) +
      Extension("2.5.29.35", false, Sequence(BerElementOf(ber::Context(0), "aki"))) +
      Extension("2.5.29.15", true, BerElementOf(ber::kBitString, "\x01\x06")) +
      Extension("2.5.29.16", false, Sequence(BerElementOf(ber::Context(1), "20260401000000Z"))) +
      Extension("2.5.29.19", true, Sequence("\x01\x01\xFF")) + Extension("2.5.29.37", true, Sequence(Oid("1.2.3"))) +
      Extension("2.23.136.1.1.6.2", false, Sequence(Integer("\x01") + Set(BerElementOf(ber::kPrintableString, "P"))));
  return Signed(Tagged(0, Integer("\x02")) + Integer("\xFF\x01") + Algorithm("1.2.840.10045.4.3.2") + Name() +
                Sequence(Times()) + Name() + key + Tagged(3, Sequence(extensions)));
}

std::string CrlOf() {
  const std::string entry = Sequence(Integer("\xFF\x01") + BerElementOf(ber::kUtcTime, "260102030405Z") +
                                     Sequence(Extension("2.5.29.21", false, "\x0A\x01\x01")));
  return Signed(Integer("\x01") + Algorithm("1.2.840.10045.4.3.2") + Name() + Times() + Sequence(entry) +
                Tagged(0, Sequence(Extension("2.5.29.35", false, Sequence(BerElementOf(ber::Context(0), "aki"))))));
}

void CheckKey(std::string_view info) {
  const auto key = PublicKey::FromInfo(info);
  if (!key.ok()) return;
  CHECK(key->bits() > 0);
  CHECK(key->curve().empty() == (key->kind() == KeyKind::kRsa));
  const SignatureScheme scheme{.kind = key->kind() == KeyKind::kRsa ? SignatureKind::kRsaPss : SignatureKind::kEcdsa};
  CHECK(!key->Verify(scheme, "message", info));
  if (key->kind() == KeyKind::kRsa) return;
  const auto again = key->WithPoint(key->point());
  CHECK(again.ok() && again->point() == key->point());
}

void CheckCertificate(std::string_view input) {
  const auto certificate = X509Certificate::FromPemOrDer(input);
  if (!certificate.ok()) {
    CHECK(certificate.status().code() == StatusCode::kInvalidArgument);
    return;
  }
  const auto inside = [&](std::string_view part) {
    return part.data() >= certificate->der().data() &&
           part.data() + part.size() <= certificate->der().data() + certificate->der().size();
  };
  CHECK(inside(certificate->to_be_signed()) && inside(certificate->signature()) && inside(certificate->serial()));
  CHECK(inside(certificate->issuer()) && inside(certificate->subject()) && !certificate->serial().empty());
  const std::string text = certificate->SubjectText();
  CHECK(IsUtf8(text) && text.size() <= kMaxNameTextBytes);
  CHECK(certificate->country().size() <= 3);
  const auto again = X509Certificate::FromDer(std::string(certificate->der()));
  CHECK(again.ok() && again->serial() == certificate->serial());
  CheckKey(certificate->subject_public_key_info());
}

void CheckCrl(std::string_view input) {
  const auto crl = X509Crl::FromPemOrDer(input);
  if (!crl.ok()) return;
  CHECK(crl->size() <= input.size());
  const RevokedCertificate* found = crl->Find("\xFF\x01");
  CHECK(found == nullptr || (found->serial == "\xFF\x01" && found->reason >= 0 && found->reason <= 10));
  static const PublicKey key = PublicKey::FromInfo(KeyInfo(false)).value();
  const auto verified = crl->IsSignedBy(key);
  CHECK(!verified.ok() || !*verified);
}

void Run(std::string_view input) {
  CheckCertificate(input);
  CheckCrl(input);
  CheckKey(input);
}

std::vector<std::string> Seeds() {
  const std::vector<std::string> seeds = {CertificateOf(KeyInfo(false)),
                                          CertificateOf(KeyInfo(true)),
                                          CertificateOf(RsaInfo()),
                                          CrlOf(),
                                          KeyInfo(true),
                                          RsaInfo()};
  for (std::size_t i = 0; i < 3; ++i) CHECK(X509Certificate::FromDer(seeds[i]).value().Key().ok());
  CHECK(X509Crl::FromDer(seeds[3]).value().Find("\xFF\x01") != nullptr);
  return seeds;
}

}  // namespace

FuzzTarget X509Target() { return {"x509", Run, Seeds}; }

}  // namespace clearance
