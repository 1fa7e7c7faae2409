// What tests of agreement with the `openssl` program share: a folder, the program, keys and certificates it makes.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "common/crypto/public_key.h"
#include "tests/support/openssl_owned.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace clearance {

inline constexpr std::size_t kMaxFileBytes = 1 << 20;

struct Curve {
  const char* ours;
  const char* theirs;
};
inline constexpr std::array kCurves = {
    Curve{"secp192r1", "prime192v1"},
    Curve{"secp224r1", "secp224r1"},
    Curve{"secp256r1", "prime256v1"},
    Curve{"secp384r1", "secp384r1"},
    Curve{"secp521r1", "secp521r1"},
    Curve{"brainpoolP160r1", "brainpoolP160r1"},
    Curve{"brainpoolP192r1", "brainpoolP192r1"},
    Curve{"brainpoolP224r1", "brainpoolP224r1"},
    Curve{"brainpoolP256r1", "brainpoolP256r1"},
    Curve{"brainpoolP320r1", "brainpoolP320r1"},
    Curve{"brainpoolP384r1", "brainpoolP384r1"},
    Curve{"brainpoolP512r1", "brainpoolP512r1"},
};

class OpenSslProgramTest : public testing::Test {
 protected:
  OpenSslProgramTest() {}

  std::string Path(const std::string& name) const { return folder_.Path(name); }
  void Write(const std::string& name, std::string_view bytes) const { EXPECT_TRUE(WriteFile(Path(name), bytes).ok()); }
  std::string Read(const std::string& name) const {
    const auto bytes = ReadFile(Path(name), kMaxFileBytes);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.ok() ? *bytes : "";
  }

  // Whether the program ended well.
  bool OpenSsl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    int exit_code = -1;
    EXPECT_TRUE(RunProcess(arguments, Path("log"), exit_code).ok());
    return exit_code == 0;
  }

  PublicKey MakeKey(std::vector<std::string> options) const {
    std::vector<std::string> arguments = {"genpkey", "-out", Path("key.pem")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_TRUE(OpenSsl(arguments));
    EXPECT_TRUE(OpenSsl({"pkey", "-in", Path("key.pem"), "-pubout", "-out", Path("public.pem")}));
    EXPECT_TRUE(OpenSsl({"pkey", "-in", Path("key.pem"), "-pubout", "-outform", "DER", "-out", Path("public.der")}));
    auto key = PublicKey::FromInfo(Read("public.der"));
    EXPECT_TRUE(key.ok()) << key.status();
    return *std::move(key);
  }

  PublicKey MakeEcKey(const Curve& curve, bool written_out) const {
    return MakeKey({"-algorithm", "EC", "-pkeyopt", std::string("ec_paramgen_curve:") + curve.theirs, "-pkeyopt",
                    written_out ? "ec_param_enc:explicit" : "ec_param_enc:named_curve"});
  }

  PublicKey MakeRsaKey(int bits, int exponent = 65537) const {
    return MakeKey({"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + std::to_string(bits), "-pkeyopt",
                    "rsa_keygen_pubexp:" + std::to_string(exponent)});
  }

  static std::string Flipped(std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    return bytes;
  }

  void MakeCertificate(const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"req",
                                          "-x509",
                                          "-new",
                                          "-key",
                                          Path("key.pem"),
                                          "-subj",
                                          "/C=kz/O=Test/CN=Signer",
                                          "-days",
                                          "30",
                                          "-out",
                                          Path("certificate.pem")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    ASSERT_TRUE(OpenSsl(arguments));
  }

  SeededRandom random_{7};
  const TemporaryFolder folder_;
};

}  // namespace clearance
