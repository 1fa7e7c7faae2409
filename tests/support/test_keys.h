// Keys that are the same in every run, for tests whose every byte follows from a seed. Never anybody's.
#pragma once

#include "common/crypto/signature.h"

namespace clearance {

// The Ed25519 key of the 32 bytes 0, 1, 2 … 31.
inline const SigningKey& TestSigningKey() {
  static const SigningKey key = SigningKey::FromPem(
                                    "-----BEGIN PRIVATE KEY-----\n"
                                    "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                                    "-----END PRIVATE KEY-----\n")
                                    .value();
  return key;
}

// That of the bytes 32, 33 … 63.
inline const SigningKey& OtherTestSigningKey() {
  static const SigningKey key = SigningKey::FromPem(
                                    "-----BEGIN PRIVATE KEY-----\n"
                                    "MC4CAQAwBQYDK2VwBCIEICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/\n"
                                    "-----END PRIVATE KEY-----\n")
                                    .value();
  return key;
}

}  // namespace clearance
