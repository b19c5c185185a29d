#include "support/cgroup_dir.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "attribution/proc_parse.h"
#include "support/check.h"

namespace sockwatch::testing {

namespace {

std::string Mount() {
  std::ostringstream mounts;
  mounts << std::ifstream("/proc/self/mountinfo").rdbuf();
  return ParseCgroup2Mount(mounts.str());
}

}  // namespace

CgroupDir::CgroupDir(const std::string& path) {
  std::string folder = Mount();
  std::istringstream names("sockwatch-test-" + std::to_string(getpid()) + path);
  for (std::string name; std::getline(names, name, '/');) {
    folder += "/" + name;
    Check(mkdir(folder.c_str(), 0755), "mkdir " + folder);
    made_.push_back(folder);
  }
}

CgroupDir::~CgroupDir() {
  for (; !made_.empty(); made_.pop_back()) rmdir(made_.back().c_str());
}

void CgroupDir::Enter() const {
  std::ofstream procs(made_.back() + "/cgroup.procs");
  if (!(procs << "0" << std::flush)) ThrowErrno("entering " + made_.back());
}

}  // namespace sockwatch::testing
