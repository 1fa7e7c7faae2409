// `clearctl seal` as a process: its ten answers and exit codes on seals as text and as pictures, what it writes, and
// what it says of wrong input.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/seal/base45.h"
#include "common/seal/qr_picture.h"
#include "common/seal/seal_set.h"
#include "tests/integration/agent_fixture.h"
#include "tests/support/process.h"
#include "tests/support/seal_samples.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_keys.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kInTime[] = "2026-11-22T00:05:00Z";
constexpr std::size_t kMaxBytes = 1 << 20;

class ClearctlSealTest : public testing::Test {
 protected:
  void SetUp() override {
    Put("pub.pem", TestSigningKey().PublicKey().ToPem());
    Put("other.pem", OtherTestSigningKey().PublicKey().ToPem());
    Put("document.hex", ToHex(kSealSampleHashKey) + "\n");
    Put("seal.txt", seal_ + "\n");
    Put("seal.png", QrPng(seal_, 480).value());
    SealSet set;
    set.revision = kSealSampleStart;
    set.keys.Add({TestSigningKey().PublicKey(), SecretBytes(std::string(kSealSampleHashKey))});
    set.revoked = RevokedBookings({SealSampleClaims(7).booking_id});
    Put("gate.seals", SignSealSet(SealSetBody(set), OtherTestSigningKey()));
  }

  std::string Path(const std::string& name) const { return folder_.Path(name); }
  void Put(const std::string& name, const std::string& content) const {
    ASSERT_TRUE(WriteFile(Path(name), content).ok());
  }
  std::string Read(const std::string& name) const { return ReadFile(Path(name), kMaxBytes).value_or(""); }

  struct Ended {
    int exit_code = -1;
    std::string output;
    std::string errors;
  };
  Ended Run(std::vector<std::string> arguments, const std::string& program = "clearctl") {
    std::vector<std::string> argv = {BinPath(program), "seal"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    Ended ended;
    const auto output = RunProcess(argv, Path("errors.txt"), ended.exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    ended.output = output.value_or("");
    ended.errors = Read("errors.txt");
    return ended;
  }
  // "VALID 0": the answer and the exit code.
  std::string Verified(const std::string& file, std::vector<std::string> more, bool with_document_key = true) {
    std::vector<std::string> arguments = {"verify", Path(file), "--json"};
    if (with_document_key) {
      for (const std::string& word :
           {std::string("--keys"), Path("pub.pem"), std::string("--document-key"), Path("document.hex")})
        arguments.push_back(word);
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = Run(arguments);
    const auto json = nlohmann::json::parse(ended.output, nullptr, false);
    if (!json.is_object()) return ended.errors;
    EXPECT_EQ(json["valid"].get<bool>(), json["result"].get<std::string>().starts_with("VALID")) << ended.output;
    return json["result"].get<std::string>() + " " + std::to_string(ended.exit_code);
  }

  const TemporaryFolder folder_;
  const std::string seal_ = SignSeal(SealSampleClaims(0), TestSigningKey()).value();
};

TEST_F(ClearctlSealTest, GivesEachOfTheTenAnswers) {
  const std::vector<std::string> in_time = {"--at", kInTime};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), in_time.begin(), in_time.end());
    return more;
  };
  EXPECT_EQ(Verified("seal.txt", with({"--document", "KAZ:N10000000"})), "VALID 0");
  EXPECT_EQ(Verified("seal.png", with({"--document", "KAZ:N10000000"})), "VALID 0") << "the same from a picture";
  EXPECT_EQ(Verified("seal.txt", in_time), "VALID_UNBOUND 0");
  EXPECT_EQ(Verified("seal.txt", with({"--document", "KAZ:N10000001"})), "NOT_THIS_DOCUMENT 2");
  EXPECT_EQ(Verified("seal.txt", with({"--port", "DOSTYK"})), "WRONG_PORT 2");
  EXPECT_EQ(Verified("seal.txt", with({"--port", "KHORGOS", "--movement", "KAZ-ICBC"})), "VALID_UNBOUND 0");
  EXPECT_EQ(Verified("seal.txt", with({"--movement", "ICBC-KAZ"})), "WRONG_PORT 2");
  EXPECT_EQ(Verified("seal.txt", with({"--lane-group", "road-chn"})), "WRONG_PORT 2");
  EXPECT_EQ(Verified("seal.txt", {"--at", "2026-11-22T00:15:00Z"}), "EXPIRED 2");
  EXPECT_EQ(Verified("seal.txt", {"--at", "2026-11-22T00:15:00Z", "--late", "1"}), "VALID_UNBOUND 0");
  EXPECT_EQ(Verified("seal.txt", {"--at", "2026-11-21"}), "NOT_YET 2");
  EXPECT_EQ(Verified("seal.txt", {"--at", "2026-11-21T23:50:00Z", "--early", "10"}), "VALID_UNBOUND 0");
  EXPECT_EQ(Verified("seal.txt", with({"--keys", Path("other.pem")}), false), "UNKNOWN_KEY 2");
  EXPECT_EQ(Verified("seal.txt", with({"--keys", Path("pub.pem"), "--document", "KAZ:N10000000"}), false),
            "VALID_UNBOUND 2")
      << "a document was asked about, and is not known to be its";

