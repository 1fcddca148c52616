// The five steps of the rollback scenario, on a plain model of images in a map: as little as a test
// suite could hold, so that what is measured is the runner.
const assert = require("node:assert/strict");
const { When, Then, setWorldConstructor } = require("@cucumber/cucumber");

class World {
  constructor() {
    this.images = new Map([
      ["m-v1", { id: "m-v1", family: "web", created: 1, status: "Available", sharedWith: new Set() }],
      ["m-v2", { id: "m-v2", family: "web", created: 2, status: "Available", sharedWith: new Set(["2000000000000002"]) }],
    ]);
    this.instances = [];
  }

  deprecate(id) {
    const image = this.images.get(id);
    if (image.sharedWith.size > 0) return "ImageUseShared";
    image.status = "Deprecated";
    return "";
  }

  resolve(family) {
    let newest = null;
    for (const image of this.images.values()) {
      if (image.family !== family || image.status !== "Available") continue;
      if (newest === null || image.created > newest.created) newest = image;
    }
    return newest;
  }
}
setWorldConstructor(World);

When("{word} is deprecated, it is refused with {word}", function (id, code) {
  assert.equal(this.deprecate(id), code);
});

When("{word} is unshared from {word}", function (id, account) {
  this.images.get(id).sharedWith.delete(account);
});

When("{word} is deprecated", function (id) {
  assert.equal(this.deprecate(id), "");
});

Then("family {word} resolves to {word}", function (family, id) {
  assert.equal(this.resolve(family).id, id);
});

When("an instance is launched from family {word}", function (family) {
  this.instances.push(this.resolve(family).id);
});
