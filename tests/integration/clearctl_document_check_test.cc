// `clearctl document check` and `clearctl trust import|list|check` as processes: the shared specimens, chips of the
// development PKI with each of their stories, and input that is wrong.
#include <sstream>

#include "common/base/clock.h"
#include "tests/integration/clearctl_document_fixture.h"

namespace clearance {
namespace {

using Ended = ClearctlEnded;
struct ClearctlDocumentCheckTest : ClearctlDocumentFixture {};

TEST_F(ClearctlDocumentCheckTest, AGoodChipMayClearByItself) {
  PutStory(DocumentStory::kGood);
  const Json answer = CheckJson(0);
  EXPECT_EQ(KeysOf(answer), (std::set<std::string>{"results", "overall", "decided_by", "at", "kind", "signer",
                                                   "authority", "authority_source", "portrait_authentic", "holder"}));
  ASSERT_EQ(answer["results"].size(), kAllInspectionChecks.size());
  for (std::size_t i = 0; i < kAllInspectionChecks.size(); ++i) {
    EXPECT_EQ(answer["results"][i]["check"], InspectionCheckName(kAllInspectionChecks[i]));
    EXPECT_EQ(KeysOf(answer["results"][i]), (std::set<std::string>{"check", "result", "reason", "took_us"}));
  }
  EXPECT_EQ(answer["overall"], "SUCCESSFUL");
  EXPECT_EQ(answer["decided_by"], nullptr);
  EXPECT_EQ(answer["at"], "2026-11-25T00:00:00.000Z");
  EXPECT_EQ(answer["kind"], "ORDINARY_PASSPORT");
  EXPECT_EQ(answer["authority_source"], "AUTHORITY-1.cer");
  EXPECT_EQ(answer["portrait_authentic"], true);
  EXPECT_EQ(answer["holder"]["surname"], kSurname);
  EXPECT_EQ(answer["holder"]["document_number"], "N12345678");
  EXPECT_EQ(answer["holder"]["authentic"], true);
  EXPECT_EQ(ResultOf(answer, InspectionCheck::kChipAuthenticity), "SUCCESSFUL:ACTIVE_AUTHENTICATION");
  EXPECT_EQ(ResultOf(answer, InspectionCheck::kRevocation), "SUCCESSFUL");
  EXPECT_EQ(ResultOf(answer, InspectionCheck::kLostOrStolen), "NOT_PERFORMED:NO_LIST");
}

TEST_F(ClearctlDocumentCheckTest, EveryFalseChipIsToldByTheCheckThatSeesIt) {
  struct Case {
    DocumentStory story;
    InspectionCheck check;
    std::string result, overall;
    bool holder_authentic, portrait_authentic;
  };
  const std::vector<Case> cases = {
      {DocumentStory::kAlteredPortrait, InspectionCheck::kDataGroupHashes, "FAILED:HASH_DIFFERS", "FAILED", true,
       false},
      {DocumentStory::kRevokedSigner, InspectionCheck::kRevocation, "FAILED:SIGNER_REVOKED", "FAILED", false, false},
      {DocumentStory::kClonedChip, InspectionCheck::kChipAuthenticity, "FAILED:ANSWER_WRONG", "FAILED", true, true},
      {DocumentStory::kUnknownAuthority, InspectionCheck::kSignerTrust, "UNDETERMINED:AUTHORITY_UNKNOWN",
       "UNDETERMINED", false, false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(DocumentStoryName(c.story));
    PutStory(c.story);
    const Json answer = CheckJson(2);
    EXPECT_EQ(ResultOf(answer, c.check), c.result);
    EXPECT_EQ(answer["overall"], c.overall);
    EXPECT_EQ(answer["decided_by"], std::string(InspectionCheckName(c.check)) + c.result.substr(c.result.find(':')));
    EXPECT_EQ(answer["holder"]["authentic"], c.holder_authentic);
    EXPECT_EQ(answer["portrait_authentic"], c.portrait_authentic);
  }
}

TEST_F(ClearctlDocumentCheckTest, TellsPeopleTheSame) {
  PutStory(DocumentStory::kAlteredPortrait);
  const Ended ended = Check(Everything());
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_TRUE(
      ended.output.starts_with("overall    FAILED, by DATA_GROUP_HASHES:HASH_DIFFERS\n"
                               "document   ORDINARY_PASSPORT\n"
                               "as of      2026-11-25T00:00:00.000Z\n"
                               "\ndata\n"
                               "  ✓ SOD_SIGNATURE       SUCCESSFUL\n"))
      << ended.output;
  for (const char* line : {"\n  ✗ DATA_GROUP_HASHES   FAILED         HASH_DIFFERS\n", "\n\nchip\n", "\n\nbooklet\n",
                           "\n  · LOST_OR_STOLEN      NOT_PERFORMED  NO_LIST\n", "\nknown from AUTHORITY-1.cer\n",
                           "\nholder     AKHMETOV, NURLAN\n", "\nnumber     N12345678 of KAZ\n"}) {
    EXPECT_NE(ended.output.find(line), std::string::npos) << line << ended.output;
  }
}

TEST_F(ClearctlDocumentCheckTest, ARecordHasEveryCheckOnceAndNobodysName) {
  PutStory(DocumentStory::kClonedChip);
  std::vector<std::string> options = Everything();
  options.insert(options.end(), {"--record", Path("record.json"), "--access", "pace", "--optical", "doubtful"});
  EXPECT_EQ(Check(options).exit_code, 2);
  const std::string text = ReadFile(Path("record.json"), kMaxFileBytes).value();
  const Json record = Json::parse(text);
  EXPECT_EQ(record["electronicChecks"].size(), 9U);
  EXPECT_EQ(record["combinedChecks"].size(), 2U);
  EXPECT_EQ(record["opticalChecks"]["overall"]["result"], "undetermined");
  EXPECT_EQ(record["opticalChecks"]["overall"]["reason"], "READER_DECLARED");
  EXPECT_EQ(record["backgroundChecks"]["lostOrStolen"]["result"], "notPerformed");
  EXPECT_EQ(record["electronicChecks"]["chipAccess"]["reason"], "ACCESS_PACE");
  EXPECT_EQ(record["electronicChecks"]["chipAuthentication"]["result"], "failed");
  EXPECT_EQ(record["overallResult"], "failed");
  for (const char* personal : {kSurname, "NURLAN", "N12345678", "850315"}) {
    EXPECT_EQ(text.find(personal), std::string::npos) << personal;
  }
}

// --- the shared specimens

void CopyInto(const std::string& from, const std::string& to) {
  fs::create_directories(fs::path(to).parent_path());
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  fs::permissions(to, fs::perms::owner_write, fs::perm_options::add);
}

TEST_F(ClearctlDocumentCheckTest, TheDutchSpecimenShowsItsPortraitAndIsNobodys) {
  REQUIRE_SHARED(dutch, "testdata/emrtd/nl_specimen_2006");
  const std::vector<std::pair<std::string, std::string>> names = {
      {"ef011E", "EF_COM"}, {"ef011D", "EF_SOD"}, {"ef0101", "DG1"}, {"ef0102", "DG2"}, {"ef010F", "DG15"}};
  for (const auto& [theirs, ours] : names) CopyInto(dutch + "/" + theirs + ".bin", Path("chip/" + ours + ".bin"));
  Put("chip/notes.txt", "nothing of a chip");
  const Ended ended = Check({"--at", kNow, "--json", "--portrait", Path("portrait.png")});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.errors.find("notes.txt is none of a chip's files"), std::string::npos) << ended.errors;
  const Json answer = Json::parse(ended.output);
  EXPECT_EQ(ResultOf(answer, InspectionCheck::kSodSignature), "SUCCESSFUL");
  EXPECT_EQ(ResultOf(answer, InspectionCheck::kSignerTrust), "NOT_PERFORMED:NO_TRUST_STORE");
  EXPECT_EQ(answer["overall"], "UNDETERMINED");
  EXPECT_EQ(answer["signer"], "CN=DS Test, OU=DS Test, O=Sdu Identification bv, C=NL");
  EXPECT_EQ(answer["authority"], nullptr);
  EXPECT_EQ(answer["holder"]["surname"], "MEULENDIJK");
  EXPECT_EQ(answer["holder"]["authentic"], false);
  const std::string png = ReadFile(Path("portrait.png"), kMaxFileBytes).value();
  ASSERT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(ToHex(png.substr(16, 8)), "000001c100000256");  // 449 × 598, as its DG2 states
}

TEST_F(ClearctlDocumentCheckTest, TheGermanMasterListIsBroughtInOnceListedAndLookedAfter) {
  REQUIRE_SHARED(lists, "testdata/pki/masterlists");
  const std::vector<std::string> import = {
      "trust",   "import",     lists + "/DE_ML_2026-05-28.ml", "--root", lists + "/DE_ROOT_CA_CSCA07.cer",
      "--trust", Path("trust")};
  Ended ended = Run(import);
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  EXPECT_EQ(ended.output,
            "brought in: 582 authorities, 582 of them not known before; 6 entries left out: unreadable, or not said to "
            "be an authority's\nsigned by C=DE, O=bund, OU=bsi, serialNumber=0039, CN=CSCA Master List Signer\n");
  EXPECT_EQ(Run(import).output, "known already, nothing changed\n");

  ended = Run({"trust", "list", "--trust", Path("trust"), "--country", "cn", "--json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  std::istringstream lines(ended.output);
  int authorities = 0;
  for (std::string line; std::getline(lines, line); ++authorities) {
    const Json row = Json::parse(line);
    EXPECT_EQ(row["country"], "CN");
    EXPECT_EQ(row["usable"], true);
    EXPECT_EQ(row["sources"][0]["name"], "DE_ML_2026-05-28.ml");
    EXPECT_EQ(row["sources"][0]["kind"], "MASTER_LIST");
    EXPECT_EQ(row["sources"][0]["signed_at"], "2026-05-28T06:28:45.000Z");
  }
  EXPECT_EQ(authorities, 25);
  ended = Run({"trust", "list", "--trust", Path("trust")});
  EXPECT_NE(ended.output.find("\n582 authorities, 0 revocation lists\n"), std::string::npos);

  ended = Run({"trust", "check", "--trust", Path("trust"), "--at", "2026-06-01"});
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_EQ(ended.output.find("\n! "), std::string::npos);
  ended = Run({"trust", "check", "--trust", Path("trust"), "--at", "2026-12-01"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_TRUE(ended.output.starts_with("! MASTER_LIST_OLD  2026-05-28  DE_ML_2026-05-28.ml\n")) << ended.output;
}

// --- trust, file by file

TEST_F(ClearctlDocumentCheckTest, AnAuthorityAndItsRevocationListFollowEachOther) {
  PutStory(DocumentStory::kRevokedSigner);
  const std::string store = Path("store");
  const auto import = [&](const std::string& name) {
    return Run({"trust", "import", Path("trust/" + name), "--trust", store});
  };
  ExpectRefused(import("REVOKED-1.crl"), "");
  EXPECT_EQ(import("AUTHORITY-1.cer").output, "brought in: 1 authority, 1 of them not known before\n");
  EXPECT_EQ(import("REVOKED-1.crl").output, "brought in: a revocation list\n");
  EXPECT_EQ(import("REVOKED-1.crl").output, "known already, nothing changed\n");
  const Ended ended = Check({"--trust", store, "--at", kNow, "--json"});
  EXPECT_EQ(ResultOf(Json::parse(ended.output), InspectionCheck::kRevocation), "FAILED:SIGNER_REVOKED");
}

TEST_F(ClearctlDocumentCheckTest, AListIsLookedAtAsOfADayAndReadToday) {
  PutStory(DocumentStory::kGood);
  const std::string begin = FormatInstant(SystemClock().Now());
  const Ended ended = Run({"trust", "list", "--trust", Path("trust"), "--at", "2020-01-01", "--json"});
  const std::string end = FormatInstant(SystemClock().Now());
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  std::istringstream lines(ended.output);
  int rows = 0;
  for (std::string line; std::getline(lines, line); ++rows) {
    const std::string imported_at = Json::parse(line)["sources"][0]["imported_at"];
    EXPECT_GE(imported_at, begin);
    EXPECT_LE(imported_at, end);
  }
  EXPECT_EQ(rows, 2);  // the authority and its revocation list
}

TEST_F(ClearctlDocumentCheckTest, WhatHasEndedIsSoAsOfTheDayAsked) {
  PutStory(DocumentStory::kGood);
  const auto list = [&](const std::string& at) {
    const Ended ended = Run({"trust", "list", "--trust", Path("trust"), "--at", at});
    EXPECT_EQ(ended.exit_code, 0) << ended.errors;
    return ended.output;
  };
  EXPECT_EQ(list(kNow),
            "KZ  2020-01-01 – 2035-01-01  brainpoolP384r1\n"
            "      C=KZ, O=Development, CN=CSCA\n"
            "      from AUTHORITY-1.cer\n"
            "KZ  2026-10-01 – 2027-10-01  revocation list, 1 revoked\n"
            "      C=KZ, O=Development, CN=CSCA\n"
            "      from REVOKED-1.crl\n"
            "1 authority, 1 revocation list\n");
  const std::string late = list("2035-01-02");
  EXPECT_TRUE(late.starts_with("KZ  2020-01-01 – 2035-01-01 ended  brainpoolP384r1\n")) << late;
  EXPECT_NE(late.find("\nKZ  2026-10-01 – 2027-10-01 ended  revocation list"), std::string::npos) << late;
}

TEST_F(ClearctlDocumentCheckTest, WhatCannotBeTrustedIsNotBroughtIn) {
  Put("list.ml", "no list");
  Put("root.cer", SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "DE")).certificate);
  Put("some.file", "x");
  const auto import = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"trust", "import", "--trust", Path("store")};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  };
  ExpectRefused(import({Path("list.ml")}), "--root: is needed for a master list");
  ExpectRefused(import({Path("root.cer"), "--root", Path("root.cer")}), "--root: is for master lists only");
  ExpectRefused(import({Path("some.file")}), "--kind: cannot be told from the file's name");
  ExpectRefused(import({Path("list.ml"), "--root", Path("root.cer")}), "");
  ExpectRefused(import({Path("list.ml"), "--root", Path("none.cer")}), "none.cer");
  ExpectRefused(import({Path("none.cer")}), "none.cer");
  ExpectRefused(import({Path("some.file"), "--kind", "certificate"}), "");
  EXPECT_GE(import({Path("some.file"), "--kind", "passport"}).exit_code, 100);
  EXPECT_FALSE(fs::exists(Path("store/index.json")));
  ExpectRefused(Run({"trust", "list", "--trust", Path("nowhere")}), "nowhere");
  ExpectRefused(Run({"trust", "check", "--trust", Path("nowhere")}), "nowhere");
  ExpectRefused(Run({"trust", "check", "--trust", Path("nowhere"), "--at", "soon"}), "--at: must be a day");
}

// --- input that is wrong

TEST_F(ClearctlDocumentCheckTest, WrongInputIsToldAndNothingElse) {
  ExpectRefused(Check({}), "chip: no folder to read");
  fs::create_directories(Path("chip"));
  ExpectRefused(Check({}), "holds no EF_COM.bin, EF_SOD.bin");
  PutStory(DocumentStory::kGood);
  ExpectRefused(Check({"--trust", Path("nowhere")}), "nowhere: is no folder that can be read");
  ExpectRefused(Check({"--mrz", Path("nothing.txt")}), "nothing.txt");
  ExpectRefused(Check({"--rules", Path("nothing.toml")}), "nothing.toml");
  ExpectRefused(Check({"--record", "/proc/no/such"}), "/proc/no/such");
  for (const char* at : {"yesterday", "2026-13-01", "2026-11-25T25:00:00Z", "25.11.2026"}) {
    ExpectRefused(Check({"--at", at}), "--at: must be a day as 2026-11-25");
  }
  EXPECT_GE(Check({"--access", "radio"}).exit_code, 100);
  EXPECT_GE(Run({"document", "check"}).exit_code, 100);
  Put("trust/AUTHORITY-2.cer", "no certificate");
  ExpectRefused(Check({"--trust", Path("trust")}), "AUTHORITY-2.cer");
  Put("long.txt", std::string(2000, 'P'));
  ExpectRefused(Check({"--mrz", Path("long.txt")}), "long.txt");
  fs::remove(Path("chip/AA_answer.bin"));
  ExpectRefused(Check({}), "only one of AA_challenge.bin and AA_answer.bin");
}

TEST_F(ClearctlDocumentCheckTest, AnEmptyValueIsNotAnAbsentOption) {
  PutStory(DocumentStory::kGood);
  for (const char* option : {"--trust", "--mrz", "--at", "--record", "--portrait", "--rules"}) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{option, ""}, {std::string(option) + "=", "--json"}}) {
      const Ended ended = Check(words);
      EXPECT_GE(ended.exit_code, 100) << option;
      EXPECT_EQ(ended.output, "") << option;
      EXPECT_NE(ended.errors.find(std::string(option) + ": must not be empty"), std::string::npos) << ended.errors;
    }
  }
  EXPECT_GE(Check({"--access", ""}).exit_code, 100);
  EXPECT_GE(Run({"trust", "list", "--trust", Path("trust"), "--at", ""}).exit_code, 100);
  EXPECT_GE(Run({"vds-nc", "check", "--trust", ""}).exit_code, 100);
  EXPECT_GE(Run({"vds-nc", "check", ""}).exit_code, 100);
}

