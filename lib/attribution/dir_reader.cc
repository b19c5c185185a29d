#include "attribution/dir_reader.h"

#include <dirent.h>

#include <cerrno>

namespace sockwatch {

bool DirReader::Fill() {
  const ssize_t got = getdents64(directory_.Get(), buffer_->bytes.data(), buffer_->bytes.size());
  if (got < 0) os_error_ = errno;
  used_ = got > 0 ? static_cast<std::size_t>(got) : 0;
  next_ = 0;
  return used_ > 0;
}

const char* DirReader::NextNumber() {
  while (next_ < used_ || Fill()) {
    // The kernel aligns entries to 8 bytes, and so is the buffer.
    const auto* entry = reinterpret_cast<const dirent64*>(buffer_->bytes.data() + next_);
    next_ += entry->d_reclen;
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') return &entry->d_name[0];
  }
  return nullptr;
}

}  // namespace sockwatch
