#include "attribution/privileges.h"

#include <catch2/catch.hpp>

#include "support/temp_proc.h"

namespace sockwatch {

TEST_CASE("Each missing capability is named") {
  using Names = std::vector<std::string>;
  CHECK(MissingCapabilities(0x80004).empty());
  CHECK(MissingCapabilities(0x00004) == Names{"CAP_SYS_PTRACE"});
  CHECK(MissingCapabilities(0x80000) == Names{"CAP_DAC_READ_SEARCH"});
  CHECK(MissingCapabilities(0) == Names{"CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH"});
}

TEST_CASE("Our own capabilities are read from status; none where it cannot be read") {
  testing::TempProc tree;
  ProcFs proc(tree.Root(), std::make_shared<SelfStats>());
  CHECK(MissingCapabilities(proc).size() == 2);
  tree.Write("self/status", "Name:\tx\nCapEff:\t000001ffffffffff\n");
  CHECK(MissingCapabilities(proc).empty());
}

}  // namespace sockwatch
