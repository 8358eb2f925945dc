// The AWS SDK for JavaScript as a client: the same line protocol as ../boto3_voice.py.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as sdk from "@aws-sdk/client-rekognition";

const version = JSON.parse(
  readFileSync(new URL("./node_modules/@aws-sdk/client-rekognition/package.json", import.meta.url)),
).version;
const clients = new Map();

// A caller without a key: the client wants some to load, and a signer that adds nothing uses none.
const unsigned = {
  credentials: { accessKeyId: "none", secretAccessKey: "none" },
  signer: { sign: async (request) => request },
};

function clientFor(call) {
  const key = JSON.stringify([call.url, call.region, call.as]);
  if (!clients.has(key)) {
    const signed = call.as
      ? { credentials: { accessKeyId: call.as.id, secretAccessKey: call.as.secret } }
      : unsigned;
    clients.set(key, new sdk.RekognitionClient({
      endpoint: call.url, region: call.region, maxAttempts: 1, ...signed,
    }));
  }
  return clients.get(key);
}

function withBytes(value) {
  if (Array.isArray(value)) {
    return value.map(withBytes);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  return "$file" in value
    ? new Uint8Array(readFileSync(value.$file))
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withBytes(member)]));
}

// A timestamp keeps its kind, so that the story can tell it from a number.
function plain(value) {
  if (value instanceof Date) {
    return { $time: value.getTime() / 1000 };
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return value === null || typeof value !== "object"
    ? value
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

const about = (metadata) => ({ status: metadata.httpStatusCode, requestId: metadata.requestId ?? null });

async function allPages(client, call, request) {
  const pages = [];
  for await (const page of sdk[`paginate${call.op}`]({ client, pageSize: call.pages.size }, request)) {
    pages.push(page);
  }
  const merged = pages.flatMap((page) => page[call.pages.of]);
  const output = plain({ [call.pages.of]: merged });
  return { output, pages: pages.length, ...about(pages.at(-1).$metadata) };
}

async function speak(call) {
  const command = sdk[`${call.op}Command`];
  if (!command) {
    return { unknown: true };
  }
  try {
    const client = clientFor(call);
    const request = withBytes(call.with);
    if (call.pages) {
      return await allPages(client, call, request);
    }
    const { $metadata, ...output } = await client.send(new command(request));
    return { output: plain(output), ...about($metadata) };
  } catch (error) {
    return error.$metadata?.httpStatusCode
      ? { error: { code: error.name, message: error.message }, ...about(error.$metadata) }
      : { refused: `${error.name}: ${error.message}` };
  }
}

console.log(JSON.stringify({ client: "js", version }));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await speak(JSON.parse(line))));
}
