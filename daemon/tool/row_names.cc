#include "tool/row_names.h"

#include <absl/container/flat_hash_map.h>

#include <tuple>
#include <utility>

namespace sockwatch::tool {
namespace {

bool IsQueued(const SocketSample& row) {
  return row.inode == 0 && (row.state == TcpState::kEstablished ||
                            row.state == TcpState::kCloseWait || row.state == TcpState::kSynRecv);
}

// Whose the sockets of one listened port, or towards one destination, are.
struct Verdict {
  std::int32_t owner = KernelRow::kNoOwner;
  bool mixed = false;  // several programs, or one that is not known
};

using Destination = std::pair<IpAddress, std::uint16_t>;

class Names {
 public:
  Names(const OwnersFound& found, std::uint32_t hidden) : found_(found), hidden_(hidden) {}

  void Learn(const KernelRow& row) {
    const SocketSample& socket = row.socket;
    if (socket.inode == 0) return;
    if (socket.state == TcpState::kListen) Join(ports_[socket.local_port], socket.inode);
    if (!row.server) Join(destinations_[{socket.remote, socket.remote_port}], socket.inode);
  }

  void Name(KernelRow& row) const {
    if (row.socket.inode != 0) {
      row.owner = IndexOf(row.socket.inode);
      row.known = row.owner < 0 ? Certainty::kUnattributed : Certainty::kConfirmed;
      row.reason = hidden_ > 0 ? UnattributedReason::kPermission : UnattributedReason::kNoProcess;
      return;
    }
    const Verdict verdict = Judge(row);
    const bool queued = IsQueued(row.socket);
    row.reason = queued ? UnattributedReason::kNoListener : UnattributedReason::kUnseen;
    if (verdict.mixed) row.reason = UnattributedReason::kAmbiguous;
    if (verdict.owner < 0 || verdict.mixed) return;
    row.owner = verdict.owner;
    row.known = queued ? Certainty::kConfirmed : Certainty::kProvisional;
  }

 private:
  [[nodiscard]] std::int32_t IndexOf(std::uint32_t inode) const {
    const auto found = found_.by_inode.find(inode);
    return found == found_.by_inode.end() ? KernelRow::kNoOwner
                                          : static_cast<std::int32_t>(found->second);
  }

  void Join(Verdict& verdict, std::uint32_t inode) const {
    const std::int32_t owner = IndexOf(inode);
    if (owner >= 0 && verdict.owner < 0) {
      verdict.owner = owner;
    } else if (owner < 0 || !SameProgram(verdict.owner, owner)) {
      verdict.mixed = true;
    }
  }

  [[nodiscard]] bool SameProgram(std::int32_t a, std::int32_t b) const {
    if (a == b) return true;
    const ProcessIdentity& one = *found_.owners[static_cast<std::size_t>(a)].identity;
    const ProcessIdentity& other = *found_.owners[static_cast<std::size_t>(b)].identity;
    return one.name == other.name && one.unit == other.unit;
  }

  // pid 1 passes connections to others: it names what it still holds alone.
  [[nodiscard]] bool HandsOut(std::int32_t owner) const {
    return owner >= 0 && found_.owners[static_cast<std::size_t>(owner)].pid == 1;
  }

  [[nodiscard]] Verdict Judge(const KernelRow& row) const {
    if (row.server || IsQueued(row.socket)) {
      const auto found = ports_.find(row.socket.local_port);
      if (found == ports_.end()) return {};
      if (HandsOut(found->second.owner) && !IsQueued(row.socket)) return {.mixed = true};
      return found->second;
    }
    const auto found = destinations_.find({row.socket.remote, row.socket.remote_port});
    return found == destinations_.end() ? Verdict() : found->second;
  }

  const OwnersFound& found_;
  std::uint32_t hidden_;
  absl::flat_hash_map<std::uint16_t, Verdict> ports_;
  absl::flat_hash_map<Destination, Verdict> destinations_;
};

NameFilter FilterOf(const RowFilter& filter) {
  if (!filter.WantsNames()) return nullptr;
  return [&filter](const ProcessIdentity& who) { return filter.Takes(&who); };
}

bool TakesOwner(const RowFilter& filter, const KernelRow& row,
                const std::vector<FoundOwner>& owners) {
  if (row.owner < 0) return filter.Takes(nullptr);
  return filter.Takes(owners[static_cast<std::size_t>(row.owner)].identity.get());
}

}  // namespace

void NameRows(const Naming& naming, const std::vector<KernelRow>& listeners, KernelRows& rows) {
  std::vector<std::uint32_t> inodes;
  inodes.reserve(listeners.size());
  for (const KernelRow& row : listeners) inodes.push_back(row.socket.inode);
  const bool by_name = naming.filter.WantsNames();
  std::size_t matching = 0;
  bool unheld = false;
  for (const KernelRow& row : rows.rows) {
    if (!naming.matches(row)) continue;
    if (!by_name && ++matching > naming.owned_rows) break;
    unheld = unheld || (row.socket.inode == 0 && !row.server);
    inodes.push_back(row.socket.inode);
  }
  // Destinations are judged by all who connect there.
  for (const KernelRow& row : rows.rows) {
    if (unheld && !row.server) inodes.push_back(row.socket.inode);
  }
  OwnersFound found = FindOwners(naming.proc_root, inodes, FilterOf(naming.filter));
  Names names(found, found.hidden);
  for (const KernelRow& row : listeners) names.Learn(row);
  if (unheld) {
    for (const KernelRow& row : rows.rows) names.Learn(row);
  }
  std::erase_if(rows.rows, [&](KernelRow& row) {
    if (!naming.matches(row)) return true;
    names.Name(row);
    return !TakesOwner(naming.filter, row, found.owners);
  });
  rows.owners = std::move(found.owners);
  rows.hidden = found.hidden;
}

}  // namespace sockwatch::tool