  std::string bytes = Base45Decode(seal_.substr(kSealPrefix.size())).value();
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  Put("forged.txt", std::string(kSealPrefix) + Base45Encode(bytes));
  EXPECT_EQ(Verified("forged.txt", in_time), "BAD_SIGNATURE 2");
  Put("blank.txt", seal_ + " \n");
  EXPECT_EQ(Verified("blank.txt", in_time), "MALFORMED 2");

  Put("moved.txt", SignSeal(SealSampleClaims(7), TestSigningKey()).value());
  const std::vector<std::string> gates = {"--keys", Path("gate.seals"),    "--signed-by", Path("other.pem"),
                                          "--at",   "2026-11-22T01:50:00Z"};
  EXPECT_EQ(Verified("moved.txt", gates, false), "REVOKED 2");
  EXPECT_EQ(Verified("seal.txt",
                     {"--keys", Path("gate.seals"), "--signed-by", Path("other.pem"), "--at", kInTime, "--document",
                      "KAZ:N10000000"},
                     false),
            "VALID 0");
}

TEST_F(ClearctlSealTest, ThePublicKeySetServesOthersAndHoldsNoDocumentKey) {
  const Ended keys = Run({"keys", Path("gate.seals"), "--signed-by", Path("other.pem")});
  ASSERT_EQ(keys.exit_code, 0) << keys.errors;
  EXPECT_THAT(keys.output, Not(HasSubstr(ToHex(kSealSampleHashKey))));
  Put("keys.json", keys.output);
  EXPECT_EQ(Verified("seal.txt", {"--keys", Path("keys.json"), "--at", kInTime}, false), "VALID_UNBOUND 0");
  Put("moved.txt", SignSeal(SealSampleClaims(7), TestSigningKey()).value());
  EXPECT_EQ(Verified("moved.txt", {"--keys", Path("keys.json"), "--at", "2026-11-22T01:50:00Z"}, false), "REVOKED 2");
}

