// The commands, one a file. Each prints once and returns the exit code.
#pragma once

#include <string>

#include "tool/context.h"

namespace sockwatch::tool {

int RunStates(const Context& context);
int RunList(const Context& context);
int RunPeers(const Context& context);
int RunListen(const Context& context);
int RunPorts(const Context& context);
int RunLeaks(const Context& context);
int RunExplain(const Context& context);
int RunSysctl(const Context& context);
int RunCheck(const Context& context);
int RunTop(const Context& context);
int RunStats(const Context& context);
int RunUdp(const Context& context);
int RunUnix(const Context& context);

// What only the kernel of this host can tell.
bool OnlyKernel(const std::string& command);

// The command that the settings name, again and again with --watch.
int RunCommand(const Context& context);

}  // namespace sockwatch::tool
