/** What a bucket costs: storage, requests, its key and what it serves to the internet. */
import { asRange } from '../amounts';
import type { CostLine, Range } from '../module';
import type { Inputs } from './inputs';
import { storageClasses } from './storage-classes';

export function costs(given: Inputs): readonly CostLine[] {
  const { storedGb, putMillionPerMonth, getMillionPerMonth, internetGbPerMonth } = given.expected;
  return [
    {
      name: 'Storage',
      price: 's3.standard.gbMonth',
      fixed: asRange(storedGb),
      perDemand: { storedGb: 1 },
      basis: 'storedGb and what needs ask for',
    },
    { name: 'PUT requests', price: 's3.put.millionRequests', fixed: asRange(putMillionPerMonth) },
    { name: 'GET requests', price: 's3.get.millionRequests', fixed: asRange(getMillionPerMonth) },
    ...line('Reads over the internet', 'dataTransfer.internet.gb', internetGbPerMonth),
    ...archives(given),
    ...(given.logging.enabled ? line('Storage of logs', 's3.standard.gbMonth', given.logging.storedGb) : []),
    ...(given.sseAlgorithm === 'aws:kms' && given.kmsMasterKeyId === undefined
      ? [{ name: 'Key of the bucket', price: 'kms.key.month', fixed: 1, basis: '1 key' }]
      : []),
  ];
}

function archives({ transition }: Inputs): readonly CostLine[] {
  return [...storageClasses].flatMap(([name, { title, prices }]) => {
    const chosen = transition[name];
    if (chosen === undefined) return [];
    return [
      ...line(`Storage in ${title}`, `${prices}.gbMonth`, chosen.storedGb),
      ...line(`Moves to ${title}`, `${prices}.millionTransitions`, chosen.objectMillionPerMonth),
      ...line(`Reads from ${title}`, `${prices}.retrieval.gb`, chosen.retrievedGbPerMonth),
    ];
  });
}

function line(name: string, price: string, amount: number | Range): readonly CostLine[] {
  const fixed = asRange(amount);
  return fixed.high > 0 ? [{ name, price, fixed }] : [];
}
