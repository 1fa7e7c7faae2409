// Keys and certificates from files: one rule for size and errors. For the .cc files of this folder alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"
#include "common/base/status.h"
#include "common/crypto/secret.h"

namespace clearance {

inline constexpr std::size_t kMaxCredentialBytes = 256 * 1024;

// FAILED_PRECONDITION with CERTIFICATE_UNUSABLE naming the path.
inline Status CredentialUnusable(const std::string& path, const Status& why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable,
               ShownSecretName(path) + ": " + MessageOf(why));
}

// Reads `path` and hands its text to `parse`; the text is wiped afterwards, for it may be a private key.
template <typename T, typename Parse>
StatusOr<T> ReadCredentialFile(const std::string& path, const Parse& parse) {
  StatusOr<std::string> text = ReadSecretFile(path, kMaxCredentialBytes);
  if (!text.ok())
    return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable, MessageOf(text.status()));
  const SecretBytes content(*std::move(text));
  StatusOr<T> parsed = parse(content.view());
  if (!parsed.ok()) return CredentialUnusable(path, parsed.status());
  return parsed;
}

}  // namespace clearance
