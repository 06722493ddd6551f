import { formatDiagnostic, rehearseTransition } from '../../rehearse';
import { registry } from '../stacks/fixtures';
import { describeRehearsal } from '../support/rig';
import { asFiles, only, soundStack, textFiles, type Stack } from './stack';

jest.setTimeout(900_000);

describeRehearsal(
  'transitions',
  (rig) => {
    const from = (change: (stack: Stack) => void, before = soundStack()) => {
      const after = soundStack();
      change(after);
      return rehearseTransition(asFiles(before), asFiles(after), rig());
    };

    test('nothing changes between equal stacks', async () => {
      expect(await from(() => undefined)).toEqual({
        stack: 'test',
        status: 'passed',
        diagnostics: [],
        changes: [],
        unprotected: [],
        released: [],
      });
    });

    test('a data source answers the same whenever it is asked the same', async () => {
      const stack = soundStack();
      only(stack, 'aws_sns_topic')['region'] = '${data.aws_region.here.endpoint}';
      stack.data['aws_region'] = { here: { name: 'us-east-1' } };
      const { changes, diagnostics } = await rehearseTransition(asFiles(stack), asFiles(stack), rig());
      expect({ changes, diagnostics }).toEqual({ changes: [], diagnostics: [] });
    });

    test('destructive first, by module and region, with the arguments that differ', async () => {
      const { changes } = await from((stack) => {
        delete stack.resource['aws_vpclattice_listener'];
        only(stack, 'aws_subnet')['region'] = 'us-west-2';
        only(stack, 'aws_sns_topic')['display_name'] = 'Events';
        stack.resource['aws_iam_role'] = { bucket_reader: { name: 'reader', assume_role_policy: '{}' } };
      });
      expect(changes).toEqual([
        {
          action: 'destroyed',
          address: 'aws_vpclattice_listener.lattice_listener_us_east_1',
          region: 'us-east-1',
          arguments: [],
        },
        {
          action: 'replaced',
          address: 'aws_subnet.network_subnet_us_east_1',
          region: 'us-east-1',
          arguments: ['region'],
        },
        {
          action: 'changed',
          address: 'aws_sns_topic.bucket_topic_us_east_1',
          module: 'bucket',
          region: 'us-east-1',
          arguments: ['display_name'],
        },
        { action: 'created', address: 'aws_iam_role.bucket_reader', module: 'bucket', arguments: [] },
      ]);
    });

    test('a stateful destroy without permission is named', async () => {
      const { unprotected, status } = await from((stack) => {
        delete stack.resource['aws_s3_bucket_notification'];
        delete stack.resource['aws_s3_bucket'];
        stack.output = {};
      });
      expect({ unprotected, status }).toEqual({
        unprotected: ['aws_s3_bucket.bucket_bucket_us_east_1'],
        status: 'passed',
      });
    });

    test('so is a replacement of what is protected', async () => {
      const { unprotected, changes } = await from((stack) => {
        only(stack, 'aws_s3_bucket')['region'] = 'us-west-2';
      });
      expect(unprotected).toEqual(['aws_s3_bucket.bucket_bucket_us_east_1']);
      expect(changes[0]).toMatchObject({ action: 'replaced', arguments: ['region'] });
    });

    test('a retirement in two steps: protection off, then gone', async () => {
      const off = soundStack();
      only(off, 'aws_s3_bucket')['lifecycle'] = { prevent_destroy: false };
      const first = await rehearseTransition(asFiles(soundStack()), asFiles(off), rig());
      expect(first).toMatchObject({
        status: 'passed',
        changes: [],
        unprotected: [],
        released: ['aws_s3_bucket.bucket_bucket_us_east_1'],
      });
      const second = await from((stack) => {
        delete stack.resource['aws_s3_bucket_notification'];
        delete stack.resource['aws_s3_bucket'];
        stack.output = {};
      }, off);
      expect(second.unprotected).toEqual([]);
      expect(second.changes.map(({ action }) => action)).toEqual(['destroyed', 'destroyed']);
    });

    test('an old stack that is refused is told as the old one', async () => {
      const old = soundStack();
      only(old, 'aws_vpc')['cidr'] = '10.0.0.0/16';
      const { status, diagnostics } = await rehearseTransition(asFiles(old), asFiles(soundStack()), rig());
      expect(status).toBe('failed');
      expect(diagnostics.map(formatDiagnostic)).toEqual([
        expect.stringMatching(/The stack before: .*No argument or block type is named "cidr"/),
      ]);
      const cut = await rehearseTransition(textFiles('{'), asFiles(soundStack()), rig());
      expect(cut.diagnostics.map(({ summary }) => summary)).toEqual([
        'The stack before: cdk.tf.json is no stack that cdktf emits',
      ]);
    });
  },
  registry,
);
