#include "gate-agent/vision/picture.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iostream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/document/face_image.h"
#include "tests/support/exif.h"
#include "tests/support/process_memory.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

// A picture without symmetry: red left upper corner on a gradient.
cv::Mat Sample(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto shade = static_cast<unsigned char>(60 + 120 * x / width);
      picture.at<cv::Vec3b>(y, x) = cv::Vec3b(shade, shade, shade);
    }
  }
  cv::rectangle(picture, cv::Rect(0, 0, width / 4, height / 4), cv::Scalar(0, 0, 255), cv::FILLED);
  return picture;
}

std::string Encode(const cv::Mat& picture, const char* format) {
  std::vector<unsigned char> bytes;
  EXPECT_TRUE(cv::imencode(format, picture, bytes));
  return {bytes.begin(), bytes.end()};
}

bool IsRed(const cv::Vec3b& pixel) { return pixel[2] > 180 && pixel[0] < 80; }

void ExpectUnreadable(const std::string& bytes, const std::string& what) {
  const auto picture = DecodePicture(bytes);
  EXPECT_FALSE(picture.ok()) << what;
  EXPECT_EQ(ReasonOf(picture.status()), error_reason::kPictureUnreadable) << what;
}

TEST(PictureTest, ReadsColourGreyPaletteSixteenBitAndTransparentPictures) {
  const cv::Mat colour = Sample(160, 120);
  cv::Mat grey, deep, transparent;
  cv::cvtColor(colour, grey, cv::COLOR_BGR2GRAY);
  colour.convertTo(deep, CV_16UC3, 257);
  cv::cvtColor(colour, transparent, cv::COLOR_BGR2BGRA);
  for (const std::string& bytes : {Encode(colour, ".jpg"), Encode(colour, ".png"), Encode(grey, ".jpg"),
                                   Encode(grey, ".png"), Encode(deep, ".png"), Encode(transparent, ".png")}) {
    const auto picture = DecodePicture(bytes);
    ASSERT_TRUE(picture.ok()) << picture.status();
    EXPECT_EQ(picture->type(), CV_8UC3);
    EXPECT_EQ(picture->size(), cv::Size(160, 120));
    EXPECT_NEAR(picture->at<cv::Vec3b>(100, 120)[1], 150, 3);
  }
  EXPECT_TRUE(IsRed(DecodePicture(Encode(deep, ".png"))->at<cv::Vec3b>(5, 5)));
}

// Passports hold their portraits so; the Dutch specimen's is one of 449 × 598.
TEST(PictureTest, ReadsThePortraitOfAPassportInJpeg2000) {
  REQUIRE_SHARED(path, "testdata/emrtd/nl_specimen_2006/ef0102.bin");
  const std::string file = ReadFile(path, std::size_t{1} << 20).value();
  const auto images = ReadDg2(file);
  ASSERT_TRUE(images.ok()) << images.status();
  const std::string_view portrait = images->front().picture;
  ASSERT_EQ(images->front().format, FaceImageFormat::kJpeg2000);
  const auto picture = DecodePicture(portrait);
  ASSERT_TRUE(picture.ok()) << picture.status();
  EXPECT_EQ(picture->type(), CV_8UC3);
  EXPECT_EQ(picture->size(), cv::Size(449, 598));
  EXPECT_GT(picture->at<cv::Vec3b>(20, 20)[1], 200);   // the bright background
  EXPECT_LT(picture->at<cv::Vec3b>(560, 60)[1], 100);  // the dark coat
  for (std::size_t length = 0; length < portrait.size(); length += 97)
    ExpectUnreadable(std::string(portrait.substr(0, length)), "portrait cut at " + std::to_string(length));
}

TEST(PictureTest, ReadsColourGreyAndLargeJpeg2000) {
  const cv::Mat colour = Sample(160, 120);
  cv::Mat grey;
  cv::cvtColor(colour, grey, cv::COLOR_BGR2GRAY);
  for (const cv::Mat& sample : {colour, grey}) {
    const auto picture = DecodePicture(Encode(sample, ".jp2"));
    ASSERT_TRUE(picture.ok()) << picture.status();
    EXPECT_EQ(picture->type(), CV_8UC3);
    EXPECT_NEAR(picture->at<cv::Vec3b>(100, 120)[1], 150, 3);
  }
  EXPECT_TRUE(IsRed(DecodePicture(Encode(colour, ".jp2"))->at<cv::Vec3b>(5, 5)));
  const auto large = DecodePicture(Encode(Sample(1600, 1250), ".jp2"));
  ASSERT_TRUE(large.ok()) << large.status();
  EXPECT_EQ(large->size(), cv::Size(1600, 1250));
  ExpectUnreadable(Encode(Sample(1600, 1251), ".jp2"), "more pixels than of a JPEG 2000 are unpacked");
}

