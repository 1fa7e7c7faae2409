// Room for so many connections, which none of them can keep: whoever comes when it is full takes the place of whoever
// has been there longest. It closes no descriptor; that is for whoever accepted it.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>

namespace clearance {

// Thread-safe.
class Room {
 public:
  explicit Room(std::size_t places) : places_(places) {}

  // A connected socket has come. When there is no place for it the oldest is shut down, so that its owner reads an end.
  void Came(int socket);
  // To be called before the socket is closed; also of one that was shut down.
  void Left(int socket);

 private:
  const std::size_t places_;
  std::mutex mutex_;
  std::list<int> sockets_;  // the oldest first; without those that were shut down
};

}  // namespace clearance
