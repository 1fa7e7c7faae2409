// An examiner over devices that give what a test tells them to.
#pragma once

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "gate-agent/agent/examiner.h"
#include "tests/support/sample_passport.h"
#include "tests/support/samples.h"

namespace clearance {

inline constexpr Instant kNow = FromUnixMs(1'795'000'000'000);
inline constexpr char kGivenUp[] = "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42";  // a booking that was cancelled or moved
inline constexpr char kKept[] = "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b43";

inline Status Broken() { return Error(StatusCode::kUnavailable, error_reason::kDeviceFault, "broken"); }

// Every device at once; gives what it is told to.
struct ScriptedDevices final : DocumentReader, CodeScanner, Camera, ThermalCamera, BodyScanner {
  StatusOr<DocumentReading> ReadDocument() override { return document; }
  StatusOr<std::string> TakeCodePicture() override { return code; }
  StatusOr<std::vector<std::string>> TakeBurst() override { return burst; }
  StatusOr<ThermalPicture> TakeThermalPicture() override { return thermal; }
  StatusOr<BodyScanLevels> ScanBody() override { return body; }

  StatusOr<DocumentReading> document = Broken();
  StatusOr<std::string> code = Broken();
  StatusOr<std::vector<std::string>> burst = Broken();
  StatusOr<ThermalPicture> thermal = Broken();
  StatusOr<BodyScanLevels> body = Broken();
};

class ExaminerTest : public testing::Test {
 protected:
  Examiner Make(FaceComparer compare, DocumentInspector inspect = nullptr, FacePreparer prepare = nullptr) {
    return Examiner({.clock = clock_,
                     .zones = zones_,
                     .seals = seals_,
                     .portraits = portraits_,
                     .pictures = pictures_,
                     .compare = std::move(compare),
                     .prepare = std::move(prepare),
                     .inspect = std::move(inspect),
                     .reader = devices_,
                     .scanner = devices_,
                     .camera = devices_,
                     .thermal = devices_,
                     .body = devices_});
  }
  static FaceComparison Match(const EncodedPicture&, std::span<const EncodedPicture>, FaceTransaction&,
                              std::span<const EncodedPicture>) {
    FaceComparison comparison;
    comparison.result = FaceComparison::Result::kMatch;
    comparison.score = 0.9;
    comparison.threshold = 0.4;
    return comparison;
  }
  static Finding In(const LaneEvent& event) { return std::get<FindingArrived>(event).finding; }
  static LaneProfile Lane() {
    LaneProfile lane;
    lane.authority = Territory::kKaz;
    return lane;
  }

  ManualClock clock_{kNow};
  ZoneTable zones_{{{kNow, std::chrono::minutes(480)}}, {{kNow, std::chrono::minutes(300)}}};
  const SigningKey seal_key_ = SigningKey::Generate();
  SealsInForce seals_{[this] {
    SealSet set;
    set.keys.Add({seal_key_.PublicKey(), SecretBytes(std::string(32, 'k'))});
    set.revoked = RevokedBookings({kGivenUp});
    return set;
  }()};
  PortraitsInHand portraits_;
  ReferralImages pictures_;
  ScriptedDevices devices_;
};

}  // namespace clearance
