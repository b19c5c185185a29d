#include "support/netns.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "base/unique_fd.h"
#include "support/check.h"

namespace sockwatch::testing {
namespace {

void BringLoopbackUp() {
  const UniqueFd socket(
      Check(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket for SIOCSIFFLAGS"));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  Check(::ioctl(socket.Get(), SIOCGIFFLAGS, &request), "SIOCGIFFLAGS lo");
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  Check(::ioctl(socket.Get(), SIOCSIFFLAGS, &request), "SIOCSIFFLAGS lo");
}

}  // namespace

PrivateNetns::PrivateNetns() {
  Check(::unshare(CLONE_NEWNET), "unshare(CLONE_NEWNET)");
  BringLoopbackUp();
}

void SetSysctl(const std::string& name, const std::string& value) {
  const std::string path = "/proc/sys/" + name;
  const UniqueFd file(Check(::open(path.c_str(), O_WRONLY | O_CLOEXEC), path));
  Check(::write(file.Get(), value.data(), value.size()), path + " = " + value);
}

std::string GetSysctl(const std::string& name) {
  const std::string path = "/proc/sys/" + name;
  const UniqueFd file(Check(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path));
  std::array<char, 256> text{};
  const auto length = Check(::read(file.Get(), text.data(), text.size()), path);
  std::string value(text.data(), static_cast<std::size_t>(length));
  while (!value.empty() && value.back() == '\n') value.pop_back();
  return value;
}

unsigned long CurrentNetnsInode() {
  struct stat status {};
  Check(::stat("/proc/thread-self/ns/net", &status), "/proc/thread-self/ns/net");
  return status.st_ino;
}

}  // namespace sockwatch::testing
