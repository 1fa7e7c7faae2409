#include "common/document/document_inspection.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "common/base/ber.h"
#include "common/base/check.h"
#include "common/crypto/secret.h"
#include "common/document/document_signer.h"
#include "common/document/lds.h"
#include "common/document/mrz.h"
#include "common/document/security_object.h"
#include "common/document/state_codes.h"

namespace clearance {
namespace {

using Result = InspectionResult;
using Reason = InspectionReason;

// id-SecurityObject: content of EF.CardSecurity (BSI TR-03110-3 §A.1.2.5).
constexpr std::string_view kCardSecurityOid = "0.4.0.127.0.7.3.2.1";

constexpr CheckOutcome kSuccess{Result::kSuccessful, Reason::kNone};

// One zone, whatever the line ends it was handed over with.
std::string LinesOf(std::string_view mrz) {
  std::string lines(mrz);
  std::erase(lines, '\r');
  while (lines.ends_with('\n')) lines.pop_back();
  return lines;
}

// Some chips hand over a file to the end of its memory: the data group, then zeros. What counts is the group.
std::string_view WithoutPadding(std::string_view file) {
  BerReader reader(file);
  const auto group = reader.Next();
  const bool padded = group.ok() && reader.rest().find_first_not_of('\0') == std::string_view::npos;
  return padded ? group->whole : file;
}

// One inspection in progress: each check in turn, in the order of InspectionCheck, on what those before established.
class InspectionRun {
 public:
  InspectionRun(const InspectionEvidence& evidence, const TrustStore* trust, Instant at)
      : evidence_(evidence), trust_(trust), at_(at) {}
  ~InspectionRun() { Wipe(dg1_mrz_); }
  InspectionRun(const InspectionRun&) = delete;
  InspectionRun& operator=(const InspectionRun&) = delete;

  DocumentInspection Run();

 private:
  using Check = CheckOutcome (InspectionRun::*)();
  void Perform(InspectionCheck check, Check perform);

  void ReadFiles();
  CheckOutcome SodSignature();
  CheckOutcome SignerTrust();
  CheckOutcome ValidityPeriod();
  CheckOutcome Revocation();
  CheckOutcome FileList();
  CheckOutcome DataGroupHashes();
  CheckOutcome MrzAgainstChip();
  bool IsOtherDocument(std::string_view printed_mrz) const;
  CheckOutcome IssuingState();
  CheckOutcome Defects();
  CheckOutcome Access();
  CheckOutcome ChipIsGenuine();
  CheckOutcome Optical();
  CheckOutcome LostOrStolen() { return {Result::kNotPerformed, Reason::kNoList}; }

  // For two-digit years alone.
  Date Today() const { return UtcDayOf(at_); }
  // Empty: not read.
  std::string_view FileOf(int data_group) const;
  // EF.SOD vouches for a file that was read, and is itself signed by somebody trusted.
  bool IsVouchedFor(int data_group) const;
  // And whoever signed was of that state, in their time, and is not revoked.
  bool IsAuthentic(int data_group) const;
  bool Successful(InspectionCheck check) const;
  bool Failed(InspectionCheck check) const;
  std::string AuthenticCardSecurity() const;
  bool HasTrailingBytes() const;
  void Tell();

  const InspectionEvidence& evidence_;
  const TrustStore* trust_;
  const Instant at_;
  DocumentInspection answer_;

