// OtherSocketsReader fed with arbitrary datagrams, through two reads; then the same as rows.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "fuzz_transport.h"
#include "sockets/other_socket_rows.h"
#include "sockets/other_sockets_reader.h"

namespace sockwatch {
namespace {

void Check(const OtherSockets& read, const OtherSocketsReader& reader) {
  if (!read.udp_known && read.udp != UdpCounts{}) std::abort();
  if (!read.unix_known && read.unix_sockets != UnixCounts{}) std::abort();
  if ((read.udp_known && read.unix_known) != reader.LastError().empty()) std::abort();
}

}  // namespace
}  // namespace sockwatch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sockwatch::FuzzTransport transport(std::as_bytes(std::span(data, size)));
  sockwatch::SelfStats stats;
  sockwatch::OtherSocketsReader reader(transport, stats);
  sockwatch::Check(reader.Read(), reader);
  sockwatch::Check(reader.Read(), reader);
  sockwatch::FuzzTransport udp(std::as_bytes(std::span(data, size)));
  static_cast<void>(sockwatch::ListUdpSockets(udp, stats));
  sockwatch::FuzzTransport unix_sockets(std::as_bytes(std::span(data, size)));
  static_cast<void>(sockwatch::ListUnixSockets(unix_sockets, stats));
  return 0;
}
