/** Security controls that ecr_scanning claims. */
import { z } from 'zod';
import { topicControls } from '../alerts';
import { repositoryControls } from '../ecr-repository';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const rules = z.array(z.looseObject({ scan_frequency: z.string() })).min(1);

const scanning: Control = {
  id: 'image-scanning',
  summary: 'Images are scanned without anybody asking for it.',
  resource: 'aws_ecr_registry_scanning_configuration',
  complies: ({ rule }) => {
    const read = rules.safeParse(rule);
    return read.success && read.data.every(({ scan_frequency: frequency }) => frequency !== 'MANUAL');
  },
};

export function controls({ findings, repositories }: Inputs): readonly Control[] {
  return [
    scanning,
    ...repositoryControls(Object.values(repositories)),
    ...(findings.enabled ? topicControls(findings.kmsKeyId === undefined) : []),
  ];
}
