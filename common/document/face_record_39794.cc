// ISO/IEC 39794-5:2019 annex A, FaceImageDataBlock in DER with automatic tags. Of its many elements only those on the
// way to two-dimensional pictures and their sizes are read; what the standard may append behind them is passed over, as
// its extension marks ask.
#include <limits>
#include <optional>

#include "common/document/face_record.h"

namespace clearance {
namespace {

constexpr std::int64_t kGeneration = 3;  // of ISO/IEC 39794-1: the third of biometric formats

constexpr std::int64_t kMaxSide = std::numeric_limits<std::uint16_t>::max();

Status Malformed(std::string_view problem) { return InvalidField("dg2.face_image_data_block", problem); }

// VersionBlock: generation [0], year [1].
Status CheckVersion(const BerElement& block) {
  BerReader reader(block.content);
  ASSIGN_OR_RETURN(const BerElement element, reader.Take(ber::Context(0)));
  ASSIGN_OR_RETURN(const std::int64_t generation, BerInteger(element.content));
  if (generation != kGeneration) return Status(StatusCode::kUnimplemented, "a face image of another generation");
  return OkStatus();
}

StatusOr<int> ReadSide(BerReader& reader, unsigned tag) {
  ASSIGN_OR_RETURN(const BerElement element, reader.Take(ber::Context(tag)));
  ASSIGN_OR_RETURN(const std::int64_t side, BerInteger(element.content));
  if (side < 0 || side > kMaxSide) return Malformed("a side of an impossible length");
  return static_cast<int>(side);
}

// ImageInformation2DBlock: imageSizeBlock is its [7], of width [0] and height [1].
Status ReadSize(const BerElement& information, FaceImage& image) {
  BerReader reader(information.content);
  while (!reader.AtEnd()) {
    ASSIGN_OR_RETURN(const BerElement element, reader.Next());
    if (element.tag != ber::ContextConstructed(7)) continue;
    BerReader sides(element.content);
    ASSIGN_OR_RETURN(image.width, ReadSide(sides, 0));
    ASSIGN_OR_RETURN(image.height, ReadSide(sides, 1));
    return OkStatus();
  }
  return OkStatus();
}

// ImageRepresentation2DBlock: representationData2D [0], imageInformation2DBlock [1].
StatusOr<FaceImage> ReadPicture(std::string_view block) {
  BerReader reader(block);
  ASSIGN_OR_RETURN(const BerElement picture, reader.Take(ber::Context(0)));
  ASSIGN_OR_RETURN(const BerElement information, reader.Take(ber::ContextConstructed(1)));
  FaceImage image;
  image.standard = FaceRecordStandard::kIso39794;
  image.picture = picture.content;
  RETURN_IF_ERROR(ReadSize(information, image));
  ASSIGN_OR_RETURN(image.format, FaceImageFormatOf(image.picture));
  return image;
}

// RepresentationBlock: representationId [0], imageRepresentation [1], which is base [0] or an extension, and base is
// imageRepresentation2DBlock [0] or a shape in three dimensions. nullopt for what is not two-dimensional.
StatusOr<std::optional<FaceImage>> ReadRepresentation(const BerElement& block) {
  BerReader reader(block.content);
  RETURN_IF_ERROR(reader.Take(ber::Context(0)).status());
  ASSIGN_OR_RETURN(const BerElement representation, reader.Take(ber::ContextConstructed(1)));
  std::string_view content = representation.content;
  constexpr int kChoices = 2;
  for (int choice = 0; choice < kChoices; ++choice) {
    BerReader chosen(content);
    ASSIGN_OR_RETURN(const BerElement element, chosen.Next());
    RETURN_IF_ERROR(chosen.Finish());
    if (element.tag != ber::ContextConstructed(0)) return std::optional<FaceImage>();
    content = element.content;
  }
  ASSIGN_OR_RETURN(const FaceImage image, ReadPicture(content));
  return std::optional<FaceImage>(image);
}

}  // namespace

Status ReadFaceRecord39794(const BerElement& block, std::vector<FaceImage>& images) {
  BerReader reader(block.content);
  ASSIGN_OR_RETURN(const BerElement version, reader.Take(ber::ContextConstructed(0)));
  RETURN_IF_ERROR(CheckVersion(version));
  ASSIGN_OR_RETURN(const BerElement representations, reader.Take(ber::ContextConstructed(1)));
  BerReader blocks(representations.content);
  if (blocks.AtEnd()) return Malformed("no image");
  bool found = false;
  for (std::size_t count = 0; !blocks.AtEnd(); ++count) {
    if (count == kMaxFaceImages) return Malformed("more images than are read");
    ASSIGN_OR_RETURN(const BerElement representation, blocks.Take(ber::kSequence));
    ASSIGN_OR_RETURN(const std::optional<FaceImage> image, ReadRepresentation(representation));
    if (!image) continue;
    if (images.size() == kMaxFaceImages) return Malformed("more images than are read");
    images.push_back(*image);
    found = true;
  }
  if (!found) return Status(StatusCode::kUnimplemented, "a face without an image of two dimensions");
  return OkStatus();
}

}  // namespace clearance
