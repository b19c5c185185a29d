// A small file of a proc file system that is read again and again on one descriptor.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"

namespace sockwatch {

struct FileText {
  std::string_view text;  // in the buffer given; empty after an error
  int os_error = 0;
};

// Opened when first read, kept while reads succeed. A kept descriptor of /proc/net pins the
// namespace, so use it for our own only. Used by one thread.
class KeptFile {
 public:
  explicit KeptFile(std::string path) : path_(std::move(path)) {}

  // The whole file, by one pread(2) at offset 0: the kernel makes the text anew for it. A file that
  // fills the buffer is EFBIG, since its end may be missing. After any error the file is closed and
  // the next call opens it again. Allocates nothing.
  FileText Read(std::span<char> buffer);

 private:
  FileText Fail(int os_error);

  std::string path_;
  UniqueFd fd_;
};

}  // namespace sockwatch
