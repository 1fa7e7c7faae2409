#include "common/wire/ledger_numbers.h"

namespace clearance {

std::int64_t LedgerNumber(Territory value) {
  switch (value) {
    case Territory::kChn:
      return 1;
    case Territory::kKaz:
      return 2;
    case Territory::kIcbc:
      return 3;
  }
  return 0;
}

std::int64_t LedgerNumber(Side value) {
  switch (value) {
    case Side::kExit:
      return 1;
    case Side::kEntry:
      return 2;
  }
  return 0;
}

std::int64_t LedgerNumber(ServiceLevel value) {
  switch (value) {
    case ServiceLevel::kFull:
      return 1;
    case ServiceLevel::kNoScreening:
      return 2;
    case ServiceLevel::kNoBiometrics:
      return 3;
    case ServiceLevel::kDocumentOnly:
      return 4;
    case ServiceLevel::kManual:
      return 5;
  }
  return 0;
}

std::int64_t LedgerNumber(DocumentKind value) {
  switch (value) {
    case DocumentKind::kUnknown:
      return 1;
    case DocumentKind::kOrdinaryPassport:
      return 2;
    case DocumentKind::kPublicAffairsPassport:
      return 3;
    case DocumentKind::kServicePassport:
      return 4;
    case DocumentKind::kDiplomaticPassport:
      return 5;
    case DocumentKind::kTravelDocument:
      return 6;
    case DocumentKind::kCertificateOfReturn:
      return 7;
    case DocumentKind::kIdentityCard:
      return 8;
    case DocumentKind::kExitEntryPermit:
      return 9;
  }
  return 0;
}

std::int64_t LedgerNumber(Purpose value) {
  switch (value) {
    case Purpose::kPrivate:
      return 1;
    case Purpose::kTourism:
      return 2;
    case Purpose::kMedical:
      return 3;
    case Purpose::kCarriage:
      return 4;
    case Purpose::kTransit:
      return 5;
    case Purpose::kBusiness:
      return 6;
    case Purpose::kWork:
      return 7;
    case Purpose::kStudy:
      return 8;
    case Purpose::kMission:
      return 9;
  }
  return 0;
}

std::int64_t LedgerNumber(CheckKind value) {
  switch (value) {
    case CheckKind::kDocument:
      return 1;
    case CheckKind::kFace:
      return 2;
    case CheckKind::kBooking:
      return 3;
    case CheckKind::kTemperature:
      return 4;
    case CheckKind::kBodyScan:
      return 5;
    case CheckKind::kEarlierPortrait:
      return 6;
  }
  return 0;
}

std::int64_t LedgerNumber(FindingResult value) {
  switch (value) {
    case FindingResult::kPassed:
      return 1;
    case FindingResult::kFailed:
      return 2;
    case FindingResult::kDoubtful:
      return 3;
    case FindingResult::kNotPerformed:
      return 4;
  }
  return 0;
}

std::int64_t LedgerNumber(InspectionCheck value) {
  switch (value) {
    case InspectionCheck::kSodSignature:
      return 1;
    case InspectionCheck::kSignerTrust:
      return 2;
    case InspectionCheck::kValidityPeriod:
      return 3;
    case InspectionCheck::kRevocation:
      return 4;
    case InspectionCheck::kFileList:
      return 5;
    case InspectionCheck::kDataGroupHashes:
      return 6;
    case InspectionCheck::kMrzAgainstChip:
      return 7;
    case InspectionCheck::kIssuingState:
      return 8;
    case InspectionCheck::kDefects:
      return 9;
    case InspectionCheck::kAccessProtocol:
      return 10;
    case InspectionCheck::kChipAuthenticity:
      return 11;
    case InspectionCheck::kOpticalChecks:
      return 12;
    case InspectionCheck::kLostOrStolen:
      return 13;
  }
  return 0;
}

std::int64_t LedgerNumber(InspectionResult value) {
  switch (value) {
    case InspectionResult::kSuccessful:
      return 1;
    case InspectionResult::kFailed:
      return 2;
    case InspectionResult::kUndetermined:
      return 3;
    case InspectionResult::kNotSupported:
      return 4;
    case InspectionResult::kNotPerformed:
      return 5;
    case InspectionResult::kAborted:
      return 6;
  }
  return 0;
}

std::int64_t LedgerNumber(Verdict value) {
  switch (value) {
    case Verdict::kAdmit:
      return 1;
    case Verdict::kRefer:
      return 2;
  }
  return 0;
}

std::int64_t LedgerNumber(HistoryCompleteness value) {
  switch (value) {
    case HistoryCompleteness::kComplete:
      return 1;
    case HistoryCompleteness::kThisPortOnly:
      return 2;
    case HistoryCompleteness::kUnknown:
      return 3;
  }
  return 0;
}

std::int64_t LedgerNumber(StayBasis value) {
  switch (value) {
    case StayBasis::kVisaFree:
      return 1;
    case StayBasis::kVisa:
      return 2;
    case StayBasis::kResidence:
      return 3;
    case StayBasis::kOwnNational:
      return 4;
    case StayBasis::kOther:
      return 5;
  }
  return 0;
}

std::int64_t LedgerNumber(ReferralKind value) {
  switch (value) {
    case ReferralKind::kCrossing:
      return 1;
    case ReferralKind::kBookingAbuse:
      return 2;
    case ReferralKind::kPassage:
      return 3;
    case ReferralKind::kIdentity:
      return 4;
  }
  return 0;
}

}  // namespace clearance
