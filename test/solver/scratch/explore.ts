import { decide } from '../../../solver/decide';
import { accept } from '../../../solver/lock-of';
import { ALL_RULES, cheapest } from '../enumerate';
import { randomCase } from '../random-cases';

async function main() {
  const from = Number(process.argv[2]), to = Number(process.argv[3]);
  const counts: Record<string, number> = {};
  const bump = (k: string) => (counts[k] = (counts[k] ?? 0) + 1);
  let tEnum = 0, tDec = 0, most = 0, shown = 0;
  for (let seed = from; seed < to; seed++) {
    const { environment, world } = randomCase(seed);
    let t = performance.now();
    let n = 0;
    const best = cheapest(environment, world, { ...ALL_RULES, visited: () => { n++; } });
    tEnum += performance.now() - t;
    if (performance.now() - t > 300) console.log('slow enum', seed, n, performance.now() - t);
    most = Math.max(most, n);
    t = performance.now();
    let got: string, want = best === undefined ? 'infeasible' : `decided ${best.microUsd} excess ${best.excessMicroUsd}`;
    try {
      const o = await decide(environment, world);
      got = o.status === 'decided' ? `decided ${o.decision.bill.microUsd.expected} excess ${o.decision.excessMicroUsd}` : o.status;
      if (o.status === 'decided' && o.decision.status !== 'optimal') got += ' unproved';
      if (o.status === 'decided') {
        try {
          const a = accept(environment, world, o.lock);
          if (a.status !== 'valid') { bump('stale'); if (shown++ < 12) console.log(seed, 'stale', a.reasons); }
        } catch (e) { bump('accept throws'); if (shown++ < 12) console.log(seed, e); }
      }
      if (o.status === 'infeasible' && o.conflict.clauses.length === 0) { bump('empty conflict'); if (shown++ < 12) console.log(seed, 'empty conflict'); }
    } catch (e) { got = 'throws ' + String(e).slice(0, 150); }
    const dt = performance.now() - t; tDec += dt;
    if (dt > 500) console.log('slow decide', seed, dt);
    bump(best === undefined ? 'infeasible' : best.excessMicroUsd > 0 ? 'exceeded' : 'feasible');
    if (got !== want) { bump('WRONG'); if (shown++ < 12) console.log(seed, 'want', want, 'got', got); }
  }
  console.log(counts, { tEnum, tDec, most });
}
void main();
