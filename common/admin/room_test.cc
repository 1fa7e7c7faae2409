#include "common/admin/room.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <vector>

#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

// A connected socket, and who is at its other end.
struct Visitor {
  Visitor() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    ours = FileDescriptor(ends[0]);
    theirs = FileDescriptor(ends[1]);
  }
  bool WasShownOut() const {
    char byte = 0;
    const ssize_t got = recv(theirs.get(), &byte, 1, MSG_DONTWAIT);
    EXPECT_TRUE(got == 0 || errno == EAGAIN);
    return got == 0;
  }
  FileDescriptor ours, theirs;
};

TEST(Room, WhoeverIsThereLongestMakesWay) {
  Room room(2);
  const std::vector<Visitor> visitors(4);
  room.Came(visitors[0].ours.get());
  room.Came(visitors[1].ours.get());
  EXPECT_FALSE(visitors[0].WasShownOut() || visitors[1].WasShownOut());
  room.Came(visitors[2].ours.get());
  EXPECT_TRUE(visitors[0].WasShownOut());
  EXPECT_FALSE(visitors[1].WasShownOut() || visitors[2].WasShownOut());
  room.Left(visitors[0].ours.get());
  room.Came(visitors[3].ours.get());
  EXPECT_TRUE(visitors[1].WasShownOut()) << "one that was shown out had no place any more";
  EXPECT_FALSE(visitors[2].WasShownOut() || visitors[3].WasShownOut());
}

TEST(Room, WhoeverLeavesMakesAPlace) {
  Room room(2);
  const std::vector<Visitor> visitors(3);
  room.Came(visitors[0].ours.get());
  room.Came(visitors[1].ours.get());
  room.Left(visitors[1].ours.get());
  room.Came(visitors[2].ours.get());
  for (const Visitor& visitor : visitors) EXPECT_FALSE(visitor.WasShownOut());
}

}  // namespace
}  // namespace clearance
