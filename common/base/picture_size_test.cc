#include "common/base/picture_size.h"

#include <gtest/gtest.h>

#include <string>

namespace clearance {
namespace {

std::string Bytes(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes.push_back(static_cast<char>(value));
  return bytes;
}

std::string PngChunk(const std::string& type, const std::string& content) {
  return Bytes({0, 0, 0, static_cast<int>(content.size())}) + type + content + Bytes({0, 0, 0, 0});
}

std::string Png() {
  return Bytes({0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}) +
         PngChunk("IHDR", Bytes({0, 0, 1, 0x40, 0, 0, 0, 0xF0, 8, 0, 0, 0, 0})) + PngChunk("IDAT", "pixels") +
         PngChunk("IEND", "");
}

// With three components, of which the first scan has so many.
std::string Jpeg(int frame_marker = 0xC0, int in_first_scan = 3) {
  return Bytes({0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 'J', 'F'}) +
         Bytes({0xFF, frame_marker, 0, 17, 8, 0, 0xF0, 1, 0x40, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0}) +
         Bytes({0xFF, 0xDA, 0, 12, in_first_scan, 1, 0, 2, 0, 3, 0, 0, 63, 0}) +
         Bytes({1, 2, 0xFF, 0, 3, 0xFF, 0xD3, 4, 0xFF, 0xD9});
}

TEST(PictureSizeTest, ReadsPngAndJpeg) {
  const auto png = InspectPicture(Png());
  ASSERT_TRUE(png.has_value());
  EXPECT_EQ(png->width, 320);
  EXPECT_EQ(png->height, 240);
  const auto jpeg = InspectPicture(Jpeg());
  ASSERT_TRUE(jpeg.has_value());
  EXPECT_EQ(jpeg->width, 320);
  EXPECT_EQ(jpeg->height, 240);
}

// What a decoder can make smaller on the way, line by line: a JPEG all of whose components come in one scan.
TEST(PictureSizeTest, TellsWhatADecoderMustHoldWhole) {
  EXPECT_FALSE(InspectPicture(Jpeg())->held_whole);
  EXPECT_FALSE(InspectPicture(Jpeg(0xC1))->held_whole) << "extended sequential";
  EXPECT_TRUE(InspectPicture(Jpeg(0xC2))->held_whole) << "progressive";
  EXPECT_TRUE(InspectPicture(Jpeg(0xCA))->held_whole) << "progressive, arithmetic";
  EXPECT_TRUE(InspectPicture(Jpeg(0xC0, 1))->held_whole) << "one scan for each component";
  EXPECT_TRUE(InspectPicture(Png())->held_whole);
}

TEST(PictureSizeTest, PassesOverFillBytesBeforeAMarkerOfAJpeg) {
  std::string jpeg = Jpeg();
  jpeg.insert(8, Bytes({0xFF, 0xFF, 0xFF}));
  const auto filled = InspectPicture(jpeg);
  ASSERT_TRUE(filled.has_value());
  EXPECT_EQ(filled->width, 320);
  EXPECT_EQ(filled->height, 240);
}

TEST(PictureSizeTest, RefusesEveryShortenedFile) {
  for (const std::string& whole : {Png(), Jpeg()}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(InspectPicture(whole.substr(0, size)).has_value()) << size;
    }
  }
}

TEST(PictureSizeTest, RefusesOtherKindsOfFile) {
  EXPECT_FALSE(InspectPicture("GIF89a").has_value());
  EXPECT_FALSE(InspectPicture(std::string("II*\0", 4) + Png()).has_value());
  EXPECT_FALSE(InspectPicture(std::string(1 << 16, '\xFF')).has_value());
}

}  // namespace
}  // namespace clearance
