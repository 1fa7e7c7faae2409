// Travel documents: one whole inspection beside what its signatures alone cost OpenSSL, zones, stores of authorities,
// visible seals.
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <functional>
#include <memory>
#include <utility>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/base/canonical_json.h"
#include "common/base/check.h"
#include "common/document/document_inspection.h"
#include "common/document/master_list.h"
#include "common/document/mrz.h"
#include "common/document/security_object.h"
#include "common/document/trust_folder.h"
#include "common/document/vds_nc.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_folder.h"
#include "tests/support/base64url_writer.h"
#include "tests/support/document_pki.h"
#include "tests/support/openssl_owned.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr int kRepetitions = 15;
constexpr int kRounds = 201;
constexpr int kCallsARound = 5;
constexpr int kLoads = 5;
constexpr std::size_t kAuthorities = 1'000;
constexpr std::size_t kPortraitBytes = 17'000;
constexpr Instant kNow = PkiDay(2026, 11, 25);
constexpr Date kToday = MakeDate(2026, 11, 25);
constexpr std::string_view kTd3 =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
constexpr std::string_view kTd1 =
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
constexpr std::string_view kSealed = R"({"hdr":{"is":"UTO","t":"icao.vacc","v":1},"msg":{"pid":{"n":"MUSTERFRAU"}}})";

// One signature verified by OpenSSL and nothing around it: the key parsed, the digest looked up, the context made
// before. A curve that the document writes out is here a named one.
class BareVerification {
 public:
  BareVerification(const PkiKey& key, const SignatureScheme& scheme, std::string message)
      : message_(std::move(message)),
        signature_(key.Sign(scheme, message_)),
        digest_(EVP_MD_fetch(nullptr, std::string(DigestAlgorithmName(scheme.digest)).c_str(), nullptr)) {
    const std::string info = (key.is_rsa() ? key.As(RsaKeyForm::kPlain) : key.As(CurveForm::kNamed)).Info();
    const unsigned char* bytes = owned::Octets(info);
    key_.reset(d2i_PUBKEY(nullptr, &bytes, static_cast<long>(info.size())));
    CHECK(key_ != nullptr && digest_ != nullptr);
    context_.reset(EVP_PKEY_CTX_new(key_.get(), nullptr));
    CHECK(EVP_PKEY_verify_init(context_.get()) == 1);
    CHECK(EVP_PKEY_CTX_set_signature_md(context_.get(), digest_.get()) == 1);
    if (scheme.kind != SignatureKind::kRsaPss) return;
    CHECK(EVP_PKEY_CTX_set_rsa_padding(context_.get(), RSA_PKCS1_PSS_PADDING) == 1);
    CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(context_.get(), scheme.salt_bytes) == 1);
  }

  bool Verify() const {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    CHECK(EVP_Digest(message_.data(), message_.size(), hash, &size, digest_.get(), nullptr) == 1);
    return EVP_PKEY_verify(context_.get(), owned::Octets(signature_), signature_.size(), hash, size) == 1;
  }

 private:
  std::string message_, signature_;
  std::unique_ptr<EVP_MD, owned::Free<EVP_MD_free>> digest_;
  owned::Key key_;
  owned::KeyContext context_;
};

// Median seconds of `whole` and of the verifications alone, in short turns: on a shared machine what disturbs one for a
// while disturbs the other.
std::pair<double, double> SecondsBeside(const std::function<void()>& whole,
                                        const std::vector<BareVerification>& verifications) {
  volatile bool sink = false;
  const auto bare = [&] {
    for (const BareVerification& verification : verifications) sink = verification.Verify();
  };
  for (const BareVerification& verification : verifications) CHECK(verification.Verify());
  std::vector<double> of_whole, of_bare;
  for (int round = 0; round < kRounds; ++round) {
    of_whole.push_back(MedianSeconds(1, kCallsARound, whole));
    of_bare.push_back(MedianSeconds(1, kCallsARound, bare));
  }
  return {Median(std::move(of_whole)), Median(std::move(of_bare))};
}

// How a state signs.
struct SigningKind {
  std::string name;
  PkiKey authority_key, signer_key;
  SignatureScheme authority_scheme, signer_scheme;
};

SigningKind Ec(const std::string& curve, CurveForm form, DigestAlgorithm digest, const std::string& form_name) {
  const SignatureScheme scheme{.kind = SignatureKind::kEcdsa, .digest = digest};
  return {curve + form_name, PkiKey::Ec(curve).As(form), PkiKey::Ec(curve).As(form), scheme, scheme};
}

std::vector<SigningKind> SigningKinds() {
  const PkiKey authority = PkiKey::Rsa(4096), signer = PkiKey::Rsa(2048);
  const SignatureScheme pkcs1{.kind = SignatureKind::kRsaPkcs1};
  const SignatureScheme pss{.kind = SignatureKind::kRsaPss, .salt_bytes = 32};
  return {Ec("secp256r1", CurveForm::kNamed, DigestAlgorithm::kSha256, ""),
          Ec("brainpoolP256r1", CurveForm::kExplicit, DigestAlgorithm::kSha256, " written out"),
          Ec("brainpoolP384r1", CurveForm::kNamed, DigestAlgorithm::kSha384, ""),
          {"RSA-2048 under RSA-4096", authority, signer, pkcs1, pkcs1},
          {"RSA-PSS, 2048 under 4096", authority, signer, pss, pss}};
}

