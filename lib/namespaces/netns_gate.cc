#include "namespaces/netns_gate.h"

#include <algorithm>

namespace sockwatch {

bool NetnsGate::MaySkip(const SockstatTcp& now, MonoTime at) const {
  return !open_ && Idle() && now == sockstat_ && at < dumped_at_ + kDumpEvery;
}

void NetnsGate::Begin(const SockstatTcp& now, MonoTime at) {
  sockstat_ = now;
  dumped_at_ = at;
  open_ = true;
}

void NetnsGate::Complete(const DumpedSockets& dumped) {
  open_ = false;
  const bool quiet =
      dumped.others == 0 && sockstat_.time_wait == 0 && dumped.listeners == sockstat_.inuse;
  quiet_dumps_ = quiet ? std::min(quiet_dumps_ + 1, kQuietDumps) : 0;
}

}  // namespace sockwatch