  std::map<int, std::string_view> groups_;       // data groups that were read
  std::optional<StatusOr<SecurityObject>> sod_;  // empty: not read
  std::optional<StatusOr<EfCom>> com_;
  std::set<int> matching_;  // data groups whose hash is the one in EF.SOD; known from kDataGroupHashes on
  std::string dg1_mrz_;     // empty: not read, or malformed
  std::string document_code_;
  std::string issuing_state_;
  SignedBy signed_by_;
  std::vector<const TrustAnchor*> authorities_;  // all whose key made the signer's certificate
  const TrustAnchor* authority_ = nullptr;       // of them the one that its time speaks for
};

void InspectionRun::ReadFiles() {
  for (const auto& [number, file] : evidence_.files.data_groups)
    if (!file.empty()) groups_.emplace(number, WithoutPadding(file));  // an empty one the chip did not give
  if (!evidence_.files.ef_sod.empty()) sod_ = ReadEfSod(evidence_.files.ef_sod);
  if (!evidence_.files.ef_com.empty()) com_ = ReadEfCom(evidence_.files.ef_com);
  StatusOr<std::string> mrz = ReadDg1(FileOf(kDg1));
  if (!mrz.ok()) return;
  dg1_mrz_ = *std::move(mrz);
  const auto reading = ParseMrz(dg1_mrz_, Today());
  if (!reading.ok()) return;
  document_code_ = reading->document_code;
  issuing_state_ = reading->issuing_state;
}

void InspectionRun::Perform(InspectionCheck check, Check perform) {
  const auto begun = std::chrono::steady_clock::now();
  CheckOutcome outcome = (this->*perform)();
  const bool is_lacking = outcome.reason == Reason::kFileNotRead || outcome.reason == Reason::kChallengeMissing;
  const bool was_cut_short = outcome.result == Result::kNotPerformed && is_lacking;
  if (evidence_.chip_lost && was_cut_short) outcome.result = Result::kAborted;
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  answer_.inspection.findings.push_back({check, outcome.result, outcome.reason, took});
}

DocumentInspection InspectionRun::Run() {
  answer_.inspection.at = at_;
  ReadFiles();
  Perform(InspectionCheck::kSodSignature, &InspectionRun::SodSignature);
  Perform(InspectionCheck::kSignerTrust, &InspectionRun::SignerTrust);
  Perform(InspectionCheck::kValidityPeriod, &InspectionRun::ValidityPeriod);
  Perform(InspectionCheck::kRevocation, &InspectionRun::Revocation);
  Perform(InspectionCheck::kFileList, &InspectionRun::FileList);
  Perform(InspectionCheck::kDataGroupHashes, &InspectionRun::DataGroupHashes);
  Perform(InspectionCheck::kMrzAgainstChip, &InspectionRun::MrzAgainstChip);
  Perform(InspectionCheck::kIssuingState, &InspectionRun::IssuingState);
  Perform(InspectionCheck::kDefects, &InspectionRun::Defects);
  Perform(InspectionCheck::kAccessProtocol, &InspectionRun::Access);
  Perform(InspectionCheck::kChipAuthenticity, &InspectionRun::ChipIsGenuine);
  Perform(InspectionCheck::kOpticalChecks, &InspectionRun::Optical);
  Perform(InspectionCheck::kLostOrStolen, &InspectionRun::LostOrStolen);
  CHECK(answer_.inspection.findings.size() == kAllInspectionChecks.size());
  Tell();
  return std::move(answer_);
}

CheckOutcome InspectionRun::SodSignature() {
  if (!sod_) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (sod_->ok()) return CheckMessageSignature((*sod_)->message, signed_by_);
  // What cannot be read may have been altered: that is told apart, and nothing else is taken from it.
  const auto message = ReadEfSodMessage(evidence_.files.ef_sod);
  if (message.ok() && message->has_content) {
    const CheckOutcome outcome = CheckMessageSignature(*message, signed_by_);
    if (outcome.result == Result::kFailed) return outcome;
  }
  const bool unsupported = sod_->status().code() == StatusCode::kUnimplemented;
  return {Result::kUndetermined, unsupported ? Reason::kUnsupportedAlgorithm : Reason::kMalformed};
}

CheckOutcome InspectionRun::SignerTrust() {
  if (!sod_) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (!signed_by_.certificate) return {Result::kNotPerformed, Reason::kNothingEstablished};
  return CheckSignerTrust(*signed_by_.certificate, trust_, document_code_, authorities_);
}

CheckOutcome InspectionRun::ValidityPeriod() {
  if (!sod_) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (!signed_by_.certificate) return {Result::kNotPerformed, Reason::kNothingEstablished};
  return CheckValidityPeriod(signed_by_, authorities_, at_, authority_);
}

CheckOutcome InspectionRun::Revocation() {
  if (!sod_) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (authority_ == nullptr) return {Result::kNotPerformed, Reason::kNothingEstablished};
  return CheckRevocation(*signed_by_.certificate, *authority_, *trust_, at_);
}

CheckOutcome InspectionRun::FileList() {
  if (!com_ || !sod_) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (!sod_->ok()) return {Result::kNotPerformed, Reason::kNothingEstablished};
  if (!com_->ok()) return {Result::kUndetermined, Reason::kMalformed};
  const SecurityObject& sod = **sod_;
  const EfCom& com = **com_;
  std::vector<int> listed = com.data_groups;
  std::sort(listed.begin(), listed.end());
  const bool same =
      !com.has_unknown_tags && std::equal(listed.begin(), listed.end(), sod.hashes.begin(), sod.hashes.end(),
                                          [](int number, const auto& hash) { return number == hash.first; });
  if (!same) return {Result::kFailed, Reason::kFileListDiffers};
  const bool same_version = sod.lds_version.empty() || sod.lds_version == com.lds_version;
  return same_version ? kSuccess : CheckOutcome{Result::kFailed, Reason::kFileListDiffers};
}

CheckOutcome InspectionRun::DataGroupHashes() {
  if (!sod_ || groups_.empty()) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (!sod_->ok()) return {Result::kNotPerformed, Reason::kNothingEstablished};
  const SecurityObject& sod = **sod_;
  bool differs = false;
  bool missing = false;
  for (const auto& [number, file] : groups_) {
    const auto hash = sod.hashes.find(number);
    if (hash == sod.hashes.end()) {
      missing = true;
    } else if (Digest(sod.digest, file) == hash->second) {
      matching_.insert(number);
    } else {
      differs = true;
    }
  }
  if (differs) return {Result::kFailed, Reason::kHashDiffers};
  if (missing) return {Result::kFailed, Reason::kHashMissing};
  if (FileOf(kDg1).empty() || FileOf(kDg2).empty()) return {Result::kUndetermined, Reason::kDataGroupsIncomplete};
  return {Result::kSuccessful, IsWeak(sod.digest) ? Reason::kWeakDigest : Reason::kNone};
}

CheckOutcome InspectionRun::MrzAgainstChip() {
  if (FileOf(kDg1).empty()) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (evidence_.printed_mrz.empty()) return {Result::kNotPerformed, Reason::kMrzNotRead};
  if (dg1_mrz_.empty()) return {Result::kUndetermined, Reason::kMalformed};
  if (LinesOf(evidence_.printed_mrz) == dg1_mrz_) return kSuccess;
  return {IsOtherDocument(evidence_.printed_mrz) ? Result::kFailed : Result::kUndetermined, Reason::kMrzDiffers};
}

// A zone whose check digits do not agree was misread, and a letter of a name, a code or the sex has none: the
// difference is then the reader's as likely as the document's. What check digits vouch for is not misread and still
// sound.
bool InspectionRun::IsOtherDocument(std::string_view printed_mrz) const {
  const auto printed = ParseMrz(printed_mrz, Today());
  const auto chip = ParseMrz(dg1_mrz_, Today());
  if (!printed.ok() || !printed->Sound() || !chip.ok()) return false;
  return printed->document_number != chip->document_number || printed->birth_date != chip->birth_date ||
         printed->expiry_date != chip->expiry_date || printed->national_number != chip->national_number;
}

CheckOutcome InspectionRun::IssuingState() {
  if (!sod_ || FileOf(kDg1).empty()) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (!signed_by_.certificate) return {Result::kNotPerformed, Reason::kNothingEstablished};
  if (issuing_state_.empty()) return {Result::kUndetermined, Reason::kMalformed};
  const X509Certificate& signer = *signed_by_.certificate;
  const std::string_view document_state = CertificateCountryOf(issuing_state_);
  const std::string& signer_state = signer.country().empty() ? signer.issuer_country() : signer.country();
  if (document_state.empty() || signer_state.empty()) return {Result::kUndetermined, Reason::kStateUnknown};
  if (authority_ != nullptr && authority_->certificate.country().empty())
    return {Result::kUndetermined, Reason::kStateUnknown};
  const bool authority_differs = authority_ != nullptr && authority_->certificate.country() != document_state;
  if (signer_state != document_state || authority_differs) return {Result::kFailed, Reason::kStateDiffers};
  if (authority_ == nullptr) return {Result::kUndetermined, Reason::kAuthorityUnknown};
  return kSuccess;
}

CheckOutcome InspectionRun::Defects() {
  if (evidence_.files.Empty()) return {Result::kNotPerformed, Reason::kFileNotRead};
  if ((sod_ && !sod_->ok()) || (com_ && !com_->ok())) return {Result::kUndetermined, Reason::kMalformed};
  if (sod_ && sod_->ok() && !(*sod_)->defects.empty()) return {Result::kUndetermined, (*sod_)->defects.front()};
  if (signed_by_.attributes_not_der) return {Result::kUndetermined, Reason::kEncodingNotDer};
  if (HasTrailingBytes()) return {Result::kUndetermined, Reason::kTrailingBytes};
  return kSuccess;
}

CheckOutcome InspectionRun::Access() {
  switch (evidence_.access) {
    case AccessProtocol::kPace:
      return {Result::kSuccessful, Reason::kAccessPace};
    case AccessProtocol::kBac:
      return {Result::kSuccessful, Reason::kAccessBac};
    case AccessProtocol::kNone:
      return {Result::kNotSupported, Reason::kAccessNone};
    case AccessProtocol::kUnknown:
      break;
  }
  return {Result::kNotPerformed, Reason::kNotDeclared};
}

// What a chip offers is what EF.SOD says it has: a copy that leaves out the files it cannot answer for is noticed.
CheckOutcome InspectionRun::ChipIsGenuine() {
  if (!sod_) return {Result::kNotPerformed, Reason::kFileNotRead};
  if (!sod_->ok()) return {Result::kNotPerformed, Reason::kNothingEstablished};
  for (const int number : {kDg14, kDg15}) {
    if (FileOf(number).empty() && (*sod_)->hashes.contains(number))
      return {Result::kNotPerformed, Reason::kFileNotRead};
  }
  BoundChipKeys keys;
  if (IsVouchedFor(kDg14)) keys.dg14 = FileOf(kDg14);
  if (IsVouchedFor(kDg15)) keys.dg15 = FileOf(kDg15);
  const std::string card_security = AuthenticCardSecurity();
  keys.card_security = card_security;
  const bool offers = OffersChipAuthenticity(FileOf(kDg14), FileOf(kDg15)) || !evidence_.files.card_security.empty();
  if (!offers && std::holds_alternative<std::monostate>(evidence_.chip))
    return {Result::kNotSupported, Reason::kNotOffered};
  return CheckChipAuthenticity(evidence_.chip, keys);
}

CheckOutcome InspectionRun::Optical() {
  switch (evidence_.optical) {
    case OpticalChecks::kPassed:
      return {Result::kSuccessful, Reason::kReaderDeclared};
    case OpticalChecks::kFailed:
      return {Result::kFailed, Reason::kReaderDeclared};
    case OpticalChecks::kDoubtful:
      return {Result::kUndetermined, Reason::kReaderDeclared};
    case OpticalChecks::kNotPerformed:
      break;
  }
  return {Result::kNotPerformed, Reason::kNotDeclared};
}

std::string_view InspectionRun::FileOf(int data_group) const {
  const auto file = groups_.find(data_group);
  return file == groups_.end() ? std::string_view() : file->second;
}

bool InspectionRun::Successful(InspectionCheck check) const {
  const InspectionFinding* finding = FindInspection(answer_.inspection, check);
  return finding != nullptr && finding->result == Result::kSuccessful;
}

bool InspectionRun::Failed(InspectionCheck check) const {
  const InspectionFinding* finding = FindInspection(answer_.inspection, check);
  return finding != nullptr && finding->result == Result::kFailed;
}

bool InspectionRun::IsVouchedFor(int data_group) const {
  return matching_.contains(data_group) && Successful(InspectionCheck::kSodSignature) &&
         Successful(InspectionCheck::kSignerTrust);
}

bool InspectionRun::IsAuthentic(int data_group) const {
  const bool signer_refuted = Failed(InspectionCheck::kValidityPeriod) || Failed(InspectionCheck::kRevocation) ||
                              Failed(InspectionCheck::kIssuingState);
  return IsVouchedFor(data_group) && !signer_refuted;
}

// Signed as EF.SOD is, by a signer of the same country; empty when anything is in doubt. PACE-CAM is younger than the
// end of SHA-1: nothing signed with it is taken here.
std::string InspectionRun::AuthenticCardSecurity() const {
  const std::string& file = evidence_.files.card_security;
  if (file.empty() || file.size() > kMaxSecurityObjectBytes || !Successful(InspectionCheck::kSignerTrust)) return "";
  auto message = ReadCmsMessage(file);
  if (!message.ok() || message->content_type != kCardSecurityOid) return "";
  const auto in_order = [](const CheckOutcome& outcome) {
    return outcome.result == Result::kSuccessful && outcome.reason != Reason::kWeakDigest;
  };
  SignedBy signed_by;
  if (!in_order(CheckMessageSignature(*message, signed_by))) return "";
  std::vector<const TrustAnchor*> authorities;
  if (!in_order(CheckSignerTrust(*signed_by.certificate, trust_, document_code_, authorities))) return "";
  const TrustAnchor* authority = nullptr;
  if (!in_order(CheckValidityPeriod(signed_by, authorities, at_, authority))) return "";
  const bool same_country = authority->certificate.country() == authority_->certificate.country();
  const CheckOutcome revocation = CheckRevocation(*signed_by.certificate, *authority, *trust_, at_);
  const bool revoked = revocation.result == Result::kFailed || revocation.reason == Reason::kSignerRevoked;
  return same_country && !revoked ? message->content : "";
}

bool InspectionRun::HasTrailingBytes() const {
  if (com_ && com_->ok() && (*com_)->trailing_bytes) return true;
  return std::any_of(evidence_.files.data_groups.begin(), evidence_.files.data_groups.end(), [](const auto& file) {
    BerReader reader(file.second);
    return reader.Next().ok() && !reader.AtEnd();
  });
}

void InspectionRun::Tell() {
  if (signed_by_.certificate) answer_.signer = signed_by_.certificate->SubjectText();
  if (authority_ != nullptr) {
    answer_.authority = authority_->certificate.SubjectText();
    answer_.authority_source = trust_->sources()[authority_->sources.front()].name;
  }
  if (IsAuthentic(kDg1)) answer_.authentic_mrz = dg1_mrz_;
  answer_.portrait_authentic = IsAuthentic(kDg2);
}

}  // namespace

DocumentInspection InspectDocument(const InspectionEvidence& evidence, const TrustStore* trust, Instant at) {
  return InspectionRun(evidence, trust, at).Run();
}

}  // namespace clearance
