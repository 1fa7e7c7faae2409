// The shared specimens, one by one, against what the standards say of them: whole documents in
// tests/golden/documents.csv (which explains its columns), every file of the sets in tests/golden/document_files.csv.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "common/base/base64url.h"
#include "common/base/bytes.h"
#include "common/document/chip_keys.h"
#include "common/document/document_inspection.h"
#include "common/document/face_record.h"
#include "common/document/lds.h"
#include "common/document/master_list.h"
#include "common/document/mrz.h"
#include "common/document/secure_messaging.h"
#include "common/document/security_object.h"
#include "common/document/vds_nc.h"
#include "tests/support/golden_table.h"

namespace clearance {
namespace {

constexpr char kDocuments[] = "tests/golden/documents.csv";
constexpr char kFiles[] = "tests/golden/document_files.csv";
constexpr std::size_t kMaxFileBytes = std::size_t{2} << 20;
const std::vector<std::string> kDocumentColumns = {"id", "files", "trust", "mrz", "at", "results", "why"};
constexpr char kZones[] = "tests/golden/document_zones.csv";  // zone_golden_test.cc runs its rows
const std::vector<std::string> kZoneColumns = {"kind", "file", "vector", "expected", "why"};
const std::vector<std::string> kFileColumns = {"kind", "file", "with", "at", "expected", "why"};

Instant At(const std::string& text) {
  const auto at = ParseInstant(text);
  EXPECT_TRUE(at.ok()) << text;
  return at.value_or(Instant{});
}

std::string_view CodeName(const Status& status) {
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    default:
      return "ANOTHER_CODE";
  }
}

// The shared data and what rows are judged with.
class SharedSets {
 public:
  explicit SharedSets(std::string root) : root_(std::move(root)) {}

  std::string Read(const std::string& relative) const {
    auto bytes = ReadFile(root_ + "/" + relative, kMaxFileBytes);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return std::move(bytes).value_or("");
  }

  X509Certificate Certificate(const std::string& relative) const {
    auto certificate = X509Certificate::FromPemOrDer(Read(relative));
    EXPECT_TRUE(certificate.ok()) << relative << ": " << certificate.status();
    return std::move(certificate).value();
  }

  // By the name of a row: none, DE, AU, AU+CRL.
  const TrustStore* Trust(const std::string& name) {
    if (name == "none") return nullptr;
    const auto [place, is_new] = stores_.try_emplace(name);
    TrustStore& store = place->second;
    if (!is_new) return &store;
    const std::size_t source = store.AddSource({});
    if (name == "DE") {
      const auto list =
          ReadMasterList(Read("pki/masterlists/DE_ML_2026-05-28.ml"),
                         Certificate("pki/masterlists/DE_ROOT_CA_CSCA07.cer"), At("2026-11-25T00:00:00Z"));
      EXPECT_TRUE(list.ok()) << list.status();
      for (const X509Certificate& authority : list->authorities) (void)store.Add(authority, source);  // row master-list
    } else {
      EXPECT_TRUE(name == "AU" || name == "AU+CRL") << "no such store: " << name;
      EXPECT_TRUE(store.Add(Certificate("vds_nc/csca_AU.der"), source).ok());
    }
    if (name == "AU+CRL") {
      EXPECT_TRUE(store.AddCrl(X509Crl::FromDer(Read("vds_nc/csca_AU.crl")).value(), 0).ok());
    }
    return &store;
  }

  const std::string& root() const { return root_; }

