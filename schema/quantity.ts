/** Amounts of resources as Kubernetes writes them: `3200Gi`, `500m`, `1.5`, `2e3`. Exact: nothing is rounded. */
import { Big } from 'big.js';
import { z } from 'zod';

/** apimachinery's `resource.Quantity`, without signs and without the nano and micro that no request of a pod has. */
const form = /^(\d+\.?\d*|\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3})?$/;

const factors: Readonly<Record<string, Big>> = {
  m: new Big('0.001'),
  k: new Big(1e3),
  M: new Big(1e6),
  G: new Big(1e9),
  T: new Big(1e12),
  P: new Big('1e15'),
  E: new Big('1e18'),
  Ki: new Big(2).pow(10),
  Mi: new Big(2).pow(20),
  Gi: new Big(2).pow(30),
  Ti: new Big(2).pow(40),
  Pi: new Big(2).pow(50),
  Ei: new Big(2).pow(60),
};

/** 1Ei, beyond any site. */
const largest = new Big(2).pow(60);

/** The amount that is written, or undefined where it has another form. A number is what YAML made of plain digits. */
export function parseQuantity(written: string | number): Big | undefined {
  const match = form.exec(String(written));
  const [, digits, suffix = ''] = match ?? [];
  if (digits === undefined) return undefined;
  const amount = new Big(digits.replace(/^\./, '0.').replace(/\.$/, ''));
  const factor = factors[suffix] ?? new Big(`1${suffix}`);
  return amount.times(factor);
}

interface Measure {
  /** How many of what is counted make one of what is written: 1000 millicores a core. */
  readonly scale: number;
  readonly example: string;
  readonly finest: string;
}

/** The count, or what is wrong with what is written. */
function counted(written: string | number, { scale, example, finest }: Measure): number | string {
  const amount = parseQuantity(written);
  if (amount === undefined) return `must be a quantity such as ${example}`;
  if (amount.gt(largest)) return 'must be at most 1Ei';
  const count = amount.times(scale);
  if (!count.eq(count.round(0, Big.roundDown))) {
    const hint = /\dm$/.test(String(written)) ? ' (m stands for thousandths)' : '';
    return `must be a whole number of ${finest}${hint}`;
  }
  const number = count.toNumber();
  return new Big(number).eq(count) ? number : 'must have at most 15 digits';
}

function quantity(measure: Measure) {
  return z
    .union([z.number(), z.string()], { error: `must be a quantity such as ${measure.example}` })
    .transform((written, context) => {
      const count = counted(written, measure);
      if (typeof count === 'number') return count;
      context.issues.push({ code: 'custom', input: written, message: count, params: { code: 'invalid-value' } });
      return z.NEVER;
    })
    .meta({
      anyOf: [
        { type: 'number', minimum: 0 },
        { type: 'string', pattern: form.source },
      ],
    });
}

/** In bytes. */
export const bytes = quantity({ scale: 1, example: '3200Gi', finest: 'bytes' });

/** In thousandths of a core. */
export const milliCpu = quantity({ scale: 1000, example: '500m', finest: 'millicores' });

const rateForm = /^(\d+(?:\.\d+)?)([KMGT]?)bps$/;
const rateDemand = 'must be a bit rate such as 10Gbps';
const rateFactors: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `10Gbps` in bits a second. */
export const bitRate = z
  .string({ error: rateDemand })
  .regex(rateForm, rateDemand)
  .transform((written) => {
    const [, digits = '0', suffix = ''] = rateForm.exec(written) ?? [];
    return new Big(digits).times(rateFactors[suffix] ?? 1).toNumber();
  });

const latencyForm = /^(\d+(?:\.\d+)?)ms$/;
const latencyDemand = 'must be milliseconds such as 65ms';

/** `65ms` in milliseconds. */
export const milliseconds = z
  .string({ error: latencyDemand })
  .regex(latencyForm, latencyDemand)
  .transform((written) => Number(latencyForm.exec(written)?.[1]));

const binary = [
  ['Ei', 60],
  ['Pi', 50],
  ['Ti', 40],
  ['Gi', 30],
  ['Mi', 20],
  ['Ki', 10],
] as const;

/** `3200Gi`: the largest suffix that leaves a whole number, so that reading it back gives the same. */
export function formatBytes(amount: number): string {
  const found = binary.find(([, power]) => amount > 0 && Number.isInteger(amount / 2 ** power));
  return found === undefined ? String(amount) : `${amount / 2 ** found[1]}${found[0]}`;
}

/** `500m`, `2` */
export function formatMilliCpu(amount: number): string {
  return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
}
