// The screen of `sockwatch top`: which groups, in which order, from which row on. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "tool/json.h"
#include "tool/terminal.h"

namespace sockwatch::tool {

class TopView {
 public:
  // `sort` as --sort; "" is close_wait. `color`: control sequences for colors may be used.
  TopView(const std::string& sort, bool color);

  // The answer to `groups`. What a group had at first is what its growth is counted from.
  void Update(const Json& document);
  void SetError(const std::string& text) { error_ = text; }

  // False: it is to end.
  bool Take(const Pressed& pressed, const TerminalSize& size);

  [[nodiscard]] std::string Text(const TerminalSize& size) const;

  [[nodiscard]] bool Paused() const { return paused_; }

 private:
  void TakeText(char text);
  void Sort();
  [[nodiscard]] double SortValue(const Json& row) const;
  [[nodiscard]] std::string Head() const;
  [[nodiscard]] std::string Totals() const;
  [[nodiscard]] static std::size_t RowsShown(const TerminalSize& size);
  void Scroll(std::ptrdiff_t by, const TerminalSize& size);

  Json document_;
  Json rows_ = Json::array();
  std::map<std::string, double> first_;  // CLOSE_WAIT of each group when it was first seen
  std::string sort_;
  std::string error_;
  bool color_;
  bool reversed_ = false;
  bool paused_ = false;
  bool help_ = false;
  std::size_t top_ = 0;  // first row shown
};

}  // namespace sockwatch::tool
