import { emit } from '../stacks/emit';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { facts, place, stackInput, topic } from '../test/stacks/fixtures';
const t = process.hrtime.bigint();
const m = { ...topic, load: () => Promise.resolve({ aws(c: any) { for (let i = 0; i < 1000; i++) new SnsTopic(c.scope, c.id('topic', `k${i}`), { name: c.name(256, `k${i}`), region: 'us-east-1', displayName: `k${i}`, tags: {} }); } }) };
emit([stackInput('prod', [place(topic, 'us-east-1')])], { modules: [m], capabilities: [] }, facts, process.argv[2]!, { mode: 'write', remove: [] }).then(() => console.log(Number(process.hrtime.bigint() - t) / 1e6));
