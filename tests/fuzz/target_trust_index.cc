// The index of a trust folder: a store of exactly the files it names, each one that lies there unchanged, or an error
// that says which file. No index makes a store of anything else.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/document/trust_folder.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/trusted_certificate.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'795'305'600'000);

// Of this process; one certificate lies in it as every kind of file.
struct Folder {
  Folder() {
    for (const std::string extension : {".cer", ".link.cer", ".root.cer", ".ml", ".crl"})
      CHECK(WriteFile(made.Path(ToHex(Sha256(TrustedCertificate())) + extension), TrustedCertificate()).ok());
  }
  const TemporaryFolder made;
};

std::string EntryOf(const std::string& kind, const std::string& more = "") {
  return R"({"kind":")" + kind + R"(","name":"UT","sha256":")" + ToHex(Sha256(TrustedCertificate())) +
         R"(","imported_at":"2026-11-22T06:00:00Z")" + more + "}";
}

std::string IndexOf(const std::string& entries) { return R"({"version":1,"files":[)" + entries + "]}"; }

StatusOr<TrustStore> Load(std::string_view index) {
  static const Folder folder;
  // A new file each time and no WriteFile: neither that nor a file written over waits for the disk then.
  const std::string path = folder.made.Path(kTrustIndexName);
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << index;
  return LoadTrustStore(folder.made.path(), kNow);
}

void Run(std::string_view input) {
  const auto store = Load(input);
  if (!store.ok()) {
    CHECK(store.status().code() == StatusCode::kInvalidArgument ||
          store.status().code() == StatusCode::kFailedPrecondition ||
          ReasonOf(store.status()) == error_reason::kFileUnreadable);
    return;
  }
  CHECK(store->anchors().size() <= 1 && store->crls().empty());
  CHECK(store->sources().empty() == store->anchors().empty());
  for (const TrustSource& source : store->sources()) {
    CHECK(source.kind != TrustSourceKind::kMasterList);
    CHECK(source.sha256 == ToHex(Sha256(TrustedCertificate())));
  }
  for (const TrustAnchor& anchor : store->anchors()) CHECK(anchor.certificate.der() == TrustedCertificate());
}

std::vector<std::string> Seeds() {
  CHECK(Load(IndexOf(EntryOf("CERTIFICATE"))).value().anchors().size() == 1);
  const std::string root = R"(,"root_sha256":")" + ToHex(Sha256(TrustedCertificate())) + "\"";
  return {IndexOf(""), IndexOf(EntryOf("CERTIFICATE")), IndexOf(EntryOf("CERTIFICATE") + "," + EntryOf("LINK")),
          IndexOf(EntryOf("MASTER_LIST", root)), IndexOf(EntryOf("CRL"))};
}

}  // namespace

FuzzTarget TrustIndexTarget() { return {"trust_index", Run, Seeds}; }

}  // namespace clearance
