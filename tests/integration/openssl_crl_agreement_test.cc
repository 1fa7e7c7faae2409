// Our reading of revocation lists against the `openssl` program and its library: it makes them, and for each good and
// each changed one both must say the same of who signed it and of what is in it.
#include <openssl/x509v3.h>

#include <sstream>

#include "common/base/ber.h"
#include "common/crypto/x509_certificate.h"
#include "common/crypto/x509_crl.h"
#include "tests/integration/openssl_program.h"

namespace clearance {
namespace {

class OpenSslCrlAgreementTest : public OpenSslProgramTest {
 protected:
  // A list by the program in the name of certificate.pem: of serials as its database has them, "0102", with reasons.
  void MakeList(const std::vector<std::pair<std::string, std::string>>& revoked,
                const std::vector<std::string>& options) {
    std::string database;
    for (const auto& [serial, reason] : revoked)
      database += "R\t350101000000Z\t261101080910Z," + reason + "\t" + serial + "\tunknown\t/CN=revoked\n";
    Write("database", database);
    Write("number", "0A\n");
    Write("ca.cnf", "[ca]\ndefault_ca=of\n[of]\ndatabase=" + Path("database") + "\ncrlnumber=" + Path("number") +
                        "\ncrl_extensions=ext\ndefault_md=sha256\n[ext]\nauthorityKeyIdentifier=keyid\n");
    std::vector<std::string> arguments = {
        "ca",       "-gencrl",       "-config",         Path("ca.cnf"),  "-cert",           Path("certificate.pem"),
        "-keyfile", Path("key.pem"), "-crl_lastupdate", "261101000000Z", "-crl_nextupdate", "270201000000Z",
        "-out",     Path("list.pem")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    ASSERT_TRUE(OpenSsl(arguments)) << Read("log");
    ASSERT_TRUE(OpenSsl({"crl", "-in", Path("list.pem"), "-outform", "DER", "-out", Path("list.der")}));
  }

  // What OpenSSL's library reads in `der`, in one line for each entry; empty where it reads nothing.
  static std::string TheirEntries(const X509_CRL* list) {
    std::string text;
    const STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(const_cast<X509_CRL*>(list));
    for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
      const X509_REVOKED* entry = sk_X509_REVOKED_value(entries, i);
      const owned::Number serial(ASN1_INTEGER_to_BN(X509_REVOKED_get0_serialNumber(entry), nullptr));
      const auto size = static_cast<std::size_t>(BN_num_bytes(serial.get()));
      // As DER has it: a positive number whose first bit is set begins with a zero octet.
      std::string bytes = owned::BytesOf(serial.get(), size);
      if (bytes.empty() || (static_cast<unsigned char>(bytes.front()) & 0x80) != 0) bytes.insert(0, 1, '\0');
      int critical = 0;
      ASN1_ENUMERATED* reason =
          static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &critical, nullptr));
      const long code = reason == nullptr ? 0 : ASN1_ENUMERATED_get(reason);
      ASN1_ENUMERATED_free(reason);
      text += ToHex(bytes) + " " + std::to_string(code) + "\n";
    }
    return text;
  }

