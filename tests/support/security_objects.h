// EF.SOD made for tests, element by element, without signers: for what reads it, not for what believes it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/ber.h"
#include "common/crypto/cms.h"
#include "common/crypto/digest.h"
#include "common/document/security_object.h"
#include "tests/support/oids.h"

namespace clearance {

inline std::string DerOid(std::string_view dotted) { return BerElementOf(ber::kOid, OidContent(dotted)); }
inline std::string DerInteger(int value) {
  return BerElementOf(ber::kInteger, std::string(1, static_cast<char>(value)));
}
inline std::string DerSequence(const std::string& content) { return BerElementOf(ber::kSequence, content); }
inline std::string DerOctets(const std::string& content) { return BerElementOf(ber::kOctetString, content); }

inline std::string DataGroupHash(int group, std::size_t octets = 32) {
  return DerSequence(DerInteger(group) + DerOctets(std::string(octets, 'h')));
}

inline std::string LdsVersionInfo() {
  return DerSequence(BerElementOf(ber::kPrintableString, "0108") + BerElementOf(ber::kPrintableString, "040000"));
}

inline std::string LdsSecurityObject(const std::string& hashes, int version = 0, const std::string& more = "",
                                     std::string_view digest = OidOf(DigestAlgorithm::kSha256)) {
  return DerSequence(DerInteger(version) + DerSequence(DerOid(digest)) + DerSequence(hashes) + more);
}

// A SignedData without signers around `content`, a whole element, or around none.
inline std::string SignedDataMessage(const std::string& content, int version = 3,
                                     std::string_view type = kLdsSecurityObjectOid) {
  const std::string wrapped = content.empty() ? "" : BerElementOf(ber::ContextConstructed(0), content);
  const std::string signed_data = DerSequence(DerInteger(version) + BerElementOf(ber::kSet, "") +
                                              DerSequence(DerOid(type) + wrapped) + BerElementOf(ber::kSet, ""));
  return DerSequence(DerOid(kSignedDataOid) + BerElementOf(ber::ContextConstructed(0), signed_data));
}

inline std::string EfSodOf(const std::string& lds) { return BerElementOf(0x77, SignedDataMessage(DerOctets(lds))); }

}  // namespace clearance
