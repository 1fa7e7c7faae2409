// Portraits of specimens as PNG, and pictures that must never reach a decoder.
#include "common/document/portrait_picture.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "common/base/error_reasons.h"
#include "common/base/picture_size.h"
#include "common/document/face_image.h"
#include "tests/support/face_records.h"
#include "tests/support/hostile_bytes.h"
#include "tests/support/memory_search.h"

namespace clearance {
namespace {

std::string Encode(const cv::Mat& picture, const char* format) {
  std::vector<unsigned char> bytes;
  EXPECT_TRUE(cv::imencode(format, picture, bytes));
  return {bytes.begin(), bytes.end()};
}

cv::Mat Decode(const std::string& png) {
  return cv::imdecode(std::vector<char>(png.begin(), png.end()), cv::IMREAD_UNCHANGED);
}

// Red above, grey below.
cv::Mat Sample(int type = CV_8UC3) {
  const bool grey = CV_MAT_CN(type) == 1;
  cv::Mat picture(96, 64, type, grey ? cv::Scalar(200) : cv::Scalar(0, 0, 200));
  picture.rowRange(48, 96) = cv::Scalar(100, 100, 100);
  return picture;
}

void ExpectUnreadable(std::string_view bytes) {
  const auto png = PortraitAsPng(bytes);
  ASSERT_FALSE(png.ok());
  EXPECT_EQ(png.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(png.status()), error_reason::kPictureUnreadable);
}

void ExpectPortrait(const std::string& file, int width, int height) {
  const auto images = ReadDg2(file);
  ASSERT_TRUE(images.ok()) << images.status();
  const auto png = PortraitAsPng(images->front().picture);
  ASSERT_TRUE(png.ok()) << png.status();
  const cv::Mat pixels = Decode(*png);
  EXPECT_EQ(pixels.type(), CV_8UC3);
  EXPECT_EQ(pixels.size(), cv::Size(width, height));
  cv::Scalar mean, spread;
  cv::meanStdDev(pixels, mean, spread);
  EXPECT_GT(spread[0], 15);  // a picture and no even field
}

TEST(PortraitPictureTest, MakesAPngOfEverySpecimen) {
  REQUIRE_SHARED(dutch, "testdata/emrtd/nl_specimen_2006/ef0102.bin");
  REQUIRE_SHARED(german, "testdata/emrtd/bsi_tr03105_5/Datagroup2.bin");
  REQUIRE_SHARED(all, "testdata/dg2_39794/ICAO_39794_5_AP_DG2_AllFields.dat");
  REQUIRE_SHARED(mandatory, "testdata/dg2_39794/ICAO_39794_5_AP_DG2_MandFields.dat");
  REQUIRE_SHARED(record, "testdata/dg2_39794/ISO19794_Test1_Data.bin");
  ExpectPortrait(ReadSharedFile(dutch), 449, 598);
  ExpectPortrait(ReadSharedFile(german), 413, 531);
  ExpectPortrait(ReadSharedFile(all), 413, 531);
  ExpectPortrait(ReadSharedFile(mandatory), 413, 531);
  ExpectPortrait(Dg2Of(InformationTemplate(0x5F2E, ReadSharedFile(record)), 1), 148, 70);
}

// The same picture without its boxes: a bare codestream, as some passports hold it.
TEST(PortraitPictureTest, ReadsABareCodestream) {
  REQUIRE_SHARED(path, "testdata/emrtd/nl_specimen_2006/ef0102.bin");
  const std::string file = ReadSharedFile(path);
  const std::string_view jp2 = ReadDg2(file)->front().picture;
  const std::string_view codestream = jp2.substr(jp2.find("jp2c") + 4);
  EXPECT_EQ(PortraitAsPng(codestream).value(), PortraitAsPng(jp2).value());
}

TEST(PortraitPictureTest, LeavesNoPixelsAndNoPngInMemory) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  cv::Mat picture(96, 640, CV_8UC3);
  cv::RNG(5).fill(picture, cv::RNG::UNIFORM, 1, 255);
  const std::string jpeg2000 = Encode(picture, ".jp2");
  picture.setTo(0);
  const auto wipe = [](std::string& text) { std::fill(text.begin(), text.end(), '\0'); };
  cv::Mat decoded = Decode(jpeg2000);
  const Needle pixels = MakeNeedle(decoded.ptr(48, 300));
  EXPECT_EQ(CountInMemory(pixels), 1) << "the search does find what is there";
  decoded.setTo(0);
  ASSERT_EQ(CountInMemory(pixels), 0);
  auto png = PortraitAsPng(jpeg2000);
  ASSERT_TRUE(png.ok()) << png.status();
  const Needle packed = MakeNeedle(png->data() + png->size() / 2);
  EXPECT_EQ(CountInMemory(pixels), 0);
  EXPECT_EQ(CountInMemory(packed), 1) << "the caller's alone";
  wipe(*png);
}

TEST(PortraitPictureTest, ReadsEveryFormatInColourAndGrey) {
  for (const char* format : {".jpg", ".jp2", ".png"}) {
    const auto colour = PortraitAsPng(Encode(Sample(), format));
    ASSERT_TRUE(colour.ok()) << format << colour.status();
    const cv::Vec3b red = Decode(*colour).at<cv::Vec3b>(10, 10);
    EXPECT_NEAR(red[2], 200, 4) << format;
    EXPECT_NEAR(red[0], 0, 4) << format;
    const auto grey = PortraitAsPng(Encode(Sample(CV_8UC1), format));
    ASSERT_TRUE(grey.ok()) << format << grey.status();
    EXPECT_NEAR(Decode(*grey).at<cv::Vec3b>(10, 10)[1], 200, 4) << format;
  }
}

TEST(PortraitPictureTest, RefusesCutPictures) {
  for (const char* format : {".jpg", ".jp2", ".png"}) {
    const std::string whole = Encode(Sample(), format);
    ASSERT_TRUE(PortraitAsPng(whole).ok());
    for (std::size_t size = 0; size < whole.size(); ++size) ExpectUnreadable(std::string(whole.substr(0, size)));
  }
  ExpectUnreadable("GIF89a");
  ExpectUnreadable(std::string(kMaxPortraitBytes + 1, 'x'));
}

// The size is looked at before anything is unpacked: the message is the check's, not the decoder's.
TEST(PortraitPictureTest, RefusesAHugeSizeBeforeUnpacking) {
  std::string png = Encode(Sample(), ".png");
  png.replace(16, 8, std::string("\0\0\x0F\xA0\0\0\x0B\xB9", 8));  // 4000 × 3001
  EXPECT_EQ(MessageOf(PortraitAsPng(png).status()), "a portrait of too many pixels");
  std::string jpeg = Encode(Sample(), ".jpg");
  jpeg.replace(jpeg.find("\xFF\xC0") + 5, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(MessageOf(PortraitAsPng(jpeg).status()), "a portrait of too many pixels");
  // Of a JPEG 2000 the codestream counts, whatever its file says of it.
  std::string jp2 = Encode(Sample(), ".jp2");
  jp2.replace(jp2.find("\xFF\x4F\xFF\x51") + 8, 8, "\x7F\xFF\xFF\xFF\x7F\xFF\xFF\xFF");
  EXPECT_EQ(MessageOf(PortraitAsPng(jp2).status()), "not a complete JPEG, JPEG 2000 or PNG");
}

TEST(PortraitPictureTest, StandsChangedPictures) {
  for (const char* format : {".jpg", ".jp2", ".png"})
    EXPECT_GT(CountRefusedChanges(Encode(Sample(), format), 300, PortraitAsPng), 5) << format;
}

}  // namespace
}  // namespace clearance
