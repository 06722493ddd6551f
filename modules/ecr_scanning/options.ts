/** BASIC and ENHANCED: what each gives and costs. */
import { topicKeyCost } from '../alerts';
import { asRange } from '../amounts';
import { continuousScanning, imageScanning, osAndPackageScanning } from '../capabilities';
import type { CostLine, Option } from '../module';
import type { Inputs } from './inputs';

export const provides = [imageScanning, osAndPackageScanning, continuousScanning];

export type ScanType = 'BASIC' | 'ENHANCED';

export interface ScanRule {
  readonly scanFrequency: 'SCAN_ON_PUSH' | 'CONTINUOUS_SCAN';
  readonly repositoryFilter: readonly string[];
}

const everyRepository = ['*'];

/** The rules of a scan type: those that are given, else one for every repository at the best frequency of the type. */
export function rulesOf({ rules }: Pick<Inputs, 'rules'>, scanType: ScanType): readonly ScanRule[] {
  if (rules !== undefined) {
    const byFrequency = rules.map((rule) => ({
      ...rule,
      repositoryFilter: [...new Set(rule.repositoryFilter)].sort(),
    }));
    return byFrequency.sort((a, b) => (a.scanFrequency < b.scanFrequency ? -1 : 1));
  }
  const scanFrequency = scanType === 'BASIC' ? 'SCAN_ON_PUSH' : 'CONTINUOUS_SCAN';
  return [{ scanFrequency, repositoryFilter: everyRepository }];
}

export function options(given: Inputs): readonly Option[] {
  const types: readonly ScanType[] = given.scanType === undefined ? ['BASIC', 'ENHANCED'] : [given.scanType];
  return types.map((type) => optionOf(given, type));
}

function optionOf(given: Inputs, scanType: ScanType): Option {
  const continuous = rulesOf(given, scanType).some(({ scanFrequency }) => scanFrequency === 'CONTINUOUS_SCAN');
  const enhanced = scanType === 'ENHANCED';
  return {
    key: scanType,
    label: enhanced ? 'enhanced scans by Inspector' : 'basic scans by ECR',
    units: { min: 1, max: 1 },
    supplies: {},
    provides: [
      imageScanning,
      ...(enhanced ? [osAndPackageScanning] : []),
      ...(enhanced && continuous ? [continuousScanning] : []),
    ],
    cost: [...(enhanced ? scanCosts(given, continuous) : []), ...commonCosts(given)],
    ...(!enhanced && continuous
      ? { unavailable: 'rules ask for CONTINUOUS_SCAN, which is for scanType ENHANCED alone' }
      : {}),
  };
}

function scanCosts({ imagesPerMonth, rescansPerMonth }: Inputs, continuous: boolean): readonly CostLine[] {
  const first: CostLine = {
    name: 'First scans of images',
    price: 'inspector.ecr.initialScan',
    fixed: asRange(imagesPerMonth),
    basis: 'imagesPerMonth',
  };
  const again: CostLine = {
    name: 'Rescans of kept images',
    price: 'inspector.ecr.rescan',
    fixed: asRange(rescansPerMonth),
    basis: 'rescansPerMonth',
  };
  return continuous ? [first, again] : [first];
}

/** Events of AWS services and the first million messages a month are free, and findings stay far below. */
function commonCosts({ findings, storageGbPerMonth }: Inputs): readonly CostLine[] {
  const storage = asRange(storageGbPerMonth);
  const held: CostLine = {
    name: 'Storage of images',
    price: 'ecr.storage.gbMonth',
    fixed: storage,
    basis: 'storageGbPerMonth',
  };
  return [...(findings.enabled ? topicKeyCost(findings.kmsKeyId) : []), ...(storage.high > 0 ? [held] : [])];
}