// A document of one state, and that state's authority and revocation list in a store of a thousand others.
struct Passport {
  PkiChip chip;
  TrustStore trust;
  std::vector<BareVerification> signatures{};  // EF.SOD's and its signer's
};

void AddAuthorities(const std::vector<std::string>& certificates, TrustStore& trust) {
  const std::size_t source = trust.AddSource({});
  for (const std::string& der : certificates) CHECK(trust.Add(X509Certificate::FromDer(der).value(), source).ok());
}

Passport PassportOf(const SigningKind& kind, const TrustStore& others, const std::optional<PkiKey>& chip_key) {
  CertificateChoice authority_choice = AuthorityChoice(kind.authority_key);
  authority_choice.scheme = kind.authority_scheme;
  PkiHolder authority = SelfSigned(authority_choice);
  authority.scheme = kind.authority_scheme;
  CertificateChoice signer_choice = SignerChoice(kind.signer_key);
  signer_choice.scheme = kind.signer_scheme;
  PkiHolder signer = IssuedBy(authority, signer_choice);
  signer.scheme = kind.signer_scheme;
  const std::string portrait = "\xFF\xD8\xFF\xE0" + std::string(kPortraitBytes, 'p');
  Passport passport{ChipOf(kTd3, portrait, signer, {.active_authentication = chip_key}), others};
  AddAuthorities({authority.certificate}, passport.trust);
  CHECK(passport.trust.AddCrl(X509Crl::FromDer(RevocationList(authority, {.serials = {"\x01"}})).value(), 0).ok());
  const SecurityObject sod = ReadEfSod(passport.chip.files.ef_sod).value();
  const std::string attributes = BerElementOf(ber::kSet, sod.message.signers.front().signed_attributes);
  const X509Certificate certificate = X509Certificate::FromDer(signer.certificate).value();
  passport.signatures.emplace_back(kind.signer_key, kind.signer_scheme, attributes);
  passport.signatures.emplace_back(kind.authority_key, kind.authority_scheme, std::string(certificate.to_be_signed()));
  return passport;
}

bool FullySuccessful(const DocumentInspection& inspection, bool with_chip) {
  for (const InspectionFinding& finding : inspection.inspection.findings) {
    const bool left_out = finding.check == InspectionCheck::kOpticalChecks ||
                          finding.check == InspectionCheck::kLostOrStolen ||
                          (finding.check == InspectionCheck::kChipAuthenticity && !with_chip);
    if (!left_out && finding.result != InspectionResult::kSuccessful) return false;
  }
  return inspection.portrait_authentic && !inspection.authentic_mrz.empty();
}

// With a chip's key: its answer to a challenge is verified too.
void BenchInspection(const SigningKind& kind, const TrustStore& others, const std::optional<PkiKey>& chip_key,
                     BenchReport& report) {
  Passport passport = PassportOf(kind, others, chip_key);
  const std::string challenge = "8 octets";
  InspectionEvidence evidence{
      .files = passport.chip.files, .printed_mrz = std::string(kTd3), .access = AccessProtocol::kPace};
  std::string name = "inspect, " + kind.name;
  if (chip_key) {
    evidence.chip = passport.chip.AnswerActive(challenge);
    passport.signatures.emplace_back(*chip_key, chip_key->DefaultScheme(), challenge);
    name += chip_key->is_rsa() ? ", chip RSA-2048" : ", chip " + chip_key->curve();
  }
  if (!FullySuccessful(InspectDocument(evidence, &passport.trust, kNow), chip_key.has_value()))
    return report.Missing(name, "a check did not succeed");
  volatile bool sink = false;
  const auto [whole, bare] = SecondsBeside(
      [&] { sink = InspectDocument(evidence, &passport.trust, kNow).portrait_authentic; }, passport.signatures);
  const std::string bare_name = "its " + std::string(chip_key ? "three" : "two") + " signatures";
  report.Add({name, whole * 1e6, "us", bare_name, bare * 1e6});
}

