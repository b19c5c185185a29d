#include "tool/top_view.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "tool/columns.h"
#include "tool/subject.h"
#include "tool/table.h"
#include "tool/text.h"

namespace sockwatch::tool {
namespace {

constexpr std::size_t kLinesAround = 5;  // head, totals, an empty one, titles, keys

struct SortKey {
  char key;
  std::string_view name;
};
constexpr std::array<SortKey, 5> kSorts = {
    {{'n', "sockets"}, {'c', "close_wait"}, {'t', "time_wait"}, {'a', "age"}, {'g', "growth"}}};

constexpr std::string_view kKeys =
    "q quit  n sockets  c CLOSE_WAIT  t TIME_WAIT  a age  g growth  r reverse  space pause  ? help";

constexpr std::string_view kHelp =
    "Keys\n"
    "  q           quit\n"
    "  n c t a g   sort by sockets, CLOSE_WAIT, TIME_WAIT, age of the oldest CLOSE_WAIT, growth\n"
    "  r           the other way round\n"
    "  space       pause, and go on\n"
    "  up, down, page up, page down, home, end\n"
    "\n"
    "Columns\n"
    "  >5M         CLOSE_WAIT sockets that are older than five minutes\n"
    "  OLDEST      age of the oldest CLOSE_WAIT socket\n"
    "  GROWTH      change of CLOSE_WAIT since top began\n"
    "  LEAK        the daemon's verdict\n"
    "\n"
    "Any key goes back.\n";

std::string IdOf(const Json& row) {
  std::string id;
  for (const char* key : {"netns", "unit", "process", "role", "port"}) {
    id += ValueText(At(row, key)) + '\n';
  }
  return id;
}

Column CountColumn(const std::string& key, const std::string& title) {
  return {key, title, Align::kRight};
}

std::vector<Column> Columns() {
  return {{"process", "PROCESS"},
          {"unit", "UNIT"},
          {"role", "ROLE"},
          {"port", "PORT", Align::kRight},
          CountColumn("states.established", "ESTAB"),
          CountColumn("states.close_wait", "CLOSE_WAIT"),
          CountColumn("close_wait.older_than.5m", ">5M"),
          AgeColumn("oldest_seconds", "OLDEST"),
          CountColumn("growth", "GROWTH"),
          CountColumn("states.time_wait", "TIME_WAIT"),
          CountColumn("states.syn_recv", "SYN_RECV"),
          {"close_wait.leaking", "LEAK", Align::kLeft, [](const Json& row) {
             return std::string(At(row, "close_wait.leaking") == true ? "LEAK" : "");
           }}};
}

// The lines of `text` from `from` on, `count` of them.
std::string Lines(const std::string& text, std::size_t from, std::size_t count) {
  std::string kept;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size() && line < from + count; ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
    if (line >= from) kept += text.substr(at, end + 1 - at);
    at = end + 1;
  }
  return kept;
}

std::string Titles(const std::string& table) { return table.substr(0, table.find('\n')); }

}  // namespace

TopView::TopView(const std::string& sort, bool color)
    : sort_(sort.empty() ? "close_wait" : sort), color_(color) {}

void TopView::Update(const Json& document) {
  error_.clear();
  document_ = document;
  rows_ = RowsOf(document);
  const double now = NumberAt(document, "now");
  for (Json& row : rows_) {
    const double close_wait = NumberAt(row, "states.close_wait");
    const double first = first_.emplace(IdOf(row), close_wait).first->second;
    row["growth"] = close_wait - first;
    const double oldest = NumberAt(row, "close_wait.oldest_at");
    row["oldest_seconds"] = oldest > 0 ? Json(std::max(0.0, now - oldest)) : Json();
  }
  document_.erase("data");
  Sort();
}

double TopView::SortValue(const Json& row) const {
  if (sort_ == "sockets") return NumberAt(row, "sockets");
  if (sort_ == "age") return NumberAt(row, "oldest_seconds");
  if (sort_ == "growth") return NumberAt(row, "growth");
  return NumberAt(row, "states." + sort_);
}

