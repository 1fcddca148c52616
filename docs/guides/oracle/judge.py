#!/usr/bin/env python3
"""Judges a small implementation of image families by `imgfam oracle`.

    judge.py [--wrong] [TOOL]

Exit code: 0 all answers conform, 1 one violates a rule, 2 the tool did not answer as it should.
With --wrong the implementation forgets that a shared image cannot be deprecated.
"""

import json
import subprocess
import sys


class Oracle:
    """`imgfam oracle`: one line of JSON out, one line of JSON back."""

    def __init__(self, tool):
        self.process = subprocess.Popen([tool, "oracle"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, encoding="utf-8")
        if self.tell(hello=True).get("protocol") != 1:
            raise RuntimeError("another protocol than 1")

    def tell(self, **line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer.endswith("\n"):
            raise RuntimeError("the tool ended early")
        answer = json.loads(answer)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer

    def judge(self, action, parameters, status, body):
        return self.tell(request={"action": action, "with": parameters},
                         observed={"status": status, "body": body})


class Images:
    """The implementation that is judged."""

    def __init__(self, is_wrong):
        self.is_wrong = is_wrong
        self.status = {"m-1": "Available", "m-2": "Available"}
        self.shared = {"m-2"}

    def modify(self, image, status):
        def refusal(code):
            return 403, {"Code": code, "RequestId": "r-1"}

        if status == "Deprecated" and self.status[image] != "Available":
            return refusal("ImageStatus.NotAvailable")
        if status == "Deprecated" and image in self.shared and not self.is_wrong:
            return refusal("ImageUseShared")
        self.status[image] = status
        return 200, {"RequestId": "r-1"}


def main(arguments):
    is_wrong = "--wrong" in arguments
    tools = [a for a in arguments if a != "--wrong"]
    oracle = Oracle(tools[0] if tools else "imgfam")
    oracle.tell(given={"images": [{"id": "m-1", "family": "web"},
                                  {"id": "m-2", "family": "web",
                                   "shared-with": ["1000000000000002"]}]})
    images = Images(is_wrong)
    violations = 0
    for image, status in [("m-1", "Deprecated"), ("m-1", "Deprecated"), ("m-2", "Deprecated")]:
        code, body = images.modify(image, status)
        verdict = oracle.judge("ModifyImageAttribute", {"ImageId": image, "Status": status},
                               code, body)
        if verdict["verdict"] not in ("conforms", "violates", "undecided"):
            raise RuntimeError("no verdict")
        print(f"{image} {status}: {code} {verdict['verdict']}")
        for rule in (r for e in verdict.get("expected", []) for r in e["rules"]):
            print(f"  {rule['id']}: {rule['statement']}")
        violations += verdict["verdict"] == "violates"
    for question in oracle.tell(readings=True)["readings"]:
        if question["knowledge"] == "decided":
            print(f"it follows {question['possible'][0]}")
    return 1 if violations else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (RuntimeError, OSError, ValueError, KeyError) as error:
        print(f"judge.py: {error}", file=sys.stderr)
        sys.exit(2)
