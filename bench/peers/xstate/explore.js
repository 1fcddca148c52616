// Explores the model with XState: node explore.js IMAGES ACCOUNTS INSTANCES. Prints a line of JSON.
import { getAdjacencyMap } from "xstate/graph";

import { familyEvents, familyMachine } from "./family.js";

const [images, accounts, instances] = process.argv.slice(2).map(Number);
const machine = familyMachine({ images, instances });

const begun = performance.now();
const found = getAdjacencyMap(machine, {
  events: familyEvents({ images, accounts, instances }),
  filterEvents: (snapshot, event) => snapshot.can(event),
  serializeState: (snapshot) => JSON.stringify(snapshot.context),
});
const seconds = (performance.now() - begun) / 1000;

const states = Object.values(found);
const transitions = states.reduce((sum, state) => sum + Object.keys(state.transitions).length, 0);
console.log(JSON.stringify({ states: states.length, transitions, seconds }));
