// The machine that Packer provisions: an SSH server behind a SOCKS proxy, so that it answers for
// every address that the emulator gives an instance. It takes whatever is copied to it, answers
// every command with success, runs none, and tells what it was asked to do, a JSON object a line.
// The first line is the port of the proxy.
import { once } from "node:events";
import { createServer } from "node:net";
import ssh2 from "ssh2";

const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

// As `scp -t`: a line says what comes, then its bytes come, and each is confirmed with a zero.
function takeFiles(stream) {
  let received = Buffer.alloc(0);
  let left = 0;
  stream.write("\0");
  stream.on("data", (data) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const end = left > 0 ? left : received.indexOf("\n") + 1;
      if (end === 0 || received.length < end) return;
      const size = left > 0 ? 0 : Number(/^C\d+ (\d+) /.exec(received.toString("utf8", 0, end))?.[1] ?? 0);
      received = received.subarray(end);
      left = size > 0 ? size + 1 : 0;
      stream.write("\0");
    }
  });
  stream.on("end", () => {
    stream.exit(0);
    stream.end();
  });
}

function execute(accept, _reject, { command }) {
  const stream = accept();
  tell({ command });
  if (command.includes("scp ")) return takeFiles(stream);
  stream.exit(0);
  stream.end();
}

// A key is good when it has signed; which key belongs here, the emulator has told Packer alone.
function authenticate(context) {
  const { method } = context;
  if (method === "password") {
    tell({ login: method });
    return context.password === "builder-password" ? context.accept() : context.reject();
  }
  if (method !== "publickey") return context.reject(["publickey", "password"]);
  const key = ssh2.utils.parseKey(context.key.data);
  const isGood = !context.signature || key.verify(context.blob, context.signature, context.hashAlgo) === true;
  if (context.signature) tell({ login: method, algorithm: context.key.algo, isGood });
  return isGood ? context.accept() : context.reject();
}

const machine = new ssh2.Server(
  { hostKeys: [ssh2.utils.generateKeyPairSync("ed25519").private] },
  (connection) => {
    connection.on("authentication", authenticate);
    connection.on("ready", () =>
      connection.on("session", (accept) => accept().on("exec", execute)),
    );
    connection.on("error", () => connection.end());
  },
);

// SOCKS 5 without a password: [5, methods] -> [5, 0]; [5, connect, 0, IPv4, address, port] -> done.
const proxy = createServer(async (socket) => {
  socket.on("error", () => socket.destroy());
  try {
    await once(socket, "readable");
    socket.read();
    socket.write(Buffer.from([5, 0]));
    await once(socket, "readable");
    const request = socket.read();
    tell({ address: [...request.subarray(4, 8)].join("."), port: request.readUInt16BE(8) });
    socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    machine.injectSocket(socket);
  } catch {
    socket.destroy();
  }
});

proxy.listen(0, "127.0.0.1", () => tell({ port: proxy.address().port }));
process.on("SIGTERM", () => process.exit(0));
