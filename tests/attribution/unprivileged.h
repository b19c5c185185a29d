// For as long as it lives, file permissions hold for root too.
#pragma once

#include <unistd.h>

namespace sockwatch::testing {

// Of the whole process (setresuid(2), nptl(7)): only in tests without threads of their own.
class Unprivileged {
 public:
  Unprivileged() : was_root_(geteuid() == 0 && seteuid(65534) == 0) {}
  ~Unprivileged() {
    if (was_root_ && seteuid(0) != 0) _exit(1);
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  bool was_root_;
};

}  // namespace sockwatch::testing
