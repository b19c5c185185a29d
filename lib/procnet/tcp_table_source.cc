#include "procnet/tcp_table_source.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "procnet/fields.h"
#include "procnet/tcp_table.h"

namespace sockwatch {
namespace {

ssize_t ReadAt(int fd, std::span<char> room, off_t offset) {
  ssize_t length = 0;
  do {
    length = ::pread(fd, room.data(), room.size(), offset);
  } while (length < 0 && errno == EINTR);
  return length;
}

bool IsHeading(std::string_view line) { return TakeField(line) == "sl"; }

}  // namespace

void TcpTableSource::Hand(UniqueFd tcp, UniqueFd tcp6) {
  tcp_ = std::move(tcp);
  tcp6_ = std::move(tcp6);
}

DumpResult TcpTableSource::Read(Wanted wanted, SampleSink& sink) {
  if (!tcp_) return DumpResult::kSendFailed;
  kept_ = 0;
  DumpResult result = ReadFile(tcp_.Get(), wanted, sink);
  if (result == DumpResult::kComplete && tcp6_) result = ReadFile(tcp6_.Get(), wanted, sink);
  const DumpResult flushed = Flush(sink);
  return result == DumpResult::kComplete ? flushed : result;
}

// A line may end in the next read.
DumpResult TcpTableSource::ReadFile(int fd, Wanted wanted, SampleSink& sink) {
  std::size_t held = 0;
  for (off_t offset = 0;;) {
    const ssize_t length = ReadAt(fd, std::span(buffer_).subspan(held), offset);
    if (length < 0) return DumpResult::kReceiveFailed;
    if (length == 0) return held == 0 ? DumpResult::kComplete : DumpResult::kMalformed;
    offset += length;
    std::string_view text(buffer_.data(), held + static_cast<std::size_t>(length));
    const DumpResult taken = TakeLines(text, wanted, sink);
    if (taken != DumpResult::kComplete) return taken;
    held = text.size();
    if (held == buffer_.size()) return DumpResult::kMalformed;
    std::memmove(buffer_.data(), text.data(), held);
  }
}

// Leaves of `text` what has no end yet.
DumpResult TcpTableSource::TakeLines(std::string_view& text, Wanted wanted, SampleSink& sink) {
  while (text.find('\n') != std::string_view::npos) {
    const std::string_view line = *TakeLine(text);
    if (IsHeading(line)) continue;
    const auto row = ParseTcpLine(line);
    if (!row) return DumpResult::kMalformed;
    const bool listens = row->state == TcpState::kListen;
    if (listens ? wanted == Wanted::kConnections : wanted == Wanted::kListeners) continue;
    const DumpResult kept = Keep(*row, sink);
    if (kept != DumpResult::kComplete) return kept;
  }
  return DumpResult::kComplete;
}

DumpResult TcpTableSource::Keep(const SocketSample& row, SampleSink& sink) {
  rows_.at(kept_++) = row;
  return kept_ == rows_.size() ? Flush(sink) : DumpResult::kComplete;
}

DumpResult TcpTableSource::Flush(SampleSink& sink) {
  const std::size_t rows = std::exchange(kept_, 0);
  if (rows == 0) return DumpResult::kComplete;
  return sink.Accept(std::span<const SocketSample>(rows_).first(rows));
}

}  // namespace sockwatch
