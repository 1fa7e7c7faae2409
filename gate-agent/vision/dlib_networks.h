// dlib's embedding networks as types. The layers are those the files hold: what is declared here must be what was
// serialized there, layer by layer, or it does not load. Whoever includes this compiles for most of a minute.
#pragma once

#include <dlib/dnn.h>

namespace clearance::dlib_networks {

// --- The ResNet: 29 convolutions, batch normalisation folded into `affine` ---

template <int kFilters, int kStride, typename Below>
using TwoConvolutions = dlib::affine<
    dlib::con<kFilters, 3, 3, 1, 1, dlib::relu<dlib::affine<dlib::con<kFilters, 3, 3, kStride, kStride, Below>>>>>;

template <int kFilters, typename Below>
using SameSize = dlib::relu<dlib::add_prev1<TwoConvolutions<kFilters, 1, dlib::tag1<Below>>>>;

// Halves both sides; the short cut is pooled to fit.
template <int kFilters, typename Below>
using HalfSize = dlib::relu<dlib::add_prev2<
    dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<TwoConvolutions<kFilters, 2, dlib::tag1<Below>>>>>>>;

using ResNetStem =
    dlib::max_pool<3, 3, 2, 2, dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, dlib::input_rgb_image_sized<150>>>>>;
using ResNet32 = SameSize<32, SameSize<32, SameSize<32, ResNetStem>>>;
using ResNet64 = SameSize<64, SameSize<64, SameSize<64, HalfSize<64, ResNet32>>>>;
using ResNet128 = SameSize<128, SameSize<128, HalfSize<128, ResNet64>>>;
using ResNet256 = HalfSize<256, SameSize<256, SameSize<256, HalfSize<256, ResNet128>>>>;
using ResNet = dlib::loss_metric<dlib::fc_no_bias<128, dlib::avg_pool_everything<ResNet256>>>;

// --- The DenseNet: growth 16, four blocks of 3, 6, 12 and 8 layers, half the channels kept between them ---

template <long kFilters, int kSide, int kStride, typename Below>
using Padded = dlib::add_layer<dlib::con_<kFilters, kSide, kSide, kStride, kStride, kSide / 2, kSide / 2>, Below>;

template <typename Below>
using Activated = dlib::relu<dlib::affine<Below>>;

template <typename Below>
using DenseLayer =
    dlib::concat2<dlib::tag1, dlib::tag2,
                  dlib::tag2<Padded<16, 3, 1, Activated<Padded<64, 1, 1, Activated<dlib::tag1<Below>>>>>>>;

template <long kFilters, typename Below>
using Transition = dlib::avg_pool<2, 2, 2, 2, Padded<kFilters, 1, 1, Activated<Below>>>;

using DenseStem =
    dlib::add_layer<dlib::max_pool_<3, 3, 2, 2, 1, 1>, Activated<Padded<32, 7, 2, dlib::input_rgb_image>>>;
using Dense1 = Transition<40, dlib::repeat<3, DenseLayer, DenseStem>>;
using Dense2 = Transition<68, dlib::repeat<6, DenseLayer, Dense1>>;
using Dense3 = Transition<130, dlib::repeat<12, DenseLayer, Dense2>>;
using DenseNet =
    dlib::loss_metric<dlib::fc_no_bias<128, dlib::avg_pool_everything<Activated<dlib::repeat<8, DenseLayer, Dense3>>>>>;

}  // namespace clearance::dlib_networks
