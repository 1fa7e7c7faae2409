#include "tests/support/pki_chip.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "common/base/ber.h"
#include "tests/support/der_writer.h"
#include "tests/support/pki_openssl.h"

namespace clearance {
namespace {

using pki::Octets;

constexpr std::size_t kMacBytes = 8;

std::size_t BlockBytes(ChipCipher cipher) { return cipher == ChipCipher::kTripleDes ? 8 : 16; }

std::size_t KeyBytes(ChipCipher cipher) {
  switch (cipher) {
    case ChipCipher::kTripleDes:
      return 16;
    case ChipCipher::kAes128:
      return 16;
    case ChipCipher::kAes192:
      return 24;
    case ChipCipher::kAes256:
      return 32;
  }
  CHECK(false);
}

const char* AesName(std::size_t key_bytes) {
  return key_bytes == 16 ? "AES-128-CBC" : key_bytes == 24 ? "AES-192-CBC" : "AES-256-CBC";
}

// Whole blocks in CBC.
std::string Encrypt(const EVP_CIPHER* cipher, std::string_view key, std::string_view start, std::string_view blocks) {
  const pki::CipherContext context(EVP_CIPHER_CTX_new());
  CHECK(EVP_EncryptInit_ex(context.get(), cipher, nullptr, Octets(key), Octets(start)) == 1);
  CHECK(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  std::string out(blocks.size(), '\0');
  int size = 0;
  CHECK(EVP_EncryptUpdate(context.get(), Octets(out), &size, Octets(blocks), static_cast<int>(blocks.size())) == 1);
  CHECK(static_cast<std::size_t>(size) == blocks.size());
  return out;
}

// ISO/IEC 9797-1 padding method 2.
std::string Padded(std::string_view bytes, std::size_t block_bytes) {
  std::string padded(bytes);
  padded += '\x80';
  while (padded.size() % block_bytes != 0) padded += '\0';
  return padded;
}

// ISO/IEC 9797-1 MAC algorithm 3 over padded blocks: CBC under the first key, the last block under both. Single DES is
// triple DES with one key three times.
std::string RetailMac(std::string_view key, std::string_view blocks) {
  const std::string first(key.substr(0, 8));
  const std::string second(key.substr(8, 8));
  std::string chained(8, '\0');
  const std::size_t last = blocks.size() - 8;
  if (last > 0) chained = Encrypt(EVP_des_ede3_cbc(), first + first + first, chained, blocks.substr(0, last));
  chained = chained.substr(chained.size() - 8);
  return Encrypt(EVP_des_ede3_cbc(), first + second + first, chained, blocks.substr(last));
}

std::string Cmac(std::string_view key, std::string_view bytes) {
  EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "CMAC", nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(mac);
  std::string cipher = AesName(key.size());
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher.data(), 0),
                                   OSSL_PARAM_construct_end()};
  std::string value(16, '\0');
  std::size_t size = 0;
  CHECK(EVP_MAC_init(context, Octets(key), key.size(), parameters) == 1);
  CHECK(EVP_MAC_update(context, Octets(bytes), bytes.size()) == 1);
  CHECK(EVP_MAC_final(context, Octets(value), &size, value.size()) == 1);
  EVP_MAC_CTX_free(context);
  EVP_MAC_free(mac);
  return value.substr(0, kMacBytes);
}

std::string KeyDerivedFrom(ChipCipher cipher, std::string_view shared_secret, char counter) {
  const std::string input = std::string(shared_secret) + std::string(3, '\0') + counter;
  const std::size_t size = KeyBytes(cipher);
  const DigestAlgorithm digest = size == 16 ? DigestAlgorithm::kSha1 : DigestAlgorithm::kSha256;
  return PkiDigest(digest, input).substr(0, size);
}

std::string CounterBlock(std::uint64_t counter, std::size_t block_bytes) {
  std::string block(block_bytes, '\0');
  for (std::size_t i = block_bytes; i > block_bytes - 8; --i) {
    block[i - 1] = static_cast<char>(counter & 0xFF);
    counter >>= 8;
  }
  return block;
}

std::string EncryptedContent(const ChipSessionKeys& keys, std::string_view counter, std::string_view content) {
  const std::string padded = Padded(content, BlockBytes(keys.cipher));
  const std::string zeros(BlockBytes(keys.cipher), '\0');
  if (keys.cipher == ChipCipher::kTripleDes)
    return Encrypt(EVP_des_ede3_cbc(), keys.encryption + keys.encryption.substr(0, 8), zeros, padded);
  const EVP_CIPHER* const aes = EVP_get_cipherbyname(AesName(keys.encryption.size()));
  return Encrypt(aes, keys.encryption, Encrypt(aes, keys.encryption, zeros, counter), padded);
}

// Trailer by digest (ISO/IEC 9796-2 §8, hash identifiers of ISO/IEC 10118-3).
std::string TrailerOf(const ActiveAuthenticationChoice& choice) {
  switch (choice.digest) {
    case DigestAlgorithm::kSha1:
      return choice.long_trailer ? "\x33\xCC" : "\xBC";
    case DigestAlgorithm::kSha224:
      return "\x38\xCC";
    case DigestAlgorithm::kSha256:
      return "\x34\xCC";
    case DigestAlgorithm::kSha384:
      return "\x36\xCC";
    case DigestAlgorithm::kSha512:
      return "\x35\xCC";
  }
  CHECK(false);
}

std::string RsaAnswer(const PkiKey& chip, std::string_view challenge, const ActiveAuthenticationChoice& choice) {
  CHECK(chip.bits() % 8 == 0);
  const std::string trailer = TrailerOf(choice);
  const std::size_t digest_bytes = PkiDigest(choice.digest, "").size();
  const std::size_t message_bytes = static_cast<std::size_t>(chip.bits()) / 8 - 1 - digest_bytes - trailer.size();
  // The chip's own part of the message: random in a real one, and nobody's concern here.
  std::string message;
  while (message.size() < message_bytes) message += PkiDigest(DigestAlgorithm::kSha256, message + "chip");
  message.resize(message_bytes);
  const std::string digest = PkiDigest(choice.digest, message + std::string(challenge));
  // Partial recovery, no padding: 6A.
  const std::string signature = chip.RsaPrivateOperation("\x6A" + message + digest + trailer);
  return choice.negated ? chip.RsaNegated(signature) : signature;
}

}  // namespace

