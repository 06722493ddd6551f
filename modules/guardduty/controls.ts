/** Security controls that guardduty claims. */
import { z } from 'zod';
import type { Control } from '../module';
import { planStates } from './options';
import type { Inputs } from './inputs';

const stated = z.object({ detector_id: z.string(), status: z.enum(['ENABLED', 'DISABLED']) });

const detects: Control = {
  id: 'threat-detection',
  summary: 'The detector is on.',
  resource: 'aws_guardduty_detector',
  complies: ({ enable: enabled }) => enabled === true,
};

/** AWS turns every plan but runtime monitoring on in a new detector, so what is not stated would be charged unseen. */
export function controls(inputs: Inputs): readonly Control[] {
  const on = new Set(
    planStates(inputs)
      .filter(({ enabled }) => enabled)
      .map(({ name }) => name),
  );
  return [
    detects,
    {
      id: 'protection-plans',
      summary: 'Protection plans are on or off as the inputs say, and none is left to what AWS turns on by itself.',
      resource: 'aws_guardduty_detector_feature',
      complies: (feature) => {
        const read = stated.safeParse(feature);
        return read.success && (read.data.status === 'ENABLED') === on.has(String(feature.name));
      },
    },
  ];
}
