// An OwnerFinder that answers what the test says, when the test says.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attribution/owner_finder.h"

namespace sockwatch::testing {

struct FakeProcess {
  std::uint32_t pid = 0;
  std::string process;
  std::string unit;
  bool names_agree = true;
  std::chrono::milliseconds age = std::chrono::hours(24 * 365);
};

class FakeOwnerFinder final : public OwnerFinder {
 public:
  void Ask(OwnerRequest request) override {
    for (const OwnerQuery& query : request.queries) asked.push_back(query);
    for (const FreedFd& place : request.freed) freed.push_back(place);
    if (request.fds_of.empty()) return;
    fds_of = to_count_ = std::move(request.fds_of);
  }
  std::optional<OwnerReply> TakeReply() override {
    if (ready_.answers.empty() && ready_.fd_uses.empty()) return std::nullopt;
    OwnerReply reply;
    std::swap(reply, ready_);
    return reply;
  }
  void Watch(MonoTime /*now*/) override { ++watched; }
  [[nodiscard]] std::uint32_t Generation() const override { return generation; }
  [[nodiscard]] bool Alive() const override { return alive; }

  // Answers all that has been asked: found if `holders` has the inode, else not; counted if
  // `fd_uses` has the pid.
  void AnswerAll(OwnerOutcome otherwise = OwnerOutcome::kNoProcess) {
    for (const OwnerQuery& query : asked) Answer(query, otherwise);
    asked.clear();
    for (const std::uint32_t pid : std::exchange(to_count_, {})) {
      if (fd_uses.contains(pid)) ready_.fd_uses.push_back(fd_uses.at(pid));
    }
  }

  std::map<std::uint32_t, FakeProcess> holders;  // by inode
  std::string creator_unit;                      // of answers that found nobody
  std::vector<OwnerQuery> asked;                 // and not answered yet
  std::vector<FreedFd> freed;
  std::map<std::uint32_t, FdUse> fd_uses;  // by pid
  std::vector<std::uint32_t> fds_of;       // of the last request that had any
  std::uint32_t generation = 0;
  bool alive = true;
  int watched = 0;

 private:
  void Answer(const OwnerQuery& query, OwnerOutcome otherwise) {
    OwnerAnswer answer;
    answer.cookie = query.cookie;
    answer.inode = query.inode;
    const auto holder = holders.find(query.inode);
    if (holder == holders.end()) {
      answer.outcome = otherwise;
      answer.creator_unit = creator_unit;
    } else {
      const FakeProcess& process = holder->second;
      answer.outcome = OwnerOutcome::kFound;
      answer.owner = static_cast<std::uint32_t>(ready_.owners.size());
      answer.fd = static_cast<std::int32_t>(query.inode);
      answer.names_agree = process.names_agree;
      ready_.owners.push_back({process.pid, 1, process.process, process.unit, process.age});
    }
    ready_.answers.push_back(answer);
  }

  OwnerReply ready_;
  std::vector<std::uint32_t> to_count_;  // asked for and not answered yet
};

}  // namespace sockwatch::testing
