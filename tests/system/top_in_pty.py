"""sockwatch top in a terminal of its own: keys, resizing, leaving. Prints what holds; exits 1 at the
first that does not.

  top_in_pty.py SOCKWATCH ARGUMENT...
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 20.0  # seconds; only a failure waits so long
ENTER, LEAVE, SHOW_CURSOR = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?25h"


def fail(what, screen):
    print("FAILED:", what, file=sys.stderr)
    print(repr(bytes(screen[-600:])), file=sys.stderr)
    sys.exit(1)


class Top:
    """The program, on the slave end of a terminal."""

    def __init__(self, arguments, rows=24, columns=100):
        self.master, self.slave = pty.openpty()
        self.resize(rows, columns, None)
        self.before = termios.tcgetattr(self.slave)
        self.screen = bytearray()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for fd in (0, 1, 2):
                os.dup2(self.slave, fd)
            os.environ["TERM"] = "xterm"
            os.execv(arguments[0], arguments)

    def resize(self, rows, columns, pid):
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)
        if pid is not None:
            os.kill(pid, signal.SIGWINCH)

    def read(self, seconds=0.05):
        if select.select([self.master], [], [], seconds)[0]:
            self.screen += os.read(self.master, 65536)

    def wait_for(self, text, what):
        deadline = time.monotonic() + PATIENCE
        while text not in self.screen:
            if time.monotonic() > deadline:
                fail(what, self.screen)
            self.read()
        print("ok:", what)

    def press(self, keys):
        del self.screen[:]
        os.write(self.master, keys)

    def wait_for_end(self, what, code=0):
        deadline = time.monotonic() + PATIENCE
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                fail(what, self.screen)
            self.read()
        self.read()
        ended = -status if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        if ended != code:
            fail(f"{what}: ended with {ended}", self.screen)
        if LEAVE not in self.screen or SHOW_CURSOR not in self.screen:
            fail(f"{what}: the screen is not given back", self.screen)
        if termios.tcgetattr(self.slave) != self.before:
            fail(f"{what}: the terminal's modes are not given back", self.screen)
        print("ok:", what)


def keys_and_sizes(arguments):
    top = Top(arguments)
    top.wait_for(ENTER, "it takes the screen over")
    top.wait_for(b"by close_wait", "it begins with CLOSE_WAIT")
    top.press(b"t")
    top.wait_for(b"by time_wait", "a key changes the order")
    top.press(b" ")
    top.wait_for(b"PAUSED", "space pauses")
    top.press(b" ")
    top.press(b"?")
    top.wait_for(b"Any key goes back", "the help is a key away")
    top.press(b"\x1b[A")
    top.wait_for(b"sockwatch top", "any key leaves the help")
    del top.screen[:]
    top.resize(8, 40, top.pid)
    top.wait_for(b"\xe2\x80\xa6", "it fits a smaller terminal")
    top.press(b"q")
    top.wait_for_end("q ends it, and the terminal is as before")


def signals(arguments):
    for number, code in ((signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGABRT, -6)):
        top = Top(arguments)
        top.wait_for(b"by close_wait", f"it runs, before {number.name}")
        os.kill(top.pid, number)
        top.wait_for_end(f"{number.name} ends it, and the terminal is as before", code)


keys_and_sizes(sys.argv[1:])
signals(sys.argv[1:])
