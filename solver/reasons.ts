/** One sentence for every module and every region: why it is on or off, and what the next best answer would cost. */
import type { Module } from '../modules/module';
import type { Environment, KeyPath, ModuleIntent } from '../schema/types';
import { regionsOf } from './candidates';
import { sourceText } from './compliance';
import type { Placed, Reason } from './decision';
import { plus, presence, type Draft, type Held } from './draft';
import { draftOf } from './formulate';
import { read, type Reading } from './interpret';
import { formatUsd } from './money';
import type { Term } from './model';
import { exclusions } from './regions';
import { solve } from './solve';
import type { World } from './world';

interface Answered {
  readonly draft: Draft;
  readonly reading: Reading;
}

type RunnerUp = NonNullable<Reason['runnerUp']>;

function list(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}

/** `elasticache_redis (valkey-cache.t4g.small x 2)`, one phrase a module. */
function phrase(placed: readonly Placed[]): string {
  const byModule = new Map<string, string[]>();
  for (const { module, option, units } of placed) {
    const sizes = byModule.get(module) ?? [];
    byModule.set(module, [...sizes, units === 1 ? option : `${option} x ${units}`]);
  }
  return list(
    [...byModule].map(([module, sizes]) =>
      sizes.every((size) => size === 'standard') ? module : `${module} (${list(sizes)})`,
    ),
  );
}

/** What one reading has and another has not. */
function added(from: Reading, to: Reading): Placed[] {
  const key = ({ module, option, units, location }: Placed): string => `${module} ${option} ${units} ${location}`;
  const keys = new Set(from.placed.map(key));
  return to.placed.filter((one) => !keys.has(key(one)));
}

/** What differs between two readings, in words. */
function difference(from: Reading, to: Reading): string {
  const other = added(from, to);
  const regions = list(to.regions.map(({ region }) => region));
  const moved = list(from.regions.map(({ region }) => region)) === regions ? '' : ` in ${regions}`;
  if (other.length > 0) return `${phrase(other)}${moved}`;
  return moved === '' ? 'the same without it' : `the same${moved}`;
}

interface Bounds {
  readonly lower?: number;
  readonly upper?: number;
}

/** Next best answers, as if nothing but what is retiring were locked. */
class Alternatives {
  private readonly base: Draft;

  constructor(
    private readonly found: Answered,
    private readonly environment: Environment,
    private readonly world: World,
  ) {
    const held = found.draft.input.held.map((one): Held => (one.retiring ? one : { ...one, hold: 'free' }));
    this.base = draftOf(environment, world, held, undefined, 'ignored', 'solve');
  }

  /** As if the environment left this module to the solver. */
  unpinned(module: string): Alternatives {
    const modules = this.environment.modules.map((intent) =>
      intent.module === module ? { ...intent, toggle: 'auto' as const } : intent,
    );
    return new Alternatives(this.found, { ...this.environment, modules }, this.world);
  }

  /** Cheapest answer in which the terms are at least, or at most, the bound, as a next best one. */
  async answer(terms: (draft: Draft) => readonly Term[], bounds: Bounds): Promise<RunnerUp | undefined> {
    const reading = await this.reading(terms, bounds);
    return reading && this.runnerUp(reading);
  }

  runnerUp(reading: Reading): RunnerUp {
    return { description: difference(this.found.reading, reading), microUsd: reading.bill.microUsd.expected };
  }

  /** The same answer as it is; undefined where there is none. */
  async reading(terms: (draft: Draft) => readonly Term[], bounds: Bounds): Promise<Reading | undefined> {
    const model = this.base.model();
    const row = { terms: terms(this.base), ...bounds, requirement: 0 };
    const solution = await solve({ ...model, rows: [...model.rows, row] });
    if (solution.status !== 'optimal' && solution.status !== 'feasible') return undefined;
    return read(this.base, solution.point, undefined);
  }
}

function ofModule(draft: Draft, name: string): Term[] {
  return draft.instances
    .filter(({ candidate }) => candidate.module.name === name)
    .flatMap((instance) => presence(instance));
}

