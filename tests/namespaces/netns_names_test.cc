#include "namespaces/netns_names.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

const std::string kMountinfo =
    "24 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n"
    "901 40 0:4 net:[4026532228] /run/netns/blue rw shared:430 - nsfs nsfs rw\n"
    "902 40 0:4 net:[4026532300] /run/docker/netns/0f3a\\0401 rw - nsfs nsfs rw\n"
    "903 40 0:4 mnt:[4026532301] /run/snapd/ns/x.mnt rw - nsfs nsfs rw\n";

TEST_CASE("A name of a network namespace is its inode, and nothing else is one") {
  CHECK(ParseNetnsName("net:[4026531840]") == 4026531840U);
  for (const char* name : {"", "net:[", "net:[]", "net:[1", "net:1]", "mnt:[1]", "net:[1x]",
                           "net:[-1]", "net:[99999999999999999999]", " net:[1]"}) {
    CHECK_FALSE(ParseNetnsName(name));
  }
}

TEST_CASE("Mounts of network namespaces are found among all others") {
  const auto mounts = ParseNetnsMounts(kMountinfo);
  REQUIRE(mounts.size() == 2);
  CHECK(mounts[0] == NetnsMount{4026532228, "/run/netns/blue"});
  CHECK(mounts[1] == NetnsMount{4026532300, "/run/docker/netns/0f3a 1"});
}

TEST_CASE("A mountinfo that is cut short gives the mounts of its whole lines") {
  const auto all = ParseNetnsMounts(kMountinfo);
  for (std::size_t length = 0; length <= kMountinfo.size(); ++length) {
    const auto some = ParseNetnsMounts(std::string_view(kMountinfo).substr(0, length));
    REQUIRE(some.size() <= all.size());
    CHECK(std::equal(some.begin(), some.end(), all.begin()));
  }
}

TEST_CASE("Lines that lack something, and mounts without a reachable name, are left out") {
  CHECK(ParseNetnsMounts("1 2 3 net:[5] /a rw shared:1\n").empty());
  CHECK(ParseNetnsMounts("1 2 3 net:[5] - nsfs nsfs rw\n").empty());
  CHECK(ParseNetnsMounts("1 2 3 net:[5] /run/netns/a//deleted rw - nsfs nsfs rw\n").empty());
  CHECK(ParseNetnsMounts("1 2 3 net:[5] /a\\04 rw - nsfs nsfs rw\n").front().path == "/a\\04");
}

}  // namespace
}  // namespace sockwatch