 private:
  std::string root_;
  std::map<std::string, TrustStore> stores_;
};

// --- whole documents

// "emrtd/…/DG1.bin@7=4553" with bytes put in place of those at 7; its path alone in `path`.
std::string ReadChanged(const SharedSets& sets, const std::string& text, std::string& path) {
  const std::vector<std::string> parts = SplitAt(text, '@');
  path = "emrtd/" + parts[0];
  std::string bytes = sets.Read(path);
  if (parts.size() == 1) return bytes;
  const std::vector<std::string> change = SplitAt(parts[1], '=');
  const std::string other = FromHex(change.at(1)).value();
  const std::size_t at = std::stoul(change[0]);
  EXPECT_LE(at + other.size(), bytes.size()) << text;
  EXPECT_NE(bytes.substr(at, other.size()), other) << "changes nothing: " << text;
  return bytes.replace(at, other.size(), other);
}

ChipFiles FilesOf(const SharedSets& sets, const std::string& cell, std::set<std::string>& paths) {
  ChipFiles files;
  for (const std::string& word : SplitAt(cell, ' ')) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    std::string path;
    std::string bytes = ReadChanged(sets, word.substr(equals + 1), path);
    paths.insert(path);
    if (name == "COM") {
      files.ef_com = std::move(bytes);
    } else if (name == "SOD") {
      files.ef_sod = std::move(bytes);
    } else {
      EXPECT_TRUE(name.starts_with("DG")) << word;
      files.data_groups[std::stoi(name.substr(2))] = std::move(bytes);
    }
  }
  return files;
}

std::string ResultsOf(const Inspection& inspection) {
  std::string text;
  for (const InspectionFinding& finding : inspection.findings) {
    text.append(text.empty() ? "" : " ").append(InspectionCheckName(finding.check)).append("=");
    text.append(InspectionResultName(finding.result));
    if (finding.reason != InspectionReason::kNone) text.append(":").append(InspectionReasonName(finding.reason));
  }
  return text;
}

TEST(DocumentGoldenTest, InspectsEverySpecimenAsTheStandardsSay) {
  REQUIRE_SHARED(root, "testdata");
  SharedSets sets(root);
  const std::vector<GoldenRow> rows = ReadGoldenTable(kDocuments, kDocumentColumns);
  EXPECT_GE(rows.size(), 45U) << "the table has lost its rows";
  std::set<std::string> ids;
  for (const GoldenRow& row : rows) {
    SCOPED_TRACE(row.at("id") + ": " + row.at("why"));
    EXPECT_TRUE(ids.insert(row.at("id")).second) << "twice";
    std::set<std::string> paths;
    const ChipFiles files = FilesOf(sets, row.at("files"), paths);
    std::string printed = row.at("mrz") == "-" ? "" : row.at("mrz");
    std::replace(printed.begin(), printed.end(), '|', '\n');
    const InspectionEvidence evidence{.files = files, .printed_mrz = printed};
    const auto inspected = InspectDocument(evidence, sets.Trust(row.at("trust")), At(row.at("at")));
    EXPECT_EQ(SplitAt(ResultsOf(inspected.inspection), ' '), SplitAt(row.at("results"), ' '));
    EXPECT_EQ(inspected.authentic_mrz, "") << "no authority of these specimens is known to anybody";
    EXPECT_FALSE(inspected.portrait_authentic);
  }
}

// --- files one by one

std::string KeyText(const X509Certificate& certificate) {
  const auto key = certificate.Key();
  if (!key.ok()) return std::string(CodeName(key.status()));
  if (key->kind() == KeyKind::kRsa) return "RSA-" + std::to_string(key->bits());
  return key->curve() + (key->explicit_curve() ? ":EXPLICIT" : "");
}

std::string SchemeText(const X509Certificate& certificate) {
  const auto scheme = ReadSignatureScheme(certificate.signature_algorithm());
  if (!scheme.ok()) return std::string(CodeName(scheme.status()));
  const std::string digest(DigestAlgorithmName(scheme->digest));
  if (scheme->kind == SignatureKind::kEcdsa) return "ECDSA " + digest;
  if (scheme->kind == SignatureKind::kRsaPkcs1) return "RSA-PKCS1 " + digest;
  EXPECT_EQ(scheme->mask_digest, scheme->digest);
  return "RSA-PSS " + digest + " SALT " + std::to_string(scheme->salt_bytes);
}

std::string SignedText(const X509Certificate& certificate, const X509Certificate& authority) {
  const auto verified = IsSignedBy(certificate, authority.Key().value());
  if (!verified.ok()) return std::string(CodeName(verified.status()));
  return *verified ? "SIGNED" : "NOT";
}

