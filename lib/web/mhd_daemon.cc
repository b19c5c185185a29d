#include "web/mhd_daemon.h"

#include <microhttpd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "web/client_origin.h"

namespace sockwatch {
namespace {

constexpr std::size_t kConnectionMemoryBytes = 16UL * 1024;  // a header beyond it gets status 431
constexpr std::size_t kThreadStackBytes = 256UL * 1024;

DeadlineLimits LimitsOf(const HttpOptions& options) {
  const std::size_t limit = options.connection_limit;
  return {options.header_timeout, options.keepalive_timeout,
          std::max<std::size_t>(1, limit * 9 / 10), limit};
}

int FdOf(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

// Inactivity is libmicrohttpd's to watch while a response is sent, and only then: between requests
// the reaper's deadlines hold. 0: no timeout.
void SetInactivityTimeout(MHD_Connection* connection, unsigned seconds) {
  MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, seconds);
}

bool EqualsNoCase(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    return (x | 0x20) == (y | 0x20);
  };  // field names: letters
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

// Of the header, what Router wants to know. Several lines of one field count as one, joined by
// commas (RFC 9110, 5.3).
struct Header {
  std::string accept_encoding{};
  std::string if_none_match{};
  std::string host{};
  bool forwarded = false;
};

Header HeaderOf(MHD_Connection* connection) {
  Header header;
  const auto look = [](void* out, MHD_ValueKind /*kind*/, const char* name, const char* value) {
    auto& seen = *static_cast<Header*>(out);
    if (IsProxyField(name)) seen.forwarded = true;
    if (value == nullptr) return MHD_YES;
    if (EqualsNoCase(name, "accept-encoding")) seen.accept_encoding.append(value).append(",");
    if (EqualsNoCase(name, "if-none-match")) seen.if_none_match.append(value).append(",");
    if (EqualsNoCase(name, "host")) seen.host = value;
    return MHD_YES;
  };
  MHD_get_connection_values(connection, MHD_HEADER_KIND, look, &header);
  return header;
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

Parameters ParametersOf(MHD_Connection* connection) {
  Parameters parameters;
  // MHD_KeyValueIteratorN; "a" without "=" has no value.
  // NOLINTNEXTLINE(readability-function-size)
  const auto append = [](void* out, MHD_ValueKind /*kind*/, const char* name, std::size_t name_size,
                         const char* value, std::size_t value_size) {
    static_cast<Parameters*>(out)->emplace_back(
        std::string(name, name_size),
        value == nullptr ? std::string() : std::string(value, value_size));
    return MHD_YES;
  };
  MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, append, &parameters);
  return parameters;
}

const sockaddr* AddressOf(MHD_Connection* connection) {
  const MHD_ConnectionInfo* info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info == nullptr ? nullptr : info->client_addr;
}

bool HasBody(MHD_Connection* connection) {
  const char* length =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
  return (length != nullptr && std::string_view(length) != "0") ||
         MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                     MHD_HTTP_HEADER_TRANSFER_ENCODING) != nullptr;
}

using Body = std::shared_ptr<const std::string>;
using Response = std::unique_ptr<MHD_Response, decltype(&MHD_destroy_response)>;

// The response holds a reference to the body for as long as libmicrohttpd needs the bytes.
Response MakeResponse(const Body& body) {
  auto reference = std::make_unique<Body>(body);
  const auto release = [](void* held) { delete static_cast<Body*>(held); };
  // The const_cast is the C library's signature; it only reads.
  MHD_Response* made = MHD_create_response_from_buffer_with_free_callback_cls(
      body->size(), const_cast<char*>(body->data()), release, reference.get());
  if (made != nullptr) static_cast<void>(reference.release());
  return {made, &MHD_destroy_response};
}

MHD_Result Queue(MHD_Connection* connection, const HttpReply& reply) {
  const Response response = MakeResponse(reply.body);
  if (!response) return MHD_NO;
  for (const auto& [name, value] : reply.headers) {
    if (MHD_add_response_header(response.get(), name, value.c_str()) != MHD_YES) return MHD_NO;
  }
  return MHD_queue_response(connection, reply.status, response.get());
}

// libmicrohttpd says what went wrong by the text of its log line alone. These are our trouble;
// the other lines are about what a client sent or how it went away.
bool IsOurTrouble(std::string_view log_format) {
  constexpr std::array<std::string_view, 5> kPrefixes = {
      "Error accepting", "Failed to start serving", "Call to epoll", "Failed to set nonblocking",
      "Closing connection ("};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return log_format.starts_with(prefix); });
}