// A baseline JPEG of four components, each of one value everywhere, in blocks of 8: what printers' scans are made of.
std::string FlatCmykJpeg(int side, const std::array<int, 4>& values) {
  std::string bits;
  const auto put = [&](unsigned value, int length) {
    for (int bit = length - 1; bit >= 0; --bit) bits.push_back(((value >> bit) & 1) != 0 ? '1' : '0');
  };
  for (int block = 0; block < side / 8 * (side / 8); ++block) {
    for (const int value : values) {
      // The difference from the block before, in the size its magnitude needs; then no other frequencies.
      const int difference = block == 0 ? 8 * (value - 128) : 0;
      int size = 0;
      while (std::abs(difference) >> size != 0) ++size;
      put(static_cast<unsigned>(size), 4);
      put(static_cast<unsigned>(difference < 0 ? difference + (1 << size) - 1 : difference), size);
      put(0, 1);
    }
  }
  while (bits.size() % 8 != 0) bits.push_back('1');
  std::string scan;
  for (std::size_t i = 0; i < bits.size(); i += 8) {
    scan.push_back(static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2)));
    if (scan.back() == '\xFF') scan.push_back('\0');
  }
  std::string sizes(16, '\0');
  sizes[3] = 12;  // twelve codes of four bits: the sizes 0 to 11
  std::string end_of_block(16, '\0');
  end_of_block[0] = 1;  // one code of one bit
  std::string jpeg = std::string("\xFF\xD8\xFF\xDB\0\x43\0", 7) + std::string(64, '\1');
  jpeg += std::string("\xFF\xC0\0\x14\x08\0", 6) + static_cast<char>(side) + '\0' + static_cast<char>(side) + '\4';
  for (char component = 1; component <= 4; ++component) jpeg += std::string(1, component) + std::string("\x11\0", 2);
  jpeg += std::string("\xFF\xC4\0\x1F\0", 5) + sizes + std::string("\0\1\2\3\4\5\6\7\x08\x09\x0A\x0B", 12);
  jpeg += std::string("\xFF\xC4\0\x14\x10", 5) + end_of_block + '\0';
  jpeg += std::string("\xFF\xDA\0\x0E\4", 5);
  for (char component = 1; component <= 4; ++component) jpeg += std::string(1, component) + '\0';
  return jpeg + std::string("\0\x3F\0", 3) + scan + "\xFF\xD9";
}

// Inks are stored upside down: 255 is none.
TEST(PictureTest, ReadsCmyk) {
  const auto red = DecodePicture(FlatCmykJpeg(64, {255, 0, 0, 255}));
  ASSERT_TRUE(red.ok()) << red.status();
  EXPECT_EQ(red->type(), CV_8UC3);
  EXPECT_EQ(red->size(), cv::Size(64, 64));
  EXPECT_TRUE(IsRed(red->at<cv::Vec3b>(40, 20)));
  const auto grey = DecodePicture(FlatCmykJpeg(64, {255, 255, 255, 120}));
  ASSERT_TRUE(grey.ok());
  for (int channel = 0; channel < 3; ++channel) EXPECT_NEAR(grey->at<cv::Vec3b>(40, 20)[channel], 120, 2);
}

TEST(PictureTest, TurnsUprightByExif) {
  const std::string jpeg = Encode(Sample(160, 120), ".jpg");
  const auto half_turn = DecodePicture(WithOrientation(jpeg, 3));
  ASSERT_TRUE(half_turn.ok()) << half_turn.status();
  EXPECT_TRUE(IsRed(half_turn->at<cv::Vec3b>(110, 150)));
  EXPECT_FALSE(IsRed(half_turn->at<cv::Vec3b>(5, 5)));
  const auto quarter_turn = DecodePicture(WithOrientation(jpeg, 6));
  ASSERT_TRUE(quarter_turn.ok());
  EXPECT_EQ(quarter_turn->size(), cv::Size(120, 160));
  EXPECT_TRUE(IsRed(quarter_turn->at<cv::Vec3b>(5, 115)));
}

TEST(PictureTest, UnpacksALargePictureSmaller) {
  const auto picture = DecodePicture(Encode(Sample(5000, 4000), ".jpg"));
  ASSERT_TRUE(picture.ok());
  EXPECT_EQ(picture->size(), cv::Size(1250, 1000));
}