ActiveAuthenticationEvidence AnswerActiveAuthentication(const PkiKey& chip, std::string_view challenge,
                                                        const ActiveAuthenticationChoice& choice) {
  const std::string answer =
      chip.is_rsa() ? RsaAnswer(chip, challenge, choice) : chip.SignPlain(choice.digest, challenge);
  return {std::string(challenge), answer};
}

ChipSessionKeys SessionKeysOf(ChipCipher cipher, std::string_view shared_secret) {
  return {cipher, KeyDerivedFrom(cipher, shared_secret, 1), KeyDerivedFrom(cipher, shared_secret, 2)};
}

std::string ProtectedResponse(const ChipSessionKeys& keys, std::uint64_t send_sequence_counter,
                              std::string_view content) {
  const std::string counter = CounterBlock(send_sequence_counter, BlockBytes(keys.cipher));
  std::string objects;
  if (!content.empty()) objects += BerElementOf(0x87, "\x01" + EncryptedContent(keys, counter, content));
  const std::string success("\x90\x00", 2);
  objects += BerElementOf(0x99, success);
  const std::string input = Padded(counter + objects, BlockBytes(keys.cipher));
  const std::string mac = keys.cipher == ChipCipher::kTripleDes ? RetailMac(keys.mac, input) : Cmac(keys.mac, input);
  return objects + BerElementOf(0x8E, mac) + success;
}

ChipAuthenticationEvidence AnswerChipAuthentication(const PkiKey& chip, const PkiKey& terminal,
                                                    const ChipAuthenticationChoice& choice) {
  ChipAuthenticationEvidence evidence;
  evidence.protocol = ChipAuthenticationProtocolOf(choice.cipher);
  if (choice.key_id) evidence.key_id = *choice.key_id;
  evidence.terminal_private_key = terminal.PrivateScalar();
  evidence.send_sequence_counter = 2;
  const ChipSessionKeys keys = SessionKeysOf(choice.cipher, chip.SharedSecret(terminal.Point()));
  evidence.response = ProtectedResponse(keys, evidence.send_sequence_counter, choice.content);
  return evidence;
}

PaceCamEvidence AnswerPaceCam(const PkiKey& chip, ChipCipher cipher) {
  const PkiKey mapping = PkiKey::Ec(chip.curve());
  return {PaceCamProtocolOf(cipher), mapping.Point(), chip.QuotientOf(mapping.PrivateScalar())};
}

std::string PaceCamProtocolOf(ChipCipher cipher) {
  CHECK(cipher != ChipCipher::kTripleDes);
  return "0.4.0.127.0.7.2.2.4.6." + std::to_string(static_cast<int>(cipher) + 1);
}

std::string PaceCamSecurity(ChipCipher cipher, std::string_view curve) {
  return der::Sequence(
      {der::Oid(PaceCamProtocolOf(cipher)), der::Integer(2), der::Integer(StandardizedParameterOf(curve))});
}

}  // namespace clearance
