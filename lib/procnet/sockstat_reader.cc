#include "procnet/sockstat_reader.h"

#include <array>
#include <cerrno>

#include "procnet/kept_file.h"

namespace sockwatch {

std::optional<SockstatTcp> ReadSockstat(const std::string& net) {
  std::array<char, 1024> buffer;  // NOLINT: the kernel writes 250 bytes into it
  auto sockstat = ParseSockstat(KeptFile(net + "/sockstat").Read(buffer).text);
  const FileText file6 = KeptFile(net + "/sockstat6").Read(buffer);
  const auto inuse6 = file6.os_error == ENOENT ? 0 : ParseSockstat6Inuse(file6.text);
  if (!sockstat || !inuse6) return std::nullopt;
  sockstat->inuse += *inuse6;
  return sockstat;
}

}  // namespace sockwatch
