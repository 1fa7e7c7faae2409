// The biometric information group of ISO/IEC 7816-11 that both kinds of record stand in.
#include "common/document/face_image.h"

#include <cstdint>
#include <optional>

#include "common/base/ber.h"
#include "common/document/chip_files.h"
#include "common/document/face_record.h"

namespace clearance {
namespace {

constexpr std::uint32_t kDg2Tag = 0x75;
constexpr std::uint32_t kGroupTemplateTag = 0x7F61;
constexpr std::uint32_t kInformationTemplateTag = 0x7F60;
constexpr std::uint32_t kHeaderTemplateTag = 0xA1;
constexpr std::uint32_t kDataBlockTag = 0x5F2E;
constexpr std::uint32_t kConstructedDataBlockTag = 0x7F2E;
constexpr std::uint32_t kStandardizedBlockTag = 0xA1;  // in a constructed data block, around one of ISO/IEC 39794

Status AnotherStandard() { return Status(StatusCode::kUnimplemented, "a biometric record of another standard"); }

// What the record is, its own first octets tell; header templates are seen that name another format.
Status ReadDataBlock(const BerElement& block, std::vector<FaceImage>& images) {
  if (IsFaceRecord19794(block.content)) return ReadFaceRecord19794(block.content, images);
  if (block.tag == kDataBlockTag) return AnotherStandard();
  BerReader reader(block.content);
  ASSIGN_OR_RETURN(BerElement record, reader.Next());
  RETURN_IF_ERROR(reader.Finish());
  if (record.tag == kStandardizedBlockTag) {
    BerReader inside(record.content);
    ASSIGN_OR_RETURN(record, inside.Next());
    RETURN_IF_ERROR(inside.Finish());
  }
  if (record.tag != kFaceImageDataBlockTag) return AnotherStandard();
  return ReadFaceRecord39794(record, images);
}

Status ReadInformationTemplate(std::string_view content, std::vector<FaceImage>& images) {
  BerReader reader(content);
  RETURN_IF_ERROR(reader.Take(kHeaderTemplateTag).status());
  ASSIGN_OR_RETURN(const BerElement block, reader.Next());
  if (block.tag != kDataBlockTag && block.tag != kConstructedDataBlockTag)
    return InvalidField("dg2", "an information template without a data block");
  RETURN_IF_ERROR(reader.Finish());
  return ReadDataBlock(block, images);
}

}  // namespace

StatusOr<FaceImageFormat> FaceImageFormatOf(std::string_view picture) {
  const std::optional<FaceImageFormat> format = FormatOfPicture(picture);
  if (!format) return InvalidField("dg2", "an image that is none of JPEG, JPEG 2000 and PNG");
  return *format;
}

StatusOr<std::vector<FaceImage>> ReadDg2(std::string_view file) {
  if (file.size() > kMaxChipFileBytes) return InvalidField("dg2", "too large");
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(file, kDg2Tag));
  ASSIGN_OR_RETURN(const BerElement group, ReadBer(element.content, kGroupTemplateTag));
  BerReader reader(group.content);
  ASSIGN_OR_RETURN(const BerElement number, reader.Take(ber::kInteger));
  ASSIGN_OR_RETURN(const std::int64_t count, BerInteger(number.content));
  if (count < 1 || count > static_cast<std::int64_t>(kMaxFaceImages))
    return InvalidField("dg2", "no information template, or more than are read");
  std::vector<FaceImage> images;
  for (std::int64_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const BerElement information, reader.Take(kInformationTemplateTag));
    RETURN_IF_ERROR(ReadInformationTemplate(information.content, images));
  }
  RETURN_IF_ERROR(reader.Finish());
  return images;
}

}  // namespace clearance