/** Who is served by instances of the module, as the reader knows them, and the YAML path of the first. */
function served(
  found: Answered,
  name: string,
  environment: Environment,
): { readonly askers: string[]; readonly capabilities: string[]; readonly path?: KeyPath } {
  const own = found.reading.serves.filter(({ provider }) => provider.startsWith(`${name}/`));
  const demands = found.draft.serves.flatMap(({ need, demand }) =>
    demand !== undefined && own.some((serving) => serving.need === need) ? [demand] : [],
  );
  const modules = own
    .filter(({ need }) => !demands.some(({ id }) => id === need))
    .map(({ need }) => need.split('/')[0] ?? '');
  const people = demands.map(({ id, asker, compliance }) => {
    if (compliance !== undefined) return `${asker} for ${compliance.programme} (${sourceText(compliance)})`;
    return id.startsWith('environment/') ? `environment ${environment.name}` : `service ${id.split('/')[1]}`;
  });
  const path = demands[0]?.path;
  return {
    askers: [...people, ...modules],
    capabilities: own.map(({ capability }) => capability),
    ...(path === undefined ? {} : { path }),
  };
}

function whyKept(placed: readonly Placed[]): string {
  const isStateful = placed.some(({ stateful }) => stateful);
  return isStateful ? 'the lock keeps what is stateful' : 'the lock has it and dropping it saves too little';
}

/** Whether placement asks for its instances. */
function hosts({ instances }: ModuleIntent): boolean {
  return instances.some(({ locations }) => locations !== undefined);
}

async function whyOn(
  found: Answered,
  alternatives: Alternatives,
  module: Module<unknown>,
  placed: readonly Placed[],
  environment: Environment,
): Promise<Reason> {
  const subject = `module/${module.name}`;
  const intent = environment.modules.find((one) => one.module === module.name && one.toggle !== 'off');
  const { askers, capabilities, path } = served(found, module.name, environment);
  const gives = askers.length === 0 ? 'nothing asks for it' : `it gives ${list(capabilities)} to ${list(askers)}`;
  const at = intent?.path ?? path;
  const where = at === undefined ? {} : { path: at };
  if (placed.every(({ phase }) => phase === 'retiring'))
    return {
      subject,
      sentence: 'Leaving, first step: its protection is off; apply this, then let it go for good.',
      ...where,
    };
  if (environment.modules.some((one) => one.module === module.name && hosts(one)))
    return {
      subject,
      sentence: `On because services that say what they request run on it${askers.length === 0 ? '' : `; ${gives}`}.`,
      ...where,
    };
  if (intent?.toggle === 'on') {
    const why = intent.path === undefined ? 'On by default' : 'On because the environment pins it';
    if (intent.path === undefined) return { subject, sentence: `${why}; ${gives}.`, ...where };
    const without = await alternatives
      .unpinned(module.name)
      .answer((draft) => ofModule(draft, module.name), { upper: 0 });
    return {
      subject,
      sentence: `${why}; ${gives}.`,
      ...where,
      ...(without === undefined ? {} : { runnerUp: without }),
    };
  }
  const from = path === undefined ? where : { path };
  if (askers.length === 0)
    return { subject, sentence: `On because ${whyKept(placed)}; nothing asks for it any more.`, ...from };
  const without = await alternatives.answer((draft) => ofModule(draft, module.name), { upper: 0 });
  const sentence = `On because ${gives}${without === undefined ? ', and nothing else can' : ''}.`;
  return { subject, sentence, ...from, ...(without === undefined ? {} : { runnerUp: without }) };
}

async function whyOff(
  found: Answered,
  alternatives: Alternatives,
  module: Module<unknown>,
  environment: Environment,
): Promise<Reason> {
  const subject = `module/${module.name}`;
  const intent = environment.modules.find((one) => one.module === module.name);
  const where = intent?.path === undefined ? {} : { path: intent.path };
  if (intent?.toggle === 'off') {
    const sentence = intent.path === undefined ? 'Off by default.' : 'Off because the environment pins it off.';
    return { subject, sentence, ...where };
  }
  if (module.needsBudget === true && environment.budget === undefined)
    return { subject, sentence: 'Off because spec.budget sets no budget.', ...where };
  const names = module.provides.map(({ name }) => name);
  const rivals = found.reading.serves.filter(({ capability }) => names.includes(capability));
  if (rivals.length === 0)
    return { subject, sentence: `Off because nothing asks for ${list(names)}.`, unasked: true, ...where };
  const forced = await alternatives.answer((draft) => ofModule(draft, module.name), { lower: 1 });
  const given = list(rivals.map(({ capability }) => capability));
  const by = list(
    rivals.map(({ provider }) =>
      provider.startsWith('commitment:')
        ? provider.replace('commitment:', 'environment ')
        : (provider.split('/')[0] ?? provider),
    ),
  );
  if (forced === undefined) {
    const missing = found.draft.serves
      .filter(({ need }) => rivals.some((rival) => rival.need === need))
      .flatMap(({ demand }) => demand?.with ?? [])
      .filter((name) => !names.includes(name));
    const why =
      missing.length > 0
        ? `it does not give ${list(missing)}, which is asked for`
        : module.lifecycle === 'deprecated'
          ? `it is deprecated and ${by} gives ${given}`
          : `${by} gives ${given}, and no answer has room for both`;
    return { subject, sentence: `Off because ${why}.`, ...where };
  }
  return { subject, sentence: `Off because ${by} gives ${given} for less.`, ...where, runnerUp: forced };
}

