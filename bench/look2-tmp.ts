import { closeEngines } from '../solver/engines/thread';
import { instanceOf } from '../solver/placement/instance';
import { placementProblem } from './placement-problems';
import { formulate } from '../solver/placement/formulate';
import { outlineOf } from '../solver/placement/outline';
import { Relaxation } from '../solver/placement/relaxation';
import { StandingProgramme } from '../solver/placement/standing';
import { solveMixed } from '../solver/placement/highs';
import { Worths } from '../solver/placement/worths';
async function main() {
  const [, , s, l, seed, secs] = process.argv;
  const inst = instanceOf(placementProblem(Number(s), Number(l), Number(seed)));
  const t0 = performance.now();
  const f = formulate(inst);
  const worths = new Worths(inst.places.length);
  const left = () => Number(secs) - (performance.now() - t0) / 1000;
  const outline = (await outlineOf(inst, f, worths, left))!;
  console.log('outline', outline.bound / 1e6, (performance.now() - t0) / 1000);
  const standing = new StandingProgramme(inst, f, outline);
  const t = await new Relaxation(standing, worths).tighten(left);
  console.log('relax', t.bound / 1e6, (performance.now() - t0) / 1000, t.sites.length, t.pools.length);
  // everything in
  const p: any = standing.programme;
  const any = standing as any;
  for (const [row, named] of f.rows.list.entries()) {
    if (named.clause === 'nodes' || named.clause.startsWith('nodes/')) continue;
    if (named.columns.some((c: number) => any.isStand[c] && any.has(c))) any.include(row);
  }
  const m = p.mixed();
  const whole = m.cost.map(() => true);
  // traffic columns continuous
  any.columnOf.forEach((own: number, c: number) => { if (f.rows.whole[c] !== true) whole[own] = false; });
  any.nowhere.forEach((c: number) => { whole[c] = false; });
  console.log('columns', whole.length, 'rows', m.rows.length);
  for (const secs2 of [5, 20, 60]) {
  const a: any = await solveMixed({ ...m, whole }, { nodes: 1e9, seconds: secs2, gap: 0 });
  const cost = a.values?.reduce((x: number, v: number, j: number) => x + v * m.cost[j], 0);
  console.log(secs2, a.status, a.bound / 1e6, cost / 1e6, (performance.now() - t0) / 1000);
  if (a.status==='optimal') break;
  }
  await closeEngines();
}
void main();