// Follows an "Error accepting" line where that was for want of descriptors.
bool IsOutOfDescriptors(std::string_view log_format) {
  return log_format.starts_with("Hit process or system");
}

}  // namespace

// What libmicrohttpd keeps for us of one request, from the end of its header to its own end. Its
// thread's alone.
struct MhdDaemon::RequestState {
  std::shared_ptr<LaterReply> reply{};  // null: not asked for yet
};

struct MhdDaemon::Callbacks {
  // Called once the header is complete, and again until a response is queued. One queued in the
  // first call means "read nothing more, then close": right for methods we refuse and for bodies
  // we do not want; keep-alive needs the second call. A suspended connection is not called for;
  // it is again once it is resumed, for the reply that is there then.
  // NOLINTNEXTLINE(readability-function-size): MHD_AccessHandlerCallback
  static MHD_Result Request(void* self, MHD_Connection* connection, const char* path,
                            const char* method, const char* /*version*/,
                            const char* /*upload_data*/, std::size_t* /*upload_size*/,
                            void** request_context) noexcept {
    auto& daemon = *static_cast<MhdDaemon*>(self);
    try {
      if (*request_context == nullptr) {
        *request_context = new RequestState();  // NOLINT: freed in Completed
        daemon.reaper_.HeaderComplete(FdOf(connection));
        SetInactivityTimeout(connection, daemon.idle_timeout_seconds_);
        if (Router::IsServedMethod(method) && !HasBody(connection)) return MHD_YES;
      }
      auto& state = *static_cast<RequestState*>(*request_context);
      if (!state.reply) Ask(daemon, connection, method, path, state);
      return Answer(daemon, connection, state);
    } catch (...) {  // out of memory: libmicrohttpd closes the connection
      daemon.stats_.CountError(ErrorReason::kHttpAccept);
      return MHD_NO;
    }
  }

  static void Ask(MhdDaemon& daemon, MHD_Connection* connection, const char* method,
                  const char* path, RequestState& state) {
    const Header header = HeaderOf(connection);
    const HttpRequest request{
        .method = method,
        .path = path,
        .accept_encoding = header.accept_encoding,
        .if_none_match = header.if_none_match,
        .parameters = ParametersOf(connection),
        .on_host = IsOnHost({AddressOf(connection), header.host, header.forwarded})};
    state.reply = std::make_shared<LaterReply>();
    daemon.router_.Answer(
        request, [reply = state.reply](HttpReply given) { reply->Give(std::move(given)); });
  }

  static MHD_Result Answer(MhdDaemon& daemon, MHD_Connection* connection, RequestState& state) {
    auto given = state.reply->Take();
    if (!given && Suspend(daemon, connection, state)) return MHD_YES;
    if (!given) given = state.reply->Take();
    return Queue(connection, given ? *given : StoppingReply());
  }

  // False if there is nothing to wait for: the reply has come meanwhile, or none may be waited for.
  static bool Suspend(MhdDaemon& daemon, MHD_Connection* connection, RequestState& state) {
    if (!daemon.awaited_.Add(state.reply)) return false;
    return state.reply->Await([connection] { MHD_suspend_connection(connection); },
                              [connection] { MHD_resume_connection(connection); });
  }

  static void* RequestLine(void* self, const char* /*uri*/, MHD_Connection* connection) noexcept {
    static_cast<MhdDaemon*>(self)->reaper_.RequestLineSeen(FdOf(connection));
    return nullptr;  // becomes *request_context of the first Request
  }

