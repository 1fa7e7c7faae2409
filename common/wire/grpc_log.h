// gRPC's own log as lines of ours. By itself gRPC writes to standard error in a form of its own, where people and
// collectors of logs look for lines of one form.
#pragma once

#include "common/base/telemetry.h"

namespace clearance {

// From now on what gRPC has to tell is logged as the event "grpc", with `where` in its source and `message`, at its own
// severity; by default gRPC tells of errors alone. Whoever reaches the port can cause errors as often as they like, so
// of each place in the source there is the first at once, then one a minute, with how many before it were `untold`.
// What a stranger with a port scanner causes are warnings of that kind: "tls_handshake_failed", and
// "tls_server_name_unknown" where a certificate was asked for of a name that is not ours. Called in main, before the
// first server or channel is made.
void TakeGrpcLog();

// clearance_tls_handshakes_failed_total, of this process since TakeGrpcLog.
void AddHandshakeMetrics(Telemetry& telemetry);

// For a program that answers one question and tells its errors itself: gRPC tells nothing, unless the environment asks
// for it (GRPC_VERBOSITY). Called as TakeGrpcLog.
void SilenceGrpcLog();

}  // namespace clearance