std::string Dg1Text(const SharedSets& sets, const GoldenRow& row) {
  const auto mrz = ReadDg1(sets.Read(row.at("file")));
  if (!mrz.ok()) return std::string(CodeName(mrz.status()));
  const auto reading = ParseMrz(*mrz, MakeDate(2026, 11, 25));
  if (!reading.ok()) return std::string(CodeName(reading.status()));
  return std::string(MrzFormatName(reading->format)) + " " + reading->issuing_state + " " + reading->document_number;
}

std::string FaceText(const Status& status, const std::vector<FaceImage>& images) {
  if (!status.ok()) return std::string(CodeName(status));
  if (images.size() != 1) return std::to_string(images.size()) + " images";
  const FaceImage& image = images.front();
  const std::string standard = image.standard == FaceRecordStandard::kIso19794 ? "ISO_19794_5" : "ISO_39794_5";
  const std::string format = image.format == FaceImageFormat::kJpeg2000 ? "JPEG_2000" : "JPEG";
  return standard + " " + format + " " + std::to_string(image.width) + "x" + std::to_string(image.height) + " " +
         std::to_string(image.picture.size());
}

std::string Dg2Text(const SharedSets& sets, const GoldenRow& row) {
  const std::string file = sets.Read(row.at("file"));
  const auto images = ReadDg2(file);
  return images.ok() ? FaceText(OkStatus(), *images) : FaceText(images.status(), {});
}

std::string FaceRecordText(const SharedSets& sets, const GoldenRow& row) {
  const std::string file = sets.Read(row.at("file"));
  std::vector<FaceImage> images;
  const Status status = ReadFaceRecord19794(file, images);
  return FaceText(status, images);
}

// The certificate against the one in an EF.SOD, or in a seal.
std::string SignerText(const SharedSets& sets, const GoldenRow& row) {
  const X509Certificate certificate = sets.Certificate(row.at("file"));
  const std::string carrier = sets.Read(row.at("with"));
  std::string der;
  if (row.at("with").ends_with(".json")) {
    std::string text = nlohmann::json::parse(carrier)["sig"]["cer"].get<std::string>();
    while (text.ends_with('=')) text.pop_back();
    der = FromBase64Url(text).value();
  } else {
    const auto sod = ReadEfSod(carrier);
    EXPECT_TRUE(sod.ok()) << sod.status();
    der = FindSignerCertificate(sod->message, sod->message.signers.at(0)).value().der();
  }
  return (der == certificate.der() ? "SAME " : "OTHER ") + KeyText(certificate);
}

std::string PairText(const SharedSets& sets, const GoldenRow& row) {
  const std::string authority_path = row.at("file") + "/mock_csca.pem";
  const std::string signer_path = row.at("file") + "/mock_dsc.pem";
  std::optional<X509Certificate> authority, signer;
  if (std::filesystem::exists(sets.root() + "/" + authority_path)) authority = sets.Certificate(authority_path);
  if (std::filesystem::exists(sets.root() + "/" + signer_path)) signer = sets.Certificate(signer_path);
  const bool alone = !authority || !signer;
  return (alone ? "ALONE" : SignedText(*signer, *authority)) + " " + SchemeText(signer ? *signer : authority.value()) +
         " " + (authority ? KeyText(*authority) : "-") + " " + (signer ? KeyText(*signer) : "-");
}

std::string MismatchText(const SharedSets& sets, const GoldenRow& row) {
  const X509Certificate signer = sets.Certificate(row.at("file") + "/mock_dsc.pem");
  return SignedText(signer, sets.Certificate(row.at("with") + "/mock_csca.pem")) + " " + SchemeText(signer);
}

std::string CrlText(const SharedSets& sets, const GoldenRow& row) {
  const auto list = X509Crl::FromPemOrDer(sets.Read(row.at("file")));
  if (!list.ok()) return std::string(CodeName(list.status()));
  const auto verified = list->IsSignedBy(sets.Certificate(row.at("with")).Key().value());
  if (!verified.ok()) return std::string(CodeName(verified.status()));
  return std::string(*verified ? "SIGNED" : "NOT") + " REVOKED=" + std::to_string(list->size()) + " " +
         FormatInstant(list->this_update()) + " " + FormatInstant(list->next_update().value());
}