TEST(PictureTest, FiftyMegapixelsAreTheMost) {
  const auto picture = DecodePicture(Encode(Sample(10000, 5000), ".jpg"));
  ASSERT_TRUE(picture.ok()) << picture.status();
  EXPECT_EQ(picture->size(), cv::Size(1250, 625));
  EXPECT_TRUE(IsRed(picture->at<cv::Vec3b>(5, 5)));
  ExpectUnreadable(Encode(Sample(10000, 5001), ".jpg"), "a line more");
}

// How much more memory this process held at its worst than before `work`, in MiB: asked of a child, whose highest mark
// begins where it is forked.
int WorstGrowthMb(const std::function<void()>& work) {
  ::malloc_trim(0);  // else `work` would be given what others before it have freed
  const pid_t child = ::fork();
  if (child == 0) {
    const long before = MemoryKib("VmRSS:");
    work();
    const long worst = MemoryKib("VmHWM:");
    ::_exit(before < 0 || worst < 0 ? 255 : static_cast<int>(std::min((worst - before) / 1024, 254L)));
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

// A gate has 300 MiB for everything; a picture of the most pixels we read must not take them.
TEST(PictureTest, TheLargestPicturesTakeABoundedMemory) {
  constexpr int kMostMb = 64;
  const cv::Mat fifty = Sample(10000, 5000), eight = Sample(4000, 2000);
  std::vector<unsigned char> bytes;
  ASSERT_TRUE(cv::imencode(".jpg", eight, bytes, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}));
  const struct {
    const char* name;
    std::string encoded;
  } kLargest[] = {{"50 MP, baseline", Encode(fifty, ".jpg")},
                  {"8 MP, progressive", std::string(bytes.begin(), bytes.end())},
                  {"8 MP, PNG", Encode(eight, ".png")}};
  for (const auto& picture : kLargest) {
    ASSERT_TRUE(DecodePicture(picture.encoded).ok()) << picture.name;
    const int growth_mb = WorstGrowthMb([&] { (void)DecodePicture(picture.encoded); });
    EXPECT_LE(growth_mb, kMostMb) << picture.name;
    RecordProperty(picture.name, growth_mb);
    std::cout << picture.name << ": " << growth_mb << " MiB\n";
  }
  const int seen_mb = WorstGrowthMb([&] {
    const cv::Mat copy = fifty.clone();
    CHECK(!copy.empty());
  });
  EXPECT_GE(seen_mb, 140) << "what is held whole is seen";
}

TEST(PictureTest, APictureThatMustBeHeldWholeHasFewerPixels) {
  EXPECT_TRUE(DecodePicture(Encode(Sample(4000, 2000), ".png")).ok());
  const cv::Mat over = Sample(4000, 2001);
  ExpectUnreadable(Encode(over, ".png"), "a line more");
  EXPECT_TRUE(DecodePicture(Encode(over, ".jpg")).ok());
  std::vector<unsigned char> bytes;
  ASSERT_TRUE(cv::imencode(".jpg", over, bytes, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}));
  ExpectUnreadable(std::string(bytes.begin(), bytes.end()), "progressive");
  // The same baseline picture, as if its first scan had one component of three.
  std::string split = Encode(over, ".jpg");
  const std::size_t scan = split.find(std::string("\xFF\xDA\0\x0C\x03", 5));
  ASSERT_NE(scan, std::string::npos);
  split[scan + 4] = 1;
  const auto refused = DecodePicture(split);
  EXPECT_NE(MessageOf(refused.status()).find("too many pixels"), std::string::npos) << refused.status();
}

// Every one of the eight orientations of EXIF: where the red corner comes to lie, and which way the picture then
// stands.
TEST(PictureTest, EveryOrientationOfExif) {
  const std::string jpeg = Encode(Sample(160, 120), ".jpg");
  const struct {
    char orientation;
    bool right, bottom, upended;
  } kRows[] = {{1, false, false, false}, {2, true, false, false}, {3, true, true, false}, {4, false, true, false},
               {5, false, false, true},  {6, true, false, true},  {7, true, true, true},  {8, false, true, true}};
  for (const auto& row : kRows) {
    const auto picture = DecodePicture(WithOrientation(jpeg, row.orientation));
    ASSERT_TRUE(picture.ok()) << picture.status();
    EXPECT_EQ(picture->size(), row.upended ? cv::Size(120, 160) : cv::Size(160, 120)) << int{row.orientation};
    const int x = row.right ? picture->cols - 6 : 5, y = row.bottom ? picture->rows - 6 : 5;
    EXPECT_TRUE(IsRed(picture->at<cv::Vec3b>(y, x))) << int{row.orientation};
  }
}

