// What the resolver's full walk costs next to its system calls alone: getdents64 and readlinkat on
// the same descriptors. Prints CPU milliseconds, the best of five runs, and the ratio; then what it
// costs to count the descriptors of processes met before, in microseconds for each.
//   walk_bench [PROCESSES [SOCKETS_EACH]]      200 x 500 unless told
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <vector>

#include "attribution/dir_reader.h"
#include "attribution/resolver.h"

namespace sockwatch {
namespace {

constexpr int kRuns = 5;

std::chrono::nanoseconds CpuTime() {
  timespec used = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

// Processes with sockets, killed at the end. They tell the inodes of theirs over a pipe.
class Herd {
 public:
  Herd(int processes, int sockets) {
    for (int i = 0; i < processes; ++i) Spawn(sockets);
  }
  ~Herd() {
    for (const pid_t pid : pids_) kill(pid, SIGKILL);
    for (const pid_t pid : pids_) waitpid(pid, nullptr, 0);
  }
  Herd(const Herd&) = delete;
  Herd& operator=(const Herd&) = delete;

  [[nodiscard]] const std::vector<std::uint32_t>& Inodes() const { return inodes_; }
  [[nodiscard]] std::vector<std::uint32_t> Pids() const { return {pids_.begin(), pids_.end()}; }

 private:
  void Spawn(int sockets) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    const UniqueFd reader(ends[0]);
    UniqueFd writer(ends[1]);
    const pid_t pid = fork();
    if (pid == 0) HoldSockets(sockets, writer.Get());
    pids_.push_back(pid);
    writer.Reset();
    std::uint32_t inode = 0;
    for (int i = 0; i < sockets && read(reader.Get(), &inode, sizeof(inode)) > 0; ++i) {
      inodes_.push_back(inode);
    }
  }

  [[noreturn]] static void HoldSockets(int sockets, int writer) {
    for (int i = 0; i < sockets; ++i) {
      struct stat info = {};
      if (fstat(socket(AF_UNIX, SOCK_DGRAM, 0), &info) != 0) _exit(1);
      const auto inode = static_cast<std::uint32_t>(info.st_ino);
      if (write(writer, &inode, sizeof(inode)) < 0) _exit(1);
    }
    for (;;) pause();
  }

  std::vector<pid_t> pids_;
  std::vector<std::uint32_t> inodes_;
};

void BareWalk() {
  static DirBuffer pid_buffer;
  static DirBuffer fd_buffer;
  std::array<char, 64> target{};
  const UniqueFd root(open(kProcRoot, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DirReader pids(UniqueFd(dup(root.Get())), pid_buffer);
  while (const char* pid = pids.NextNumber()) {
    const std::string path = std::string(pid) + "/fd";
    UniqueFd fds(openat(root.Get(), path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fds) continue;
    DirReader names(std::move(fds), fd_buffer);
    while (const char* name = names.NextNumber()) {
      if (readlinkat(names.Fd(), name, target.data(), target.size()) < 0) continue;
    }
  }
}

ResolverSetup Setup() {
  const auto no_time = [] { return std::chrono::nanoseconds(0); };
  return {kProcRoot,
          std::make_shared<SelfStats>(),
          std::make_shared<const NamingRules>(),
          1.0,
          {},
          {[] { return std::chrono::steady_clock::now(); }, no_time, no_time}};
}

// One walk over everybody by a resolver that has met nobody yet.
class Walk final : public ResolverPort {
 public:
  explicit Walk(const std::vector<std::uint32_t>& inodes) {
    for (const std::uint32_t inode : inodes) {
      OwnerQuery query;
      query.cookie = query.inode = inode;
      mail_.request.queries.push_back(query);
    }
    OwnerQuery nobodys;  // or the walk would end with the last socket found
    nobodys.inode = UINT32_MAX;
    mail_.request.queries.push_back(nobodys);
  }

  void Run() {
    ReadMark mark;
    Resolver resolver(Setup(), *this, mark);
    resolver.RunOnce();
  }

  ResolverMail Collect() override { return std::exchange(mail_, {}); }
  void Send(OwnerReply reply) override {
    for (const OwnerAnswer& answer : reply.answers) {
      if (answer.outcome == OwnerOutcome::kFound) ++found;
    }
  }
  void Sleep(std::chrono::nanoseconds) override {}

  std::size_t found = 0;

 private:
  ResolverMail mail_;
};

// Counts the descriptors of the same processes again and again.
class Counting final : public ResolverPort {
 public:
  explicit Counting(std::vector<std::uint32_t> pids) : pids_(std::move(pids)) {}

  void Run() {
    mail_.request.fds_of = pids_;
    resolver_.RunOnce();
  }

  ResolverMail Collect() override { return std::exchange(mail_, {}); }
  void Send(OwnerReply reply) override { counted += reply.fd_uses.size(); }
  void Sleep(std::chrono::nanoseconds) override {}

  std::size_t counted = 0;

 private:
  std::vector<std::uint32_t> pids_;
  ResolverMail mail_;
  ReadMark mark_;
  Resolver resolver_{Setup(), *this, mark_};
};

// CPU milliseconds.
double CostOf(const std::function<void()>& work) {
  const auto begin = CpuTime();
  work();
  return std::chrono::duration<double, std::milli>(CpuTime() - begin).count();
}

double BestWalk(const std::vector<std::uint32_t>& inodes) {
  double best = 1e9;
  for (int i = 0; i < kRuns; ++i) {
    Walk walk(inodes);
    best = std::min(best, CostOf([&walk] { walk.Run(); }));
    if (walk.found != inodes.size()) std::printf("only %zu found\n", walk.found);
  }
  return best;
}

void PrintCounting(const std::vector<std::uint32_t>& pids) {
  Counting counting(pids);
  const double first = CostOf([&] { counting.Run(); });
  double next = 1e9;
  for (int i = 0; i < kRuns; ++i) next = std::min(next, CostOf([&] { counting.Run(); }));
  if (counting.counted != pids.size() * (kRuns + 1)) std::printf("some were not counted\n");
  const double each = 1000.0 / static_cast<double>(pids.size());
  std::printf("descriptors counted: %.1f us a process, %.1f us when first met\n", next * each,
              first * each);
}

int Main(int processes, int sockets) {
  const Herd herd(processes, sockets);
  double bare = 1e9;
  for (int i = 0; i < kRuns; ++i) bare = std::min(bare, CostOf(BareWalk));
  const double none = BestWalk({});
  const double all = BestWalk(herd.Inodes());
  std::printf("bare walk %.1f ms\n", bare);
  std::printf("resolver, 1 socket wanted: %.1f ms (%.2fx)\n", none, none / bare);
  std::printf("resolver, %zu more wanted: %.1f ms (%.2fx)\n", herd.Inodes().size(), all,
              all / bare);
  PrintCounting(herd.Pids());
  return 0;
}

}  // namespace
}  // namespace sockwatch

int main(int argc, char** argv) {
  return sockwatch::Main(argc > 1 ? std::atoi(argv[1]) : 200, argc > 2 ? std::atoi(argv[2]) : 500);
}
