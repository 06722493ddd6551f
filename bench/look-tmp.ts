import { closeEngines } from '../solver/engines/thread';
import { instanceOf } from '../solver/placement/instance';
import { place } from '../solver/placement/place';
import { placementProblem } from './placement-problems';
async function main() {
  const [, , s, l, seed, secs] = process.argv;
  const problem = placementProblem(Number(s), Number(l), Number(seed));
  const inst = instanceOf(problem);
  console.log('shapes', inst.shapes.length, 'services', inst.services.length);
  const answer: any = await place(problem, { stopAfterSeconds: Number(secs) });
  console.log(answer.status, answer.boundMicroUsd / 1e6, answer.placement?.objectiveMicroUsd / 1e6);
  console.log(JSON.stringify(answer.placement, (k, v) => k === 'nodes' ? undefined : v).slice(0, 3000));
  console.log(Object.keys(answer.placement));
  await closeEngines();
}
void main();
