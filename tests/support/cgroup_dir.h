// A cgroup of a test's own in the real cgroup2 tree, with the parents it needs.
#pragma once

#include <string>
#include <vector>

namespace sockwatch::testing {

// Removes what it made, which must be empty of processes by then. Needs root and a cgroup2 mount;
// throws without.
class CgroupDir {
 public:
  // `path` is absolute, below a folder that carries this process' id: tests may run side by side.
  explicit CgroupDir(const std::string& path);
  ~CgroupDir();
  CgroupDir(const CgroupDir&) = delete;
  CgroupDir& operator=(const CgroupDir&) = delete;

  // Moves the calling process into it.
  void Enter() const;

 private:
  std::vector<std::string> made_;  // outermost first
};

}  // namespace sockwatch::testing