  // Only after a good end is the connection in a state to be given a new timeout.
  static void Completed(void* self, MHD_Connection* connection, void** request_context,
                        MHD_RequestTerminationCode end) noexcept {
    Forget(*static_cast<MhdDaemon*>(self), static_cast<RequestState*>(*request_context));
    *request_context = nullptr;
    if (end == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED) DropUnsentOnClose(FdOf(connection));
    if (end != MHD_REQUEST_TERMINATED_COMPLETED_OK) return;
    static_cast<MhdDaemon*>(self)->reaper_.ResponseSent(FdOf(connection));
    SetInactivityTimeout(connection, 0);
  }

  // `state` is null where a request ended before its header did.
  static void Forget(MhdDaemon& daemon, RequestState* state) noexcept {
    if (state != nullptr && state->reply) {
      state->reply->Drop();
      daemon.awaited_.Remove(state->reply);
    }
    delete state;  // NOLINT: made in Request
  }

  // CLOSED comes before close(2) on all paths of 0.9.75: the descriptor cannot be another's yet.
  static void Connection(void* self, MHD_Connection* connection, void** /*socket_context*/,
                         MHD_ConnectionNotificationCode code) noexcept {
    ConnectionReaper& reaper = static_cast<MhdDaemon*>(self)->reaper_;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) reaper.Opened(FdOf(connection));
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) reaper.Closed(FdOf(connection));
  }

  // Out of descriptors libmicrohttpd stops accepting until a connection ends, so one is ended. With
  // none open it would try again at once, for ever: its thread, which calls this, may then rest.
  static void Log(void* self, const char* format, va_list /*arguments*/) noexcept {
    auto& daemon = *static_cast<MhdDaemon*>(self);
    if (IsOurTrouble(format)) daemon.stats_.CountError(ErrorReason::kHttpAccept);
    if (!IsOutOfDescriptors(format)) return;
    if (!daemon.reaper_.CutOldest()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
};

MhdDaemon::MhdDaemon(const HttpOptions& options, const Router& router, SelfStats& stats,
                     std::string name)
    : name_(std::move(name)),
      idle_timeout_seconds_(static_cast<unsigned>(options.idle_timeout.count())),
      router_(router),
      stats_(stats),
      reaper_(LimitsOf(options), stats) {}

MhdDaemon::~MhdDaemon() {
  // libmicrohttpd calls abort(3) if a connection is suspended when it is to stop.
  awaited_.StopAll();
  if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
}

Status MhdDaemon::Listen(UniqueFd fd, unsigned connection_limit) {
  daemon_ = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr,
      nullptr, &Callbacks::Request, this, MHD_OPTION_EXTERNAL_LOGGER, &Callbacks::Log, this,
      MHD_OPTION_LISTEN_SOCKET, fd.Get(), MHD_OPTION_NOTIFY_CONNECTION, &Callbacks::Connection,
      this, MHD_OPTION_NOTIFY_COMPLETED, &Callbacks::Completed, this, MHD_OPTION_URI_LOG_CALLBACK,
      &Callbacks::RequestLine, this, MHD_OPTION_CONNECTION_LIMIT, connection_limit,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemoryBytes, MHD_OPTION_THREAD_STACK_SIZE,
      kThreadStackBytes, MHD_OPTION_END);
  const int os_error = errno;
  static_cast<void>(fd.Release());  // libmicrohttpd closes it, also when it cannot start
  if (daemon_ == nullptr) return SystemError("cannot serve on " + name_, os_error);
  return OkStatus();
}

Result<std::unique_ptr<MhdDaemon>> MhdDaemon::Start(ListenSocket socket, const HttpOptions& options,
                                                    const Router& router, SelfStats& stats) {
  std::unique_ptr<MhdDaemon> daemon(new MhdDaemon(options, router, stats, std::move(socket.name)));
  const Status listening = daemon->Listen(std::move(socket.fd), options.connection_limit);
  if (!listening) return listening.Failure();
  return daemon;
}

}  // namespace sockwatch