TEST_F(ClearctlSealTest, InspectsWhoeverSignedIt) {
  const Ended good = Run({"inspect", Path("seal.png"), "--json"});
  EXPECT_EQ(good.exit_code, 0) << good.errors;
  const auto json = nlohmann::json::parse(good.output, nullptr, false);
  EXPECT_EQ(json["booking_id"], SealSampleClaims(0).booking_id);
  EXPECT_EQ(json["document_hash"], ToHex(SealSampleClaims(0).document_hash));
  EXPECT_EQ(json["characters"], seal_.size());
  Put("none.txt", "HC1:NONE");
  const Ended none = Run({"inspect", Path("none.txt"), "--json"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.output, HasSubstr("\"well_formed\":false,\"problem\":\"seal: does not begin with KHG1:\""));
}

TEST_F(ClearctlSealTest, MakesPicturesACalendarAndAPage) {
  const Ended made =
      Run({"picture", Path("seal.txt"), "--png", Path("a.png"), "--svg", Path("a.svg"), "--ics", Path("a.ics"),
           "--page", Path("a.html"), "--lang", "kk", "--reference", "K7M2QX9R", "--early", "15", "--late", "30"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_EQ(ReadQr(Read("a.png")).value_or(""), seal_);
  EXPECT_EQ(Read("a.svg"), QrSvg(seal_, 480).value());
  EXPECT_THAT(Read("a.ics"), HasSubstr("DTSTART:20261122T000000Z"));
  EXPECT_THAT(Read("a.html"), HasSubstr("2026-11-22 05:00 – 05:15"));
  EXPECT_THAT(Read("a.html"), HasSubstr("2026-11-22 08:00 – 08:15"));
  EXPECT_THAT(Read("a.html"), HasSubstr("K7M2QX9R"));
}

TEST_F(ClearctlSealTest, WithoutPicturesItReadsTextAndSaysWhatItCannot) {
  const std::string plain = "clearctl-plain";
  EXPECT_EQ(Run({"inspect", Path("seal.txt")}, plain).output, Run({"inspect", Path("seal.txt")}).output);
  EXPECT_EQ(Run({"picture", Path("seal.txt"), "--ics", Path("slot.ics")}, plain).exit_code, 0);
  EXPECT_THAT(Read("slot.ics"), HasSubstr("BEGIN:VCALENDAR"));
  const Ended read = Run({"inspect", Path("seal.png")}, plain);
  EXPECT_EQ(read.exit_code, 1);
  EXPECT_THAT(read.errors, HasSubstr("file: this clearctl reads and makes no pictures"));
  for (const std::string option : {"--png", "--svg", "--page"}) {
    const Ended made = Run({"picture", Path("seal.txt"), "--ics", Path("none.ics"), option, Path("none")}, plain);
    EXPECT_EQ(made.exit_code, 1);
    EXPECT_THAT(made.errors, HasSubstr(option + ": this clearctl reads and makes no pictures"));
    EXPECT_EQ(Read("none") + Read("none.ics"), "") << "nothing is written where something cannot be made";
  }
}

TEST_F(ClearctlSealTest, SaysWhatIsWrongAndWritesNothing) {
  const auto errors = [&](const std::vector<std::string>& arguments) {
    const Ended ended = Run(arguments);
    EXPECT_EQ(ended.exit_code, 1) << ended.output;
    return ended.errors;
  };
  const std::string seal = Path("seal.txt");
  const std::string pem = Path("pub.pem");
  EXPECT_THAT(errors({"verify", seal, "--keys", Path("gate.seals")}), HasSubstr("--signed-by"));
  EXPECT_THAT(errors({"verify", seal, "--keys", Path("gate.seals"), "--signed-by", pem}), HasSubstr("gate.seals"));
  EXPECT_THAT(errors({"verify", seal, "--keys", Path("none.pem")}), HasSubstr("none.pem"));
  EXPECT_THAT(errors({"verify", seal, "--keys", pem, "--movement", "KAZ"}), HasSubstr("--movement"));
  const std::string wrong_document = errors({"verify", seal, "--keys", pem, "--document", "N10000000"});
  EXPECT_THAT(wrong_document, HasSubstr("--document"));
  EXPECT_THAT(wrong_document, Not(HasSubstr("N10000000"))) << "a number of somebody's";
  EXPECT_THAT(errors({"verify", seal, "--keys", pem, "--at", "soon"}), HasSubstr("--at"));
  EXPECT_THAT(
      errors({"verify", seal, "--keys", pem, "--keys", Path("other.pem"), "--document-key", Path("document.hex")}),
      HasSubstr("--document-key"));
  Put("keys.json", R"({"format":"clearance-seal-keys-1","keys":[{"public_key":"00"}]})");
  EXPECT_THAT(errors({"verify", seal, "--keys", Path("keys.json")}), HasSubstr("keys.json"));
  const Ended nothing_to_make = Run({"picture", seal});
  EXPECT_GE(nothing_to_make.exit_code, 100);
  EXPECT_THAT(nothing_to_make.errors, HasSubstr("--png, --svg, --ics, --page"));
  EXPECT_THAT(errors({"picture", seal, "--png", seal}), HasSubstr("--png"));
  EXPECT_THAT(errors({"picture", seal, "--page", Path("p.html"), "--lang", "fr"}), HasSubstr("--lang"));
  EXPECT_THAT(errors({"picture", seal, Path("seal.png"), "--png", Path("b.png"), "--page", Path("p.html")}),
              HasSubstr("one"));
  EXPECT_EQ(Read("p.html"), "");
  EXPECT_EQ(Read("seal.txt"), seal_ + "\n");
}

}  // namespace
}  // namespace clearance
