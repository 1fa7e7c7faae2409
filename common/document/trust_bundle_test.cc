// Tests of trust_bundle: a folder arrives as it left; nothing altered, older, foreign or half is ever taken; a crash
// leaves the old content or the new one.
#include "common/document/trust_bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/cbor.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/document/trust_folder.h"
#include "common/document/trust_index.h"
#include "tests/support/document_pki.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr Instant kFirst = PkiDay(2026, 11, 1);
constexpr Instant kLater = PkiDay(2026, 11, 25);
constexpr std::size_t kMaxBytes = 1 << 20;

struct TrustBundleTest : testing::Test {
  const TemporaryFolder base;
  const std::string centre = base.Path("centre");
  const std::string gate = base.Path("gate");
  const SigningKey key = SigningKey::Generate();
  const PkiHolder german = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "DE", "CSCA-DE"));
  const PkiHolder kazakh = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));

  void Bring(TrustSourceKind kind, const std::string& name, const std::string& bytes, Instant at,
             const std::string& root = "") {
    const auto imported = ImportTrust(centre, {kind, name, bytes, root}, at);
    ASSERT_TRUE(imported.ok()) << imported.status();
  }
  // A master list, a link and a revocation list; the master list is the last by its file's name.
  void BringAll() {
    const std::string link = LinkCertificate(kazakh, AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2"));
    const std::string crl = RevocationList(kazakh, {});
    const std::string others =
        std::max({Sha256(german.certificate), Sha256(kazakh.certificate), Sha256(link), Sha256(crl)});
    const PkiHolder signer = IssuedBy(german, ListSignerChoice(PkiKey::Ec("secp256r1"), "DE"));
    std::string list;
    // Signed anew it has another name.
    do list = MasterListOf(german, signer, {german.certificate, kazakh.certificate});
    while (Sha256(list) < others);
    Bring(TrustSourceKind::kMasterList, "DE.ml", list, kFirst, german.certificate);
    Bring(TrustSourceKind::kLink, "kz2.cer", link, kFirst);
    Bring(TrustSourceKind::kCrl, "kz.crl", crl, kLater);
  }
  std::string Sent() const {
    const auto bundle = CollectTrust(centre);
    EXPECT_TRUE(bundle.ok()) << bundle.status();
    return SignTrustBundle(TrustBundleBody(*bundle), key);
  }
  // As a gate takes it.
  StatusOr<TrustStore> Take(const std::string& sent) const {
    ASSIGN_OR_RETURN(const TrustBundle bundle, OpenTrustBundle(sent, key.PublicKey()));
    return InstallTrust(bundle, gate);
  }
  static std::vector<std::string> Subjects(const StatusOr<TrustStore>& store) {
    std::vector<std::string> subjects;
    EXPECT_TRUE(store.ok()) << store.status();
    if (!store.ok()) return subjects;
    for (const TrustAnchor& anchor : store->anchors()) subjects.push_back(anchor.certificate.SubjectText());
    return subjects;
  }
  std::vector<std::string> AtGate() const { return Subjects(LoadTrustStore(gate, kLater)); }
  static std::vector<std::string> NamesIn(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  // A bundle of these files, the index last, signed by the centre.
  std::string Forged(const std::vector<std::pair<std::string, std::string>>& files, Instant revision = kFirst,
                     std::string_view format = kTrustBundleFormat) const {
    CborWriter writer;
    writer.Array(3).Text(format).Int(ToUnixMs(revision)).Array(files.size());
    for (const auto& [name, bytes] : files) writer.Array(2).Text(name).Bytes(bytes);
    return SignTrustBundle(writer.Take(), key);
  }
  std::string Problem(const std::string& sent) const {
    const auto opened = OpenTrustBundle(sent, key.PublicKey());
    return opened.ok() ? "" : MessageOf(opened.status());
  }
};

std::string IndexOf(const std::vector<std::string>& certificates, Instant at = kFirst) {
  TrustIndex index;
  for (const std::string& bytes : certificates)
    index.files.push_back({TrustSourceKind::kCertificate, "x.cer", ToHex(Sha256(bytes)), "", at});
  return WriteTrustIndex(index);
}

TEST_F(TrustBundleTest, AFolderArrivesAsItLeft) {
  BringAll();
  const auto taken = Take(Sent());
  EXPECT_EQ(Subjects(taken), Subjects(LoadTrustStore(centre, kLater)));
  EXPECT_EQ(taken->anchors().size(), 3U);
  EXPECT_EQ(taken->crls().size(), 1U);
  EXPECT_EQ(taken->sources().front().imported_at, kFirst) << "where it came from travels with it";
  EXPECT_EQ(NamesIn(gate), NamesIn(centre));
  EXPECT_EQ(AtGate(), Subjects(taken)) << "and it is there after a restart";
  EXPECT_EQ(CollectTrust(gate)->revision, kLater);
  EXPECT_EQ(TrustBundleId(TrustBundleBody(*CollectTrust(gate))), TrustBundleId(TrustBundleBody(*CollectTrust(centre))));
}

TEST_F(TrustBundleTest, TheFormatIsWhatTheDocumentsSay) {
  Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, kFirst);
  const std::string index = ReadFile(centre + "/index.json", kMaxBytes).value();
  const std::string name = ToHex(Sha256(kazakh.certificate)) + ".cer";
  EXPECT_EQ(Sent(), Forged({{name, kazakh.certificate}, {"index.json", index}}));
  const std::string sent = Sent();
  EXPECT_TRUE(key.PublicKey().Verify("clearance trust bundle 1" + std::string(1, '\0') + Sha256(sent.substr(64)),
                                     sent.substr(0, 64)));
  EXPECT_FALSE(key.PublicKey().Verify(sent.substr(64), sent.substr(0, 64))) << "kept apart by the prefix";
}

