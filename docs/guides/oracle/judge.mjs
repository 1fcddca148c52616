// Judges a small implementation of image families by `imgfam oracle`.
//
//     node judge.mjs [--wrong] [TOOL]
//
// Exit code: 0 all answers conform, 1 one violates a rule, 2 the tool did not answer as it should.
// With --wrong the implementation forgets that a shared image cannot be deprecated.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

// `imgfam oracle`: one line of JSON out, one line of JSON back.
class Oracle {
  constructor(tool) {
    this.process = spawn(tool, ["oracle"], { stdio: ["pipe", "pipe", "inherit"] });
    this.process.on("error", () => {}); // Its output ends then, which is noticed.
    this.process.stdin.on("error", () => {});
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async tell(line) {
    this.process.stdin.write(JSON.stringify(line) + "\n");
    const { value, done } = await this.answers.next();
    if (done) throw new Error("the tool ended early");
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(answer.error.message);
    return answer;
  }

  judge(action, parameters, { status, body }) {
    return this.tell({ request: { action, with: parameters }, observed: { status, body } });
  }

  end() {
    this.process.stdin.end();
  }
}

// The implementation that is judged.
class Images {
  constructor(isWrong) {
    this.isWrong = isWrong;
    this.status = { "m-1": "Available", "m-2": "Available" };
    this.shared = new Set(["m-2"]);
  }

  modify(image, status) {
    const refusal = (code) => ({ status: 403, body: { Code: code, RequestId: "r-1" } });
    if (status === "Deprecated" && this.status[image] !== "Available")
      return refusal("ImageStatus.NotAvailable");
    if (status === "Deprecated" && this.shared.has(image) && !this.isWrong)
      return refusal("ImageUseShared");
    this.status[image] = status;
    return { status: 200, body: { RequestId: "r-1" } };
  }
}

async function main(args) {
  const tool = args.find((a) => a !== "--wrong") ?? "imgfam";
  const oracle = new Oracle(tool);
  if ((await oracle.tell({ hello: true })).protocol !== 1)
    throw new Error("another protocol than 1");
  await oracle.tell({
    given: {
      images: [
        { id: "m-1", family: "web" },
        { id: "m-2", family: "web", "shared-with": ["1000000000000002"] },
      ],
    },
  });
  const images = new Images(args.includes("--wrong"));
  let violations = 0;
  for (const [image, status] of [["m-1", "Deprecated"], ["m-1", "Deprecated"], ["m-2", "Deprecated"]]) {
    const answer = images.modify(image, status);
    const parameters = { ImageId: image, Status: status };
    const verdict = await oracle.judge("ModifyImageAttribute", parameters, answer);
    if (!["conforms", "violates", "undecided"].includes(verdict.verdict))
      throw new Error("no verdict");
    console.log(`${image} ${status}: ${answer.status} ${verdict.verdict}`);
    for (const expected of verdict.expected ?? [])
      for (const rule of expected.rules) console.log(`  ${rule.id}: ${rule.statement}`);
    if (verdict.verdict === "violates") ++violations;
  }
  for (const question of (await oracle.tell({ readings: true })).readings)
    if (question.knowledge === "decided") console.log(`it follows ${question.possible[0]}`);
  oracle.end();
  return violations > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(`judge.mjs: ${error.message}`);
    process.exit(2);
  },
);