void TopView::Sort() {
  std::stable_sort(rows_.begin(), rows_.end(), [this](const Json& a, const Json& b) {
    const double one = SortValue(a);
    const double other = SortValue(b);
    if (one != other) return reversed_ ? one < other : one > other;
    return NumberAt(a, "sockets") > NumberAt(b, "sockets");
  });
}

bool TopView::Take(const Pressed& pressed, const TerminalSize& size) {
  const auto page = static_cast<std::ptrdiff_t>(RowsShown(size));
  const auto all = static_cast<std::ptrdiff_t>(rows_.size());
  if (help_ && pressed.key != Key::kNone && pressed.key != Key::kResized) {
    help_ = false;
    return pressed.key != Key::kQuit;
  }
  switch (pressed.key) {
    case Key::kQuit:
      return false;
    case Key::kText:
      if (pressed.text == 'q') return false;
      TakeText(pressed.text);
      break;
    case Key::kUp:
      Scroll(-1, size);
      break;
    case Key::kDown:
      Scroll(1, size);
      break;
    case Key::kPageUp:
      Scroll(-page, size);
      break;
    case Key::kPageDown:
      Scroll(page, size);
      break;
    case Key::kHome:
      Scroll(-all, size);
      break;
    case Key::kEnd:
      Scroll(all, size);
      break;
    case Key::kNone:
    case Key::kResized:
      Scroll(0, size);
      break;
  }
  return true;
}

void TopView::TakeText(char text) {
  if (text == 'r') reversed_ = !reversed_;
  if (text == ' ') paused_ = !paused_;
  if (text == '?' || text == 'h') help_ = true;
  for (const SortKey& sort : kSorts) {
    if (sort.key == text) sort_ = sort.name;
  }
  Sort();
}

std::size_t TopView::RowsShown(const TerminalSize& size) {
  return size.rows > kLinesAround ? size.rows - kLinesAround : 1;
}

void TopView::Scroll(std::ptrdiff_t by, const TerminalSize& size) {
  const auto shown = static_cast<std::ptrdiff_t>(RowsShown(size));
  const auto last = std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(rows_.size()) - shown);
  top_ = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(top_) + by, 0, last));
}

std::string TopView::Head() const {
  if (!error_.empty()) return error_;
  std::string head = "sockwatch top  " + ValueText(At(document_, "host"));
  head += At(document_, "mode") == "kernel" ? "  (no daemon: this kernel)" : "";
  head += "  by " + sort_ + (reversed_ ? ", reversed" : "") + (paused_ ? "  PAUSED" : "");
  if (At(document_, "stale") == true) head += "  STALE: the daemon has not polled for a while";
  return head;
}

std::string TopView::Totals() const {
  std::string totals;
  for (const char* state : {"established", "close_wait", "time_wait", "syn_recv", "listen"}) {
    double sum = 0;
    for (const Json& row : rows_) sum += NumberAt(row, std::string("states.") + state);
    totals += (totals.empty() ? "" : "  ") + StateText(state) + " " + NumberText(sum);
  }
  return totals + "  groups " + std::to_string(rows_.size());
}

std::string TopView::Text(const TerminalSize& size) const {
  if (help_) return std::string(kHelp);
  const std::string table = TableText(Columns(), rows_, size.columns);
  const auto cut = [&](std::string_view line) { return Shortened(Printable(line), size.columns); };
  const std::string bold = color_ ? "\x1b[1m" : "";
  const std::string red = color_ ? "\x1b[31m" : "";
  const std::string plain = color_ ? "\x1b[0m" : "";
  std::string text = bold + cut(Head()) + plain + "\n" + cut(Totals()) + "\n\n";
  text += bold + cut(Titles(table)) + plain + "\n";
  const std::size_t shown = RowsShown(size);
  for (std::size_t i = top_; i < std::min(rows_.size(), top_ + shown); ++i) {
    std::string line = Lines(table, i + 1, 1);
    line.pop_back();
    const bool leak = At(rows_[i], "close_wait.leaking") == true;
    text += (leak ? red : "") + Shortened(line, size.columns) + (leak ? plain : "") + "\n";
  }
  for (std::size_t i = rows_.size() - std::min(rows_.size(), top_); i < shown; ++i) text += "\n";
  return text + cut(kKeys) + "\n";
}

}  // namespace sockwatch::tool
