"""An SFTP server that breaks on purpose, on a port of its own: what it does is said by the user name.

cut@CALL        ends the connection when the call comes
lose@CALL       does what is asked, and ends the connection in place of an answer
stall@CALL      never answers the call
late@CALL       answers the call after a while
shorten@read    makes the file shorter after its first piece was read
grow@read       makes it longer
short@read      gives half of what is asked for each time
swallow@write   says that all was written, and keeps half
full@write      has no room from the second piece on
steal@rename    does what is asked, and a program of the server's takes the file away at once
vanish@rename   the same, and ends the connection in place of an answer
race@rename     another file takes the name just before
hangup@login    ends the connection in place of an answer to the password
change@login    wants another password
tell@login      the same, and says the one that it was given
tell@list       answers with the password that it was given

All take the password from the environment. It ends with its input, and its folder with it.
"""

import asyncio
import os
import shutil
import sys

import asyncssh

PASSWORD = os.environ['SFTP_PASSWORD']


class Server(asyncssh.SSHServer):
    def connection_made(self, conn):
        self.conn = conn

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        if username == 'hangup@login':
            self.conn._transport.write_eof()
            self.conn._transport.close()
            return False
        if username == 'change@login':
            raise asyncssh.PasswordChangeRequired('Your password has expired.')
        if username == 'tell@login':
            raise asyncssh.PasswordChangeRequired('The password ' + password + ' has expired.')
        return password == PASSWORD


class Files(asyncssh.SFTPServer):
    def __init__(self, chan):
        conn = chan.get_connection()
        self.conn = conn
        self.what, _, self.call = conn.get_extra_info('username').partition('@')
        self.pieces = 0
        super().__init__(chan, chroot=sys.argv[1])

    async def at(self, call, does):
        here = self.call == call
        if here and self.what == 'cut':
            self.conn.abort()
        if here and self.what == 'stall':
            await asyncio.Event().wait()
        if here and self.what == 'late':
            await asyncio.sleep(0.02)
        result = does()
        if asyncio.iscoroutine(result):
            result = await result
        if here and self.what in ('lose', 'cut'):
            self.conn.abort()
            await asyncio.Event().wait()
        return result

    def real(self, path):
        return self.map_path(path)

    async def open(self, path, pflags, attrs):
        self.path = self.real(path)
        return await self.at('open', lambda: super(Files, self).open(path, pflags, attrs))

    async def close(self, file_obj):
        return await self.at('close', lambda: super(Files, self).close(file_obj))

    async def read(self, file_obj, offset, size):
        if self.call == 'read' and self.pieces == 0 and self.what in ('shorten', 'grow'):
            length = os.path.getsize(self.path)
            os.truncate(self.path, length // 2 if self.what == 'shorten' else length * 2)
        self.pieces += 1
        size = (size + 1) // 2 if self.what == 'short' else size
        return await self.at('read', lambda: super(Files, self).read(file_obj, offset, size))

    async def write(self, file_obj, offset, data):
        self.pieces += 1
        if self.call == 'write' and self.what == 'full' and self.pieces > 1:
            raise asyncssh.SFTPFailure('No space left on device')
        if self.call == 'write' and self.what == 'swallow':
            super().write(file_obj, offset, data[: len(data) // 2])
            return len(data)
        return await self.at('write', lambda: super(Files, self).write(file_obj, offset, data))

    async def stat(self, path):
        return await self.at('stat', lambda: super(Files, self).stat(path))

    async def listdir(self, path):
        if self.call == 'list' and self.what == 'tell':
            raise asyncssh.SFTPFailure('Not with ' + PASSWORD + '!')
        return await self.at('list', lambda: super(Files, self).listdir(path))

    async def remove(self, path):
        return await self.at('remove', lambda: super(Files, self).remove(path))

    async def rename(self, oldpath, newpath):
        if self.what == 'race':
            with open(self.real(newpath), 'w', encoding='utf-8') as other:
                other.write('of somebody else')
        if os.path.exists(self.real(newpath)):
            raise asyncssh.SFTPFailure('File already exists')
        done = await self.at('rename', lambda: super(Files, self).rename(oldpath, newpath))
        if self.what in ('steal', 'vanish'):
            os.unlink(self.real(newpath))
        if self.what == 'vanish':
            self.conn.abort()
            await asyncio.Event().wait()
        return done


async def main():
    key = asyncssh.generate_private_key('ssh-ed25519')
    server = await asyncssh.create_server(
        Server, '127.0.0.1', 0, server_host_keys=[key], sftp_factory=Files, allow_scp=False
    )
    print(server.sockets[0].getsockname()[1], key.get_fingerprint(), flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


try:
    asyncio.run(main())
finally:
    shutil.rmtree(sys.argv[1])
