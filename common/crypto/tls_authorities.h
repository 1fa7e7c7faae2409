// Whom a program believes at the other end of TLS: the authorities of its tls.ca or tls.client_ca. TLS takes every
// certificate of such a file, and while a site changes its authority there are two: the old one and the new one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/certificate.h"

namespace clearance {

// Of several one counts: its end is the file's, in the metric, in the log and for the doctor, and the others are
// something for somebody to look at. It is the authority that made the program's own certificate; where none of them
// did, the one that ends last, for until then the file vouches for somebody.
//
// Why the own one, where the file is asked about the other end's: whose that is, nobody knows before the call. A site
// has one authority for both ends, and during a change every program so watches the one that its own certificate hangs
// on: the gate whose own is still the old authority's tells of that one's end, and so does the centre, whichever is
// behind. What is in use is watched by whoever uses it, and what nobody uses raises no alarm when it ends.
//
// A value; thread-safe once made.
class TlsAuthorities {
 public:
  // `own_pem` is the program's own certificate, with what it has of its chain behind it; what is no such thing was made
  // by none of them. Of several that made it, as one that was renewed with its key and the earlier one, or of several
  // where none did, those that have begun by `now` come first, then whichever ends last. Errors as of
  // Certificate::AllFromPem.
  static StatusOr<TlsAuthorities> FromPem(std::string_view pem, std::string_view own_pem, Instant now);
  // Of files. Errors as of Certificate::AllFromFile, of either file.
  static StatusOr<TlsAuthorities> FromFile(const std::string& path, const std::string& own_path, Instant now);

  // In the order of the file; at least one.
  const std::vector<Certificate>& all() const { return all_; }
  // The index of the one that counts, and that one.
  std::size_t counting_index() const { return counting_; }
  const Certificate& counting() const { return all_[counting_]; }

 private:
  TlsAuthorities(std::vector<Certificate> all, std::size_t counting) : all_(std::move(all)), counting_(counting) {}

  std::vector<Certificate> all_;
  std::size_t counting_;
};

}  // namespace clearance
