#include "dashboards/scene_parts.h"

#include <array>

namespace sockwatch::testing {
namespace {

const std::string orders_at = "10.20.0.1:8080";
const std::string postgres_at = "10.20.0.5:5432";
const std::array<std::string, 2> pricing_at{"10.20.0.7:9000", "10.20.0.8:9000"};
const std::string pricing_listens_at = "0.0.0.0:9000";
const std::string importer_at = "10.20.0.1:7000";
const std::string reports_at = "10.20.0.1:8090";

constexpr int kOpenAtPostgres = 40;

// Both ends have that name.
void Join(Puppet& client, Puppet& server, const std::string& name, const std::string& from,
          const std::string& to, const std::string& listener) {
  client.Tell("connect " + name + " " + to + " 1 " + from);
  server.Tell("accept " + name + " " + listener + " 1");
}

// A puppet that is told nothing for ten minutes ends.
void Nudge(Puppet& idle) { idle.Tell("open 0"); }

}  // namespace

Ordering::Ordering() {
  orders_.Tell("limit 1024");
  orders_.Tell("listen " + orders_at + " 128");
  pricing_.Tell("listen " + pricing_listens_at + " 128");
  Join(shop_, orders_, "kept", "10.20.1.11", orders_at, orders_at);
  shop_.Tell("send kept 20000");
  for (const std::string& address : pricing_at) Ask("kept", address);
}

void Ordering::Serve() {
  const std::array<std::string, 7> shops{"11", "11", "11", "11", "12", "12", "13"};
  const std::string name = std::to_string(++served_);
  Join(shop_, orders_, name, "10.20.1." + shops[served_ % shops.size()], orders_at, orders_at);
  shop_.Tell("close " + name);
  orders_.Tell("drain " + name);
  if (served_ % 20 != 0) orders_.Tell("close " + name);
}

void Ordering::Price() {
  Ask("next", pricing_at[++priced_ % 4 == 0 ? 1 : 0]);
  orders_.Tell("close next");
  pricing_.Tell("drain next");
  pricing_.Tell("close next");
}

void Ordering::Ask(const std::string& name, const std::string& to) {
  Join(orders_, pricing_, name, "10.20.0.1", to, pricing_listens_at);
}

Storing::Storing() {
  postgres_.Tell("listen " + postgres_at + " 128");
  while (count_ < kOpenAtPostgres) Add();
}

void Storing::Step() {
  Add();
  postgres_.Tell("close " + std::to_string(count_ - kOpenAtPostgres));
}

void Storing::Add() {
  Join(catalog_, postgres_, std::to_string(++count_), "10.20.1.20", postgres_at, postgres_at);
}

Importing::Importing() {
  importer_.Tell("listen " + importer_at + " 8");  // the ninth fits in, too
  feeder_.Tell("connect waiting " + importer_at + " 5 10.20.1.40");
  feeder_.Tell("connect gone " + importer_at + " 4 10.20.1.40");
  feeder_.Tell("close gone");
}

void Importing::Step() {
  feeder_.Tell("close next");
  feeder_.Tell("begin next " + importer_at + " 1");
  Nudge(importer_);
}

Reporting::Reporting() {
  reports_.Tell("listen " + reports_at + " 128");
  Join(mirror_, reports_, "stream", "10.20.1.50", reports_at, reports_at);
}

void Reporting::Step() {
  reports_.Tell("fill stream");
  Nudge(mirror_);
}

}  // namespace sockwatch::testing
