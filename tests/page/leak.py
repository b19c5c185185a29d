"""leak.py serve PORT: accepts connections, reads each to its end, and closes none; says how many.
leak.py visit PORT EVERY [ADDRESS...]: connects every EVERY seconds, from these addresses in turn,
says a word and closes."""
import itertools
import select
import socket
import sys
import time

port = int(sys.argv[2])


def serve():
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    poll = select.epoll()
    poll.register(listener, select.EPOLLIN)
    held = {}
    print("serving", flush=True)
    while True:
        for fd, _ in poll.poll():
            if fd == listener.fileno():
                connection = listener.accept()[0]
                held[connection.fileno()] = connection
                poll.register(connection, select.EPOLLIN)
            elif not held[fd].recv(4096):
                poll.unregister(fd)


def visit():
    for address in itertools.cycle(sys.argv[4:] or ["127.0.0.1"]):
        with socket.create_connection(("127.0.0.1", port), source_address=(address, 0)) as connection:
            connection.sendall(b"hello")
        time.sleep(float(sys.argv[3]))


{"serve": serve, "visit": visit}[sys.argv[1]]()
