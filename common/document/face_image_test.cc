// DG2 of specimens (../shared/testdata/SOURCE.txt says whose) and records made here, of both standards.
#include "common/document/face_image.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/document/face_record.h"
#include "tests/support/face_records.h"
#include "tests/support/hostile_bytes.h"

namespace clearance {
namespace {

const std::string kJpeg("\xFF\xD8\xFF\xE0 picture");
const std::string kJp2("\0\0\0\x0CjP  \r\n\x87\n picture", 20);

void ExpectUnreadable(const std::string& file, StatusCode code = StatusCode::kInvalidArgument) {
  const auto images = ReadDg2(file);
  ASSERT_FALSE(images.ok());
  EXPECT_EQ(images.status().code(), code) << images.status();
}

void ExpectOneImage(const std::string& path, FaceRecordStandard standard, int width, int height, std::size_t octets) {
  const std::string file = ReadSharedFile(path);
  const auto images = ReadDg2(file);
  ASSERT_TRUE(images.ok()) << images.status();
  ASSERT_EQ(images->size(), 1U);
  const FaceImage& image = images->front();
  EXPECT_EQ(image.standard, standard);
  EXPECT_EQ(image.format, FaceImageFormat::kJpeg2000);
  EXPECT_EQ(image.width, width);
  EXPECT_EQ(image.height, height);
  EXPECT_EQ(image.picture.size(), octets);
  // All of these end with a codestream, whose end mark is FFD9.
  EXPECT_EQ(ToHex(image.picture.substr(image.picture.size() - 2)), "ffd9");
  ExpectEveryTruncationRefused(file, ReadDg2);
  CountRefusedChanges(file, 2'000, ReadDg2);
}

TEST(FaceImageTest, ReadsSpecimensOfIso19794) {
  REQUIRE_SHARED(dutch, "testdata/emrtd/nl_specimen_2006/ef0102.bin");
  REQUIRE_SHARED(german, "testdata/emrtd/bsi_tr03105_5/Datagroup2.bin");
  ExpectOneImage(dutch, FaceRecordStandard::kIso19794, 449, 598, 13'701);
  // The record's own size is not the picture's, which is 413 × 531: what the record says is told as it says it.
  ExpectOneImage(german, FaceRecordStandard::kIso19794, 337, 449, 14'999);
}

TEST(FaceImageTest, ReadsIcaosExamplesOfIso39794) {
  REQUIRE_SHARED(all, "testdata/dg2_39794/ICAO_39794_5_AP_DG2_AllFields.dat");
  REQUIRE_SHARED(mandatory, "testdata/dg2_39794/ICAO_39794_5_AP_DG2_MandFields.dat");
  // An example of every field and not of their values: the picture is 413 × 531.
  ExpectOneImage(all, FaceRecordStandard::kIso39794, 572, 731, 15'000);
  ExpectOneImage(mandatory, FaceRecordStandard::kIso39794, 0, 0, 15'000);
}

// Two facial records without the templates of DG2 around them, one with a picture whose second marker is no marker.
TEST(FaceImageTest, ReadsBareFacialRecordsOfGmrtd) {
  REQUIRE_SHARED(good, "testdata/dg2_39794/ISO19794_Test1_Data.bin");
  REQUIRE_SHARED(bad, "testdata/dg2_39794/ISO19794_Test2_Data_InvalidImage.bin");
  const std::string file = Dg2Of(InformationTemplate(0x5F2E, ReadSharedFile(good)), 1);
  const auto images = ReadDg2(file);
  ASSERT_TRUE(images.ok()) << images.status();
  ASSERT_EQ(images->size(), 1U);
  EXPECT_EQ(images->front().format, FaceImageFormat::kJpeg);
  EXPECT_EQ(images->front().width, 148);
  EXPECT_EQ(images->front().height, 70);
  EXPECT_EQ(images->front().picture.size(), 5'099U);
  ExpectUnreadable(Dg2Of(InformationTemplate(0x5F2E, ReadSharedFile(bad)), 1));
  const auto read_record = [](std::string_view record) -> StatusOr<std::vector<FaceImage>> {
    std::vector<FaceImage> found;
    RETURN_IF_ERROR(ReadFaceRecord19794(record, found));
    return found;
  };
  ExpectEveryTruncationRefused(ReadSharedFile(good), read_record);
  EXPECT_GT(CountRefusedChanges(ReadSharedFile(good), 20'000, read_record), 50);
}

TEST(FaceImageTest, ReadsEveryFormatOfPictureInBothStandards) {
  const std::string png("\x89PNG\r\n\x1A\n picture");
  const std::string codestream("\xFF\x4F\xFF\x51 picture");
  for (const auto& [picture, format] : {std::pair{kJpeg, FaceImageFormat::kJpeg},
                                        {kJp2, FaceImageFormat::kJpeg2000},
                                        {codestream, FaceImageFormat::kJpeg2000},
                                        {png, FaceImageFormat::kPng}}) {
    for (const std::string& file : {Dg2With19794(picture, 300, 400), Dg2With39794(picture, 300, 400)}) {
      const auto images = ReadDg2(file);
      ASSERT_TRUE(images.ok()) << images.status();
      ASSERT_EQ(images->size(), 1U);
      EXPECT_EQ(images->front().format, format);
      EXPECT_EQ(images->front().picture, picture);
      EXPECT_EQ(images->front().width, 300);
      EXPECT_EQ(images->front().height, 400);
    }
  }
  for (const std::string& other : {std::string("GIF89a"), std::string("\xFF\xD8\xFE\xE0"), std::string()}) {
    ExpectUnreadable(Dg2With19794(other, 300, 400));
    ExpectUnreadable(Dg2With39794(other, 300, 400));
  }
}

// A picture is where the record says it is: the first bytes of another one, in what a reader steps over, are nothing.
TEST(FaceImageTest, FindsThePictureByStructureAlone) {
  const std::string points(24, '\xFF');
  std::string image = FacialImage19794(kJp2, 300, 400, 3);
  image.replace(20, kJpeg.size(), kJpeg);
  const std::string file = Dg2Of(InformationTemplate(0x5F2E, FacialRecord19794(image, 1)), 1);
  const auto images = ReadDg2(file);
  ASSERT_TRUE(images.ok()) << images.status();
  EXPECT_EQ(images->front().picture, kJp2);
}

TEST(FaceImageTest, ReadsSeveralImagesAndTemplates) {
  const std::string two = FacialImage19794(kJpeg, 1, 2, 5) + FacialImage19794(kJp2, 3, 4);
  const std::string first = InformationTemplate(0x7F2E, FacialRecord19794(two, 2));
  const std::string second = InformationTemplate(
      0x7F2E, FaceImageDataBlock39794(Representation39794(kJpeg, 5, 6) + Representation39794(kJp2, 7, 8)));
  const std::string file = Dg2Of(first + second, 2);
  const auto images = ReadDg2(file);
  ASSERT_TRUE(images.ok()) << images.status();
  ASSERT_EQ(images->size(), 4U);
  EXPECT_EQ((*images)[1].width, 3);
  EXPECT_EQ((*images)[1].picture, kJp2);
  EXPECT_EQ((*images)[2].standard, FaceRecordStandard::kIso39794);
  EXPECT_EQ((*images)[3].height, 8);
  ExpectEveryTruncationRefused(file, ReadDg2);
  ExpectUnreadable(Dg2Of(first + second, 1));
  ExpectUnreadable(Dg2Of(first + second, 3));
  ExpectUnreadable(Dg2Of("", 0));
}

TEST(FaceImageTest, ReadsNoMoreImagesThanItsBound) {
  const auto repeat = [](const std::string& piece, std::size_t times) {
    std::string whole;
    for (std::size_t i = 0; i < times; ++i) whole += piece;
    return whole;
  };
  const std::string facial = FacialImage19794(kJpeg, 1, 2);
  const auto old_one = [&](int count) {
    return InformationTemplate(0x5F2E, FacialRecord19794(repeat(facial, static_cast<std::size_t>(count)), count));
  };
  EXPECT_EQ(ReadDg2(Dg2Of(old_one(16), 1))->size(), kMaxFaceImages);
  ExpectUnreadable(Dg2Of(old_one(17), 1));
  ExpectUnreadable(Dg2Of(old_one(16) + old_one(1), 2));
  const std::string representation = Representation39794(kJpeg, 1, 2);
  const auto new_one = [&](std::size_t count) {
    return InformationTemplate(0x7F2E, BerElementOf(0xA1, FaceImageDataBlock39794(repeat(representation, count))));
  };
  EXPECT_EQ(ReadDg2(Dg2Of(new_one(16), 1))->size(), kMaxFaceImages);
  ExpectUnreadable(Dg2Of(new_one(17), 1));
  ExpectUnreadable(Dg2Of(new_one(16) + new_one(1), 2));
  ExpectUnreadable(Dg2Of(repeat(old_one(1), 17), 17));
}

TEST(FaceImageTest, TellsRecordsOfOtherStandardsFromBrokenOnes) {
  const std::string image = FacialImage19794(kJpeg, 1, 2);
  std::string later = FacialRecord19794(image, 1);
  later.replace(4, 3, "030");
  ExpectUnreadable(Dg2Of(InformationTemplate(0x5F2E, later), 1), StatusCode::kUnimplemented);
  ExpectUnreadable(Dg2Of(InformationTemplate(0x5F2E, std::string("FIR\0"
                                                                 "010\0",
                                                                 8)),
                         1),
                   StatusCode::kUnimplemented);
  const std::string finger = BerElementOf(0xA1, BerElementOf(0x64, "finger"));
  ExpectUnreadable(Dg2Of(InformationTemplate(0x7F2E, finger), 1), StatusCode::kUnimplemented);
  const std::string generation4 = FaceImageDataBlock39794(Representation39794(kJpeg, 1, 2), 4);
  ExpectUnreadable(Dg2Of(InformationTemplate(0x7F2E, generation4), 1), StatusCode::kUnimplemented);
  // imageRepresentation that is a shape in three dimensions: base [0], shapeRepresentation3DBlock [1].
  const std::string shape = BerElementOf(0xA1, BerElementOf(0xA0, BerElementOf(0xA1, "shape")));
  const std::string solid = FaceImageDataBlock39794(BerElementOf(0x30, BerElementOf(0x80, "\x01") + shape));
  ExpectUnreadable(Dg2Of(InformationTemplate(0x7F2E, solid), 1), StatusCode::kUnimplemented);
  ExpectUnreadable(Dg2Of(InformationTemplate(0x7F2E, FaceImageDataBlock39794("")), 1));
  ExpectUnreadable(Dg2Of(InformationTemplate(0x7F2E, "no element"), 1));
  ExpectUnreadable(Dg2Of(InformationTemplate(0x5F2F, FacialRecord19794(image, 1)), 1));
}

TEST(FaceImageTest, RefusesLengthsThatDoNotFit) {
  const std::string image = FacialImage19794(kJpeg, 1, 2);
  const auto dg2 = [](const std::string& record) { return Dg2Of(InformationTemplate(0x5F2E, record), 1); };
  EXPECT_TRUE(ReadDg2(dg2(FacialRecord19794(image, 1))).ok());
  ExpectUnreadable(dg2(FacialRecord19794(image, 0)));
  ExpectUnreadable(dg2(FacialRecord19794(image, 2)));
  for (const std::uint64_t length : {std::uint64_t{0}, std::uint64_t{31}, image.size() + 1, std::uint64_t{0xFFFFFFFF}})
    ExpectUnreadable(dg2(FacialRecord19794(BigEndianOctets(length, 4) + image.substr(4), 1)));
  for (const std::uint64_t length :
       {std::uint64_t{0}, std::uint64_t{13}, image.size() + 15, std::uint64_t{0xFFFFFFFF}}) {
    std::string record = FacialRecord19794(image, 1);
    record.replace(8, 4, BigEndianOctets(length, 4));
    ExpectUnreadable(dg2(record));
  }
  std::string many_points = image;
  many_points.replace(4, 2, "\xFF\xFF");
  ExpectUnreadable(dg2(FacialRecord19794(many_points, 1)));
  ExpectUnreadable(Dg2With39794(kJpeg, 65'536, 1));
  EXPECT_EQ(ReadDg2(Dg2With39794(kJpeg, 65'535, 1))->front().width, 65'535);
}

TEST(FaceImageTest, RefusesOtherTemplatesAndBytesBehindThem) {
  const std::string good = Dg2With19794(kJpeg, 1, 2);
  ExpectUnreadable(good + '\0');
  ExpectUnreadable("");
  ExpectUnreadable(BerElementOf(0x63, good.substr(2)));
  ExpectUnreadable(std::string(std::size_t{1} << 21, '\x75'));
  const std::string block = BerElementOf(0x5F2E, FacialRecord19794(FacialImage19794(kJpeg, 1, 2), 1));
  ExpectUnreadable(Dg2Of(BerElementOf(0x7F60, block), 1));                                   // no header template
  ExpectUnreadable(Dg2Of(BerElementOf(0x7F60, BerElementOf(0xA1, "")), 1));                  // no data block
  ExpectUnreadable(Dg2Of(BerElementOf(0x7F60, BerElementOf(0xA1, "") + block + block), 1));  // two of them
}

}  // namespace
}  // namespace clearance