async function moduleReasons(
  found: Answered,
  alternatives: Alternatives,
  environment: Environment,
  world: World,
): Promise<Reason[]> {
  const reasons: Reason[] = [];
  for (const module of [...world.registry.modules].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const placed = found.reading.placed.filter((one) => one.module === module.name);
    reasons.push(
      placed.length > 0
        ? await whyOn(found, alternatives, module, placed, environment)
        : await whyOff(found, alternatives, module, environment),
    );
  }
  return reasons;
}

async function regionReasons(
  found: Answered,
  alternatives: Alternatives,
  environment: Environment,
  world: World,
): Promise<Reason[]> {
  const reasons: Reason[] = [];
  for (const region of regionsOf(environment, world.infrastructures)) {
    const subject = `region/${region.location}`;
    const used = found.reading.regions.find(({ location }) => location === region.location);
    const [excluded] = exclusions(environment, region);
    if (used === undefined && excluded !== undefined) {
      const where = excluded.path === undefined ? {} : { path: excluded.path };
      reasons.push({ subject, sentence: `Not used because ${excluded.sentence}.`, ...where });
      continue;
    }
    const term = (draft: Draft): Term[] => {
      const index = draft.regions.findIndex(({ location }) => location === region.location);
      return plus(draft.used.slice(index, index + 1));
    };
    const other = await alternatives.reading(term, used === undefined ? { lower: 1 } : { upper: 0 });
    if (used === undefined && other !== undefined && added(found.reading, other).length === 0) {
      // It would stand idle.
      reasons.push({ subject, sentence: 'Not used because nothing needs it.', path: ['spec', 'regions'] });
      continue;
    }
    const runnerUp = other === undefined ? {} : { runnerUp: alternatives.runnerUp(other) };
    if (used === undefined) {
      const { max } = environment.regions;
      const full = max !== undefined && found.reading.regions.length >= max;
      const limit = max === 1 ? 'one region may be used' : `at most ${max} regions may be used`;
      const room = full ? `${limit}, and no answer takes this one` : 'no answer has room for it';
      const sentence = `Not used because ${other === undefined ? room : 'it is not needed or costs more'}.`;
      reasons.push({ subject, sentence, path: full ? ['spec', 'regions', 'max'] : ['spec', 'regions'], ...runnerUp });
      continue;
    }
    const primary = environment.regions.primary;
    const pinned = used.role !== 'secondary' && (primary === region.region || primary === region.location);
    const role = used.role === 'only' ? 'the only region' : `the ${used.role} region`;
    const why = pinned
      ? 'the environment names it'
      : other === undefined
        ? 'no answer does without it'
        : 'no cheaper answer does without it';
    const path: KeyPath = pinned ? ['spec', 'regions', 'primary'] : ['spec', 'regions'];
    reasons.push({ subject, sentence: `Used as ${role} because ${why}.`, path, ...runnerUp });
  }
  return reasons;
}

export async function reasonsOf(found: Answered, environment: Environment, world: World): Promise<Reason[]> {
  const alternatives = new Alternatives(found, environment, world);
  return [
    ...(await moduleReasons(found, alternatives, environment, world)),
    ...(await regionReasons(found, alternatives, environment, world)),
  ];
}

/** `Next best: elasticache_memcached (memcached-cache.t4g.small x 2), 12.34 USD a month more.` */
export function runnerUpSentence({ runnerUp }: Reason, expectedMicroUsd: number): string | undefined {
  if (runnerUp === undefined) return undefined;
  const difference = (runnerUp.microUsd ?? expectedMicroUsd) - expectedMicroUsd;
  const amount =
    difference === 0
      ? 'at the same cost'
      : `${formatUsd(Math.abs(difference))} USD a month ${difference > 0 ? 'more' : 'less'}`;
  return `Next best: ${runnerUp.description}, ${amount}.`;
}
