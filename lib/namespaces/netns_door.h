// The way into a network namespace and out again. Used by one thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/unique_fd.h"
#include "namespaces/namespace_finder.h"

namespace sockwatch {

enum class Entry : std::uint8_t {
  kInside,
  kVanished,  // it is no longer where it was found
  kDenied,    // EPERM or EACCES
  kFailed,    // anything else
};

class NetnsDoor {
 public:
  NetnsDoor() = default;
  NetnsDoor(const NetnsDoor&) = delete;
  NetnsDoor& operator=(const NetnsDoor&) = delete;
  virtual ~NetnsDoor() = default;

  // With kInside the calling thread is in the namespace, until Leave().
  virtual Entry Enter(std::uint64_t inode, const NetnsPlace& place) = 0;

  // False: the way back failed, so that the thread keeps a foreign namespace alive. It must end.
  virtual bool Leave() = 0;
};

// By setns(2), which moves the calling thread alone. CAP_SYS_ADMIN is needed for it, and
// CAP_SYS_PTRACE to open what belongs to processes of other users (namespaces(7)).
class SetnsDoor final : public NetnsDoor {
 public:
  // `proc_root` is "/proc"; the thread that makes it is in the namespace that Leave() returns to.
  explicit SetnsDoor(std::string proc_root);

  // Whether the kernel lets us.
  [[nodiscard]] bool Opens() const;

  Entry Enter(std::uint64_t inode, const NetnsPlace& place) override;
  bool Leave() override;

 private:
  [[nodiscard]] Entry EnterBy(std::uint64_t inode, const std::string& path) const;

  std::string proc_root_;
  UniqueFd home_;
};

}  // namespace sockwatch
