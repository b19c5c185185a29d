"""leaky_server.py PORT LEAKED KEPT: connects to itself, as often as LEAKED + KEPT says, closes the
first LEAKED ends of the client alone, says so, and waits for ever."""
import signal
import socket
import sys

port, leaked, kept = (int(argument) for argument in sys.argv[1:])
listener = socket.create_server(("127.0.0.1", port), backlog=leaked + kept)
clients, servers = [], []
for _ in range(leaked + kept):
    clients.append(socket.create_connection(("127.0.0.1", port)))
    servers.append(listener.accept()[0])
for client in clients[:leaked]:
    client.close()
print("leaking", flush=True)
signal.pause()