// How many entries a store does not take, and how many keys it has in no other certificate.
std::pair<std::size_t, std::size_t> LeftOut(const MasterList& list) {
  TrustStore store;
  const std::size_t source = store.AddSource({});
  std::vector<std::string_view> refused;
  for (const X509Certificate& authority : list.authorities) {
    if (!store.Add(authority, source).ok()) refused.push_back(authority.subject_public_key_info());
  }
  std::set<std::string_view> keys;
  for (const TrustAnchor& anchor : store.anchors()) keys.insert(anchor.certificate.subject_public_key_info());
  const auto lost = std::count_if(refused.begin(), refused.end(), [&](auto key) { return !keys.contains(key); });
  return {refused.size(), static_cast<std::size_t>(lost)};
}

std::string MasterListText(const SharedSets& sets, const GoldenRow& row) {
  const auto list = ReadMasterList(sets.Read(row.at("file")), sets.Certificate(row.at("with")), At(row.at("at")));
  if (!list.ok()) return std::string(CodeName(list.status()));
  std::map<std::string, std::size_t> countries;
  std::size_t written_out = 0, pss = 0, sha1 = 0, negative = 0, unusable = 0;
  for (const X509Certificate& authority : list->authorities) {
    ++countries[authority.country()];
    const std::string scheme = SchemeText(authority);
    pss += scheme.starts_with("RSA-PSS");
    sha1 += scheme.ends_with("SHA-1");
    negative += (static_cast<unsigned char>(authority.serial().at(0)) & 0x80) != 0;
    const auto key = authority.Key();
    unusable += !key.ok();
    written_out += key.ok() && key->explicit_curve();
  }
  const auto count = [](std::string_view name, std::size_t number) {
    return " " + std::string(name) + "=" + std::to_string(number);
  };
  const auto [left_out, lost] = LeftOut(*list);
  return "AUTHORITIES=" + std::to_string(list->authorities.size()) + count("UNREADABLE", list->unreadable) +
         count("COUNTRIES", countries.size()) + count("CN", countries.at("CN")) + count("KZ", countries.count("KZ")) +
         count("EXPLICIT", written_out) + count("RSA-PSS", pss) + count("SHA-1", sha1) +
         count("NEGATIVE-SERIALS", negative) + count("UNUSABLE", unusable) + count("LEFT-OUT", left_out) +
         count("KEYS-LOST", lost);
}

std::string Dg14Text(const SharedSets& sets, const GoldenRow& row) {
  const std::string file = sets.Read(row.at("file"));
  const auto infos = ReadDg14(file);
  if (!infos.ok()) return std::string(CodeName(infos.status()));
  std::string text;
  for (const auto& key : infos->chip_authentication_keys) text += "KEY=" + key.protocol + " ";
  for (const auto& protocol : infos->chip_authentication) text += "PROTOCOL=" + protocol.protocol + " ";
  return text + "OTHERS=" + std::to_string(infos->others);
}

// The code over the terminal's cryptogram in Doc 9303-11 appendix D.3, by the key of D.2: that of a session whose
// counter are the first eight octets.
std::string BacText(const SharedSets& sets, const GoldenRow& row) {
  const auto example = nlohmann::json::parse(sets.Read(row.at("file")));
  const auto value = [&](const char* name) { return FromHex(example.at(name).get<std::string>()).value(); };
  const std::string cryptogram = value("e_ifd");
  std::uint64_t counter = 0;
  for (const char octet : cryptogram.substr(0, 8)) counter = counter << 8 | static_cast<unsigned char>(octet);
  const SecretBytes key = DeriveMacKey(SessionCipher::kTripleDes, value("k_seed"));
  const std::string code = ProtectionCode(SessionCipher::kTripleDes, key, counter, cryptogram.substr(8));
  return ToHex(code) + (code == value("m_ifd") ? " AS-LISTED" : " OTHERWISE");
}

