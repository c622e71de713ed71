#!/usr/bin/env python3
"""A SCIM 2.0 service in memory (RFC 7643, RFC 7644) that misbehaves as told. For tests.

    scim_server.py [--certificate FILE --key FILE]

Prints its port on a line of its own and serves until it is killed. Besides /Users, /Groups and /token:
GET /control gives everything that it holds and was asked; POST /control {"faults": [...], ...} sets what goes wrong:
a fault is {"mode": ..., "method": "PATCH", "times": 1, "after": true, ...}; with "after" the work is done first. Modes:
status (status, retry_after, detail), hang, trickle, garbage, html, half_close, huge."""

import argparse
import base64
import json
import re
import ssl
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'


class Refusal(Exception):
    def __init__(self, status, detail, scim_type=None):
        super().__init__(detail)
        self.status, self.detail, self.scim_type = status, detail, scim_type


class World:
    def __init__(self):
        self.lock = threading.RLock()
        self.users, self.groups, self.versions = {}, {}, {}
        self.requests, self.faults = [], []
        self.tokens = {'letmein'}
        self.token_lifetime = 3600
        self.tokens_given = 0
        self.show_groups = True
        self.page_limit = 1000
        self.change_before_patch = 0  # somebody else writes first, so many times

    def shown(self, kind, resource):
        shown = {name: value for name, value in resource.items() if name != 'password'}
        shown['meta'] = {'resourceType': kind, 'version': self.etag(resource['id'])}
        if kind == 'User' and self.show_groups:
            shown['groups'] = [{'value': group['id'], 'display': group['displayName']}
                               for group in self.groups.values()
                               if any(m['value'] == resource['id'] for m in group.get('members', []))]
        return shown

    def etag(self, key):
        return 'W/"%d"' % self.versions.setdefault(key, 1)

    def changed(self, key):
        self.versions[key] = self.versions.get(key, 1) + 1


WORLD = World()


def literal(text):
    try:
        return json.loads(text)
    except ValueError:
        raise Refusal(400, 'bad literal %s' % text, 'invalidFilter') from None


def filtered(resources, expression):
    match = re.fullmatch(r'([\w.]+) eq (.+)', expression)
    if not match:
        raise Refusal(400, 'bad filter', 'invalidFilter')
    name, wanted = match.group(1), literal(match.group(2))
    if name in ('members.value', 'members'):
        return [r for r in resources if any(m['value'] == wanted for m in r.get('members', []))]
    if name not in ('userName', 'displayName'):
        raise Refusal(400, 'no filter on %s' % name, 'invalidFilter')
    return [r for r in resources if str(r.get(name, '')).lower() == str(wanted).lower()]


PATH = re.compile(r'(?:(urn:[^\[]+):)?(\w+)(?:\[(\w+) eq ([^\]]+)\])?(?:\.(\w+))?')


