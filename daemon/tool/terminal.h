// A terminal taken over for a while: alternate screen, keys one by one and unechoed, no cursor.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace sockwatch::tool {

enum class Key : std::uint8_t {
  kNone,     // nothing was pressed in time
  kResized,  // the terminal has another size
  kQuit,     // SIGINT, SIGTERM, SIGHUP, or the terminal is gone
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kHome,
  kEnd,
  kText,  // see Pressed::text
};

struct Pressed {
  Key key = Key::kNone;
  char text = 0;
};

struct TerminalSize {
  std::size_t rows = 24;
  std::size_t columns = 80;
};

// One at a time. As it was before once this is destroyed, also while stopped by Ctrl-Z, and when
// the program dies of a signal.
class Terminal {
 public:
  // Standard input and output must be a terminal; the error says what to do otherwise.
  static Result<std::unique_ptr<Terminal>> TakeOver();

  Terminal() = default;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  virtual ~Terminal() = default;

  [[nodiscard]] virtual TerminalSize Size() const = 0;

  // Puts `text` in place of what was shown: lines that end with a newline, cut at the last row.
  virtual void Show(const std::string& text) = 0;

  // What comes first within `at_most`.
  virtual Pressed Wait(std::chrono::milliseconds at_most) = 0;
};

// The key that `bytes`, as read from a terminal, begin with (ECMA-48 and xterm's control
// sequences), which takes that many of them. Pure; at least one byte is taken.
struct KeyRead {
  Pressed pressed;
  std::size_t bytes = 1;
};
KeyRead ReadKey(const std::string& bytes);

}  // namespace sockwatch::tool
