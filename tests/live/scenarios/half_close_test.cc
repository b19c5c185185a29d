// Half-closed connections that are meant so and live long: a client that has asked and says nothing
// more while its download goes on, and an upload that goes on after the server has answered. They
// are CLOSE_WAIT with a full send queue, and no leak.
#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"

namespace sockwatch::testing {
namespace {

constexpr Program kStreamer{"file-server", "server", 8080};
constexpr Program kDownloader{"downloader", "client", 8080};
constexpr Program kReceiver{"file-server", "server", 8081};
constexpr Program kUploader{"uploader", "client", 8081};

struct Fixture {
  Fixture() {
    server.Tell("listen 127.0.0.1:8080 100");
    server.Tell("listen 127.0.0.1:8081 100");
    scenario.Watch("close_wait: {ages: [1s]}\n");
    downloader.Tell("connect down 127.0.0.1:8080 3");
    server.Tell("accept down 127.0.0.1:8080 3");
    uploader.Tell("connect up 127.0.0.1:8081 2");
    server.Tell("accept up 127.0.0.1:8081 2");
    scenario.Rest();
  }

  // What one end has not got rid of, the other one has not read.
  void ExpectBytes(const Program& sender, const Program& receiver, const std::string& written,
                   const std::string& unsent) {
    scenario.Expect("queue_bytes", sender.Group("queue", "send"), std::stod(unsent));
    scenario.Expect("queue_bytes", receiver.Group("queue", "receive"),
                    std::stod(written) - std::stod(unsent));
  }

  void ExpectHalfClosed() {
    scenario.Expect("group_sockets", kStreamer.Group("state", "close_wait"), 3);
    scenario.Expect("group_sockets", kDownloader.Group("state", "fin_wait2"), 3);
    scenario.Expect("group_sockets", kUploader.Group("state", "close_wait"), 2);
    scenario.Expect("close_wait_cause", kStreamer.Group("cause", "held"), 3);
    scenario.Expect("close_wait_cause", kUploader.Group("cause", "held"), 2);
    scenario.Expect("orphan_sockets", {}, 0);
  }

  void ExpectNoLeak() {
    scenario.WaitFor("a second old", [](const SeriesSet& page) {
      return page.Sum("sockwatch_close_wait_older_than", {{"age", "1s"}}) == 5;
    });
    scenario.Expect("close_wait_older_than", kStreamer.Group("age", "1s"), 3);
    scenario.Expect("close_wait_leak", kStreamer.Group(), 0);
    scenario.Expect("close_wait_leak", kUploader.Group(), 0);
  }

  void ExpectGone() {
    scenario.Expect("orphan_sockets", {}, 0);
    scenario.Expect("group_sockets", kDownloader.Group("state", "time_wait"), 3);
    scenario.Expect("group_sockets", kReceiver.Group("state", "time_wait"), 2);
    scenario.Expect("state_entries_total", kStreamer.Group("state", "close_wait"), 3);
    scenario.Expect("state_exits_total", kStreamer.Group("state", "close_wait"), 3);
    scenario.Expect("state_exits_total", kUploader.Group("state", "close_wait"), 2);
    scenario.Expect("queue_bytes", kStreamer.Group(), 0);
  }

  void ExpectDuration(const std::string& process, int sockets, const Range& stay) {
    scenario.Expect("close_wait_duration_seconds_count", {{"process", process}}, sockets);
    scenario.ExpectWithin("close_wait_duration_seconds_sum", {{"process", process}},
                          sockets * stay);
  }

  Scenario scenario{"half_close", {kStreamer, kDownloader, kReceiver, kUploader}};
  Puppet server{"file-server"};
  Puppet downloader{"downloader"};
  Puppet uploader{"uploader"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Half-closed downloads and uploads", "[half_close]") {
  const Range down = During([&] {
    downloader.Tell("send down 100");
    downloader.Tell("fin down");
    server.Tell("await down close_wait");
  });
  server.Tell("drain down");
  const std::string download = server.Tell("fill down");
  const Range up = During([&] {
    server.Tell("fin up");
    uploader.Tell("await up close_wait");
  });
  uploader.Tell("drain up");
  const std::string upload = uploader.Tell("fill up");
  scenario.Rest();
  ExpectHalfClosed();
  ExpectBytes(kStreamer, kDownloader, download, server.Tell("unsent down"));
  ExpectBytes(kUploader, kReceiver, upload, uploader.Tell("unsent up"));
  ExpectNoLeak();

  const Range down_end = During([&] { server.Tell("close down"); });
  scenario.Rest();
  scenario.Expect("group_sockets", kStreamer.Group("state", "last_ack"), 3);
  scenario.Expect("orphan_sockets", {}, 3);  // what they have sent is on its way
  downloader.Tell("drain down");
  const Range up_end = During([&] { uploader.Tell("close up"); });
  server.Tell("drain up");
  scenario.Rest();
  ExpectGone();
  ExpectDuration("file-server", 3, scenario.Stay(down, down_end));
  ExpectDuration("uploader", 2, scenario.Stay(up, up_end));
}

}  // namespace sockwatch::testing
