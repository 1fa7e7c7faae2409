// Master lists: the input is taken as a whole list, as the content of a sound one, and as a certificate carried beside
// a signer. A list that nobody trusted has signed is never read; of one that was, every authority stands in it, and a
// certificate that is carried along makes nobody trusted.
#include "common/base/ber.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/document/master_list.h"
#include "common/document/trust_store.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/trusted_certificate.h"
#include "tests/support/document_pki.h"

namespace clearance {
namespace {

constexpr Instant kNow = PkiDay(2026, 11, 22);
constexpr std::string_view kMasterListOid = "2.23.136.1.1.2";

// Keys of this process: no input can have been signed with them.
struct Signers {
  PkiHolder root = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "UT", "Root"));
  PkiHolder signer = IssuedBy(root, ListSignerChoice(PkiKey::Ec("secp256r1")));
  PkiHolder stranger = SelfSigned(ListSignerChoice(PkiKey::Ec("secp256r1")));
  X509Certificate trusted = X509Certificate::FromDer(root.certificate).value();
};
const Signers& Ours() {
  static const Signers signers;
  return signers;
}

std::string Signed(const PkiHolder& signer, std::string_view content, const std::vector<std::string>& carried) {
  CmsChoice choice;
  choice.content_type = kMasterListOid;
  choice.certificates = carried;
  choice.signing_time = kNow;
  return SignedMessage(signer, content, choice);
}

bool IsNotTrusted(const StatusOr<MasterList>& list) {
  return list.status().code() == StatusCode::kFailedPrecondition &&
         ReasonOf(list.status()) == error_reason::kTrustNotEstablished;
}

void CheckContent(std::string_view input) {
  const Signers& ours = Ours();
  const auto list = ReadMasterList(Signed(ours.signer, input, {ours.signer.certificate}), ours.trusted, kNow);
  if (!list.ok()) {
    CHECK(list.status().code() == StatusCode::kInvalidArgument);
    return;
  }
  CHECK(!list->signer.empty() && list->signed_at == kNow);
  CHECK(list->authorities.size() + list->unreadable <= kMaxMasterListEntries);
  TrustStore store;
  const std::size_t source = store.AddSource({});
  for (const X509Certificate& authority : list->authorities) {
    CHECK(input.find(authority.der()) != std::string_view::npos);
    const Status added = store.Add(authority, source);
    CHECK(added.ok() || added.code() == StatusCode::kInvalidArgument);
  }
  CHECK(store.anchors().size() <= list->authorities.size());
}

void Run(std::string_view input) {
  const Signers& ours = Ours();
  const auto whole = ReadMasterList(std::string(input), ours.trusted, kNow);
  CHECK(whole.status().code() == StatusCode::kInvalidArgument || IsNotTrusted(whole));
  CheckContent(input);
  const std::string content =
      BerElementOf(ber::kSequence, BerElementOf(ber::kInteger, std::string(1, '\0')) + BerElementOf(ber::kSet, ""));
  // What is no element at all would break the message around it, which is no news.
  if (!ReadBer(input, ber::kSequence).ok()) return;
  const auto carried = ReadMasterList(Signed(ours.stranger, content, {ours.stranger.certificate, std::string(input)}),
                                      ours.trusted, kNow);
  CHECK(carried.status().code() == StatusCode::kInvalidArgument || IsNotTrusted(carried));
}

std::vector<std::string> Seeds() {
  const auto list = [](const std::string& entries) {
    return BerElementOf(ber::kSequence,
                        BerElementOf(ber::kInteger, std::string(1, '\0')) + BerElementOf(ber::kSet, entries));
  };
  const std::string authority = TrustedCertificate();
  const std::string two = list(authority + BerElementOf(ber::kSequence, "no certificate"));
  const Signers& ours = Ours();
  const auto read = ReadMasterList(Signed(ours.signer, two, {ours.signer.certificate}), ours.trusted, kNow);
  CHECK(read.ok() && read->authorities.size() == 1 && read->unreadable == 1);
  return {list(""), list(authority), two, authority};
}

}  // namespace

FuzzTarget MasterListTarget() { return {"master_list", Run, Seeds}; }

}  // namespace clearance
