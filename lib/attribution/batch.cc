#include "attribution/batch.h"

namespace sockwatch {

void Batch::Add(std::vector<OwnerQuery> queries) {
  auto index = static_cast<std::uint32_t>(queries_.size());
  if (queries_.empty()) {
    queries_ = std::move(queries);
  } else {
    queries_.insert(queries_.end(), queries.begin(), queries.end());
  }
  wanted_.reserve(wanted_.size() + queries_.size() - index);
  for (; index < queries_.size(); ++index) {
    const OwnerQuery& query = queries_[index];
    const auto [wanted, is_new] = wanted_.try_emplace(query.inode, Wanted{index, false});
    if (!is_new) more_[query.inode].push_back(index);
    wanted->second.all_holders |= query.kind == QueryKind::kListener;
  }
}

bool Batch::WantsAllHolders(std::uint32_t inode) const {
  const auto wanted = wanted_.find(inode);
  return wanted != wanted_.end() && wanted->second.all_holders;
}

void Batch::Note(std::uint32_t inode, const Holder& holder) {
  const auto [entry, is_first] = noted_.try_emplace(inode, Holders{holder, true});
  if (is_first) return;
  Holders& known = entry->second;
  const bool either_is_init = holder.process.pid == 1 || known.owner.process.pid == 1;
  if (!either_is_init && holder.identity->name != known.owner.identity->name) {
    known.names_agree = false;
  }
  if (holder.Before(known.owner)) known.owner = holder;
}

Batch::Queries Batch::Take(std::uint32_t inode) {
  Queries taken;
  const auto wanted = wanted_.find(inode);
  if (wanted == wanted_.end()) return taken;
  taken.push_back(queries_[wanted->second.first]);
  wanted_.erase(wanted);
  if (!noted_.empty()) noted_.erase(inode);
  if (more_.empty()) return taken;
  if (const auto more = more_.find(inode); more != more_.end()) {
    for (const std::uint32_t index : more->second) taken.push_back(queries_[index]);
    more_.erase(more);
  }
  return taken;
}

}  // namespace sockwatch
