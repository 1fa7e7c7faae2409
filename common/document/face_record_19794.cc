// ISO/IEC 19794-5:2005 §5: facial record header, then for each image a facial information block, feature points, an
// image information block and the image. All numbers are big-endian.

#include <cstddef>
#include <cstdint>

#include "common/base/big_endian.h"
#include "common/document/face_record.h"

namespace clearance {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kFormatIdentifier = "FAC\0"sv;
constexpr std::string_view kVersion = "010\0"sv;
constexpr std::size_t kHeaderOctets = 14;
constexpr std::size_t kRecordLengthAt = 8;
constexpr std::size_t kImageCountAt = 12;

constexpr std::size_t kFaceInformationOctets = 20;
constexpr std::size_t kFeaturePointCountAt = 4;
constexpr std::size_t kFeaturePointOctets = 8;
constexpr std::size_t kImageInformationOctets = 12;
constexpr std::size_t kWidthAt = 2;
constexpr std::size_t kHeightAt = 4;

Status Malformed(std::string_view problem) { return InvalidField("dg2.facial_record", problem); }

// `block` is one image's facial record data, whole.
StatusOr<FaceImage> ReadImage(std::string_view block) {
  const std::size_t points = ReadBigEndian(block, kFeaturePointCountAt, 2);
  const std::size_t information_at = kFaceInformationOctets + points * kFeaturePointOctets;
  if (information_at + kImageInformationOctets > block.size()) return Malformed("feature points that run past the end");
  const std::string_view information = block.substr(information_at, kImageInformationOctets);
  FaceImage image;
  image.standard = FaceRecordStandard::kIso19794;
  image.picture = block.substr(information_at + kImageInformationOctets);
  image.width = static_cast<int>(ReadBigEndian(information, kWidthAt, 2));
  image.height = static_cast<int>(ReadBigEndian(information, kHeightAt, 2));
  ASSIGN_OR_RETURN(image.format, FaceImageFormatOf(image.picture));
  return image;
}

}  // namespace

bool IsFaceRecord19794(std::string_view block) {
  return block.substr(0, kFormatIdentifier.size()) == kFormatIdentifier;
}

Status ReadFaceRecord19794(std::string_view block, std::vector<FaceImage>& images) {
  if (block.size() < kHeaderOctets || !IsFaceRecord19794(block)) return Malformed("its header is missing");
  if (block.substr(kFormatIdentifier.size(), kVersion.size()) != kVersion)
    return Status(StatusCode::kUnimplemented, "a facial record of another version");
  const std::size_t length = ReadBigEndian(block, kRecordLengthAt, 4);
  const std::size_t count = ReadBigEndian(block, kImageCountAt, 2);
  if (length < kHeaderOctets || length > block.size()) return Malformed("a length that runs past the end");
  if (count == 0 || count > kMaxFaceImages - images.size()) return Malformed("no image, or more than are read");
  std::string_view rest = block.substr(kHeaderOctets, length - kHeaderOctets);
  for (std::size_t i = 0; i < count; ++i) {
    if (rest.size() < kFaceInformationOctets + kImageInformationOctets) return Malformed("an image is missing");
    const std::size_t image_length = ReadBigEndian(rest, 0, 4);
    if (image_length < kFaceInformationOctets + kImageInformationOctets || image_length > rest.size())
      return Malformed("an image whose length is not that of its record");
    ASSIGN_OR_RETURN(const FaceImage image, ReadImage(rest.substr(0, image_length)));
    images.push_back(image);
    rest.remove_prefix(image_length);
  }
  return OkStatus();
}

}  // namespace clearance
