#include "aggregate/socket_lookup.h"

#include <absl/container/flat_hash_map.h>

#include <utility>

namespace sockwatch {
namespace {

using Labels = std::shared_ptr<const GroupLabels>;

// Sockets are many and groups are few: those of a group share its labels.
class LabelsOfGroups {
 public:
  explicit LabelsOfGroups(const Groups& groups) : groups_(groups) {}

  Labels Of(GroupId id) {
    Labels& labels = made_[id];
    if (!labels) labels = std::make_shared<const GroupLabels>(LabelsOf(groups_.Key(id)));
    return labels;
  }

 private:
  const Groups& groups_;
  absl::flat_hash_map<GroupId, Labels> made_;
};

KnownSocket Look(const Connection& c, const SocketLookup::Sight& sight, LabelsOfGroups& labels) {
  const auto age = sight.timeline.Age(c.since, sight.now);
  return {.labels = labels.Of(c.group),
          .pid = c.fd >= 0 ? c.pid : 0,
          .state = c.State(),
          .since = sight.wall - age,
          .certainty = c.Known(),
          .reason = c.Reason()};
}

}  // namespace

std::future<SocketLookup::Answer> SocketLookup::Ask(std::vector<std::uint64_t> cookies) {
  std::future<Answer> answer;
  {
    const std::scoped_lock lock(mutex_);
    questions_.push_back({std::move(cookies), {}});
    answer = questions_.back().answer.get_future();
  }
  wake_();
  return answer;
}

void SocketLookup::AnswerAll(const Sight& sight) {
  std::vector<Question> questions;
  {
    const std::scoped_lock lock(mutex_);
    questions.swap(questions_);
  }
  if (questions.empty()) return;
  LabelsOfGroups labels(sight.groups);
  for (Question& question : questions) {
    Answer answer(question.cookies.size());
    for (std::size_t i = 0; i < answer.size(); ++i) {
      const ConnectionTable::Slot slot = sight.table.Find(question.cookies[i]);
      if (slot != kNoId) answer[i] = Look(sight.table.At(slot), sight, labels);
    }
    question.answer.set_value(std::move(answer));
  }
}

}  // namespace sockwatch
