// Signed messages: what was read lies inside the message, sets stay within their bounds, every signer gets a verdict,
// and no message made by chance has a good signature.
#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/crypto/cms.h"
#include "tests/fuzz/targets.h"
#include "tests/support/der.h"
#include "tests/support/oids.h"

namespace clearance {
namespace {

using der::Algorithm;
using der::Integer;
using der::Octets;
using der::Oid;
using der::Sequence;
using der::Set;
using der::Tagged;

// The base point of P-256 (SEC 2 §2.4.2) as a key.
const PublicKey& Key() {
  static const PublicKey key =
      PublicKey::FromInfo(
          Sequence(
              Algorithm("1.2.840.10045.2.1", Oid("1.2.840.10045.3.1.7")) +
              der::Bits(*FromHex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8e"
                                 "e7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"))))
          .value();
  return key;
}

std::string Attribute(std::string_view oid, std::string_view value) { return Sequence(Oid(oid) + Set(value)); }

std::string MessageOf(std::string_view content, const std::string& signer_id) {
  constexpr std::string_view kLds = "2.23.136.1.1.1";
  const std::string digest = Algorithm(OidOf(DigestAlgorithm::kSha256));
  const std::string attributes =
      Attribute("1.2.840.113549.1.9.3", Oid(kLds)) +
      Attribute("1.2.840.113549.1.9.4", Octets(Digest(DigestAlgorithm::kSha256, "content"))) +
      Attribute("1.2.840.113549.1.9.5", BerElementOf(ber::kUtcTime, "260102030405Z"));
  const std::string signer =
      Sequence(Integer("\x01") + signer_id + digest + Tagged(0, attributes) + Algorithm("1.2.840.10045.4.3.2") +
               Octets(Sequence(Integer("\x01") + Integer("\x02"))));
  return Sequence(Oid(kSignedDataOid) +
                  Tagged(0, Sequence(Integer("\x03") + Set(digest) + Sequence(Oid(kLds) + std::string(content)) +
                                     Tagged(0, Sequence("")) + Tagged(1, Sequence("")) + Set(signer))));
}

void Run(std::string_view input) {
  const auto message = ReadCmsMessage(std::string(input));
  if (!message.ok()) {
    CHECK(message.status().code() == StatusCode::kInvalidArgument);
    return;
  }
  const auto inside = [&](std::string_view part) {
    return part.empty() || (part.data() >= message->bytes->data() &&
                            part.data() + part.size() <= message->bytes->data() + message->bytes->size());
  };
  CHECK(*message->bytes == input);
  CHECK(message->content.size() <= input.size() && (message->has_content || message->content.empty()));
  CHECK(message->signers.size() <= kMaxCmsSigners && message->certificates.size() <= kMaxCmsCertificates);
  for (const std::string_view certificate : message->certificates) CHECK(inside(certificate));
  for (const CmsSigner& signer : message->signers) {
    CHECK(inside(signer.issuer) && inside(signer.serial) && inside(signer.signature));
    CHECK(inside(signer.signed_attributes) && inside(signer.message_digest.value_or("")));
    const CmsVerdict verdict = VerifyCmsSigner(*message, signer, Key());
    CHECK(verdict.signature != CmsSignature::kValid && !CmsSignatureName(verdict.signature).empty());
    CHECK(!FindSignerCertificate(*message, signer));
  }
}

std::vector<std::string> Seeds() {
  using namespace std::string_literals;
  const std::string by_name = Sequence(Sequence("") + Integer("\x05"));
  const std::string pieces = "\xA0\x80\x24\x80"s + Octets("con") + Octets("tent") + "\0\0\0\0"s;
  std::vector<std::string> seeds = {MessageOf(Tagged(0, Octets("content")), by_name), MessageOf(pieces, by_name),
                                    MessageOf(pieces, BerElementOf(ber::Context(0), "key"))};
  for (const std::string& seed : seeds) {
    const CmsMessage message = ReadCmsMessage(seed).value();
    CHECK(VerifyCmsSigner(message, message.signers[0], Key()).signature == CmsSignature::kWrong);
  }
  return seeds;
}

}  // namespace

FuzzTarget CmsTarget() { return {"cms", Run, Seeds}; }

}  // namespace clearance
