// Files that hold secrets, and their names in what people read: where a name should stand, the secret itself may stand
// by a slip of the pen, and must not go on from there into a log.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::string_view kLooksLikeKey = "(not shown: looks like a key)";

// True for what holds, by its form, a key and is no name of a file: a private key in PEM, or as many hexadecimal digits
// in a row as a key has.
bool LooksSecret(std::string_view text);

// Why the name of a secret's file is not shown, as kLooksLikeKey; empty where it may be. A name is shown
// where there is such a file, or where what is missing of it holds nothing in a form that keys are written in, Base64
// the widest: so a slip of the pen in a name is still told by the name.
std::string_view WhyNotShown(const std::string& path);
// The name, or why it is not shown.
std::string ShownSecretName(const std::string& path);

// As ReadFile (bytes.h), but that errors have ShownSecretName in the place of the name.
StatusOr<std::string> ReadSecretFile(const std::string& path, std::size_t max_bytes);

// "SETTING: message", of a key of a configuration or an option: what still tells where a name is not shown.
Status OfSetting(std::string_view setting, const Status& status);
template <typename T>
StatusOr<T> OfSetting(std::string_view setting, StatusOr<T> result) {
  if (result.ok()) return result;
  return OfSetting(setting, result.status());
}

}  // namespace clearance
