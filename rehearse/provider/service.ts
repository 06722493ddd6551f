/** The methods of a provider, as Terraform calls them. */
import { z } from 'zod';
import { applied, type Maker } from './apply';
import { planned } from './plan';
import { breaches, decidedByProvider, replacing } from './rules';
import type { Block } from './schema';
import type { Served } from './served';
import { fromJson } from './state';
import { decodeObject, encodeValue, type ObjectValue, type Value } from './values';
import { schemaMessage } from './wire';

type Plain = Readonly<Record<string, unknown>>;

export interface Method {
  /** Message names of tfplugin6.proto. */
  readonly request: string;
  readonly response: string;
  answer(request: unknown): Plain;
}

const dynamic = z.object({ msgpack: z.instanceof(Uint8Array) });
const config = z.object({ typeName: z.string(), config: dynamic });
const upgrade = z.object({ typeName: z.string(), rawState: z.object({ json: z.instanceof(Uint8Array) }) });
const read = z.object({ typeName: z.string(), currentState: dynamic });
const plan = z.object({ typeName: z.string(), priorState: dynamic, proposedNewState: dynamic });
const apply = z.object({ typeName: z.string(), plannedState: dynamic });
const json: z.ZodType<Value> = z.json();

const none: Plain = {};

/** @param next makes texts that identifiers of resources are made of, each once */
export function methods(served: Served, next: () => string): Readonly<Record<string, Method>> {
  const diagnose = (typeName: string, bytes: Uint8Array): Plain => {
    const given = decodeObject(bytes) ?? {};
    const decided = decidedByProvider(blockOf(served.resources, typeName), given).map((argument) =>
      refusal(argument, `${argument} is decided by the provider and can't be set.`),
    );
    const found = breaches(served.rulesOf(typeName), given);
    return { diagnostics: [...decided, ...found.map(({ argument, message }) => refusal(argument, message))] };
  };
  const answers = new Map<string, Plain>();
  // The same question gets the same answer, or what hangs on it would change in each run.
  const lookUp = (blocks: ReadonlyMap<string, Block>, request: unknown): Plain => {
    const { typeName, config: given } = config.parse(request);
    const question = `${typeName} ${Buffer.from(given.msgpack).toString('base64')}`;
    const known = answers.get(question);
    if (known !== undefined) return known;
    const block = blockOf(blocks, typeName);
    const asked = planned(block, decodeObject(given.msgpack) ?? {});
    const answer = wrap(applied(block, asked, maker(typeName, asked, next)));
    answers.set(question, answer);
    return answer;
  };
  return {
    GetProviderSchema: {
      request: 'Nothing',
      response: 'SchemaResponse',
      answer: () => ({
        provider: schemaMessage(served.provider),
        resourceSchemas: schemas(served.resources),
        dataSourceSchemas: schemas(served.data),
        ephemeralResourceSchemas: schemas(served.ephemeral),
      }),
    },
    ValidateProviderConfig: { request: 'ConfigRequest', response: 'Diagnostics', answer: () => none },
    ConfigureProvider: { request: 'Nothing', response: 'Diagnostics', answer: () => none },
    StopProvider: { request: 'Nothing', response: 'Nothing', answer: () => none },
    ValidateEphemeralResourceConfig: { request: 'TypedConfigRequest', response: 'Diagnostics', answer: () => none },
    CloseEphemeralResource: { request: 'Nothing', response: 'Diagnostics', answer: () => none },
    ValidateDataResourceConfig: { request: 'TypedConfigRequest', response: 'Diagnostics', answer: () => none },
    ValidateResourceConfig: {
      request: 'TypedConfigRequest',
      response: 'Diagnostics',
      answer(request) {
        const { typeName, config: given } = config.parse(request);
        return diagnose(typeName, given.msgpack);
      },
    },
    UpgradeResourceState: {
      request: 'UpgradeRequest',
      response: 'UpgradeResponse',
      answer(request) {
        const { typeName, rawState } = upgrade.parse(request);
        const state = json.parse(JSON.parse(Buffer.from(rawState.json).toString('utf8')));
        return { upgradedState: wrap(fromJson(blockOf(served.resources, typeName), state)) };
      },
    },
    ReadResource: {
      request: 'ReadRequest',
      response: 'ReadResponse',
      answer: (request) => ({ newState: read.parse(request).currentState }),
    },
    PlanResourceChange: {
      request: 'PlanRequest',
      response: 'PlanResponse',
      answer(request) {
        const { typeName, priorState, proposedNewState } = plan.parse(request);
        const proposed = decodeObject(proposedNewState.msgpack);
        if (proposed === null) return { plannedState: wrap(null) };
        const prior = decodeObject(priorState.msgpack);
        const after = planned(blockOf(served.resources, typeName), proposed);
        const replaced = prior === null ? [] : replacing(served.rulesOf(typeName), prior, after);
        return {
          plannedState: wrap(after),
          requiresReplace: replaced.map((argument) => ({ steps: [{ attributeName: argument }] })),
        };
      },
    },
    ApplyResourceChange: {
      request: 'ApplyRequest',
      response: 'ApplyResponse',
      answer(request) {
        const { typeName, plannedState } = apply.parse(request);
        const after = decodeObject(plannedState.msgpack);
        if (after === null) return { newState: wrap(null) };
        return { newState: wrap(applied(blockOf(served.resources, typeName), after, maker(typeName, after, next))) };
      },
    },
    ReadDataSource: {
      request: 'TypedConfigRequest',
      response: 'DataResponse',
      answer: (request) => ({ state: lookUp(served.data, request) }),
    },
    OpenEphemeralResource: {
      request: 'TypedConfigRequest',
      response: 'OpenResponse',
      answer: (request) => ({ result: lookUp(served.ephemeral, request) }),
    },
  };
}

function refusal(argument: string, detail: string): Plain {
  const steps = [{ attributeName: argument.split('.')[0] }];
  return { severity: 'ERROR', summary: 'Refused by the provider', detail, attribute: { steps } };
}

function schemas(blocks: ReadonlyMap<string, Block>): Plain {
  return Object.fromEntries([...blocks].map(([type, block]) => [type, schemaMessage(block)]));
}

function blockOf(blocks: ReadonlyMap<string, Block>, type: string): Block {
  const block = blocks.get(type);
  if (block === undefined) throw new Error(`${type} is not served`);
  return block;
}

function maker(resourceType: string, value: ObjectValue, next: Maker['next']): Maker {
  const { region } = value;
  return { resourceType, region: typeof region === 'string' ? region : 'us-east-1', next };
}

function wrap(value: Value): Plain {
  return { msgpack: encodeValue(value) };
}
