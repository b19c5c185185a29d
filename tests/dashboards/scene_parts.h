// The parts of dashboard_scene: each a few programs (support/puppet.h), which do what they are for.
// Addresses are of 10.20.0.0/16. Not thread-safe.
#pragma once

#include <cstddef>
#include <string>

#include "support/puppet.h"

namespace sockwatch::testing {

// `orders` may have 1024 descriptors.
class Ordering {
 public:
  Ordering();

  // It forgets every 20th connection that its client `shop` has closed: CLOSE_WAIT, read to the
  // end, at a server. From the start it does not read what `shop` has sent on another.
  void Serve();

  // It closes first what it has from two addresses of `pricing`: TIME_WAIT and ephemeral ports. It
  // keeps one connection to each, so that it is known by them.
  void Price();

 private:
  void Ask(const std::string& name, const std::string& to);

  Puppet orders_{"orders"};
  Puppet shop_{"shop"};
  Puppet pricing_{"pricing"};
  std::size_t served_ = 0;
  std::size_t priced_ = 0;
};

// `catalog` does not look at the connection that its server `postgres` closes at each step, beside
// 40 that are open: CLOSE_WAIT, unread, at a client.
class Storing {
 public:
  Storing();
  void Step();

 private:
  void Add();

  Puppet postgres_{"postgres"};
  Puppet catalog_{"catalog"};
  int count_ = 0;
};

// `importer` does not accept what `feeder` connects: a full queue, CLOSE_WAIT in it, dropped SYNs.
class Importing {
 public:
  Importing();
  void Step();

 private:
  Puppet importer_{"importer"};
  Puppet feeder_{"feeder"};
};

// `reports` sends to `mirror`, who does not read: bytes in the queues of both.
class Reporting {
 public:
  Reporting();
  void Step();

 private:
  Puppet reports_{"reports"};
  Puppet mirror_{"mirror"};
};

}  // namespace sockwatch::testing
