// gRPC's own log as lines of ours. By itself gRPC writes to standard error in a form of its own, where people and
// collectors of logs look for lines of one form.
#pragma once

namespace clearance {

// From now on what gRPC has to tell is logged as the event "grpc", with `where` in its source and `message`, at its own
// severity; by default gRPC tells of errors alone. Called in main, before the first server or channel is made.
void TakeGrpcLog();

// For a program that answers one question and tells its errors itself: gRPC tells nothing, unless the environment asks
// for it (GRPC_VERBOSITY). Called as TakeGrpcLog.
void SilenceGrpcLog();

}  // namespace clearance