TEST(PictureTest, RefusesEveryTruncation) {
  for (const char* format : {".jpg", ".jp2", ".png"}) {
    const std::string whole = Encode(Sample(96, 64), format);
    ASSERT_TRUE(DecodePicture(whole).ok());
    for (std::size_t length = 0; length < whole.size(); length += 7) {
      ExpectUnreadable(whole.substr(0, length), std::string(format) + " cut at " + std::to_string(length));
    }
    ExpectUnreadable(whole.substr(0, whole.size() - 1), "last byte missing");
  }
}

// A thumbnail's own end mark inside a segment must not pass for the picture's.
TEST(PictureTest, RefusesATruncationAfterAnEmbeddedThumbnail) {
  const std::string thumbnail = Encode(Sample(48, 48), ".jpg").substr(0, 60) + "\xFF\xD9";
  const std::string jpeg = Encode(Sample(96, 64), ".jpg");
  std::string with_thumbnail = jpeg.substr(0, 2) + std::string("\xFF\xE5\0", 3) +
                               static_cast<char>(thumbnail.size() + 2) + thumbnail + jpeg.substr(2);
  ASSERT_TRUE(DecodePicture(with_thumbnail).ok());
  ExpectUnreadable(with_thumbnail.substr(0, with_thumbnail.size() - 2), "cut before the end mark");
}

TEST(PictureTest, RefusesTinyEmptyAndForeignFiles) {
  ExpectUnreadable("", "empty");
  ExpectUnreadable("\xFF\xD8", "start mark only");
  ExpectUnreadable("GIF89a\x40\x01\xF0", "another format");
  ExpectUnreadable(std::string(100'000, '\xFF'), "fill bytes");
  ExpectUnreadable(std::string(100'000, '\0'), "zeroes");
  for (const char* format : {".jpg", ".png"}) {
    ExpectUnreadable(Encode(Sample(1, 1), format), "one pixel");
    ExpectUnreadable(Encode(Sample(47, 400), format), "too narrow");
    EXPECT_TRUE(DecodePicture(Encode(Sample(48, 48), format)).ok());
  }
  ExpectUnreadable(std::string(kMaxPictureBytes + 1, 'x'), "too many bytes");
}

TEST(PictureTest, RefusesAHugeDeclaredSizeBeforeUnpacking) {
  std::string png = Encode(Sample(96, 64), ".png");
  png.replace(16, 8, std::string("\x7F\xFF\xFF\xFF\x7F\xFF\xFF\xFF", 8));
  ExpectUnreadable(png, "2^31 pixels square");
  png.replace(16, 8, std::string("\0\0\x1B\xA0\0\0\x1B\xA0", 8));  // 7072 x 7072: just over 50 MP
  const auto over = DecodePicture(png);
  EXPECT_NE(MessageOf(over.status()).find("too many pixels"), std::string::npos);
  std::string jpeg = Encode(Sample(96, 64), ".jpg");
  const std::size_t frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, std::string("\xFF\xFF\xFF\xFF", 4));
  const auto huge = DecodePicture(jpeg);
  EXPECT_NE(MessageOf(huge.status()).find("too many pixels"), std::string::npos);
  std::string jp2 = Encode(Sample(96, 64), ".jp2");
  const std::size_t codestream = jp2.find("\xFF\x4F\xFF\x51");
  ASSERT_NE(codestream, std::string::npos);
  jp2.replace(codestream + 8, 8, "\x7F\xFF\xFF\xFF\x7F\xFF\xFF\xFF");
  const auto vast = DecodePicture(jp2);
  EXPECT_NE(MessageOf(vast.status()).find("not a complete"), std::string::npos);
}

TEST(PictureTest, ChangedBytesNeverCrash) {
  std::mt19937 random(7);
  for (const char* format : {".jpg", ".jp2", ".png"}) {
    const std::string whole = Encode(Sample(96, 64), format);
    int unreadable = 0;
    for (int round = 0; round < 150; ++round) {
      std::string changed = whole;
      for (int change = 0; change < 3; ++change) {
        changed[random() % changed.size()] = static_cast<char>(random());
      }
      const auto picture = DecodePicture(changed);
      if (!picture.ok()) {
        ++unreadable;
        EXPECT_EQ(ReasonOf(picture.status()), error_reason::kPictureUnreadable);
      }
    }
    EXPECT_GT(unreadable, 0);
  }
}

}  // namespace
}  // namespace clearance
