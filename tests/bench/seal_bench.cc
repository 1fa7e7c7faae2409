// Seals and their QR pictures.
#include <ZXing/ReadBarcode.h>

#include <opencv2/imgcodecs.hpp>

#include "common/base/ids.h"
#include "common/seal/qr_picture.h"
#include "common/seal/seal.h"
#include "tests/bench/bench.h"

namespace clearance {
namespace {

constexpr int kRepetitions = 9;
constexpr int kPicturePixels = 480;

// ZXing alone on a picture that is unpacked already, told the format.
bool ReadBare(const cv::Mat& picture) {
  const ZXing::ImageView view(picture.data, picture.cols, picture.rows, ZXing::ImageFormat::Lum);
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  return ZXing::ReadBarcode(view, hints).isValid();
}

}  // namespace

void BenchSeal(BenchReport& report) {
  report.Section("Seals");
  SystemRandom random;
  const SigningKey key = SigningKey::Generate();
  const std::string hash_key(32, 'h');
  Document document;
  document.issuing_state = "KAZ";
  document.number = "N12345678";
  const Instant start = *ParseInstant("2026-11-22T06:00:00Z");
  const auto seal = SignSeal({NewUuid(random),
                              start,
                              start + std::chrono::minutes(15),
                              "KHORGOS",
                              {Territory::kKaz, Territory::kIcbc},
                              "icbc-kaz",
                              SealDocumentHash(hash_key, document)},
                             key);
  if (!seal.ok()) return report.Missing("seal", MessageOf(seal.status()));
  SealKeys keys;
  keys.Add({key.PublicKey(), SecretBytes(std::string(hash_key))});
  const SealContext context{
      .at = start, .early_tolerance = {}, .late_tolerance = {}, .place = {}, .document = &document};
  const std::string signature = key.Sign(*seal);
  const VerifyingKey public_key = key.PublicKey();
  volatile bool sink = false;
  const double bare = MedianSeconds(kRepetitions, 500, [&] { sink = public_key.Verify(*seal, signature); });
  const double verify =
      MedianSeconds(kRepetitions, 500, [&] { sink = VerifySeal(*seal, keys, context).result == SealResult::kValid; });
  report.Add({"verify a seal", verify * 1e6, "us", "one Ed25519 verification", bare * 1e6});

  const auto picture = QrPng(*seal, kPicturePixels);
  if (!picture.ok()) return report.Missing("read a QR picture", MessageOf(picture.status()));
  const double read = MedianSeconds(kRepetitions, 5, [&] { sink = ReadQr(*picture).ok(); });
  const std::vector<char> packed(picture->begin(), picture->end());
  const cv::Mat unpacked = cv::imdecode(packed, cv::IMREAD_GRAYSCALE);
  const double bare_read = MedianSeconds(kRepetitions, 5, [&] { sink = ReadBare(unpacked); });
  report.Add({"read a QR picture of 480 px", read * 1e3, "ms", "ZXing on the unpacked picture", bare_read * 1e3});
}

}  // namespace clearance