TEST_F(ClearctlDocumentCheckTest, BrokenFilesAreResultsAndHugeOnesAreRefused) {
  PutStory(DocumentStory::kGood);
  Put("chip/EF_SOD.bin", std::string("\x77\x82\xFF\xFF broken", 11));
  const Json answer = CheckJson(2);
  EXPECT_EQ(ResultOf(answer, InspectionCheck::kSodSignature), "UNDETERMINED:MALFORMED");
  EXPECT_EQ(answer["overall"], "UNDETERMINED");
  EXPECT_EQ(answer["holder"]["authentic"], false);
  ExpectRefused(Check({"--portrait", Path("portrait.png")}), "");  // the portrait is no picture
  EXPECT_FALSE(fs::exists(Path("portrait.png")));
  fs::remove(Path("chip/DG2.bin"));
  ExpectRefused(Check({"--portrait", Path("portrait.png")}), "--portrait: there is no DG2.bin");
  Put("chip/DG1.bin", std::string(20, '\x61'));
  fs::remove(Path("zone.txt"));
  Put("zone.txt", "no zone");
  EXPECT_EQ(CheckJson(2)["holder"], nullptr);
  Put("chip/DG3.bin", std::string((std::size_t{1} << 20) + 1, 'x'));
  ExpectRefused(Check({}), "DG3.bin");
}

}  // namespace
}  // namespace clearance
