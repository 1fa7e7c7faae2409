// Trust bundles: whatever a signature vouches for is an index and just the files it names, each named by its content
// and none beyond the folder, written in the one form there is; nothing is believed without the signature.
#include "common/base/base64url.h"
#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/crypto/hash.h"
#include "common/document/trust_bundle.h"
#include "common/document/trust_index.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

// Made once for these tests, valid 2026 to 2046: an authority of UT. Nobody has its key any more.
constexpr char kAuthority[] =
    "MIIBqjCCAVGgAwIBAgIUCFz0_54Hahf8cNMEMgAR4t5-"
    "XiEwCgYIKoZIzj0EAwIwIzELMAkGA1UEBhMCVVQxFDASBgNVBAMMC0J1bmRsZSBDU0NBMB4XDTI2MTEyNTIxNTYwMloXDTQ2MTEy"
    "MDIxNTYwMlowIzELMAkGA1UEBhMCVVQxFDASBgNVBAMMC0J1bmRsZSBDU0NBMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEDFU4"
    "2LNmzbex26wKU8IWJLjq3x_ySoVXA5KyWYDbr8x-8VNOun2sjH-n5XCJ10uCjxfVQa4dju-xhxNe7XnVmqNjMGEwHQYDVR0OBBYE"
    "FAUZbEoNpxqU_SG7FYi5Mh7F3dQBMB8GA1UdIwQYMBaAFAUZbEoNpxqU_SG7FYi5Mh7F3dQBMA8GA1UdEwEB_wQFMAMBAf8wDgYD"
    "VR0PAQH_BAQDAgEGMAoGCCqGSM49BAMCA0cAMEQCIEfjo8LA3xJmhDs-2exSlf-"
    "HnjEOcFRtVdNq9W-ijt_fAiA6xKMoXI_24WzZfffpEF_Gfs5-wbm977jjsvIx7WX4zA==";

const SigningKey& Key() {
  static const SigningKey key = SigningKey::Generate();
  return key;
}

void CheckBundle(const TrustBundle& bundle, std::string_view body) {
  CHECK(TrustBundleBody(bundle) == body);
  for (const auto& [name, bytes] : bundle.files) {
    CHECK(IsTrustFileName(name) && name.find('/') == std::string::npos && name.find("..") == std::string::npos);
    CHECK(name.starts_with(ToHex(Sha256(bytes))));
  }
  const auto indexed = ParseTrustIndex(bundle.index);
  CHECK(indexed.ok() && TrustFileNames(indexed->files).size() == bundle.files.size());
  const auto trust = LoadTrustBundle(bundle);
  if (trust.ok()) {
    CHECK(trust->anchors().empty() == bundle.files.empty());
  } else {
    CHECK(trust.status().code() == StatusCode::kInvalidArgument ||
          trust.status().code() == StatusCode::kFailedPrecondition);
  }
}

void Run(std::string_view input) {
  CHECK(!OpenTrustBundle(input, Key().PublicKey()).ok());
  const auto opened = OpenTrustBundle(SignTrustBundle(input, Key()), Key().PublicKey());
  if (opened.ok()) return CheckBundle(*opened, input);
  CHECK(opened.status().code() == StatusCode::kInvalidArgument);
}

// Bodies, unsigned.
std::vector<std::string> Seeds() {
  const std::string authority = FromBase64Url(kAuthority).value();
  const IndexedTrustFile file{TrustSourceKind::kCertificate, "ut.cer", ToHex(Sha256(authority)), "",
                              FromUnixMs(1'795'305'600'000)};
  const TrustBundle whole{file.imported_at, WriteTrustIndex({.files = {file}}), {{file.FileName(), authority}}};
  const TrustBundle empty{Instant{}, WriteTrustIndex({}), {}};
  CHECK(LoadTrustBundle(whole).value().anchors().size() == 1);
  std::vector<std::string> seeds = {TrustBundleBody(whole), TrustBundleBody(empty)};
  for (const std::string& seed : seeds) CHECK(OpenTrustBundle(SignTrustBundle(seed, Key()), Key().PublicKey()).ok());
  return seeds;
}

}  // namespace

FuzzTarget TrustBundleTarget() { return {"trust_bundle", Run, Seeds}; }

}  // namespace clearance
