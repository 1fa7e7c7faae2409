// Whose certificate a program has for its own: asked at the start, because TLS only looks at the other end's, and a
// program with somebody else's would run and be refused at every call.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/certificate.h"

namespace clearance {

// FAILED_PRECONDITION (CERTIFICATE_UNUSABLE) "PATH: …" unless the certificate names that gate and nobody else
// (caller.h), and may be a client's.
Status CheckGateCertificate(const Certificate& certificate, const std::string& path, std::string_view gate_id);

// The same unless it names no caller, and may be a server's. By which name a centre is called it cannot know.
Status CheckCentreCertificate(const Certificate& certificate, const std::string& path);

}  // namespace clearance
