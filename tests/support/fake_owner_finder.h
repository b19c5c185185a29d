// An OwnerFinder that answers what the test says, when the test says.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
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
  }
  std::optional<OwnerReply> TakeReply() override {
    if (ready_.answers.empty()) return std::nullopt;
    OwnerReply reply;
    std::swap(reply, ready_);
    return reply;
  }
  void Watch(MonoTime /*now*/) override { ++watched; }
  [[nodiscard]] std::uint32_t Generation() const override { return generation; }
  [[nodiscard]] bool Alive() const override { return alive; }

  // Answers all that has been asked: found if `holders` has the inode, else not.
  void AnswerAll(OwnerOutcome otherwise = OwnerOutcome::kNoProcess) {
    for (const OwnerQuery& query : asked) Answer(query, otherwise);
    asked.clear();
  }

  std::map<std::uint32_t, FakeProcess> holders;  // by inode
  std::string creator_unit;                      // of answers that found nobody
  std::vector<OwnerQuery> asked;                 // and not answered yet
  std::vector<FreedFd> freed;
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
};

}  // namespace sockwatch::testing
