// sockwatch top: the groups, live.
#include <chrono>
#include <iostream>

#include "tool/commands.h"
#include "tool/terminal.h"
#include "tool/top_view.h"

namespace sockwatch::tool {
namespace {

constexpr std::chrono::milliseconds kDefaultInterval{2000};

void Refresh(const Context& context, TopView& view) {
  Filters filters = context.settings.filters;
  filters.sort = "";  // the view sorts
  auto document = context.source.Get("groups", filters);
  if (document) {
    view.Update(document.Value());
  } else {
    view.SetError(document.Failure().text);
  }
}

}  // namespace

int RunTop(const Context& context) {
  auto terminal = Terminal::TakeOver();
  if (!terminal) return Fail(context, terminal.Failure());
  Terminal& screen = *terminal.Value();
  TopView view(context.settings.filters.sort, context.io.color);
  const auto interval = context.settings.watch.value_or(kDefaultInterval);
  auto due = std::chrono::steady_clock::now();
  while (true) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= due && !view.Paused()) {
      Refresh(context, view);
      due = now + interval;
    }
    screen.Show(view.Text(screen.Size()));
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(due - std::chrono::steady_clock::now());
    const auto wait = view.Paused() ? interval : left;
    const Pressed pressed = screen.Wait(std::max(wait, std::chrono::milliseconds(0)));
    if (!view.Take(pressed, screen.Size())) return kOk;
  }
}

}  // namespace sockwatch::tool