TEST_F(TrustBundleTest, NothingAlteredIsTaken) {
  BringAll();
  const std::string sent = Sent();
  for (std::size_t at = 0; at < sent.size(); at += 1 + sent.size() / 150) {
    std::string altered = sent;
    altered[at] = static_cast<char>(altered[at] ^ (1 << (at % 8)));
    EXPECT_EQ(ReasonOf(OpenTrustBundle(altered, key.PublicKey()).status()), error_reason::kTrustNotEstablished) << at;
  }
  for (std::size_t size = 0; size < sent.size(); size += 1 + sent.size() / 150)
    EXPECT_FALSE(OpenTrustBundle(std::string_view(sent).substr(0, size), key.PublicKey()).ok()) << size;
  EXPECT_FALSE(OpenTrustBundle(sent + "x", key.PublicKey()).ok());
  EXPECT_EQ(ReasonOf(OpenTrustBundle(sent, SigningKey::Generate().PublicKey()).status()),
            error_reason::kTrustNotEstablished);
  EXPECT_TRUE(OpenTrustBundle(sent, key.PublicKey()).ok());
  EXPECT_FALSE(std::filesystem::exists(gate));
}

TEST_F(TrustBundleTest, OnlyAnIndexAndTheFilesItNamesAreTaken) {
  const std::string good = ToHex(Sha256(kazakh.certificate)) + ".cer";
  const std::string index = IndexOf({kazakh.certificate});
  ASSERT_EQ(Problem(Forged({{good, kazakh.certificate}, {"index.json", index}})), "");
  const std::string other = ToHex(Sha256(german.certificate)) + ".cer";
  struct Case {
    std::vector<std::pair<std::string, std::string>> files;
    const char* problem;
  };
  const std::vector<Case> cases = {
      {{{"../" + good, kazakh.certificate}, {"index.json", index}}, "named by its content"},
      {{{good + "/../../x", kazakh.certificate}, {"index.json", index}}, "named by its content"},
      {{{"/etc/passwd", kazakh.certificate}, {"index.json", index}}, "named by its content"},
      {{{"", kazakh.certificate}, {"index.json", index}}, "rising order"},
      {{{good.substr(0, 64), kazakh.certificate}, {"index.json", index}}, "named by its content"},
      {{{good, german.certificate}, {"index.json", index}}, "named by its content"},
      {{{good, kazakh.certificate}, {good, kazakh.certificate}, {"index.json", index}}, "rising order"},
      {{{"index.json", index}, {good, kazakh.certificate}}, "rising order"},
      {{{"index.json", index}}, "other files than its index names"},
      {{{good, kazakh.certificate}, {other, german.certificate}, {"index.json", index}}, ""},
      {{{good, kazakh.certificate}}, "index"},
      {{{good, kazakh.certificate}, {"index.json", "{}"}}, "index"},
      {{{good, kazakh.certificate}, {"index.json", index}, {"k", "x"}}, "named by its content"},
  };
  for (const Case& one : cases) {
    auto files = one.files;
    if (std::string_view(one.problem).empty()) std::sort(files.begin(), files.end());
    const std::string problem = Problem(Forged(files));
    EXPECT_NE(problem, "") << one.problem;
    EXPECT_THAT(problem, HasSubstr(one.problem));
  }
  EXPECT_THAT(Problem(Forged({{good, kazakh.certificate}, {"index.json", index}}, kLater)), HasSubstr("revision"));
  EXPECT_THAT(Problem(Forged({{good, kazakh.certificate}, {"index.json", index}}, kFirst, "clearance-trust-2")),
              HasSubstr("format"));
}

