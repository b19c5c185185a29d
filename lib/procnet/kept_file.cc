#include "procnet/kept_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sockwatch {

FileText KeptFile::Read(std::span<char> buffer) {
  if (!fd_) fd_.Reset(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd_) return Fail(errno);
  ssize_t length = 0;
  do {
    length = ::pread(fd_.Get(), buffer.data(), buffer.size(), 0);
  } while (length < 0 && errno == EINTR);
  if (length < 0) return Fail(errno);
  if (static_cast<std::size_t>(length) == buffer.size()) return Fail(EFBIG);
  return {std::string_view(buffer.data(), static_cast<std::size_t>(length)), 0};
}

FileText KeptFile::Fail(int os_error) {
  fd_.Reset();
  return {{}, os_error};
}

}  // namespace sockwatch