def patch(resource, operation):
    """RFC 7644 section 3.5.2, for the paths that it allows."""
    op, path = operation['op'].lower(), operation.get('path')
    if op not in ('add', 'replace', 'remove'):
        raise Refusal(400, 'bad op', 'invalidSyntax')
    match = PATH.fullmatch(path or '')
    if not match:
        raise Refusal(400, 'bad path', 'invalidPath')
    extension, name, key, value, part = match.groups()
    if op != 'remove' and 'value' not in operation:
        raise Refusal(400, 'value is missing', 'invalidValue')
    holder = resource
    if extension:
        holder = resource.setdefault(extension, {})
        if extension not in resource['schemas']:
            resource['schemas'].append(extension)
    if key:
        wanted = literal(value)
        elements = [e for e in holder.get(name, []) if e.get(key) == wanted]
        if op == 'remove' and not part:
            holder[name] = [e for e in holder.get(name, []) if e.get(key) != wanted]
        elif not elements and op == 'replace':
            raise Refusal(400, 'no target for %s' % path, 'noTarget')
        for element in elements:
            if op == 'remove' and part:
                element.pop(part, None)
            elif op != 'remove':
                element[part] = operation['value']
        return
    if part:
        holder = holder.setdefault(name, {})
        name = part
    if op == 'remove':
        holder.pop(name, None)
    elif op == 'add' and isinstance(operation['value'], list):
        present = holder.setdefault(name, [])
        present.extend(v for v in operation['value'] if v not in present)
    else:
        holder[name] = operation['value']


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, status, body=None, headers=None):
        data = b'' if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if data:
            self.send_header('Content-Type', 'application/scim+json')
        if status != 204:
            self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status, detail, scim_type=None, headers=None):
        body = {'schemas': [ERROR], 'status': str(status), 'detail': detail}
        if scim_type:
            body['scimType'] = scim_type
        self.answer(status, body, headers)

    def handle_any(self):
        length = int(self.headers.get('Content-Length') or 0)
        body = self.rfile.read(length) if length else b''
        url = urllib.parse.urlsplit(self.path)
        if url.path == '/control':
            return self.control(body)
        if url.path == '/token':
            return self.token(body)
        with WORLD.lock:
            WORLD.requests.append({'method': self.command, 'path': self.path, 'body': body.decode(),
                                   'if_match': self.headers.get('If-Match'), 'port': self.client_address[1],
                                   'request_id': self.headers.get('X-Request-Id')})
            fault = self.next_fault()
        if fault and not fault.get('after'):
            return self.misbehave(fault)
        if fault:
            self.answer_later = []
            real, self.answer = self.answer, lambda *a, **k: self.answer_later.append(a)
        try:
            self.serve(url, body)
        except Refusal as refusal:
            self.refuse(refusal.status, refusal.detail, refusal.scim_type)
        if fault:
            self.answer = real
            self.misbehave(fault)
        return None

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def next_fault(self):
        for fault in WORLD.faults:
            if fault.get('method', self.command) == self.command and fault.get('times', 1) > 0:
                fault['times'] = fault.get('times', 1) - 1
                return fault
        return None

    def misbehave(self, fault):
        mode = fault['mode']
        if mode == 'status':
            headers = {'Retry-After': str(fault['retry_after'])} if 'retry_after' in fault else {}
            if 'location' in fault:
                headers['Location'] = fault['location']
            return self.refuse(fault['status'], fault.get('detail', 'told to'), fault.get('scim_type'), headers)
        self.close_connection = True
        if mode == 'hang':
            time.sleep(fault.get('seconds', 3))
        elif mode == 'trickle':
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
            for _ in range(fault.get('seconds', 3)):
                try:
                    self.wfile.write(b'{')
                    self.wfile.flush()
                except OSError:
                    return None
                time.sleep(1)
        elif mode == 'garbage':
            self.wfile.write(b'\x00\x01 this is no HTTP \xff\xfe\r\n\r\n')
        elif mode == 'html':
            page = b'<html>Please sign in</html>'
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s' % (len(page), page))
        elif mode == 'half_close':
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"half":')
        elif mode == 'huge':
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n')
            try:
                self.wfile.write(b' ' * 9000000)
            except OSError:
                pass
        return None

    def control(self, body):
        with WORLD.lock:
            for name, value in json.loads(body or b'{}').items():
                if name == 'tokens':
                    value = set(value)
                if name == 'add_group':
                    WORLD.groups[value] = {'id': value, 'schemas': [GROUP], 'displayName': value, 'members': []}
                elif name == 'add_user':
                    WORLD.users[value['id']] = value
                elif name == 'forget_requests':
                    WORLD.requests = []
                else:
                    setattr(WORLD, name, value)
            self.answer(200, {'users': list(WORLD.users.values()), 'groups': list(WORLD.groups.values()),
                              'requests': WORLD.requests, 'tokens_given': WORLD.tokens_given})

    def token(self, body):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        name, _, secret = base64.b64decode(self.headers['Authorization'].split(' ')[1]).decode().partition(':')
        credentials = (urllib.parse.unquote(name), urllib.parse.unquote(secret))
        if credentials != ('us', 'p:ss wörd') or form != {'grant_type': 'client_credentials', 'scope': 'scim users'}:
            return self.answer(401, {'error': 'invalid_client', 'error_description': 'unknown %s/%s' % credentials})
        with WORLD.lock:
            WORLD.tokens_given += 1
            token = 'token-%d' % WORLD.tokens_given
            WORLD.tokens = {token}
        return self.answer(200, {'access_token': token, 'token_type': 'Bearer', 'expires_in': WORLD.token_lifetime})

    def serve(self, url, body):
        if not url.path.startswith('/scim/v2/'):
            raise Refusal(404, 'no such endpoint')
        if self.headers.get('Authorization', '').removeprefix('Bearer ') not in WORLD.tokens:
            raise Refusal(401, 'bad token %s' % self.headers.get('Authorization'))
        words = url.path.removeprefix('/scim/v2/').split('/')
        kind, store = {'Users': ('User', WORLD.users), 'Groups': ('Group', WORLD.groups)}.get(words[0], (None, None))
        if kind is None:
            raise Refusal(404, 'no such endpoint')
        content = json.loads(body) if body else None
        if content is not None and self.headers.get('Content-Type') != 'application/scim+json':
            raise Refusal(415, 'wrong media type')
        with WORLD.lock:
            if len(words) == 1:
                return self.collection(kind, store, dict(urllib.parse.parse_qsl(url.query)), content)
            return self.single(kind, store, urllib.parse.unquote(words[1]), content)

    def collection(self, kind, store, query, content):
        if self.command == 'GET':
            found = list(store.values())
            if 'filter' in query:
                found = filtered(found, query['filter'])
            start = max(int(query.get('startIndex', 1)), 1)
            count = min(int(query.get('count', 100)), WORLD.page_limit)
            page = [WORLD.shown(kind, r) for r in found[start - 1:start - 1 + count]]
            answer = {'schemas': [LIST], 'totalResults': len(found), 'startIndex': start, 'itemsPerPage': len(page)}
            if page:
                answer['Resources'] = page
            return self.answer(200, answer)
        if self.command != 'POST':
            raise Refusal(405, 'not here')
        if kind == 'User':
            self.check_user(content, None)
        content['id'] = uuid.uuid4().hex
        store[content['id']] = content
        return self.answer(201, WORLD.shown(kind, content), {'ETag': WORLD.etag(content['id'])})

    def check_user(self, user, key):
        if USER not in user.get('schemas', []) or not user.get('userName'):
            raise Refusal(400, 'schemas or userName is missing', 'invalidSyntax')
        if not isinstance(user.get('active', True), bool):
            raise Refusal(400, 'active is no boolean', 'invalidValue')
        if user.get('password') == 'weak':
            raise Refusal(400, 'password weak is too weak', 'invalidValue')
        for name in user:
            if name.startswith('urn:') and name not in user['schemas']:
                raise Refusal(400, 'schema %s is not declared' % name, 'invalidSyntax')
        mails = {m.get('value') for m in user.get('emails', [])}
        for other in WORLD.users.values():
            if other['id'] == key:
                continue
            if other['userName'].lower() == user['userName'].lower():
                raise Refusal(409, 'userName %s is taken' % user['userName'], 'uniqueness')
            if mails & {m.get('value') for m in other.get('emails', [])}:
                raise Refusal(409, 'an e-mail is taken', 'uniqueness')

    def single(self, kind, store, key, content):
        resource = store.get(key)
        if resource is None:
            raise Refusal(404, 'Resource %s not found' % key)
        if self.command == 'GET':
            return self.answer(200, WORLD.shown(kind, resource), {'ETag': WORLD.etag(key)})
        if self.command == 'DELETE':
            del store[key]
            for group in WORLD.groups.values():
                group['members'] = [m for m in group['members'] if m['value'] != key]
            return self.answer(204)
        if self.command == 'PATCH' and WORLD.change_before_patch > 0:
            WORLD.change_before_patch -= 1
            resource['nickName'] = 'changed meanwhile'
            WORLD.changed(key)
        if self.headers.get('If-Match') not in (None, WORLD.etag(key)):
            raise Refusal(412, 'Failed to update. Resource changed on the server.')
        changed = json.loads(json.dumps(resource))
        if self.command == 'PUT':
            changed = dict(content, id=key)
        else:
            for operation in content['Operations']:
                patch(changed, operation)
        if kind == 'User':
            self.check_user(changed, key)
        store[key] = changed
        WORLD.changed(key)
        return self.answer(200, WORLD.shown(kind, changed), {'ETag': WORLD.etag(key)})


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--certificate')
    options.add_argument('--key')
    given = options.parse_args()
    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    if given.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(given.certificate, given.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
