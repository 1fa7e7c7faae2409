// The centre's trust folder as gates get it: packed and signed once for each state of its index. It must never give out
// what does not verify: a folder that cannot be used leaves the edition before it in force.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "common/base/status.h"
#include "common/crypto/signature.h"

namespace clearance {

// Thread-safe.
class PublishedTrust {
 public:
  struct Edition {
    std::string index{};   // the folder's, as it was packed
    std::string id{};      // TrustBundleId
    std::string bundle{};  // signed
  };

  // Errors as LoadTrustStore's, naming the file.
  static StatusOr<std::unique_ptr<PublishedTrust>> Open(const std::string& folder, const SigningKey& key);

  // Reads the index, and the rest when it is another than before: disk and arithmetic of a second at most, never for a
  // gRPC callback. Never null.
  std::shared_ptr<const Edition> Latest();

 private:
  PublishedTrust(std::string folder, SigningKey key) : folder_(std::move(folder)), key_(std::move(key)) {}
  Status Refresh();

  const std::string folder_;
  const SigningKey key_;
  std::mutex mutex_;
  std::shared_ptr<const Edition> edition_;
};

}  // namespace clearance
