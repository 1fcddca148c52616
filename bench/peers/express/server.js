// Two operations of the model on an in-memory map, with none of its rules: node server.js [unsigned].
// It checks what the gateway checks (version, access key, time, signature, nonce), or, unsigned,
// nothing. Prints its port.
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import express from "express";

const isSigned = process.argv[2] !== "unsigned";
const secrets = new Map([["testid", "testsecret"]]);
const windowMs = 15 * 60 * 1000;

const images = new Map();
const families = new Map();
for (let n = 0; n < 4; ++n) {
  const image = {
    ImageId: `m-${n}`, ImageName: `m-${n}`, ImageFamily: "web", Status: "Available", Description: "",
    CreationTime: `2025-12-31T2${n}:00:00Z`, OSType: "linux", Architecture: "x86_64", Size: 40,
  };
  images.set(image.ImageId, image);
  families.set("web", [image, ...(families.get("web") ?? [])]);
}

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
  }
}

const encoded = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

let nonces = new Set();
let noncesBefore = new Set();

function check(method, parameters) {
  const { AccessKeyId, Signature, SignatureNonce, Timestamp, Version } = parameters;
  if (Version !== "2014-05-26") throw new Refusal(400, "InvalidVersion");
  const secret = secrets.get(AccessKeyId);
  if (!secret) throw new Refusal(404, "InvalidAccessKeyId.NotFound");
  if (!(Math.abs(Date.now() - Date.parse(Timestamp)) <= windowMs))
    throw new Refusal(400, "InvalidTimeStamp.Expired");
  const query = Object.keys(parameters).filter((name) => name !== "Signature").sort()
    .map((name) => `${encoded(name)}=${encoded(parameters[name])}`).join("&");
  const expected = createHmac("sha1", `${secret}&`).update(`${method}&%2F&${encoded(query)}`).digest();
  const given = Buffer.from(Signature ?? "", "base64");
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Refusal(400, "SignatureDoesNotMatch");
  if (nonces.has(SignatureNonce) || noncesBefore.has(SignatureNonce))
    throw new Refusal(400, "SignatureNonceUsed");
  if (nonces.size >= 1 << 18) [noncesBefore, nonces] = [nonces, new Set()];
  nonces.add(SignatureNonce);
}

const operations = {
  ModifyImageAttribute({ ImageId, Description }) {
    const image = images.get(ImageId);
    if (!image) throw new Refusal(404, "InvalidImageId.NotFound");
    image.Description = Description;
    return {};
  },
  DescribeImageFromFamily({ ImageFamily }) {
    const newest = families.get(ImageFamily)?.find((image) => image.Status === "Available");
    return newest ? { Image: newest } : {};
  },
};

function answer(request, response) {
  const RequestId = randomUUID().toUpperCase();
  try {
    const parameters = { ...request.query, ...request.body };
    if (isSigned) check(request.method, parameters);
    const operation = operations[parameters.Action];
    if (!operation) throw new Refusal(404, "InvalidAction.NotFound");
    response.json({ RequestId, ...operation(parameters) });
  } catch (refusal) {
    response.status(refusal.status ?? 500).json({ RequestId, Code: refusal.message });
  }
}

const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.use(express.urlencoded({ extended: false }));
app.get("/", answer);
app.post("/", answer);
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
