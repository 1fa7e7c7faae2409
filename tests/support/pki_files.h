// Files of a passport's chip as the development PKI writes them (ICAO Doc 9303-10 §4). Content is taken as it is given.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/pki_certificate.h"
#include "tests/support/pki_cms.h"

namespace clearance {

// The tag of a data group's file, by number.
std::uint32_t PkiTagOf(int data_group);

std::string EfComFile(const std::vector<int>& data_groups);
// `mrz`: lines separated by newlines.
std::string Dg1(std::string_view mrz);

enum class FaceRecordForm {
  kIso19794,  // ISO/IEC 19794-5:2005
  kIso39794,  // ISO/IEC 39794-5:2019
};
// One face around a picture as it stands: JPEG, JPEG 2000 or, in 39794, PNG; told apart by its first bytes.
std::string Dg2(std::string_view picture, FaceRecordForm form = FaceRecordForm::kIso19794, int width = 0,
                int height = 0);

enum class ChipCipher { kTripleDes, kAes128, kAes192, kAes256 };
// "0.4.0.127.0.7.2.2.3.2.1" … ".4": id-CA-ECDH with each.
std::string ChipAuthenticationProtocolOf(ChipCipher cipher);

struct ChipSecurityChoice {
  std::optional<PkiKey> chip_authentication{};  // EC
  ChipCipher cipher = ChipCipher::kAes128;
  std::optional<int> key_id{};
  // id-icao-mrtd-security-aaProtocolObject with this algorithm, dotted; empty: none.
  std::string active_authentication_algorithm{};
  std::vector<std::string> more{};  // whole SecurityInfos
};
// SET OF SecurityInfo; DG14 around it; EF.CardSecurity, signed, around it.
std::string SecuritySet(const ChipSecurityChoice& choice);
std::string Dg14(const ChipSecurityChoice& choice);
std::string CardSecurity(const PkiHolder& signer, const ChipSecurityChoice& choice, CmsChoice cms = {});
std::string Dg15(const PkiKey& key);

// ecdsa-plain-SHA1 … SHA512 of BSI TR-03111, dotted.
std::string PlainEcdsaOid(DigestAlgorithm digest);

}  // namespace clearance
