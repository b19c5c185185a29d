"""Sockets of every kind that the tool's tests compare, in a namespace whose lo is up and to which
192.0.2.0/24 is routed over lo. Says "ready", and holds them until its standard input ends.

  make_sockets.py DIRECTORY
"""
import socket
import sys

held = []


def keep(*sockets):
    held.extend(sockets)
    return sockets[-1]


def listener(family, address, port):
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, port))
    server.listen(64)
    return keep(server)


def connect(server, source=None):
    """Both ends, the client's first."""
    client = socket.socket(server.family, socket.SOCK_STREAM)
    if source:
        client.bind((source, 0))
    client.connect(server.getsockname()[:2])
    return client, server.accept()[0]


def syn_sent():
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.setblocking(False)
    client.connect_ex(("192.0.2.1", 9))
    keep(client)


def datagrams():
    for _ in range(2):
        keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind(("127.0.0.1", 0))
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        keep(socket.socket(family, socket.SOCK_DGRAM)).connect((address, 5353))


def unix(directory):
    server = keep(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    server.bind(directory + "/stream")
    server.listen(4)
    keep(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)).bind(directory + "/datagram")
    keep(*socket.socketpair())


web = listener(socket.AF_INET, "127.0.0.1", 8080)
ssh = listener(socket.AF_INET, "127.0.0.1", 22)
six = listener(socket.AF_INET6, "::1", 8081)
for _ in range(20):
    keep(*connect(web))
for _ in range(5):  # FIN_WAIT2 and CLOSE_WAIT
    keep(*connect(web))
    held[-2].shutdown(socket.SHUT_WR)
for source, count in (("127.0.0.2", 4), ("127.0.0.3", 2)):
    for _ in range(count):
        keep(*connect(ssh, source))
for _ in range(3):
    keep(*connect(six))
for _ in range(6):  # TIME_WAIT, at the client
    ends = connect(web)
    ends[0].close()
    ends[1].close()
for _ in range(2):
    syn_sent()
datagrams()
unix(sys.argv[1])
print("ready", flush=True)
sys.stdin.read()
