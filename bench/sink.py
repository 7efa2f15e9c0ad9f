"""As little mail server as takes letters: prints its port, says yes to everything, keeps nothing."""

import socketserver


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    disable_nagle_algorithm = True
    wbufsize = 0

    def handle(self) -> None:
        self.wfile.write(b"220 sink.example\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 Go ahead\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
            elif word == b"QUIT":
                self.wfile.write(b"221 Bye\r\n")
                return
            self.wfile.write(b"250 OK\r\n")


class Server(socketserver.ThreadingTCPServer):
    """A thread a connection."""

    daemon_threads = True


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Conversation) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
