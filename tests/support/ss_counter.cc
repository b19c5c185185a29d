#include "support/ss_counter.h"

#include <algorithm>
#include <stdexcept>

#include "sample/tcp_state.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

std::string Plain(const std::string& address) {
  constexpr std::string_view kMapped = "::ffff:";
  return address.starts_with(kMapped) ? address.substr(kMapped.size()) : address;
}

std::string EndpointText(const SsEndpoint& end) {
  const std::string address = Plain(end.address);
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(end.port);
}

std::string FamilyOf(const SsRow& row) {
  return row.GetFamily() == Family::kIpv4 ? "ipv4" : "ipv6";
}

Labels TotalLabels(const std::string& family, TcpState state) {
  return {{"netns", "host"}, {"family", family}, {"state", std::string(TcpStateName(state))}};
}

// As the kernel counts them: without those that it keeps as small as TIME_WAIT.
bool IsOrphan(const SsRow& row) {
  const bool closed = row.state == kFinWait1 || row.state == kFinWait2 || row.state == kClosing ||
                      row.state == kLastAck;
  return closed && row.inode == 0 && row.timer != "timewait";
}

std::string CauseOf(const SsRow& row) {
  if (row.inode == 0) return "unaccepted";
  return row.receive_queue > 0 ? "unread" : "held";
}

}  // namespace

// With a zero for each total.
SsCounter::SsCounter(const std::vector<Program>& programs) : programs_(programs) {
  for (const char* family : {"ipv4", "ipv6"}) {
    for (std::size_t i = 0; i < kTcpStateCount; ++i) {
      set_.Add("sockwatch_sockets", TotalLabels(family, StateAt(i)), 0);
    }
  }
}

void SsCounter::Add(const SsRow& row) {
  const Program& program = ProgramOf(row);
  const Labels group = program.Group();
  set_.Add("sockwatch_sockets", TotalLabels(FamilyOf(row), row.state), 1);
  set_.Add("sockwatch_group_sockets", With(group, "state", std::string(TcpStateName(row.state))),
           1);
  AddQueues(row, group);
  if (row.state == kCloseWait) AddCloseWait(row, group);
  if (IsOrphan(row)) set_.Add("sockwatch_orphan_sockets", {{"netns", "host"}}, 1);
  if (program.role == "client") AddPort(row);
  for (const SsUser& user : row.users) pids_[program.process].insert(user.pid);
}

SeriesSet SsCounter::Take() {
  for (const auto& [group, queue] : fullest_) {
    set_.Add("sockwatch_accept_queue", group, queue.length);
    set_.Add("sockwatch_accept_queue_limit", group, queue.limit);
  }
  for (const auto& [process, pids] : pids_) {
    set_.Add("sockwatch_processes", {{"process", std::string(process)}},
             static_cast<double>(pids.size()));
  }
  TakePorts();
  return std::move(set_);
}

const Program* SsCounter::Find(std::string_view role, std::uint16_t port) const {
  const auto found = std::find_if(programs_.begin(), programs_.end(), [&](const Program& p) {
    return p.role == role && p.port == port;
  });
  return found == programs_.end() ? nullptr : &*found;
}

const Program& SsCounter::ProgramOf(const SsRow& row) const {
  const Program* program = Find("server", row.local.port);
  if (program == nullptr) program = Find("client", row.peer.port);
  const std::string what = EndpointText(row.local) + " to " + EndpointText(row.peer);
  if (program == nullptr) throw std::runtime_error("whose is " + what);
  for (const SsUser& user : row.users) {
    if (user.process != program->process) throw std::runtime_error(user.process + " has " + what);
  }
  return *program;
}

bool SsCounter::Queue::FullerThan(const Queue& other) const {
  const auto share = [](const Queue& queue) { return queue.length / std::max(queue.limit, 1.0); };
  return share(*this) != share(other) ? share(*this) > share(other) : limit < other.limit;
}

void SsCounter::AddQueues(const SsRow& row, const Labels& group) {
  if (row.state == kListen) {
    const Queue queue{static_cast<double>(row.receive_queue), static_cast<double>(row.send_queue)};
    const auto [fullest, is_new] = fullest_.emplace(group, queue);
    if (!is_new && queue.FullerThan(fullest->second)) fullest->second = queue;
    return;
  }
  if (row.receive_queue + row.send_queue == 0) return;
  set_.Add("sockwatch_queue_bytes", With(group, "queue", "receive"), row.receive_queue);
  set_.Add("sockwatch_queue_bytes", With(group, "queue", "send"), row.send_queue);
}

void SsCounter::AddCloseWait(const SsRow& row, const Labels& group) {
  set_.Add("sockwatch_close_wait_cause", With(group, "cause", CauseOf(row)), 1);
  const bool client = group.at("role") == "client";
  const std::string remote = client ? EndpointText(row.peer) : Plain(row.peer.address);
  set_.Add("sockwatch_close_wait_remote", With(group, "remote", remote), 1);
}

void SsCounter::AddPort(const SsRow& row) {
  const bool time_wait = row.state == kTimeWait;
  const std::string source = Plain(row.local.address);
  const Labels use = {{"netns", "host"},
                      {"source", source},
                      {"destination", EndpointText(row.peer)},
                      {"state", time_wait ? "time_wait" : "held"}};
  set_.Add("sockwatch_ephemeral_ports_used", use, 1);
  Ports& ports = ports_[source];
  (time_wait ? ports.time_wait : ports.held).insert(row.local.port);
}

void SsCounter::TakePorts() {
  for (auto& [source, ports] : ports_) {
    for (const std::uint16_t port : ports.held) ports.time_wait.erase(port);
    const Labels all = {{"netns", "host"}, {"source", source}, {"destination", "all"}};
    set_.Add("sockwatch_ephemeral_ports_used", With(all, "state", "held"),
             static_cast<double>(ports.held.size()));
    set_.Add("sockwatch_ephemeral_ports_used", With(all, "state", "time_wait"),
             static_cast<double>(ports.time_wait.size()));
  }
}

}  // namespace sockwatch::testing
