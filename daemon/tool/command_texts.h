// What the help says of each command.
#pragma once

#include <array>
#include <string_view>

namespace sockwatch::tool {

struct CommandText {
  std::string_view name;
  std::string_view what;
  std::string_view examples;  // one a line, with what it replaces behind it
};

inline constexpr std::array<CommandText, 13> kCommandTexts = {{
    {"states", "Sockets in each TCP state, by family",
     "  sockwatch states\n"
     "  sockwatch states --state established --port 8080\n"
     "  sockwatch states --watch 1\n"},
    {"top", "Groups, live: who holds sockets, in which state, how old, growing or not",
     "  sockwatch top\n"
     "  sockwatch top --sort age --process java\n"},
    {"list", "Sockets with their owners",
     "  sockwatch list --state close_wait\n"
     "  sockwatch list --process nginx --remote 10.0.0.0/8\n"
     "  sockwatch list --port 443 --older-than 5m --json\n"},
    {"peers", "Remotes by number of sockets and state",
     "  sockwatch peers --port 22\n"
     "  sockwatch peers --state time_wait --limit 50\n"
     "  sockwatch peers --by process\n"},
    {"listen", "Listeners, their owners, and the accept queue against its limit",
     "  sockwatch listen\n"
     "  sockwatch listen --port 80\n"},
    {"ports", "Ephemeral ports in use for each destination",
     "  sockwatch ports\n"
     "  sockwatch ports --remote 192.0.2.10\n"},
    {"leaks", "Who leaks: how many, since when, how fast, why, and the time left",
     "  sockwatch leaks\n"
     "  sockwatch leaks --unit tomcat.service --json\n"},
    {"explain", "The verdict on a process, a port or the host, in words, and what to do",
     "  sockwatch explain\n"
     "  sockwatch explain java\n"
     "  sockwatch explain 8080\n"},
    {"sysctl", "Kernel settings that matter here, what they do, and when to change them",
     "  sockwatch sysctl\n"},
    {"check", "One line and an exit code for Nagios and its kin",
     "  sockwatch check --warning 100 --critical 1000\n"
     "  sockwatch check --what time_wait --warning 20000 --critical 28000\n"
     "  sockwatch check --what leaks --warning 1 --critical 3\n"},
    {"stats", "The kernel's counters, with rates over an interval",
     "  sockwatch stats\n"
     "  sockwatch stats --tcp --interval 10\n"
     "  sockwatch stats --udp --watch 5\n"},
    {"udp", "UDP sockets with their owners",
     "  sockwatch udp\n"
     "  sockwatch udp --listening --port 53\n"},
    {"unix", "UNIX sockets with their owners",
     "  sockwatch unix --listening\n"
     "  sockwatch unix --process dockerd\n"},
}};

}  // namespace sockwatch::tool
