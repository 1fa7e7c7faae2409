// DG2: images inside the file and of a known format, or an error. The input is taken as a file and as either kind of
// data block in sound templates, for hardly any changed file keeps all the lengths around its record right. What is
// said to be a picture is measured as well; it is not unpacked here.
#include "common/base/check.h"
#include "common/base/picture_size.h"
#include "common/document/face_image.h"
#include "tests/fuzz/targets.h"
#include "tests/support/face_records.h"

namespace clearance {
namespace {

void Read(std::string_view file) {
  const auto images = ReadDg2(file);
  if (!images.ok()) {
    const StatusCode code = images.status().code();
    CHECK(code == StatusCode::kInvalidArgument || code == StatusCode::kUnimplemented);
    return;
  }
  CHECK(!images->empty() && images->size() <= kMaxFaceImages);
  for (const FaceImage& image : *images) {
    CHECK(image.picture.data() >= file.data() && !image.picture.empty());
    CHECK(image.picture.data() + image.picture.size() <= file.data() + file.size());
    CHECK(image.width >= 0 && image.width <= 0xFFFF && image.height >= 0 && image.height <= 0xFFFF);
    const auto size = InspectPicture(image.picture);
    if (!size) continue;
    CHECK((size->format == PictureFormat::kJpeg2000) == (image.format == FaceImageFormat::kJpeg2000));
    if (size->format == PictureFormat::kJpeg2000)
      CHECK(size->width >= 1 && size->height >= 1 && size->width <= kMaxJpeg2000Pixels / size->height);
  }
}

void Run(std::string_view input) {
  Read(input);
  const std::string block(input);
  Read(Dg2Of(InformationTemplate(0x5F2E, block), 1));
  Read(Dg2Of(InformationTemplate(0x7F2E, block), 1));
}

// A codestream of 16 × 16 with one tile-part, as far as its size is looked at.
std::string Jpeg2000() {
  const std::string sides = BigEndianOctets(16, 4) + BigEndianOctets(16, 4), corner(8, '\0');
  return std::string("\xFF\x4F\xFF\x51\0\x2F\0\0", 8) + sides + corner + sides + corner + std::string("\0\x03", 2) +
         std::string("\7\1\1\7\1\1\7\1\1") + std::string("\xFF\x52\0\x0D\1\0\0\1\1\0\4\4\0\0\x44", 15) +
         std::string("\xFF\x90\0\x0A\0\0\0\0\0\x12\0\1\xFF\x93pack\xFF\xD9", 20);
}

std::vector<std::string> Seeds() {
  const std::string jpeg = std::string("\xFF\xD8\xFF\xC0\0\x0B\x08\0\x10\0\x10\1\1\x11\0", 15) +
                           std::string("\xFF\xDA\0\x08\1\1\0\0\x3F\0scan\xFF\xD9", 16);
  CHECK(InspectPicture(jpeg).has_value() && InspectPicture(Jpeg2000()).has_value());
  const std::string old_record =
      FacialRecord19794(FacialImage19794(jpeg, 16, 16, 2) + FacialImage19794(Jpeg2000(), 16, 16), 2);
  const std::string new_record = FaceImageDataBlock39794(Representation39794(Jpeg2000(), 16, 16));
  return {Dg2With19794(Jpeg2000(), 16, 16), Dg2With39794(jpeg, 16, 16), old_record, new_record,
          BerElementOf(0xA1, new_record)};
}

}  // namespace

FuzzTarget Dg2Target() { return {"dg2", Run, Seeds}; }

}  // namespace clearance
