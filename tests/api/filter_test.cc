#include "api/filter.h"

#include <catch2/catch.hpp>

#include "snapshots.h"

namespace sockwatch::api {

using testing::At;
using testing::Curl;
using testing::Orders;

TEST_CASE("No filter takes everything") {
  const Filter filter;
  CHECK(filter.Takes(Orders()));
  CHECK(filter.Takes(TcpState::kListen));
  CHECK(filter.TakesAge(std::nullopt));
  CHECK(filter.KernelStates(0xffe) == 0xffe);
  CHECK_FALSE(filter.WantsOwners());
}

TEST_CASE("Values of one filter are alternatives, filters are conditions") {
  Filter filter{.processes = {"orders", "curl"}};
  CHECK((filter.Takes(Orders()) && filter.Takes(Curl())));
  filter.roles = {"client"};
  CHECK_FALSE(filter.Takes(Orders()));
  CHECK(filter.Takes(Curl()));
  CHECK(filter.WantsOwners());
}

TEST_CASE("Each label has its filter") {
  CHECK_FALSE(Filter{.units = {"x"}}.Takes(Orders()));
  CHECK(Filter{.units = {"orders.service"}}.Takes(Orders()));
  CHECK_FALSE(Filter{.ports = {"80"}}.Takes(Orders()));
  CHECK(Filter{.ports = {"8080"}}.Takes(Orders()));
  CHECK_FALSE(Filter{.netns = {"pod"}}.Takes(Orders()));
  CHECK(Filter{.netns = {"host"}}.Takes(Orders()));
}

TEST_CASE("The states that are taken are what the kernel is asked for, and never all bits") {
  Filter filter;
  filter.states.Add(TcpState::kCloseWait);
  filter.states.Add(TcpState::kListen);
  CHECK(filter.KernelStates(0xffe) == 0x500);
  CHECK(filter.KernelStates(0x400) == 0x400);
  CHECK(filter.KernelStates(0x002) == 0);
}

TEST_CASE("An age is old enough from the limit on, and not if it is not known") {
  const Filter filter{.older_than = std::chrono::minutes(5)};
  CHECK(filter.TakesAge(std::chrono::minutes(5)));
  CHECK_FALSE(filter.TakesAge(std::chrono::milliseconds(299'999)));
  CHECK_FALSE(filter.TakesAge(std::nullopt));
}

TEST_CASE("A group is as old as its oldest CLOSE_WAIT socket") {
  CloseWaitRow row;
  const Filter filter{.older_than = std::chrono::minutes(5)};
  CHECK_FALSE(filter.TakesCloseWait(row, At(1000)));
  row.oldest = At(700);
  CHECK(filter.TakesCloseWait(row, At(1000)));
  CHECK_FALSE(filter.TakesCloseWait(row, At(999)));
}

TEST_CASE("A group's named remotes are looked at, the rest is not guessed") {
  CloseWaitRow row;
  row.remotes = {{"10.0.0.7:443", 3}, {"other", 2}};
  CHECK(Filter{.remotes = {*ParseCidr("10.0.0.0/24")}}.TakesCloseWait(row, At(0)));
  CHECK_FALSE(Filter{.remotes = {*ParseCidr("10.0.1.0/24")}}.TakesCloseWait(row, At(0)));
}

}  // namespace sockwatch::api
