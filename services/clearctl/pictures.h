// What clearctl does with pictures, handed to its commands by the program: OpenCV's image files bring half a gigabyte
// of libraries, and a clearctl that looks after a centre needs none of them (docs/decisions/0022). Nothing else of
// clearctl may link what makes or reads a picture.
#pragma once

#include <string>
#include <string_view>

#include "common/base/picture_size.h"
#include "common/base/replaced_file.h"
#include "common/base/status.h"
#include "common/domain/zone_table.h"
#include "common/seal/booking_pass.h"

namespace clearance {

// As those functions' headers say (qr_picture.h, pass_page.h, portrait_picture.h). All are there or none.
struct Pictures {
  StatusOr<std::string> (*qr_png)(std::string_view text, int pixels) = nullptr;
  StatusOr<std::string> (*qr_svg)(std::string_view text, int pixels) = nullptr;
  StatusOr<std::string> (*read_qr)(std::string_view picture) = nullptr;
  StatusOr<std::string> (*pass_page)(const BookingPass& pass, const ZoneTable& zones) = nullptr;
  StatusOr<std::string> (*portrait_as_png)(std::string_view picture) = nullptr;
};

inline constexpr Pictures kNoPictures{};

inline FileKind PngKind() {
  return {"a PNG picture", [](std::string_view beginning) {
            return beginning.empty() || FormatOfPicture(beginning) == PictureFormat::kPng;
          }};
}

// INVALID_ARGUMENT naming `option` when there are none.
inline Status CheckPictures(const Pictures& pictures, std::string_view option) {
  if (pictures.qr_png != nullptr) return OkStatus();
  return InvalidField(option, "this clearctl reads and makes no pictures; the one of a whole installation does");
}

}  // namespace clearance
