// Answers made of single sockets: rows of a dump, with what is known of their owners. Sockets come
// one by one, and what is kept of them is bounded, however many there are.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "aggregate/socket_lookup.h"
#include "api/answer.h"
#include "api/query.h"
#include "procnet/ephemeral_ports.h"
#include "sample/socket_sample.h"

namespace sockwatch::api {

// The only namespace that is asked for: the host's own.
inline constexpr std::string_view kDumpedNetns = "host";

struct OwnedSocket {
  SocketSample row{};
  KnownSocket owner{};
};

// In its state: what its own timer says in TIME_WAIT, else what the owner's side has seen; nothing
// if it was in another state there, or never seen.
std::optional<std::chrono::milliseconds> AgeOf(const OwnedSocket& socket, WallTime now);

// Its group's labels; those of a socket whose owner is not known yet have neither role nor port.
GroupLabels LabelsOf(const OwnedSocket& socket);

// What an answer needs besides. All outlive it.
struct RowsContext {
  const Query& query;
  const Snapshot& snapshot;         // connections of listeners
  const EphemeralPorts& ephemeral;  // of the namespace
  WallTime now;
};

class SocketRows {
 public:
  // Different peers, or pairs of source and destination: beyond them sockets are left out, and the
  // answer is truncated.
  static constexpr std::size_t kMostKeys = 50'000;

  SocketRows() = default;
  SocketRows(const SocketRows&) = delete;
  SocketRows& operator=(const SocketRows&) = delete;
  virtual ~SocketRows() = default;

  // 1 << state for the states that a dump has to ask for; 0: nothing can match.
  [[nodiscard]] virtual std::uint32_t KernelStates() const = 0;

  // Whether the row may matter, whoever owns it.
  [[nodiscard]] virtual bool TakesRow(const SocketSample& row) const = 0;

  // How many of the rows taken need an owner: all, or the first so many; of the others Skip() is
  // enough.
  [[nodiscard]] virtual std::size_t OwnersWanted() const = 0;

  // A row that TakesRow() took. Dropped if its owner is not asked for.
  virtual void Add(const OwnedSocket& socket) = 0;
  virtual void Skip() = 0;

  virtual Data Finish() = 0;
};

// Of kSockets, kListeners, kPeers and kPorts; null for others.
std::unique_ptr<SocketRows> MakeSocketRows(Resource resource, const RowsContext& context);

}  // namespace sockwatch::api
