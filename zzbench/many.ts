import { emit } from '../stacks/emit';
import { example, facts, registry } from '../test/stacks/fixtures';
const n = Number(process.argv[3]);
const t = process.hrtime.bigint();
emit(Array.from({length:n},(_, i) => example(`env-${i}`)), registry, facts, process.argv[2]!, { mode: 'write', remove: [] }).then(() => console.log(n, Number(process.hrtime.bigint() - t) / 1e6));
