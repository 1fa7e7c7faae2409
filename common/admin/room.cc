#include "common/admin/room.h"

#include <sys/socket.h>

namespace clearance {

void Room::Came(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.push_back(socket);
  if (sockets_.size() <= places_) return;
  shutdown(sockets_.front(), SHUT_RDWR);
  sockets_.pop_front();
}

void Room::Left(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.remove(socket);
}

}  // namespace clearance