TEST_F(TrustBundleTest, WhatIsTooLargeIsRefusedUnread) {
  EXPECT_THAT(Problem(std::string(kMaxTrustBundleBytes + 1, 'x')), HasSubstr("too large"));
  std::filesystem::create_directories(centre);
  // Three files of nearly 32 MiB, one after the other within bounds.
  for (const char* name : {"a.cer", "b.cer", "c.cer"}) {
    ASSERT_TRUE(WriteFile(centre + "/" + name, std::string(kMaxTrustFileBytes - 1, *name)).ok());
  }
  EXPECT_EQ(ReasonOf(CollectTrust(centre).status()), error_reason::kFileUnreadable);
}

TEST_F(TrustBundleTest, AFileIsNoLargerThanOneThatIsReadFromAFolder) {
  const std::string large(kMaxTrustFileBytes + 1, 'x');
  EXPECT_THAT(Problem(Forged({{ToHex(Sha256(large)) + ".cer", large}, {"index.json", IndexOf({large})}})),
              HasSubstr("a file that is too large"));
}

TEST_F(TrustBundleTest, WhatIsNotTrustedLeavesTheFolderAsItWas) {
  Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, kFirst);
  ASSERT_TRUE(Take(Sent()).ok());
  const std::vector<std::string> before = NamesIn(gate);
  // Well signed, but a revocation list whose issuer nobody trusts.
  const std::string crl = RevocationList(german, {});
  std::vector<IndexedTrustFile> files = {{TrustSourceKind::kCrl, "de.crl", ToHex(Sha256(crl)), "", kLater}};
  const std::string sent =
      Forged({{files[0].FileName(), crl}, {"index.json", WriteTrustIndex({.files = files})}}, kLater);
  EXPECT_EQ(ReasonOf(Take(sent).status()), error_reason::kTrustNotEstablished);
  EXPECT_EQ(NamesIn(gate), before);
  EXPECT_EQ(AtGate().size(), 1U);
}

TEST_F(TrustBundleTest, AnOlderOneIsRefusedAndOneAsOldIsTaken) {
  Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, kFirst);
  const std::string old = Sent();
  Bring(TrustSourceKind::kCertificate, "de.cer", german.certificate, kLater);
  ASSERT_TRUE(Take(Sent()).ok());
  const auto refused = Take(old);
  EXPECT_EQ(ReasonOf(refused.status()), error_reason::kTrustNotEstablished);
  EXPECT_THAT(MessageOf(refused.status()), HasSubstr("older"));
  EXPECT_EQ(AtGate().size(), 2U);
  ASSERT_TRUE(Take(Sent()).ok());
  EXPECT_EQ(AtGate().size(), 2U);
}

TEST_F(TrustBundleTest, WhatTheNewIndexDoesNotNameIsRemovedAndNothingElse) {
  Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, kFirst);
  ASSERT_TRUE(Take(Sent()).ok());
  const std::string gone = ToHex(Sha256(kazakh.certificate)) + ".cer";
  ASSERT_TRUE(std::filesystem::exists(gate + "/" + gone));
  for (const char* name : {"README.txt", "keys.pem"}) ASSERT_TRUE(WriteFile(gate + "/" + name, "not ours").ok());
  ASSERT_TRUE(WriteFile(gate + "/" + gone + ".AbCdEf", "half written").ok());
  ASSERT_TRUE(WriteFile(gate + "/index.json.AbCdEf", "half written").ok());
  std::filesystem::remove_all(centre);
  Bring(TrustSourceKind::kCertificate, "de.cer", german.certificate, kLater);
  ASSERT_TRUE(Take(Sent()).ok());
  EXPECT_THAT(NamesIn(gate), testing::UnorderedElementsAre(ToHex(Sha256(german.certificate)) + ".cer", "README.txt",
                                                           "index.json", "keys.pem"));
}

// As a crash leaves it: every file but the last one is there, and the index is still the old one. Something that is no
// file stands where the last one shall be: a master list, for that disturbs no folder without an index.
struct TrustBundleCrashTest : TrustBundleTest {
  void TakeUpToTheLastFile() {
    const std::string sent = Sent();
    const TrustBundle bundle = *OpenTrustBundle(sent, key.PublicKey());
    const std::string last = bundle.files.rbegin()->first;
    ASSERT_TRUE(last.ends_with(".ml"));
    std::filesystem::create_directories(gate + "/" + last + "/x");
    EXPECT_EQ(ReasonOf(Take(sent).status()), error_reason::kFileUnreadable);
    for (const auto& [name, bytes] : bundle.files)
      EXPECT_EQ(std::filesystem::is_regular_file(gate + "/" + name), name != last) << name;
    std::filesystem::remove_all(gate + "/" + last);
  }
};

