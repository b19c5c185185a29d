#include "support/named_netns.h"

#include <fcntl.h>
#include <sched.h>

#include <iterator>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "support/check.h"
#include "support/child.h"

namespace sockwatch::testing {

NamedNetns::NamedNetns(std::string name) : name_(std::move(name)) {
  Ip("netns add " + name_);
  exists_ = true;
  Ip("-n " + name_ + " link set lo up");
}

NamedNetns::~NamedNetns() {
  if (exists_) Child::Exec({"ip", "netns", "del", name_}).Wait();
}

void NamedNetns::Delete() {
  Ip("netns del " + name_);
  exists_ = false;
}

void JoinNetns(const std::string& name) {
  const std::string path = "/run/netns/" + name;
  const UniqueFd netns(Check(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path));
  Check(::setns(netns.Get(), CLONE_NEWNET), "setns " + path);
}

void Ip(const std::string& arguments) {
  std::istringstream words("ip " + arguments);
  const std::vector<std::string> command{std::istream_iterator<std::string>(words), {}};
  if (Child::Exec(command).Wait() != 0) throw std::runtime_error("failed: ip " + arguments);
}

}  // namespace sockwatch::testing