// How many files are those that the other parser saw, and of how many it thinks as we do.
std::string OpinionsText(const SharedSets& sets, const GoldenRow& row) {
  std::size_t listed = 0, as_listed = 0, same = 0;
  for (const auto& opinion : nlohmann::json::parse(sets.Read(row.at("file")))) {
    const std::string file = sets.Read(opinion["file"].get<std::string>());
    const ChipFiles chip{.ef_sod = file};
    const auto inspected = InspectDocument({.files = chip}, nullptr, At("2026-11-25T12:00:00Z"));
    const bool sound = inspected.inspection.findings.front().result == InspectionResult::kSuccessful;
    ++listed;
    as_listed += ToHex(Digest(DigestAlgorithm::kSha256, file)) == opinion["sha256"].get<std::string>();
    same += sound == opinion["expected_error"].is_null();
  }
  return "FILES=" + std::to_string(listed) + " AS-LISTED=" + std::to_string(as_listed) +
         " SAME-OPINION=" + std::to_string(same);
}

std::string AnswerTo(SharedSets& sets, const GoldenRow& row) {
  const std::string& kind = row.at("kind");
  if (kind == "dg1") return Dg1Text(sets, row);
  if (kind == "dg2") return Dg2Text(sets, row);
  if (kind == "face-record") return FaceRecordText(sets, row);
  if (kind == "signer") return SignerText(sets, row);
  if (kind == "pair") return PairText(sets, row);
  if (kind == "mismatch") return MismatchText(sets, row);
  if (kind == "crl") return CrlText(sets, row);
  if (kind == "master-list") return MasterListText(sets, row);
  if (kind == "dg14") return Dg14Text(sets, row);
  if (kind == "bac") return BacText(sets, row);
  if (kind == "opinions") return OpinionsText(sets, row);
  if (kind != "vds-nc") return "no such kind";
  const TrustStore* trust = sets.Trust(row.at("with"));
  return std::string(VdsNcResultName(VerifyVdsNc(sets.Read(row.at("file")), trust, At(row.at("at"))).result));
}

TEST(DocumentGoldenTest, ReadsEveryFileAsTheStandardsSay) {
  REQUIRE_SHARED(root, "testdata");
  SharedSets sets(root);
  const std::vector<GoldenRow> rows = ReadGoldenTable(kFiles, kFileColumns);
  EXPECT_GE(rows.size(), 83U) << "the table has lost its rows";
  for (const GoldenRow& row : rows) {
    SCOPED_TRACE(row.at("kind") + " " + row.at("file") + ": " + row.at("why"));
    EXPECT_EQ(AnswerTo(sets, row), row.at("expected"));
  }
}

TEST(DocumentGoldenTest, NoFileOfTheSharedSetsIsLeftOut) {
  REQUIRE_SHARED(root, "testdata");
  const SharedSets sets(root);
  std::set<std::string> told;
  for (const GoldenRow& row : ReadGoldenTable(kDocuments, kDocumentColumns)) FilesOf(sets, row.at("files"), told);
  for (const GoldenRow& row : ReadGoldenTable(kFiles, kFileColumns)) {
    told.insert(row.at("file"));
    told.insert(row.at("with"));
    if (row.at("kind") == "pair") {
      told.insert(row.at("file") + "/mock_csca.pem");
      told.insert(row.at("file") + "/mock_dsc.pem");
    }
  }
  for (const GoldenRow& row : ReadGoldenTable(kZones, kZoneColumns)) told.insert(row.at("file"));
  told.insert("vds_nc/csca_AU.der");  // of the store that rows call AU
  std::size_t files = 0;
  for (const char* set : {"emrtd", "dg2_39794", "pki", "mrz", "ids", "vds_nc"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root + "/" + set)) {
      if (!entry.is_regular_file()) continue;
      ++files;
      const std::string path = std::filesystem::relative(entry.path(), root).generic_string();
      EXPECT_TRUE(told.contains(path)) << path << " stands in no row of the golden tables";
    }
  }
  EXPECT_GE(files, 100U) << "the shared sets are not all there";
}

}  // namespace
}  // namespace clearance
