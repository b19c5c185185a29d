// Columns that several commands have.
#pragma once

#include <string>

#include "tool/table.h"

namespace sockwatch::tool {

// "192.0.2.1:443", "[2001:db8::1]:443", and "*" for an address or a port that stands for any.
std::string Endpoint(const Json& address, const Json& port);

// An endpoint of two keys, its address the column's own.
Column EndpointColumn(const std::string& address, const std::string& port,
                      const std::string& title);

// Seconds at `key` as an age, "-" where it is not known.
Column AgeColumn(const std::string& key, const std::string& title);

// The program with its pid, "sshd/812"; "-" where nobody is known to hold it.
Column ProcessColumn();

// CLOSE_WAIT for "close_wait", as people know it.
std::string StateText(const std::string& state);
Column StateColumn();

}  // namespace sockwatch::tool
