#include "support/puppet.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <filesystem>
#include <iterator>
#include <stdexcept>

#include "support/check.h"
#include "support/puppet_hands.h"

namespace sockwatch::testing {
namespace {

int Obey(const std::string& name, LinePipe& pipe) {
  ::prctl(PR_SET_NAME, name.c_str());
  pipe.Write("ready");
  PuppetHands hands;
  while (const auto order = pipe.Read(std::chrono::minutes(10))) pipe.Write(hands.Do(*order));
  return 0;
}

}  // namespace

Puppet::Puppet(const std::string& name)
    : child_(Child::Fork([&name](LinePipe& pipe) { return Obey(name, pipe); })) {
  child_.Pipe().Read();
}

std::string Puppet::Tell(const std::string& order) {
  child_.Pipe().Write(order);
  auto answer = child_.Pipe().Read();
  if (!answer) throw std::runtime_error("a puppet failed to " + order);
  return std::move(*answer);
}

double Puppet::OpenFds() const {
  const std::filesystem::directory_iterator fds("/proc/" + std::to_string(Pid()) + "/fd");
  return static_cast<double>(std::distance(begin(fds), end(fds)));
}

double Puppet::MaxFds() const {
  rlimit limit{};
  Check(::prlimit(Pid(), RLIMIT_NOFILE, nullptr, &limit), "prlimit");
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace sockwatch::testing
