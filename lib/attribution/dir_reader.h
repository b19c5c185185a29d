// The names in a directory, straight from getdents64(2): opendir(3) would allocate for each one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/unique_fd.h"

namespace sockwatch {

// One call's worth of entries; reused from directory to directory.
struct DirBuffer {
  alignas(std::uint64_t) std::array<char, std::size_t{32} * 1024> bytes;
};

// Not thread-safe. `buffer` must outlive it and belongs to one reader at a time.
class DirReader {
 public:
  DirReader(UniqueFd directory, DirBuffer& buffer)
      : directory_(std::move(directory)), buffer_(&buffer) {}

  // The next number among the names (pids, fds; all else is passed over), valid until the next
  // call. nullptr at the end or on an error, which OsError() then tells (0: just the end).
  const char* NextNumber();

  [[nodiscard]] int OsError() const { return os_error_; }
  [[nodiscard]] int Fd() const { return directory_.Get(); }

 private:
  bool Fill();

  UniqueFd directory_;
  DirBuffer* buffer_;
  std::size_t used_ = 0;
  std::size_t next_ = 0;
  int os_error_ = 0;
};

}  // namespace sockwatch