  // The list and many changed ones, held against OpenSSL's library: who signed, and what is in it.
  void ExpectAgreementOnList(const PublicKey& key, std::size_t entries, int flips) {
    const std::string info = Read("public.der");
    const auto* info_bytes = owned::Octets(info);
    const owned::Key their_key(d2i_PUBKEY(nullptr, &info_bytes, static_cast<long>(info.size())));
    ASSERT_NE(their_key, nullptr);
    const auto both = [&](const std::string& der, bool algorithm_changed = false) {
      const auto* bytes = owned::Octets(der);
      const owned::RevocationList theirs(d2i_X509_CRL(nullptr, &bytes, static_cast<long>(der.size())));
      const auto ours = X509Crl::FromDer(der);
      const auto verified = ours.ok() ? ours->IsSignedBy(key) : StatusOr<bool>(false);
      const bool good = verified.ok() && *verified;
      const bool theirs_good = theirs != nullptr && X509_CRL_verify(theirs.get(), their_key.get()) == 1;
      // The algorithm stands once more where nobody signs it, and OpenSSL does not mind what its parameters are tagged
      // as. We do.
      if (algorithm_changed) {
        EXPECT_TRUE(theirs_good || !good) << ToHex(der);
      } else {
        EXPECT_EQ(good, theirs_good) << ToHex(der);
      }
      return good;
    };
    const std::string der = Read("list.der");
    ASSERT_TRUE(both(der));
    const X509Crl list = X509Crl::FromDer(der).value();
    EXPECT_EQ(list.size(), entries);
    EXPECT_EQ(list.issuer(), X509Certificate::FromPemOrDer(Read("certificate.pem"))->subject());
    EXPECT_EQ(FormatInstant(list.this_update()), "2026-11-01T00:00:00.000Z");
    EXPECT_EQ(FormatInstant(list.next_update().value()), "2027-02-01T00:00:00.000Z");
    const auto* bytes = owned::Octets(der);
    const owned::RevocationList theirs(d2i_X509_CRL(nullptr, &bytes, static_cast<long>(der.size())));
    std::istringstream lines(TheirEntries(theirs.get()));
    std::size_t found = 0;
    for (std::string serial, reason; lines >> serial >> reason; ++found) {
      const RevokedCertificate* entry = list.Find(FromHex(serial).value());
      ASSERT_NE(entry, nullptr) << serial;
      EXPECT_EQ(std::to_string(entry->reason), reason) << serial;
      EXPECT_EQ(FormatInstant(entry->revoked_at), "2026-11-01T08:09:10.000Z");
    }
    EXPECT_EQ(found, entries);
    EXPECT_EQ(list.Find("\x77"), nullptr);
    BerReader parts(ReadBer(der, ber::kSequence)->content);
    ASSERT_TRUE(parts.Next().ok());  // what is signed
    const std::string_view algorithm = parts.Next()->whole;
    for (int i = 0; i < flips; ++i) {
      const std::size_t bit = random_.Below(8 * der.size());
      const char* place = der.data() + bit / 8;
      EXPECT_FALSE(both(Flipped(der, bit), algorithm.data() <= place && place < algorithm.data() + algorithm.size()));
    }
    EXPECT_FALSE(both(der.substr(0, der.size() - 1)));
  }
};

TEST_F(OpenSslCrlAgreementTest, RevocationLists) {
  // Serials of one octet, with the highest bit set, of twenty octets; every reason of RFC 5280 the program can write.
  const std::vector<std::pair<std::string, std::string>> revoked = {
      {"01", "unspecified"},
      {"80", "keyCompromise"},
      {"0102", "CACompromise"},
      {"7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "superseded"},
      {"0A0B0C", "cessationOfOperation"},
      {"FF00", "affiliationChanged"}};
  const auto lists = [&](const PublicKey& key, const std::vector<std::string>& options) {
    for (const std::size_t entries : {std::size_t{0}, revoked.size()}) {
      SCOPED_TRACE(entries);
      MakeList({revoked.begin(), revoked.begin() + static_cast<std::ptrdiff_t>(entries)}, options);
      ExpectAgreementOnList(key, entries, 200);
    }
  };
  for (const Curve& curve : {kCurves[2], kCurves[8], kCurves[10]}) {
    for (const bool written_out : {false, true}) {
      SCOPED_TRACE(curve.ours + std::string(written_out ? ", written out" : ", named"));
      const PublicKey key = MakeEcKey(curve, written_out);
      MakeCertificate({"-sha256"});
      for (const char* digest : {"sha1", "sha256", "sha512"}) lists(key, {"-md", digest});
    }
  }
  const PublicKey key = MakeRsaKey(2048);
  MakeCertificate({"-sha256"});
  lists(key, {"-md", "sha1"});
  lists(key, {"-md", "sha384"});
  lists(key, {"-md", "sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"});
}

TEST_F(OpenSslCrlAgreementTest, AListByAnotherKeyOfTheSameName) {
  MakeEcKey(kCurves[2], false);
  MakeCertificate({"-sha256"});
  MakeList({{"01", "keyCompromise"}}, {});
  const X509Crl list = X509Crl::FromDer(Read("list.der")).value();
  // The program tells by a word and ends well either way.
  const auto their_word = [&] {
    Write("log", "");
    OpenSsl({"crl", "-in", Path("list.pem"), "-noout", "-CAfile", Path("certificate.pem")});
    const std::string said = Read("log");  // newer ones tell of the cause behind the word
    return said.substr(0, said.find('\n'));
  };
  EXPECT_EQ(their_word(), "verify OK");
  const PublicKey other = MakeEcKey(kCurves[2], false);
  MakeCertificate({"-sha256"});
  EXPECT_EQ(their_word(), "verify failure");
  const auto ours = list.IsSignedBy(other);
  ASSERT_TRUE(ours.ok());
  EXPECT_FALSE(*ours);
}

}  // namespace
}  // namespace clearance
