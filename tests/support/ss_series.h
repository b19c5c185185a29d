// What ss(8) says of this namespace, under the names of the metrics page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/series.h"
#include "support/ss.h"

namespace sockwatch::testing {

// Who, as a test made it, has the sockets of a port: ss names nobody for those that no process
// holds. Each role and port has one program.
struct Program {
  std::string_view process;
  std::string_view role;  // "server", "client"
  std::uint16_t port = 0;

  // The labels of its group, and of one of that group's series.
  [[nodiscard]] Labels Group() const;
  [[nodiscard]] Labels Group(const std::string& label, const std::string& value) const {
    return With(Group(), label, value);
  }
};

// Those of these families that are not zero (but all of sockwatch_sockets):
//   sockwatch_sockets, _group_sockets, _close_wait_cause, _close_wait_remote (of all ages, every
//   remote by its name), _queue_bytes, _accept_queue, _accept_queue_limit, _orphan_sockets,
//   _ephemeral_ports_used, _processes
// with the labels of the page but for the unit. Throws if a row is nobody's of `programs`, or is
// held by somebody else.
SeriesSet SeriesFromSs(const std::vector<SsRow>& rows, const std::vector<Program>& programs);

// Whether that is one of these families.
bool KnownToSs(const std::string& name);

// How `page` differs from `ss` in these families but for _close_wait_remote, line by line; empty if
// it does not. An absent series is as good as 0.
// The queues of `restless_port` never rest, and are not compared.
std::string DifferenceFromSs(const SeriesSet& page, const SeriesSet& ss,
                             const std::string& restless_port);

}  // namespace sockwatch::testing