void BenchZones(BenchReport& report) {
  volatile bool sink = false;
  for (const auto& [name, text] : {std::pair("read a zone of TD3", kTd3), std::pair("read a zone of TD1", kTd1)}) {
    CHECK(ParseMrz(text, kToday).value().Sound());
    const double seconds =
        MedianSeconds(kRepetitions, 2'000, [&sink, &zone = text] { sink = ParseMrz(zone, kToday).ok(); });
    report.Add({name, seconds * 1e6, "us", "", 0});
  }
}

// OpenSSL reading the same certificates, and their keys as far as it can.
double BareLoadSeconds(const std::vector<std::string>& certificates) {
  volatile bool sink = false;
  return MedianSeconds(kLoads, 1, [&] {
    for (const std::string& der : certificates) {
      const auto* bytes = owned::Octets(der);
      const owned::Certificate read(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
      sink = read != nullptr && X509_get0_pubkey(read.get()) != nullptr;
    }
  });
}

void BenchLoad(const std::string& name, const std::string& folder, const std::vector<std::string>& certificates,
               BenchReport& report) {
  const auto loaded = LoadTrustStore(folder, kNow);
  if (!loaded.ok()) return report.Missing(name, MessageOf(loaded.status()));
  CHECK(loaded->anchors().size() == certificates.size());
  const double seconds = MedianSeconds(kLoads, 1, [&] { CHECK(LoadTrustStore(folder, kNow).ok()); });
  report.Add({name, seconds * 1e3, "ms", "OpenSSL reading the certificates", BareLoadSeconds(certificates) * 1e3});
}

void BenchStores(const std::vector<PkiHolder>& authorities, BenchReport& report) {
  std::vector<std::string> certificates;
  for (const PkiHolder& authority : authorities) certificates.push_back(authority.certificate);
  const double seconds = MedianSeconds(kLoads, 1, [&] {
    TrustStore trust;
    AddAuthorities(certificates, trust);
    CHECK(trust.anchors().size() == kAuthorities);
  });
  report.Add({"load 1,000 authorities", seconds * 1e3, "ms", "OpenSSL reading the certificates",
              BareLoadSeconds(certificates) * 1e3});
  const BenchFolder folder;
  if (folder.path().empty() || !WriteTrust(folder.path(), authorities, {}).ok())
    return report.Missing("load a folder", "no temporary folder");
  BenchLoad("load a folder of 1,000 authorities", folder.path(), certificates, report);
}

// The German master list as it is published, verified anew at each load.
void BenchGermanList(BenchReport& report) {
  const std::string name = "load a folder of the German list";
  const auto shared = SharedPath("testdata/pki/masterlists");
  if (!shared) return report.Missing(name, "../shared is not there");
  const BenchFolder folder;
  const TrustImport import{.kind = TrustSourceKind::kMasterList,
                           .name = "DE",
                           .bytes = ReadFile(*shared + "/DE_ML_2026-05-28.ml", kMaxMasterListBytes).value_or(""),
                           .root = ReadFile(*shared + "/DE_ROOT_CA_CSCA07.cer", kMaxCertificateBytes).value_or("")};
  const auto imported = ImportTrust(folder.path(), import, kNow);
  if (!imported.ok()) return report.Missing(name, MessageOf(imported.status()));
  std::vector<std::string> certificates;
  const TrustStore trust = LoadTrustStore(folder.path(), kNow).value();
  for (const TrustAnchor& anchor : trust.anchors()) certificates.emplace_back(anchor.certificate.der());
  BenchLoad(name, folder.path(), certificates, report);
}

void BenchVisibleSeal(const TrustStore& others, BenchReport& report) {
  const PkiHolder authority = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1")));
  CertificateChoice choice = SignerChoice(PkiKey::Ec("secp256r1"));
  choice.extended_key_usage = {"2.23.136.1.1.14.2"};
  choice.document_types = {"NV"};
  const PkiHolder signer = IssuedBy(authority, choice);
  const std::string data = CanonicalJson(kSealed).value();
  const std::string json = R"({"data":)" + data + R"(,"sig":{"alg":"ES256","cer":")" + ToBase64Url(signer.certificate) +
                           R"(","sigvl":")" + ToBase64Url(signer.key.SignPlain(DigestAlgorithm::kSha256, data)) +
                           "\"}}";
  TrustStore trust = others;
  AddAuthorities({authority.certificate}, trust);
  CHECK(VerifyVdsNc(json, &trust, kNow).result == VdsNcResult::kValid);
  const X509Certificate certificate = X509Certificate::FromDer(signer.certificate).value();
  std::vector<BareVerification> signatures;
  signatures.emplace_back(signer.key, signer.key.DefaultScheme(), data);
  signatures.emplace_back(authority.key, authority.key.DefaultScheme(), std::string(certificate.to_be_signed()));
  volatile bool sink = false;
  const auto [whole, bare] =
      SecondsBeside([&] { sink = VerifyVdsNc(json, &trust, kNow).result == VdsNcResult::kValid; }, signatures);
  report.Add({"verify a visible seal (VDS-NC)", whole * 1e6, "us", "its two signatures", bare * 1e6});
}

}  // namespace

void BenchDocument(BenchReport& report) {
  report.Section("Documents");
  const std::vector<PkiHolder> authorities = ManyAuthorities(kAuthorities);
  TrustStore others;
  for (const PkiHolder& authority : authorities) AddAuthorities({authority.certificate}, others);
  const std::vector<SigningKind> kinds = SigningKinds();
  for (const SigningKind& kind : kinds) BenchInspection(kind, others, std::nullopt, report);
  BenchInspection(kinds.front(), others, PkiKey::Ec("secp256r1"), report);
  BenchInspection(kinds[3], others, PkiKey::Rsa(2048), report);
  BenchVisibleSeal(others, report);
  BenchZones(report);
  BenchStores(authorities, report);
  BenchGermanList(report);
}

}  // namespace clearance
