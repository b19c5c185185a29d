#include "attribution/batch.h"

#include <catch2/catch.hpp>

#include "attribution/reply_writer.h"
#include "resolver_harness.h"

namespace sockwatch {

using testing::Query;

namespace {

Holder HolderOf(std::uint32_t pid, std::uint64_t start_time, const std::string& name) {
  return {{pid, start_time}, 3, std::make_shared<const ProcessIdentity>(ProcessIdentity{name, ""})};
}

}  // namespace

TEST_CASE("Open questions come the most urgent first") {
  Batch batch;
  batch.Add({Query(1), Query(2, QueryKind::kListener), Query(3, QueryKind::kCloseWait)});
  batch.Add({Query(4, QueryKind::kCloseWait), Query(5)});
  batch.Take(5);
  std::vector<std::uint32_t> inodes;
  batch.ForEachOpen([&](const OwnerQuery& query) { inodes.push_back(query.inode); });
  CHECK(inodes == std::vector<std::uint32_t>{3, 4, 2, 1});
  CHECK(batch.Size() == 4);
}

TEST_CASE("All questions about one inode are taken together, once") {
  Batch batch;
  OwnerQuery twin = Query(7, QueryKind::kListener);
  twin.cookie = 1;
  batch.Add({Query(7), twin});
  CHECK(batch.WantsAllHolders(7));
  CHECK(batch.Take(7).size() == 2);
  CHECK_FALSE(batch.Wants(7));
  CHECK(batch.Take(7).empty());
}

TEST_CASE("The holder that started first owns a listener, pid 1 only if nobody else does") {
  Batch batch;
  batch.Add({Query(7, QueryKind::kListener)});
  batch.Note(7, HolderOf(1, 1, "systemd"));
  CHECK(batch.Noted().at(7).owner.process.pid == 1);
  batch.Note(7, HolderOf(30, 300, "a"));
  batch.Note(7, HolderOf(20, 200, "a"));
  CHECK(batch.Noted().at(7).owner.process.pid == 20);
  CHECK(batch.Noted().at(7).names_agree);
  batch.Note(7, HolderOf(40, 400, "b"));
  CHECK(batch.Noted().at(7).owner.process.pid == 20);
  CHECK_FALSE(batch.Noted().at(7).names_agree);
}

TEST_CASE("Replies name each owner once, and stay right when put together") {
  ReplyWriter writer;
  writer.Found(Query(1), HolderOf(10, 1, "a"), true);
  writer.Found(Query(2), HolderOf(10, 1, "a"), true);
  OwnerReply reply = writer.Take(std::chrono::hours(1));
  CHECK(reply.owners.size() == 1);
  writer.Found(Query(3), HolderOf(20, 1, "b"), false);
  writer.NotFound(Query(4), OwnerOutcome::kPermission, "c.service");
  Append(reply, writer.Take(std::chrono::hours(1)));
  REQUIRE(reply.answers.size() == 4);
  CHECK(reply.owners.at(reply.answers[1].owner).process == "a");
  CHECK(reply.owners.at(reply.answers[2].owner).process == "b");
  CHECK_FALSE(reply.answers[2].names_agree);
  CHECK(reply.answers[3].creator_unit == "c.service");
  CHECK(writer.Empty());
}

}  // namespace sockwatch
