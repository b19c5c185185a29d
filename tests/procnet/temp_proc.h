// A directory that looks like /proc, gone with the test.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "sample/kernel_events.h"

namespace sockwatch::testing {

class TempProc {
 public:
  TempProc() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sockwatch-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp: " + pattern);
    root_ = pattern;
  }
  TempProc(const TempProc&) = delete;
  TempProc& operator=(const TempProc&) = delete;
  ~TempProc() { std::filesystem::remove_all(root_); }

  [[nodiscard]] std::string Root() const { return root_.string(); }
  [[nodiscard]] std::filesystem::path Path(const std::string& file) const { return root_ / file; }

  // Writes into the file that is there, as the kernel does, so that open descriptors see it.
  void Write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories(Path(file).parent_path());
    std::ofstream(Path(file), std::ios::trunc) << text;
  }
  void Remove(const std::string& file) const { std::filesystem::remove(Path(file)); }

 private:
  std::filesystem::path root_;
};

// What the files of /proc/net hold on a small host, with the numbers a test wants.
inline std::string SnmpText(const std::string& curr_estab) {
  return "Ip: Forwarding DefaultTTL\nIp: 1 64\n"
         "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails "
         "EstabResets "
         "CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors\n"
         "Tcp: 1 200 120000 -1 1043 215 12 98 " +
         curr_estab + " 83000 92000 33 0 240 0\nUdp: InDatagrams NoPorts\nUdp: 100 2\n";
}

inline std::string SockstatText(const std::string& inuse, const std::string& time_wait) {
  return "sockets: used 290\nTCP: inuse " + inuse + " orphan 0 tw " + time_wait +
         " alloc 60 mem 3\nUDP: inuse 4 mem 1\nUDPLITE: inuse 0\nRAW: inuse 0\n"
         "FRAG: inuse 0 memory 0\n";
}

inline std::string Sockstat6Text(const std::string& inuse) {
  return "TCP6: inuse " + inuse + "\nUDP6: inuse 2\nUDPLITE6: inuse 0\nRAW6: inuse 1\n";
}

// Our events in the reverse of our order, each after one that is not ours, whose value is 7.
inline std::string NetstatText(const KernelEventCounts& counts) {
  std::string names = "TcpExt:";
  std::string values = names;
  for (std::size_t i = kKernelEventCount; i-- > 0;) {
    names.append(" Other ").append(KernelEventName(static_cast<KernelEvent>(i)));
    values.append(" 7 ").append(std::to_string(counts.at(i)));
  }
  return names + "\n" + values + "\nIpExt: InNoRoutes InOctets\nIpExt: 0 1234\n";
}

}  // namespace sockwatch::testing
