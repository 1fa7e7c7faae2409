// One question to a port, as any caller could put it: a connection on which nothing will follow. A server that takes it
// ends it, or begins to talk; that the connection comes about proves nothing, for the kernel makes it.
#pragma once

#include <sys/socket.h>

#include "common/base/file_descriptor.h"

struct addrinfo;

namespace clearance {

// Never waits: it is put at one time and looked at at another. Not thread-safe.
class PortQuestion {
 public:
  // To the first address of the list.
  explicit PortQuestion(const addrinfo& to);

  // Puts the question. It is not put where the process has no two file descriptors left: the server could not take it,
  // and gRPC's would never take another.
  void Put();
  // Whether it is there, put and neither refused nor broken.
  bool stands() const { return socket_.valid(); }
  // Whether the server has answered it. One that was refused or broken off is no answer, and stands no more.
  bool Answered();
  // Whether a connection ever came about.
  bool reached() const { return reached_; }

 private:
  void SayAll();
  bool RoomForOneMore() const;

  sockaddr_storage to_{};
  socklen_t size_ = 0;
  FileDescriptor socket_;
  bool said_all_ = false;
  bool reached_ = false;
};

}  // namespace clearance
