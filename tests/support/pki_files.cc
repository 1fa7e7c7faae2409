#include "tests/support/pki_files.h"

#include <algorithm>

#include "common/base/ber.h"
#include "common/base/check.h"
#include "tests/support/der_writer.h"

namespace clearance {
namespace {

// Big-endian, for the binary records of ISO 19794.
std::string BigEndian(std::uint32_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>((value >> shift) & 0xFF));
  return out;
}

bool IsJpeg(std::string_view picture) { return picture.substr(0, 2) == "\xFF\xD8"; }
bool IsPng(std::string_view picture) { return picture.substr(0, 4) == "\x89PNG"; }

// ISO/IEC 19794-5:2005 §5: facial record header, facial information, image information, picture.
std::string FaceRecord19794(std::string_view picture, int width, int height) {
  std::string image(2, '\0');                     // no feature points
  image += std::string(3 + 3 + 2 + 3 + 3, '\0');  // gender, eyes, hair; properties; expression; pose; its uncertainty
  image += '\x01';                                // full frontal
  image += IsJpeg(picture) ? '\x00' : '\x01';
  image += BigEndian(static_cast<std::uint32_t>(width), 2) + BigEndian(static_cast<std::uint32_t>(height), 2);
  image += '\x01';                // 24-bit RGB
  image += '\x02';                // static photograph, digital camera
  image += std::string(4, '\0');  // device, quality
  image += picture;
  image.insert(0, BigEndian(static_cast<std::uint32_t>(image.size() + 4), 4));
  const std::string header = std::string(
      "FAC\0"
      "010\0",
      8);
  constexpr std::size_t kHeaderBytes = 14;
  return header + BigEndian(static_cast<std::uint32_t>(image.size() + kHeaderBytes), 4) + BigEndian(1, 2) + image;
}

// ISO/IEC 39794-5:2019 in DER, what is mandatory and the image size.
std::string FaceRecord39794(std::string_view picture, int width, int height) {
  const char format = IsJpeg(picture) ? '\x02' : IsPng(picture) ? '\x05' : '\x03';
  std::string about = der::Explicit(0, der::Implicit(0, std::string(1, format)));
  if (width > 0 && height > 0) {
    // IMPLICIT INTEGER: the content alone, after tag and length.
    const auto number = [](unsigned n, int value) { return der::Implicit(n, der::Integer(value).substr(2)); };
    about += der::Explicit(7, number(0, width) + number(1, height));
  }
  const std::string image = der::Explicit(0, der::Implicit(0, picture) + der::Explicit(1, about));
  const std::string representation =
      der::Sequence({der::Implicit(0, std::string(1, '\0')), der::Explicit(1, der::Explicit(0, image))});
  const std::string version = der::Explicit(0, der::Implicit(0, "\x03") + der::Implicit(1, "\x07\xE3"));  // 2019
  constexpr std::uint32_t kFaceImageRecord = 0x65;
  return der::Explicit(1, BerElementOf(kFaceImageRecord, version + der::Explicit(1, representation)));
}

}  // namespace

std::uint32_t PkiTagOf(int data_group) {
  constexpr std::uint8_t kTags[] = {0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                    0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70};
  CHECK(data_group >= 1 && data_group <= 16);
  return kTags[data_group - 1];
}

std::string EfComFile(const std::vector<int>& data_groups) {
  std::string tags;
  for (const int number : data_groups) tags.push_back(static_cast<char>(PkiTagOf(number)));
  return BerElementOf(0x60, BerElementOf(0x5F01, "0107") + BerElementOf(0x5F36, "040000") + BerElementOf(0x5C, tags));
}

std::string Dg1(std::string_view mrz) {
  std::string characters(mrz);
  characters.erase(std::remove(characters.begin(), characters.end(), '\n'), characters.end());
  return BerElementOf(PkiTagOf(1), BerElementOf(0x5F1F, characters));
}

std::string Dg2(std::string_view picture, FaceRecordForm form, int width, int height) {
  const bool is_19794 = form == FaceRecordForm::kIso19794;
  // CBEFF header: format owner ISO/IEC JTC 1/SC 37, format type of the standard.
  std::string header = is_19794 ? der::Implicit(1, "\x02") + der::Implicit(2, std::string(1, '\0')) : "";
  header += der::Implicit(7, "\x01\x01") + der::Implicit(8, std::string_view(is_19794 ? "\x00\x08" : "\x00\x2A", 2));
  const std::string block = is_19794 ? BerElementOf(0x5F2E, FaceRecord19794(picture, width, height))
                                     : BerElementOf(0x7F2E, FaceRecord39794(picture, width, height));
  const std::string instance = BerElementOf(0x7F60, der::Explicit(1, header) + block);
  return BerElementOf(PkiTagOf(2), BerElementOf(0x7F61, der::Integer(1) + instance));
}

std::string ChipAuthenticationProtocolOf(ChipCipher cipher) {
  return "0.4.0.127.0.7.2.2.3.2." + std::to_string(static_cast<int>(cipher) + 1);
}

std::string SecuritySet(const ChipSecurityChoice& choice) {
  std::vector<std::string> all = choice.more;
  if (choice.chip_authentication) {
    const std::string id = choice.key_id ? der::Integer(*choice.key_id) : "";
    all.push_back(der::Sequence({der::Oid(ChipAuthenticationProtocolOf(choice.cipher)), der::Integer(1), id}));
    all.push_back(der::Sequence({der::Oid("0.4.0.127.0.7.2.2.1.2"), choice.chip_authentication->Info(), id}));
  }
  if (!choice.active_authentication_algorithm.empty())
    all.push_back(
        der::Sequence({der::Oid("2.23.136.1.1.5"), der::Integer(1), der::Oid(choice.active_authentication_algorithm)}));
  return der::SetOf(std::move(all));
}

std::string Dg14(const ChipSecurityChoice& choice) { return BerElementOf(PkiTagOf(14), SecuritySet(choice)); }

std::string CardSecurity(const PkiHolder& signer, const ChipSecurityChoice& choice, CmsChoice cms) {
  if (cms.content_type.empty()) cms.content_type = "0.4.0.127.0.7.3.2.1";  // id-SecurityObject
  if (cms.certificates.empty()) cms.certificates = {signer.certificate};
  return SignedMessage(signer, SecuritySet(choice), cms);
}

std::string Dg15(const PkiKey& key) { return BerElementOf(PkiTagOf(15), key.Info()); }

std::string PlainEcdsaOid(DigestAlgorithm digest) {
  return "0.4.0.127.0.7.1.1.4.1." + std::to_string(static_cast<int>(digest) + 1);
}

}  // namespace clearance
