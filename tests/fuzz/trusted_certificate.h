// An authority's certificate, the same in every run, for the targets that need one.
#pragma once

#include <string>

#include "common/base/base64url.h"

namespace clearance {

// Made once for these tests, valid 2020 to 2040, of UT. Nobody has its key any more. DER.
inline std::string TrustedCertificate() {
  constexpr char kAuthority[] =
      "MIIBdTCCARygAwIBAgIBATAKBggqhkjOPQQDAjAhMQswCQYDVQQGEwJVVDESMBAGA1UEAwwJRnV6eiBDU0NBMB4XDTIwMDEwMTAw"
      "MDAwMFoXDTQwMDEwMTAwMDAwMFowITELMAkGA1UEBhMCVVQxEjAQBgNVBAMMCUZ1enogQ1NDQTBZMBMGByqGSM49AgEGCCqGSM49"
      "AwEHA0IABHHtxaDbDYyhhSqbs0aiE7IzfDcrr8b4NUOsalvK6pHIL5oF2pTVu94RFqmS2ye7XrSMUJkhDgVsmDok7wIVMGijRTBD"
      "MBIGA1UdEwEB_wQIMAYBAf8CAQAwDgYDVR0PAQH_BAQDAgEGMB0GA1UdDgQWBBQKDF-OtX_medNaPmaYjJno12ZVajAKBggqhkjO"
      "PQQDAgNHADBEAiBwhO0sxz8HxmZxIrTnlqmXqo9TRGo6jRvgVvyHjQu56AIgRK3CengYeK7Qnv1PRSCwtOQIK2w-PKb29RdD0pXk"
      "2ao=";
  return FromBase64Url(kAuthority).value();
}

}  // namespace clearance