TEST_F(TrustBundleCrashTest, BetweenFilesAndIndexLeavesTheOldContent) {
  Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, kFirst);
  ASSERT_TRUE(Take(Sent()).ok());
  const std::vector<std::string> old = AtGate();
  ASSERT_EQ(old.size(), 1U);
  BringAll();
  TakeUpToTheLastFile();
  EXPECT_EQ(AtGate(), old);
  ASSERT_TRUE(Take(Sent()).ok());
  EXPECT_EQ(AtGate().size(), 3U);
  EXPECT_EQ(NamesIn(gate), NamesIn(centre));
}

TEST_F(TrustBundleCrashTest, InAFolderThatWasEmptyNothingIsTrusted) {
  BringAll();
  TakeUpToTheLastFile();
  EXPECT_EQ(AtGate().size(), 0U) << "not the root of a list, which no list names";
  ASSERT_TRUE(Take(Sent()).ok());
  EXPECT_EQ(AtGate().size(), 3U);
}

TEST_F(TrustBundleCrashTest, InAFolderWithoutIndexWhatLayThereIsTrusted) {
  std::filesystem::create_directories(gate);
  ASSERT_TRUE(WriteFile(gate + "/kz.pem", PkiPem(kazakh.certificate, "CERTIFICATE")).ok());
  const std::vector<std::string> old = AtGate();
  ASSERT_EQ(old.size(), 1U);
  BringAll();
  TakeUpToTheLastFile();
  EXPECT_EQ(AtGate(), old);
  ASSERT_TRUE(Take(Sent()).ok()) << "although its files are older than that folder";
  EXPECT_EQ(AtGate().size(), 3U);
}

TEST_F(TrustBundleTest, AFolderWithoutIndexIsSentAsItLies) {
  std::filesystem::create_directories(centre);
  ASSERT_TRUE(WriteFile(centre + "/kz.pem", PkiPem(kazakh.certificate, "CERTIFICATE")).ok());
  ASSERT_TRUE(WriteFile(centre + "/a.crl", RevocationList(kazakh, {})).ok());
  ASSERT_TRUE(WriteFile(centre + "/README.txt", "not looked at").ok());
  const auto taken = Take(Sent());
  EXPECT_EQ(Subjects(taken), Subjects(LoadTrustStore(centre, kLater)));
  EXPECT_EQ(taken->crls().size(), 1U);
  EXPECT_EQ(taken->sources().front().name, "kz.pem");
  EXPECT_EQ(NamesIn(gate).size(), 3U);
  EXPECT_EQ(ReadTrustIndex(gate).value(), ReadTrustIndex(centre).value()) << "until something changes";
  const Instant first = CollectTrust(centre)->revision;
  const auto written = std::filesystem::last_write_time(centre);
  std::filesystem::remove(centre + "/a.crl");
  std::filesystem::last_write_time(centre, written + std::chrono::seconds(5));
  EXPECT_EQ(CollectTrust(centre)->revision, first + std::chrono::seconds(5)) << "a file that goes makes it newer";
  EXPECT_EQ(Take(Sent())->crls().size(), 0U);
}

TEST_F(TrustBundleTest, AnEmptyFolderNeverReplacesOneThatHasSomething) {
  std::filesystem::create_directories(centre);
  const std::string empty = Sent();
  EXPECT_EQ(CollectTrust(centre)->revision, Instant{});
  EXPECT_EQ(Subjects(Take(empty)).size(), 0U);
  Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, kFirst);
  ASSERT_TRUE(Take(Sent()).ok());
  EXPECT_FALSE(Take(empty).ok());
  EXPECT_EQ(AtGate().size(), 1U);
}

TEST_F(TrustBundleTest, ATouchedFileOrAMissingFolderIsNotSent) {
  EXPECT_EQ(CollectTrust(centre).status().code(), StatusCode::kNotFound);
  Bring(TrustSourceKind::kCertificate, "kz.cer", kazakh.certificate, kFirst);
  ASSERT_TRUE(WriteFile(centre + "/" + ToHex(Sha256(kazakh.certificate)) + ".cer", german.certificate).ok());
  EXPECT_EQ(ReasonOf(CollectTrust(centre).status()), error_reason::kTrustNotEstablished);
}

}  // namespace
}  // namespace clearance
