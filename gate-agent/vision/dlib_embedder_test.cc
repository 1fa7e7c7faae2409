// dlib's path, proved with its DenseNet (too weak for a gate) on the painter's people.
#include "gate-agent/vision/dlib_embedder.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/wipe.h"
#include "tests/support/memory_search.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

TEST(DlibEmbedderTest, WhatIsNoNetworkOfItsKindIsRefused) {
  REQUIRE_SHARED(models, "models");
  const EmbedderManifest& dense = FurtherManifests()[0];
  const auto model = ReadModel(models, dense.file);
  ASSERT_TRUE(model.ok()) << model.status();
  const EmbedderManifest& residual = FurtherManifests()[1];
  EXPECT_EQ(residual.kind, EmbedderKind::kDlibResNet);
  for (const EmbedderManifest& manifest : {dense, residual}) {
    EXPECT_EQ(ReasonOf(Embedder::Create(manifest, "not a network").status()), error_reason::kModelUnusable);
  }
  EXPECT_EQ(ReasonOf(Embedder::Create(dense, model->substr(0, model->size() / 2)).status()),
            error_reason::kModelUnusable);
  EXPECT_EQ(ReasonOf(Embedder::Create(residual, *model).status()), error_reason::kModelUnusable)
      << "a DenseNet is no ResNet";
}

TEST(DlibEmbedderTest, GoldenLikenessesOfPaintedPeople) {
  REQUIRE_SHARED(models, "models");
  cv::setNumThreads(1);
  const auto files = NetworkFiles::Read(models, std::string(kNoModels));
  ASSERT_TRUE(files.ok()) << files.status();
  const auto networks = MakeNetworkSet(*files);
  ASSERT_TRUE(networks.ok()) << networks.status();
  const EmbedderManifest& manifest = FurtherManifests()[0];
  const auto model = ReadModel(models, manifest.file);
  ASSERT_TRUE(model.ok());
  const auto embedder = Embedder::Create(manifest, *model);
  ASSERT_TRUE(embedder.ok()) << embedder.status();
  const auto embed = [&](PersonSeed person, const CaptureConditions& conditions) {
    const Look look =
        LookAt(**networks, PaintPortrait(person, conditions), PictureSide::kReference, DetectionSize::kCapture);
    auto face = (*embedder)->Embed(look.picture, look.capture.face.points);
    EXPECT_TRUE(face.ok()) << face.status();
    return *std::move(face);
  };
  const std::vector<float> portrait = embed(13, {}), live = embed(13, LaneConditions(1)), other = embed(110, {});
  EXPECT_EQ(portrait.size(), 128u);
  constexpr double kTolerance = 1e-3;
  EXPECT_NEAR(Likeness(manifest.metric, portrait, live), 0.98871, kTolerance);
  EXPECT_NEAR(Likeness(manifest.metric, portrait, other), 0.83011, kTolerance);
  EXPECT_EQ(embed(13, {}), portrait) << "the same every time";
#ifndef __SANITIZE_ADDRESS__
  std::vector<float> third = embed(200, {});
  const Needle needle = MakeNeedle(third.data() + 10);
  Wipe(third);
  EXPECT_EQ(CountInMemory(needle), 0) << "the network keeps no template";
#endif
}

}  // namespace
}  // namespace clearance
