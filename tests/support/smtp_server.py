#!/usr/bin/env python3
"""An SMTP server that takes mail from us:secret and misbehaves by recipient. For tests.

    smtp_server.py --mail FILE [--certificate FILE --key FILE]

Prints its port on a line of its own and serves until it is killed. FILE gets one JSON line a message. Recipients:
later@ 451, never@ 550, full@ 452 after the text, hang@ no answer, lost@ closes after the text and says nothing."""

import argparse
import base64
import json
import socketserver
import ssl
import time

OPTIONS = None


class Conversation(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b'\r\n')
        self.wfile.flush()

    def handle(self):
        self.secure = False
        self.user = self.sender = self.recipient = ''
        self.say('220 test server')
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(' ')
            answer = getattr(self, 'on_' + word.lower(), None)
            if answer is None:
                self.say('502 what')
            elif answer(rest) is False:
                return

    def on_ehlo(self, _):
        self.say('250-here')
        if OPTIONS.certificate and not self.secure:
            self.say('250-STARTTLS')
        self.say('250 AUTH PLAIN')

    def on_starttls(self, _):
        self.say('220 go')
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(OPTIONS.certificate, OPTIONS.key)
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except OSError:
            return False
        self.rfile, self.wfile = self.request.makefile('rb'), self.request.makefile('wb')
        self.secure = True
        return None

    def on_auth(self, rest):
        kind, _, text = rest.partition(' ')
        if not text:
            self.say('334 ')
            text = self.rfile.readline().decode().strip()
        _, user, password = base64.b64decode(text).decode().split('\0')
        if kind != 'PLAIN' or (user, password) != ('us', 'secret'):
            return self.say('535 %s with %s is unknown' % (user, password))
        self.user = user
        return self.say('235 welcome')

    def on_mail(self, rest):
        self.sender = rest.partition(':')[2].split()[0].strip('<>')
        self.say('250 ok')

    def on_rcpt(self, rest):
        self.recipient = rest.partition(':')[2].strip('<>')
        if self.recipient.startswith('hang@'):
            time.sleep(5)
            return False
        codes = {'later': '451 greylisted', 'never': '550 no such mailbox'}
        self.say(codes.get(self.recipient.split('@')[0], '250 ok'))
        return None

    def on_data(self, _):
        self.say('354 go on')
        lines = []
        while (line := self.rfile.readline()) not in (b'.\r\n', b''):
            lines.append(line[1:] if line.startswith(b'.') else line)
        if self.recipient.startswith('lost@'):
            return False
        if self.recipient.startswith('full@'):
            return self.say('452 disk full')
        with open(OPTIONS.mail, 'a', encoding='utf-8') as file:
            json.dump({'from': self.sender, 'to': self.recipient, 'user': self.user, 'secure': self.secure,
                       'text': b''.join(lines).decode()}, file)
            file.write('\n')
        return self.say('250 taken')

    def on_quit(self, _):
        self.say('221 bye')
        return False


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main():
    global OPTIONS
    options = argparse.ArgumentParser()
    options.add_argument('--mail', required=True)
    options.add_argument('--certificate')
    options.add_argument('--key')
    OPTIONS = options.parse_args()
    server = Server(('127.0.0.1', 0), Conversation)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
