// Resolver: the places where a socket is expected, one readlink each.
#include <algorithm>
#include <utility>

#include "attribution/fd_walk.h"
#include "attribution/resolver.h"

namespace sockwatch {

bool Resolver::Admit() {
  if (!HasMail()) return true;
  OwnerRequest request = std::exchange(incoming_, {});
  constexpr std::uint8_t kFreedRank = 3;
  std::vector<Place> places;
  for (const OwnerQuery& query : request.queries) {
    if (query.pid > 1 && query.fd >= 0) {
      places.push_back({static_cast<std::uint8_t>(query.kind), query.pid, query.fd});
    }
  }
  for (const FreedFd& freed : request.freed) {
    if (freed.pid > 1) places.push_back({kFreedRank, freed.pid, freed.fd});
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  // Inode 0 is no socket's; a walk would look for it in vain.
  std::erase_if(request.queries, [this](const OwnerQuery& query) {
    if (query.inode == 0) reply_.NotFound(query, OwnerOutcome::kNoProcess, "");
    return query.inode == 0;
  });
  waiting_.Add(std::move(request.queries));
  return TryPlaces(places);
}

// pid 1 is not tried: it owns a socket only if nobody else does, which a short cut cannot tell.
bool Resolver::TryPlaces(const std::vector<Place>& places) {
  for (std::size_t i = 0; i < places.size();) {
    const std::uint32_t pid = places[i].pid;
    if (waiting_.Empty() && walking_.Empty()) return true;
    if (!Rest()) return false;
    OpenProcess process;
    const bool opened = processes_.Open(pid, process) == ProcStatus::kOk;
    ForkParent parent(processes_, process);
    const std::size_t chunk_end = std::min(places.size(), i + kFdsPerRest);
    for (; i < chunk_end && places[i].pid == pid; ++i) {
      if (opened) TryOne(process, parent, places[i].fd);
    }
  }
  return true;
}

void Resolver::TryOne(const OpenProcess& process, ForkParent& parent, std::int32_t fd) {
  const auto inode = process.dir.SocketAt(fd);
  if (!inode) return;
  if (waiting_.Wants(*inode)) Hit(waiting_, process, &parent, *inode, fd);
  if (walking_.Wants(*inode)) Hit(walking_, process, &parent, *inode, fd);
}

}  // namespace sockwatch
