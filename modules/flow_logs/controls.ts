/** Security controls that flow_logs claims. */
import { z } from 'zod';
import { statementsOf } from '../alerts';
import { logControls } from '../logs';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const texts = z.union([z.string(), z.array(z.string())]);
const rights = z.object({ Statement: z.array(z.object({ Action: texts, Resource: texts })).min(1) });
const condition = z.looseObject({
  StringEquals: z.looseObject({ 'aws:SourceAccount': z.string() }),
  ArnLike: z.looseObject({ 'aws:SourceArn': z.string() }),
});

const logged: Control = {
  id: 'network-flow-logs',
  summary: 'Refused connections are logged, whatever else is.',
  resource: 'aws_flow_log',
  complies: ({ traffic_type: type, vpc_id: vpc, log_destination: destination }) =>
    (type === 'ALL' || type === 'REJECT') && typeof vpc === 'string' && typeof destination === 'string',
};

const narrow: Control = {
  id: 'least-privilege',
  summary: 'The role writes to one log group and does nothing else.',
  resource: 'aws_iam_role_policy',
  complies: ({ policy }) => {
    if (typeof policy !== 'string') return false;
    const read = rights.safeParse(JSON.parse(policy));
    if (!read.success) return false;
    return read.data.Statement.every(
      ({ Action, Resource }) =>
        [Action].flat().every((action) => /^logs:[A-Za-z]+$/.test(action)) && ![Resource].flat().includes('*'),
    );
  },
};

const deputy: Control = {
  id: 'confused-deputy',
  summary: 'The role is for flow logs of this account alone.',
  resource: 'aws_iam_role',
  complies: ({ assume_role_policy: policy }) => {
    const statements = statementsOf(policy);
    return statements.length > 0 && statements.every(({ Condition }) => condition.safeParse(Condition).success);
  },
};

export function controls(inputs: Inputs): readonly Control[] {
  return [logged, narrow, deputy, ...logControls(inputs)];
}
