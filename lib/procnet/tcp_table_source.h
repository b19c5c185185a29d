// The SampleSource of namespaces that cannot be entered: their /proc/PID/net/tcp and tcp6.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/unique_fd.h"
#include "sample/sample_source.h"

namespace sockwatch {

// Each dump reads both files from their beginning. Rows are as ParseTcpLine() has them. What is no
// such line is kMalformed, a failed read kReceiveFailed; no file at all is kSendFailed. Ages of
// CLOSE_WAIT are not told there: that dump has no rows.
//
// 70 KiB large; allocates nothing. Used by one thread.
class TcpTableSource final : public SampleSource {
 public:
  // Open files, at their beginning; without IPv6 there is no `tcp6`. Closes those before them.
  void Hand(UniqueFd tcp, UniqueFd tcp6);
  void Drop() { Hand(UniqueFd(), UniqueFd()); }

  DumpResult Dump(SampleSink& sink) override { return Read(Wanted::kAll, sink); }
  DumpResult DumpListeners(SampleSink& sink) override { return Read(Wanted::kListeners, sink); }
  DumpResult DumpConnections(SampleSink& sink) override { return Read(Wanted::kConnections, sink); }
  DumpResult DumpCloseWait(SampleSink& /*sink*/) override { return DumpResult::kComplete; }

 private:
  enum class Wanted : std::uint8_t { kAll, kListeners, kConnections };

  DumpResult Read(Wanted wanted, SampleSink& sink);
  DumpResult ReadFile(int fd, Wanted wanted, SampleSink& sink);
  DumpResult TakeLines(std::string_view& text, Wanted wanted, SampleSink& sink);
  DumpResult Keep(const SocketSample& row, SampleSink& sink);
  DumpResult Flush(SampleSink& sink);

  UniqueFd tcp_;
  UniqueFd tcp6_;
  std::array<char, 32768> buffer_{};
  std::array<SocketSample, 512> rows_{};
  std::size_t kept_ = 0;
};

}  // namespace sockwatch
