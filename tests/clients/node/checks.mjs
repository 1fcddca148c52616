// What the workflows check with. The first check that fails ends the program, with status 1.
import assert from "node:assert/strict";

let count = 0;

export function check(what, actual, expected) {
  assert.deepEqual(actual, expected, what);
  ++count;
}

// Runs `request`, which must be refused, and gives back what the client surfaced of that.
export async function refused(what, request, expected) {
  const error = await request().then(
    () => assert.fail(`${what}: was not refused`),
    (error) => error,
  );
  const { code, statusCode, name } = error;
  check(what, { code, statusCode, name }, { name: "ClientError", ...expected });
  check(`${what}: a request id`, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/.test(error.requestId), true);
  return error;
}

export const checks = () => count;
