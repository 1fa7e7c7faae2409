#include "tests/support/pki_certificate.h"

#include "common/base/ber.h"
#include "tests/support/der_writer.h"
#include "tests/support/pki_openssl.h"

namespace clearance {
namespace {

std::string KeyUsageBits(const std::vector<KeyUsage>& usage) {
  unsigned bits = 0;
  unsigned last = 0;
  for (const KeyUsage use : usage) {
    bits |= 0x80U >> static_cast<unsigned>(use);
    last = std::max(last, static_cast<unsigned>(use));
  }
  // DER: no zero bits at the end of a named bit list.
  return usage.empty() ? der::BitString("") : der::BitString(std::string(1, static_cast<char>(bits)), 7 - last);
}

std::string KeyUsagePeriod(const CertificateChoice& choice) {
  std::string ends;
  if (choice.key_used_from) ends += der::Implicit(0, der::GeneralizedTimeText(*choice.key_used_from));
  if (choice.key_used_until) ends += der::Implicit(1, der::GeneralizedTimeText(*choice.key_used_until));
  return der::Sequence({ends});
}

std::string AuthorityKeyIdentifier(std::string_view key_identifier) {
  return PkiExtension("2.5.29.35", der::Sequence({der::Implicit(0, key_identifier)}), false);
}

std::string SubjectKeyIdentifier(const CertificateChoice& choice) {
  return choice.subject_key_identifier_octets.value_or(choice.key.Identifier());
}

std::string Extensions(const CertificateChoice& choice, std::string_view issuer_key_identifier) {
  std::string list;
  if (choice.basic_constraints && choice.is_authority) {
    const std::string length = choice.path_length ? der::Integer(*choice.path_length) : "";
    list += PkiExtension("2.5.29.19", der::Sequence({der::Boolean(true), length}), true);
  }
  if (choice.key_usage) list += PkiExtension("2.5.29.15", KeyUsageBits(*choice.key_usage), true);
  if (choice.subject_key_identifier)
    list += PkiExtension("2.5.29.14", der::OctetString(SubjectKeyIdentifier(choice)), false);
  if (choice.authority_key_identifier) list += AuthorityKeyIdentifier(issuer_key_identifier);
  if (choice.key_used_from || choice.key_used_until) list += PkiExtension("2.5.29.16", KeyUsagePeriod(choice), false);
  if (!choice.extended_key_usage.empty()) {
    std::string uses;
    for (const std::string& use : choice.extended_key_usage) uses += der::Oid(use);
    list += PkiExtension("2.5.29.37", der::Sequence({uses}), true);
  }
  if (!choice.document_types.empty()) {
    std::vector<std::string> types;
    for (const std::string& type : choice.document_types) types.push_back(der::PrintableString(type));
    list += PkiExtension("2.23.136.1.1.6.2", der::Sequence({der::Integer(0), der::SetOf(types)}), false);
  }
  list += der::Join(choice.more_extensions);
  return list.empty() ? "" : der::Explicit(3, der::Sequence({list}));
}

PkiHolder HolderOf(const CertificateChoice& choice) {
  PkiHolder holder{choice.key};
  holder.scheme = choice.scheme.value_or(choice.key.DefaultScheme());
  holder.name = PkiName(choice.country, choice.organization, choice.common_name);
  holder.key_identifier = SubjectKeyIdentifier(choice);
  holder.country = choice.country;
  holder.serial = choice.serial;
  if (holder.serial.empty()) {
    holder.serial = PkiDigest(DigestAlgorithm::kSha256, holder.name + choice.key.Info()).substr(0, 8);
    // Positive, and in as few octets as DER asks for.
    holder.serial[0] = static_cast<char>((holder.serial[0] & 0x3F) | 0x40);
  }
  return holder;
}

void Certify(PkiHolder& holder, const PkiHolder& issuer, const CertificateChoice& choice) {
  holder.issuer_name = issuer.name;
  const std::string to_be_signed = der::Sequence(
      {der::Explicit(0, der::Integer(2)), der::IntegerOf(holder.serial), SignatureIdentifier(issuer.scheme),
       issuer.name, der::Sequence({der::Time(choice.not_before), der::Time(choice.not_after)}), holder.name,
       choice.key.Info(), Extensions(choice, issuer.key_identifier)});
  holder.certificate = PkiSigned(issuer.key, issuer.scheme, to_be_signed);
}

}  // namespace

CertificateChoice AuthorityChoice(PkiKey key, std::string country, std::string common_name) {
  CertificateChoice choice{std::move(key)};
  choice.country = std::move(country);
  choice.common_name = std::move(common_name);
  choice.is_authority = true;
  choice.path_length = 0;
  choice.key_usage = {KeyUsage::kKeyCertSign, KeyUsage::kCrlSign};
  return choice;
}

CertificateChoice SignerChoice(PkiKey key, std::string country, std::string common_name) {
  CertificateChoice choice{std::move(key)};
  choice.country = std::move(country);
  choice.common_name = std::move(common_name);
  choice.not_before = PkiDay(2025, 1, 1);
  choice.key_usage = {KeyUsage::kDigitalSignature};
  return choice;
}

CertificateChoice ListSignerChoice(PkiKey key, std::string country) {
  CertificateChoice choice = SignerChoice(std::move(key), std::move(country), "Master List Signer");
  choice.extended_key_usage = {std::string(kMasterListSignerUsage)};
  return choice;
}

PkiHolder SelfSigned(const CertificateChoice& choice) {
  PkiHolder holder = HolderOf(choice);
  Certify(holder, holder, choice);
  return holder;
}

PkiHolder IssuedBy(const PkiHolder& issuer, const CertificateChoice& choice) {
  PkiHolder holder = HolderOf(choice);
  Certify(holder, issuer, choice);
  return holder;
}

std::string LinkCertificate(const PkiHolder& older, const CertificateChoice& newer) {
  return IssuedBy(older, newer).certificate;
}

PkiHolder ForgerOf(const PkiHolder& trusted) {
  PkiHolder forger = trusted;
  forger.key = PkiKey::WithAlteredGroup(trusted.key);
  CertificateChoice choice = AuthorityChoice(forger.key, trusted.country);
  choice.subject_key_identifier_octets = trusted.key_identifier;
  Certify(forger, forger, choice);
  return forger;
}

std::string RevocationList(const PkiHolder& issuer, const RevocationChoice& choice) {
  return RevocationList(issuer, issuer, choice);
}

std::string RevocationList(const PkiHolder& issuer, const PkiHolder& signer, const RevocationChoice& choice) {
  std::string entries;
  for (const std::string& serial : choice.serials) {
    std::string extensions;
    if (choice.reason != 0) {
      const std::string code = BerElementOf(ber::kEnumerated, std::string(1, static_cast<char>(choice.reason)));
      extensions = der::Sequence({PkiExtension("2.5.29.21", code, false)});
    }
    entries += der::Sequence({der::IntegerOf(serial), der::Time(choice.this_update), extensions});
  }
  std::string extensions;
  if (choice.authority_key_identifier) extensions += AuthorityKeyIdentifier(issuer.key_identifier);
  extensions += PkiExtension("2.5.29.20", der::Integer(ToUnixMs(choice.this_update) / 1000), false);  // cRLNumber
  const std::string to_be_signed =
      der::Sequence({der::Integer(1), SignatureIdentifier(signer.scheme), issuer.name, der::Time(choice.this_update),
                     choice.next_update ? der::Time(*choice.next_update) : "",
                     entries.empty() ? "" : der::Sequence({entries}), der::Explicit(0, der::Sequence({extensions}))});
  return PkiSigned(signer.key, signer.scheme, to_be_signed);
}

std::string PkiName(std::string_view country, std::string_view organization, std::string_view common_name) {
  const auto part = [](std::string_view oid, const std::string& value) {
    return der::SetOf({der::Sequence({der::Oid(oid), value})});
  };
  return der::Sequence({part("2.5.4.6", der::PrintableString(country)), part("2.5.4.10", der::Utf8String(organization)),
                        part("2.5.4.3", der::Utf8String(common_name))});
}

std::string PkiExtension(std::string_view oid, std::string_view value, bool is_critical) {
  return der::Sequence({der::Oid(oid), is_critical ? der::Boolean(true) : "", der::OctetString(value)});
}

std::string PkiSigned(const PkiKey& key, const SignatureScheme& scheme, std::string_view to_be_signed) {
  return der::Sequence({to_be_signed, SignatureIdentifier(scheme), der::BitString(key.Sign(scheme, to_be_signed))});
}

std::string PkiPem(std::string_view der, std::string_view label) {
  std::string base64((der.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(pki::Octets(base64), pki::Octets(der), static_cast<int>(der.size()));
  std::string pem = "-----BEGIN " + std::string(label) + "-----\n";
  constexpr std::size_t kLineCharacters = 64;
  base64.resize(static_cast<std::size_t>(size));
  for (std::size_t at = 0; at < base64.size(); at += kLineCharacters) pem += base64.substr(at, kLineCharacters) + "\n";
  return pem + "-----END " + std::string(label) + "-----\n";
}

}  // namespace clearance
