// Seals and their QR pictures: what a verification costs beside a bare one, and how long it is from a camera's frame to
// a verified seal, for frames of every kind and size a gate may see.
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <chrono>
#include <opencv2/imgcodecs.hpp>
#include <optional>

#include "common/base/ids.h"
#include "common/seal/qr_picture.h"
#include "common/seal/seal.h"
#include "tests/bench/bench.h"
#include "tests/support/qr_scenes.h"

namespace clearance {
namespace {

constexpr int kRepetitions = 9;
constexpr int kPicturePixels = 480;
constexpr int kFramesPerScene = 6;

// A seal, and all that is needed to verify it.
struct Sealed {
  Document document;
  std::string text;
  SealKeys keys;
  RevokedBookings revoked;
  Instant start{};

  SealContext Context() const {
    return {.at = start,
            .early_tolerance = {},
            .late_tolerance = {},
            .place = {},
            .document = &document,
            .revoked = &revoked};
  }
  bool Verifies(std::string_view seal) const { return VerifySeal(seal, keys, Context()).result == SealResult::kValid; }
};

// With as many revocations as a month of one port may bring.
Sealed MakeSealed(const SigningKey& key) {
  constexpr int kRevoked = 50'000;
  SystemRandom random;
  const std::string hash_key(32, 'h');
  Sealed sealed;
  sealed.document.issuing_state = "KAZ";
  sealed.document.number = "N12345678";
  sealed.start = *ParseInstant("2026-11-22T06:00:00Z");
  const auto seal = SignSeal({NewUuid(random),
                              sealed.start,
                              sealed.start + std::chrono::minutes(15),
                              "KHORGOS",
                              {Territory::kKaz, Territory::kIcbc},
                              "icbc-kaz",
                              SealDocumentHash(hash_key, sealed.document)},
                             key);
  sealed.text = seal.value_or("");
  sealed.keys.Add({key.PublicKey(), SecretBytes(std::string(hash_key))});
  std::vector<std::string> revoked;
  for (int i = 0; i < kRevoked; ++i) revoked.push_back(NewUuid(random));
  sealed.revoked = RevokedBookings(revoked);
  return sealed;
}

// ZXing alone on a picture that is unpacked already, told the format.
bool ReadBare(const cv::Mat& picture) {
  const ZXing::ImageView view(picture.data, picture.cols, picture.rows, ZXing::ImageFormat::Lum);
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  return ZXing::ReadBarcode(view, hints).isValid();
}

cv::Mat Unpacked(const std::string& picture) {
  return cv::imdecode(std::vector<char>(picture.begin(), picture.end()), cv::IMREAD_GRAYSCALE);
}

template <typename Call>
double MillisecondsOf(Call call) {
  const auto begin = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double Percentile95(std::vector<double> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 95 / 100);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

struct FrameKind {
  int pixels;  // of the code
  cv::Size frame;
};

// From a packed frame to a verified seal, over every scene; and ZXing alone on the same frames, unpacked.
void BenchFrames(const FrameKind& kind, const Sealed& sealed, BenchReport& report) {
  std::vector<double> whole;
  std::vector<double> bare;
  int verified = 0;
  for (const QrScene scene : kAllQrScenes) {
    for (int i = 0; i < kFramesPerScene; ++i) {
      const int number = i * 100 + static_cast<int>(scene);
      const auto seed = static_cast<std::uint64_t>(number);
      const std::string jpeg = JpegOf(QrFrame(scene, sealed.text, kind.pixels, seed, kind.frame));
      const cv::Mat unpacked = Unpacked(jpeg);
      whole.push_back(MillisecondsOf([&] {
        const auto text = ReadQr(jpeg);
        verified += text.ok() && sealed.Verifies(*text) ? 1 : 0;
      }));
      bare.push_back(MillisecondsOf([&] { ReadBare(unpacked); }));
    }
  }
  const std::string name = "frame of " + std::to_string(kind.frame.width) + "x" + std::to_string(kind.frame.height) +
                           " with a code of " + std::to_string(kind.pixels) + " px to a verified seal";
  report.Add({name + ", p95", Percentile95(whole), "ms", "ZXing once on the unpacked frame, p95", Percentile95(bare)});
  report.Add({name + ", read and verified", 100.0 * verified / static_cast<double>(whole.size()), "%", "", 0});
}

}  // namespace

void BenchSeal(BenchReport& report) {
  report.Section("Seals");
  const SigningKey key = SigningKey::Generate();
  const Sealed sealed = MakeSealed(key);
  if (!sealed.Verifies(sealed.text)) return report.Missing("seal", "it could not be made");
  const std::string signature = key.Sign(sealed.text);
  const VerifyingKey public_key = key.PublicKey();
  volatile bool sink = false;
  const double bare = MedianSeconds(kRepetitions, 500, [&] { sink = public_key.Verify(sealed.text, signature); });
  const double verify = MedianSeconds(kRepetitions, 500, [&] { sink = sealed.Verifies(sealed.text); });
  report.Add({"verify a seal, 50,000 bookings revoked", verify * 1e6, "us", "one Ed25519 verification", bare * 1e6});

  const auto picture = QrPng(sealed.text, kPicturePixels);
  if (!picture.ok()) return report.Missing("read a QR picture", MessageOf(picture.status()));
  const double read = MedianSeconds(kRepetitions, 5, [&] { sink = ReadQr(*picture).ok(); });
  const cv::Mat unpacked = Unpacked(*picture);
  const double bare_read = MedianSeconds(kRepetitions, 5, [&] { sink = ReadBare(unpacked); });
  report.Add({"read a QR picture of 480 px", read * 1e3, "ms", "ZXing on the unpacked picture", bare_read * 1e3});
  for (const FrameKind& kind :
       {FrameKind{240, {640, 480}}, FrameKind{360, {640, 480}}, FrameKind{360, {1280, 720}},
        FrameKind{480, {1280, 720}}, FrameKind{480, {1920, 1080}}, FrameKind{720, {1920, 1080}}})
    BenchFrames(kind, sealed, report);
}

}  // namespace clearance
