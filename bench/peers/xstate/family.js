// The model that `imgfam explore` goes through, as an XState machine: images of one family in the
// order of their creation, accounts that they are shared with, instances. Statuses stand in the
// context and not in parallel states, since XState goes through such a machine faster, and what an
// image allows depends on other things than its status.
import { assign, setup } from "xstate";

const absent = { status: "absent", bootMode: "BIOS", sharedWith: [] };
const deleted = { ...absent, status: "deleted" };

const exists = (image) => image.status === "Available" || image.status === "Deprecated";
const isInUse = ({ instances }, i) => instances.includes(i);
const nextPlace = ({ images }) => images.findIndex((image) => image.status === "absent");
const freePlace = ({ instances }) => instances.indexOf("none");
const resolve = ({ images }) => images.findLastIndex((image) => image.status === "Available");

const replaced = (list, i, value) => list.map((old, at) => (at === i ? value : old));
const withImage = ({ images }, i, change) => ({
  images: replaced(images, i, { ...images[i], ...change }),
});
const launched = (context, i) => ({
  instances: replaced(context.instances, freePlace(context), i),
});
const gone = ({ images, instances }, i) => ({
  images: replaced(images, i, deleted),
  instances: instances.map((instance) => (instance === i ? "orphaned" : instance)),
});

// What a request needs, and what it changes: of each, the context, the image and the event.
const requests = {
  CREATE: {
    allows: (context) => nextPlace(context) >= 0,
    changes: (context) => withImage(context, nextPlace(context), { status: "Available" }),
  },
  DEPRECATE: {
    allows: (context, image) => image.status === "Available" && image.sharedWith.length === 0,
    changes: (context, image, { i }) => withImage(context, i, { status: "Deprecated" }),
  },
  RESTORE: {
    allows: (context, image) => image.status === "Deprecated",
    changes: (context, image, { i }) => withImage(context, i, { status: "Available" }),
  },
  SET_BOOT_MODE: {
    allows: (context, image, { i, bootMode }) =>
      exists(image) && (image.bootMode === bootMode || !isInUse(context, i)),
    changes: (context, image, { i, bootMode }) => withImage(context, i, { bootMode }),
  },
  SHARE: {
    allows: (context, image) => image.status === "Available",
    changes: (context, { sharedWith }, { i, account }) =>
      sharedWith.includes(account)
        ? {}
        : withImage(context, i, { sharedWith: [...sharedWith, account].sort() }),
  },
  UNSHARE: {
    allows: (context, image) => exists(image),
    changes: (context, { sharedWith }, { i, account }) =>
      withImage(context, i, { sharedWith: sharedWith.filter((other) => other !== account) }),
  },
  COPY: {
    allows: (context, image) => image.status === "Available",
    changes: () => ({}),
  },
  DELETE: {
    allows: (context, image, { i, force }) =>
      exists(image) && image.sharedWith.length === 0 && (force || !isInUse(context, i)),
    changes: (context, image, { i }) => gone(context, i),
  },
  RUN_IMAGE: {
    allows: (context, image) => exists(image) && freePlace(context) >= 0,
    changes: (context, image, { i }) => launched(context, i),
  },
  RUN_FAMILY: {
    allows: (context) => resolve(context) >= 0 && freePlace(context) >= 0,
    changes: (context) => launched(context, resolve(context)),
  },
  DELETE_INSTANCE: {
    allows: ({ instances }, image, { j }) => instances[j] !== "none",
    changes: ({ instances }, image, { j }) => ({ instances: replaced(instances, j, "none") }),
  },
};

const transitions = Object.entries(requests).map(([type, { allows, changes }]) => [
  type,
  {
    guard: ({ context, event }) => allows(context, context.images[event.i], event),
    actions: assign(({ context, event }) => changes(context, context.images[event.i], event)),
  },
]);

export function familyMachine({ images, instances }) {
  return setup({}).createMachine({
    context: { images: Array(images).fill(absent), instances: Array(instances).fill("none") },
    on: Object.fromEntries(transitions),
  });
}

/** Every request that there is. */
export function familyEvents({ images, accounts, instances }) {
  const numbers = (count) => [...Array(count).keys()];
  const ofImage = (i) => [
    ...["DEPRECATE", "RESTORE", "COPY", "RUN_IMAGE"].map((type) => ({ type, i })),
    ...["BIOS", "UEFI"].map((bootMode) => ({ type: "SET_BOOT_MODE", i, bootMode })),
    ...[false, true].map((force) => ({ type: "DELETE", i, force })),
    ...["SHARE", "UNSHARE"].flatMap((type) =>
      numbers(accounts).map((account) => ({ type, i, account })),
    ),
  ];
  return [
    { type: "CREATE" },
    { type: "RUN_FAMILY" },
    ...numbers(images).flatMap(ofImage),
    ...numbers(instances).map((j) => ({ type: "DELETE_INSTANCE", j })),
  ];
}
