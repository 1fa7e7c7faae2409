// VDS-NC and canonical JSON: what canonical JSON makes is its own canonical form, and says what the input said; a seal
// is judged the same in whatever text it comes, and none is valid but the one that was signed.
#include "common/base/canonical_json.h"
#include "common/base/check.h"
#include "common/document/vds_nc.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/trusted_certificate.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'795'305'600'000);

// Made once for these tests, valid 2020 to 2040: what the authority of trusted_certificate.h certified to sign proofs
// of vaccination, and a seal. Nobody has the keys any more.
constexpr char kSigner[] =
    "MIIBhDCCASqgAwIBAgIBAjAKBggqhkjOPQQDAjAhMQswCQYDVQQGEwJVVDESMBAGA1UEAwwJRnV6eiBDU0NBMB4XDTIwMDEwMTAw"
    "MDAwMFoXDTQwMDEwMTAwMDAwMFowIjELMAkGA1UEBhMCVVQxEzARBgNVBAMMCkZ1enogU2VhbHMwWTATBgcqhkjOPQIBBggqhkjO"
    "PQMBBwNCAARw8zJFrQr7o57iNVMOXO1F8x25hcaItN_r6yLc3kO2Cj4UVqU7DCfr7hmjWzTPDto6GdmzIxsx0Uz61aqqf4EYo1Iw"
    "UDAWBgdngQgBAQYCBAswCQIBADEEEwJOVjAVBgNVHSUBAf8ECzAJBgdngQgBAQ4CMB8GA1UdIwQYMBaAFAoMX461f-Z501o-ZpiM"
    "mejXZlVqMAoGCCqGSM49BAMCA0gAMEUCIQCHauIM0kXsNd9skBIxR0yxwp722IDSWEWjn2bb4H-JaQIgPHohjDoZJ38KxV-TfT4_"
    "szYSg3-3ZA6CIlXuqAJCSZg=";
constexpr char kSignature[] =
    "wG808yuruUTaTfFvyqmlyFuq0wPzLc4WbbNMCkRKV4UY5RETtQpGXnE39TU8MROB3IyuiylQ5HRKTyisH3CHKw==";
constexpr char kSigned[] =
    R"({"hdr":{"is":"UTO","t":"icao.vacc","v":1},"msg":{"pid":{"n":"SPECIMEN ERIKA"},"x":[1.5,null,true,"\u20ac"]}})";

std::string Seal() {
  return std::string(R"({"data":)") + kSigned + R"(,"sig":{"alg":"ES256","cer":")" + kSigner + R"(","sigvl":")" +
         kSignature + "\"}}";
}

const TrustStore& Trust() {
  static const TrustStore trust = [] {
    TrustStore one;
    CHECK(one.Add(X509Certificate::FromDer(TrustedCertificate()).value(), one.AddSource({})).ok());
    return one;
  }();
  return trust;
}

// The signed part of a text that is known to be a seal.
std::string DataOf(std::string_view json) {
  const auto members = CanonicalMembers(json).value();
  CHECK(!members.empty() && members.front().name == "data");
  return members.front().value;
}

void CheckVerdict(std::string_view json, const std::string& canonical) {
  const VdsNcVerdict verdict = VerifyVdsNc(json, &Trust(), kNow);
  if (json.size() <= kMaxVdsNcBytes && canonical.size() <= kMaxVdsNcBytes) {
    const VdsNcVerdict same = VerifyVdsNc(canonical, &Trust(), kNow);
    CHECK(same.result == verdict.result && same.problem == verdict.problem && same.signer == verdict.signer);
  }
  CHECK(verdict.problem.empty() == (verdict.result == VdsNcResult::kValid));
  CHECK(verdict.type.empty() == (verdict.result == VdsNcResult::kMalformed));
  static const std::string signed_data = CanonicalJson(kSigned).value();
  if (verdict.result == VdsNcResult::kValid) CHECK(DataOf(json) == signed_data);
}

void Run(std::string_view input) {
  const auto canonical = CanonicalJson(input);
  if (!canonical.ok()) {
    CHECK(canonical.status().code() == StatusCode::kInvalidArgument);
    CHECK(VerifyVdsNc(input, &Trust(), kNow).result == VdsNcResult::kMalformed);
    return;
  }
  if (canonical->size() <= kMaxCanonicalJsonBytes) CHECK(CanonicalJson(*canonical).value() == *canonical);
  CheckVerdict(input, *canonical);
}

std::vector<std::string> Seeds() {
  CHECK(VerifyVdsNc(Seal(), &Trust(), kNow).result == VdsNcResult::kValid);
  return {Seal(), kSigned,
          R"([1e21,-0.0000001,9007199254740993,"\ud83d\ude02\u0000",{"\ufb33":{},"\ud83d\ude02":[]},null])"};
}

}  // namespace

FuzzTarget VdsNcTarget() { return {"vds_nc", Run, Seeds}; }

}  // namespace clearance
