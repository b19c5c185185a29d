#include "tool/top_view.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tool/text.h"

namespace sockwatch::tool {
namespace {

using Catch::Matchers::Contains;
constexpr TerminalSize kSize{10, 120};

Json Group(const std::string& process, int close_wait, int time_wait, double oldest_at) {
  return {{"netns", "host"},
          {"unit", ""},
          {"process", process},
          {"role", "server"},
          {"port", "80"},
          {"states", {{"established", 5}, {"close_wait", close_wait}, {"time_wait", time_wait}}},
          {"sockets", 5 + close_wait + time_wait},
          {"close_wait",
           {{"older_than", {{"5m", 1}}}, {"oldest_at", oldest_at}, {"leaking", close_wait > 8}}}};
}

Json Document(std::vector<Json> groups) {
  return {{"host", "web-1"}, {"mode", "daemon"}, {"now", 1000.0}, {"data", std::move(groups)}};
}

TopView View(const std::string& sort = "", bool color = false) {
  TopView view(sort, color);
  view.Update(Document({Group("aaa", 1, 30, 400), Group("bbb", 9, 10, 900)}));
  return view;
}

void Press(TopView& view, char text) { CHECK(view.Take({Key::kText, text}, kSize)); }

// Whether `one` stands above `other`.
bool Above(const TopView& view, const std::string& one, const std::string& other) {
  const std::string text = view.Text(kSize);
  return text.find(one) < text.find(other);
}

TEST_CASE("groups are sorted as asked, and the other way round") {
  CHECK(Above(View(), "bbb", "aaa"));
  CHECK(Above(View("time_wait"), "aaa", "bbb"));
  TopView view = View();
  Press(view, 'a');
  CHECK(Above(view, "aaa", "bbb"));
  Press(view, 'r');
  CHECK(Above(view, "bbb", "aaa"));
}

TEST_CASE("growth is what came since the beginning") {
  TopView view = View();
  view.Update(Document({Group("aaa", 6, 30, 400), Group("bbb", 9, 10, 900)}));
  Press(view, 'g');
  CHECK(Above(view, "aaa", "bbb"));
  CHECK_THAT(view.Text(kSize), Contains("by growth"));
}

TEST_CASE("a screen has as many lines as fit, none wider than the terminal") {
  TopView view = View();
  for (const TerminalSize size : {TerminalSize{10, 120}, {24, 40}, {6, 20}}) {
    const std::string text = view.Text(size);
    CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) <= size.rows);
    std::size_t start = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         start = end + 1, end = text.find('\n', start)) {
      CHECK(WidthOf(text.substr(start, end - start)) <= size.columns);
    }
    CHECK_THAT(text, Contains("q quit"));
  }
}

TEST_CASE("rows scroll, and not beyond their ends") {
  std::vector<Json> groups;
  for (int i = 0; i < 30; ++i) groups.push_back(Group("p" + std::to_string(100 + i), 0, 0, 0));
  TopView view("", false);
  view.Update(Document(groups));
  CHECK_THAT(view.Text(kSize), Contains("p100") && !Contains("p129"));
  view.Take({Key::kEnd}, kSize);
  view.Take({Key::kDown}, kSize);
  CHECK_THAT(view.Text(kSize), Contains("p129") && !Contains("p100"));
  view.Take({Key::kHome}, kSize);
  CHECK_THAT(view.Text(kSize), Contains("p100"));
  view.Take({Key::kPageDown}, kSize);
  CHECK_THAT(view.Text(kSize), !Contains("p100") && Contains("p105"));
}

TEST_CASE("keys pause, help and quit") {
  TopView view = View();
  Press(view, ' ');
  CHECK(view.Paused());
  Press(view, '?');
  CHECK_THAT(view.Text(kSize), Contains("Any key goes back"));
  Press(view, 'q');
  CHECK_THAT(view.Text(kSize), Contains("bbb"));
  CHECK_FALSE(view.Take({Key::kText, 'q'}, kSize));
  CHECK_FALSE(view.Take({Key::kQuit}, kSize));
}

TEST_CASE("colors are there only where they are wanted, and a leak has one") {
  CHECK_THAT(View("", false).Text(kSize), !Contains("\x1b"));
  CHECK_THAT(View("", true).Text(kSize), Contains("\x1b[31mbbb"));
}

TEST_CASE("an error is shown above what was seen last") {
  TopView view = View();
  view.SetError("the daemon is gone");
  CHECK_THAT(view.Text(kSize), Contains("the daemon is gone") && Contains("bbb"));
  view.Update(Document({}));
  CHECK_THAT(view.Text(kSize), !Contains("the daemon is gone"));
}

}  // namespace
}  // namespace sockwatch::tool
